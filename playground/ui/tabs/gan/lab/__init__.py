"""The GAN's 2-D lab: generator and discriminator train against each other while one watches."""
