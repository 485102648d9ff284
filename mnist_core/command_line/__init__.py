"""`python -m mnist_core train`, `predict` and `check`."""
