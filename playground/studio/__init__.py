"""Trainings of models of one's own: processes that outlive the window, each in a folder that tells of it."""
