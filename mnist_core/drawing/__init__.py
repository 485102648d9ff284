"""From a pen or a photo to 784 pixels as MNIST has them."""
