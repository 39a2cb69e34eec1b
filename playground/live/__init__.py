"""Networks that train while one watches: torch inside, numpy outside, one thread."""
