"""The 2-D lab of variational autoencoders: one trains on points in the plane while one watches.

:mod:`~playground.paradigms.vae_lab.recipes` says what is trained and looked at,
:mod:`~playground.paradigms.vae_lab.frames` what a frame holds.
"""
