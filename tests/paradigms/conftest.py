"""Tests of runs whose test models are torch's are left out where there is no torch."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore = (
    []
    if find_spec("torch")
    else ["denoising", "gan_images", "league", "words", "race/test_race_of_words.py", "test_nflow_images.py"]
)
