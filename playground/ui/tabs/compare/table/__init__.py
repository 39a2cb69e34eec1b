"""The table of paradigms: every cell measured, or the reason why there is none."""
