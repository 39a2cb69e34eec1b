"""Training a variational autoencoder."""
