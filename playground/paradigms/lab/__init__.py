"""What all 2-D labs have in common: their data and its exact answers, time slices, and what is measured."""
