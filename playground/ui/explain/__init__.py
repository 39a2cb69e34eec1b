"""The panel that explains: equations whose terms light up, what one is looking at, and lessons to try."""
