"""What a tab is, as data, and what runs it."""
