"""What tells one setting by which pictures are made from another."""

from __future__ import annotations

import hashlib

import msgspec

from playground.core.recipe import Written

_NO_SETTING = frozenset({"count", "seed", "output", "moments"})
"""Fields of a recipe that change neither how good nor how dear a picture is."""


def identity(recipe: Written) -> str:
    """A short name that two recipes share if they make pictures alike."""
    return _digest(_without(recipe, _NO_SETTING))


def series(recipe: Written) -> str:
    """A short name that two recipes share if they differ in nothing but the number of steps."""
    return _digest(_without(recipe, _NO_SETTING | {"steps"}))


def _without(recipe: Written, names: frozenset[str]) -> Written:
    return {name: value for name, value in recipe.items() if name not in names}


def _digest(value: Written) -> str:
    text = msgspec.json.encode(value, order="sorted")
    return hashlib.blake2b(text, digest_size=8).hexdigest()
