"""Variational autoencoders: an encoder and a decoder that are trained on a bound of the likelihood.

Kingma & Welling 2014, "Auto-encoding variational Bayes".
"""
