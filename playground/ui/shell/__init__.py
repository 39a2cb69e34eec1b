"""The window itself: its parts, files that are opened, what is kept, and what it says."""
