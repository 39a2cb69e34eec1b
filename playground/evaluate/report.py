"""What was measured of one recipe: numbers with intervals, beside those of real pictures."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from playground.core.frames import Scalar

FEW = 2000
"""Of fewer pictures the Fréchet distance is biased by more than it tells."""

OF_WORDS = ("agreement",)
"""Measures of pictures that are drawn of words."""

Interval = Literal["half-samples", "Clopper–Pearson", "standard error", "none", "Wilson", "bootstrap"]
"""What an interval is from; the last two stand in results that were kept before."""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A measure: its name for people, and whether more or less of it is better (nothing: neither)."""

    title: str
    better: Literal["higher", "lower", "one", ""] = ""
    digits: int = 4


def kinds(features: str) -> dict[str, Kind]:
    """All measures by their key; distances are named with the features they are in.

    No number of these is the Inception FID or its kernel twin, which are of photographs' features.
    """
    return {
        "frechet_distance": Kind(title=f"Fréchet distance ({features} features)", better="lower"),
        "kernel_distance": Kind(title=f"kernel distance ({features} features)", better="lower"),
        "precision": Kind(title="precision (k = 3)", better="higher"),
        "recall": Kind(title="recall (k = 3)", better="higher"),
        "density": Kind(title="density (k = 5)", better="one"),
        "coverage": Kind(title="coverage (k = 5)", better="higher"),
        "class_agreement": Kind(title="class agreement", better="higher"),
        "agreement": Kind(title=f"agreement with the words ({features})", better="higher"),
        "network_evaluations": Kind(title="network evaluations per picture", better="lower"),
        "milliseconds_per_image": Kind(title="milliseconds per picture", better="lower"),
        "bits_per_dim": Kind(title="bits per dimension of held-out images", better="lower"),
    }


class Measure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A number with its 95 % interval, if any, from ``repeats`` sets of ``samples`` pictures.

    ``value`` is the mean of ``values``, one for each set; ``interval`` says where ``low`` and ``high`` are
    from. What follows tells how far two measures differ that share their pictures or their noise, as
    :func:`playground.evaluate.intervals.difference` does: ``each`` the number of every picture, of which
    ``value`` is the mean, or ``halves`` and ``rests`` the values on random halves of the pictures and on what
    each leaves over.
    """

    value: float
    low: float | None
    high: float | None
    samples: int
    repeats: int
    interval: Interval
    values: tuple[float, ...]
    each: tuple[float, ...] = ()
    halves: tuple[float, ...] = ()
    rests: tuple[float, ...] = ()


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The measures of one recipe's pictures and, where they exist, the same of real held-out pictures.

    ``noise`` are those of pictures of noise, where they say how little a number may mean. ``shows`` is the
    recipe of some of the pictures, where it is not the recipe itself. ``features_worth`` says what features
    that were made of the user's own pictures are, and are worth.
    """

    model: str
    recipe: msgspec.Raw
    features: str
    features_sha256: str
    reference: str
    held_out: str
    measures: dict[str, Measure]
    real: dict[str, Measure]
    notes: tuple[str, ...]
    facts: dict[str, Scalar]
    features_worth: str = ""
    noise: dict[str, Measure] = {}
    shows: dict[str, Any] = {}

    @property
    def judge(self) -> str:
        """What the features are called and, of those made of the user's own pictures, what they are worth."""
        return ", ".join(filter(None, (self.features, self.features_worth)))


def flat(report: Report) -> dict[str, Scalar]:
    """The numbers by name, as a frame's scalars hold them: value, ``_low`` and ``_high``, ``real_`` before
    those of real pictures, ``noise_`` of noise."""
    found: dict[str, Scalar] = {}
    for prefix, measures in (("", report.measures), ("real_", report.real), ("noise_", report.noise)):
        for name, measure in measures.items():
            found[prefix + name] = measure.value
            for end, value in (("low", measure.low), ("high", measure.high)):
                if value is not None:
                    found[f"{prefix}{name}_{end}"] = value
    return found
