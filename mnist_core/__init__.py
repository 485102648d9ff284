"""Softmax regression on MNIST: the data, the mathematics, the training, the runs.

Importing this package loads neither TensorFlow nor any data.
"""
