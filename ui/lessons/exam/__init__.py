"""Lesson 6: how well it reads what it has never seen."""
