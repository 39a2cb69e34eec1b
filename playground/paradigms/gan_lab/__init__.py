"""The 2-D lab of GANs: both players train while one watches, or one update at a time in slow motion.

:mod:`~playground.paradigms.gan_lab.recipes` says what is trained and how,
:mod:`~playground.paradigms.gan_lab.frames` what a frame holds,
:mod:`~playground.paradigms.gan_lab.presets` what to try.
"""
