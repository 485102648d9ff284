"""A chart beside what other visitors' pages import at that moment."""

import subprocess
import sys

from tests.support import ROOT

# Another visitor's page imports pandas; as long as that lasts, plotly found it there and took it for whole.
MEANWHILE = """
import sys
import threading
import streamlit
from plotly.graph_objects import Figure
from ui import show

assert "pandas" not in sys.modules
other = threading.Thread(target=__import__, args=("pandas",))
other.start()
while "pandas" not in sys.modules:
    pass
assert not hasattr(sys.modules["pandas"], "Series")
show.still({"data": [{"type": "bar", "x": [0, 1], "y": [2, 3]}], "layout": {}}, "bars", "Two bars")
other.join()
"""


def test_a_chart_is_drawn_while_another_visitors_page_imports_pandas():
    done = subprocess.run([sys.executable, "-c", MEANWHILE], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
