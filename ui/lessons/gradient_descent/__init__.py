"""Lesson 4: how the weights get better."""
