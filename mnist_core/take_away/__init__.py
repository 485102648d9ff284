"""What a run leaves to take away: models as files, its history, and a script that makes it again."""
