"""The pages of a class's room."""
