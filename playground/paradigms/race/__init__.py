"""The race: every paradigm draws the same label, from the same noise where it has one, on one clock."""
