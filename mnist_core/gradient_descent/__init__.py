"""Descent on curves, one step stage by stage, and the loss around a path."""
