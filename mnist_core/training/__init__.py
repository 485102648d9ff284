"""A training run: its settings, its steps, its records, and what visitors share and see of it."""
