"""Long work that visitors share: one registry, one store, one queue for each kind of process."""
