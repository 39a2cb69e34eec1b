"""The 2-D lab of diffusion, flow matching and consistency models: it trains while one watches.

:mod:`~playground.paradigms.plane.recipes` says what is trained and what is looked at,
:mod:`~playground.paradigms.plane.frames` what a frame holds.
"""
