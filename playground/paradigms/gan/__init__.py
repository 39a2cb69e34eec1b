"""Generative adversarial networks: a generator and a discriminator that learn against each other.

Goodfellow et al. 2014, "Generative adversarial nets". What the plane shows of them goes back to Kahng et al.
2018, "GAN Lab: understanding complex deep generative models using interactive visual experimentation".
"""
