"""Arrays → charts, without Streamlit, a module for each lesson.

Plotly for what stands still: it mounts anew whenever its data change. ECharts
for what changes as one looks: it keeps its node and moves.
"""
