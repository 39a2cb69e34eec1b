"""How large and how entangled the program is, in numbers that fall: ``make size``."""
