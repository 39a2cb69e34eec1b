"""Settings of all tests."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes says something about the machine's load and nothing about the program.
settings.register_profile("playground", deadline=None)
settings.load_profile("playground")
