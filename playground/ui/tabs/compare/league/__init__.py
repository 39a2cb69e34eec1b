"""The 2-D league: every paradigm learns the same points on the same budget."""
