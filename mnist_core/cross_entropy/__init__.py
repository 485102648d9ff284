"""Cross-entropy taken apart, and predictions made by hand."""
