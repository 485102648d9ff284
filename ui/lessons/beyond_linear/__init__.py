"""Lesson 9: models that see more."""
