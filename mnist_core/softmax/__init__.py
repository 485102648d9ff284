"""Softmax regression in NumPy, the readable truth that everything else is held to, and accounts of it."""
