"""The same model on ever more examples."""
