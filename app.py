"""Where Streamlit begins: the server, then for each visitor the side bar and the page that is asked for.

The home page is pages/0_start.py.
"""

from ui import navigation

if __name__ == "__main__":  # run for a visitor
    navigation.run()
else:  # imported by the server, once; where one does not ask for `app`, the pages are the same without its headers
    import streamlit as st

    from ui import serving

    serving.require_settings()
    app = st.App(__file__, lifespan=serving.lifespan, middleware=serving.middleware(), routes=serving.routes())
