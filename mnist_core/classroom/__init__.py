"""A room that a class shares: who is there, what is drawn, voted and trained, kept in a database for a day."""
