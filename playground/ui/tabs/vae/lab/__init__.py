"""The VAE's 2-D lab: latent side and data side, of a model that trains while one watches."""
