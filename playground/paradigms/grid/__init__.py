"""Grids: one recipe with some of its fields as axes, drawn as one labelled sheet."""
