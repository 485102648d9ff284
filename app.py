"""Where Streamlit begins: the side bar, and the page that is asked for. The home page is pages/0_start.py."""

from ui import navigation

navigation.run()
