"""Where the candidates of a race are at each moment of its clock, and what is said of them."""
