"""What serves one lesson alone, a folder each."""
