"""Lesson 8: how a drawing is read."""
