"""Lesson 3: what a wrong answer costs."""
