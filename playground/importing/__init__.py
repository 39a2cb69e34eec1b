"""Models of others: looked at, measured for how their networks speak, and written as a folder with a card."""
