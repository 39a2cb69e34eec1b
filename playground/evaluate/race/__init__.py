"""Where the lanes of a race are at each moment of its clock, and what is said of them."""
