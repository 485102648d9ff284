"""`python -m mnist_core train` and `predict`."""
