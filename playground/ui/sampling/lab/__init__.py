"""The 2-D lab of the models that denoise: what is learned, what is exact, and how far they are apart."""
