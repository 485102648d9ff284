"""Lesson 1: what the data are."""
