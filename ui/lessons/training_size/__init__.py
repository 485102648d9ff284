"""Lesson 7: how much data is enough."""
