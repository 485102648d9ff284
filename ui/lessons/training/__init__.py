"""Lesson 5: the model trains before one's eyes."""
