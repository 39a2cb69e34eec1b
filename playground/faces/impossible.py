"""Why no face can be as a text asks, in one plain sentence."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from playground.faces.factors import OF_STYLE, STYLES
from playground.faces.meanings import Mention, together
from playground.faces.mentions import Reading
from playground.faces.seen import HIDES, Hides

_HAIRLESS = Hides("hair_colour", {"hair": ("bald", "cap", "beanie")})
"""Where there is no hair whose colour could be seen; a beard may still have it."""


def impossible(reading: Reading) -> str | None:
    """Why no style can draw all that a text says; ``None`` where one can.

    The reason names one or two mentions where these alone are the reason.
    """
    for mention in reading.mentions:
        if not mention.meaning.styles:
            return f"No style draws “{reading.quoted(mention)}”."
    if any(drawn_by(reading.mentions, style) for style in STYLES):
        return None
    for one, other in itertools.combinations(reading.mentions, 2):
        if not any(drawn_by((one, other), style) for style in STYLES):
            return _between(reading, one, other)
    return "No style can draw all of this together: " + "; ".join(
        _in_style(reading, style) for style in STYLES
    ) + "."  # fmt: skip


def drawn_by(mentions: Sequence[Mention], style: str) -> bool:
    """Whether a style can draw a face that is as all mentions say, with all of them seen."""
    left = together((each.meaning for each in mentions), style)
    return left is not None and all(left.values()) and _hidden(mentions, style, left) is None


def _hidden(mentions: Sequence[Mention], style: str, left: Mapping[str, tuple[str, ...]]) -> Mention | None:
    """A mention that something hides, whatever is chosen of the values that are left."""
    known = {factor: left.get(factor, values) for factor, values in OF_STYLE[style].items()}
    known["style"] = (style,)
    for mention in mentions:
        factor, _ = mention.meaning.styles[style]
        for rule in HIDES if mention.of != "hair" else (*HIDES, _HAIRLESS):
            hides = all(set(known.get(other, ("",))) <= set(values) for other, values in rule.where.items())
            if hides and rule.factor == factor and not mention.denied:
                return mention
    return None


def _between(reading: Reading, one: Mention, other: Mention) -> str:
    """Why two mentions exclude each other."""
    first, second = reading.quoted(one), reading.quoted(other)
    common = [style for style in one.meaning.styles if style in other.meaning.styles]
    if not common:
        return (
            f"“{first}” comes only in the style {' and '.join(one.meaning.styles)}, and “{second}” only in "
            f"the style {' and '.join(other.meaning.styles)}."
        )
    for style in common:
        left = together((one.meaning, other.meaning), style) or {}
        if all(left.values()) and (hidden := _hidden((one, other), style, dict(left))):
            hiding = first if hidden is other else second
            return f"“{reading.quoted(hidden)}” could not be seen with “{hiding}”."
    return f"“{first}” and “{second}” cannot both be true of one face."


def _in_style(reading: Reading, style: str) -> str:
    """What keeps a style from drawing it."""
    for mention in reading.mentions:
        if style not in mention.meaning.styles:
            return f"{style} has no “{reading.quoted(mention)}”"
    for one, other in itertools.combinations(reading.mentions, 2):
        if not drawn_by((one, other), style):
            return f"in {style} “{reading.quoted(one)}” and “{reading.quoted(other)}” exclude each other"
    return f"{style} cannot draw all of it"
