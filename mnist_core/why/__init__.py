"""Why a model answers as it does, who taught it, and what would change its mind."""
