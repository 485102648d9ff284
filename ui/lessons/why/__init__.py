"""Lesson 8, beside the drawing: why the model answers so."""
