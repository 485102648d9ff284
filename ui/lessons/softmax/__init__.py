"""Lesson 2: from evidence to shares."""
