"""The Studio: train models of one's own pictures, and watch them learn.

A training is a process that outlives the window; all that is known of it here was read from its folder.
"""
