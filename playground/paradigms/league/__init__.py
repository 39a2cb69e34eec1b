"""The 2-D league: every paradigm learns the same points on the same budget, with several seeds.

:mod:`~playground.paradigms.league.recipes` says who takes part and on what budget,
:mod:`~playground.paradigms.league.frames` what a frame holds, and
:mod:`~playground.paradigms.league.results` what came out.
"""
