"""Claims of texts held against what the program gives: ``make claims``; the cheap ones in ``make test``."""
