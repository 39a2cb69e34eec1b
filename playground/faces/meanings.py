"""What words say of a face: of each style that can draw it, a factor and the values that are right.

"Long hair" is a length in one style and a way to wear hair in the other, so a meaning speaks of styles apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from playground.faces.factors import ABSENT, COLUMN, OF_STYLE, STYLES, VALUES, Codes
from playground.faces.seen import hidden_in

Allowed = tuple[str, tuple[str, ...]]
"""A factor, and the values of it that are right."""


class Meaning(msgspec.Struct, frozen=True):
    """What is said of ``factor``: by style, what is right; a style that cannot draw it is left out."""

    factor: str
    styles: dict[str, Allowed]

    def holds(self, row: Codes) -> bool:
        """Whether a face, one row of codes, is as is said."""
        factor, values = self.styles.get(VALUES["style"][row[0]], ("", ()))
        return bool(values) and VALUES[factor][row[COLUMN[factor]]] in values

    def is_seen(self, row: Codes) -> bool:
        """Whether one can see if it is so; of a style that cannot draw it one sees that it is not."""
        allowed = self.styles.get(VALUES["style"][row[0]])
        return allowed is None or allowed[0] in shown(row)

    def only(self, style: str, factor: str, value: str) -> bool:
        """Whether in this style it leaves that value alone."""
        return self.styles.get(style) == (factor, (value,))


class Mention(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the characters ``start`` to ``stop`` of a text say of a face.

    ``of`` is the thing that has what is said, such as "hair" where "red" stands for red hair; it is empty
    where the words name it themselves. What is ``denied`` has the meaning that remains.
    """

    start: int
    stop: int
    meaning: Meaning
    of: str = ""
    denied: bool = False


def meaning(factor: str, *values: str, **styles: tuple[str, ...]) -> Meaning:
    """That a factor has one of some values, in each style that has any of them.

    A style may be named with another factor and its values, or with nothing where it cannot draw this.
    """
    found: dict[str, Allowed] = {}
    for style in STYLES:
        of, *wanted = styles.get(style, (factor, *values)) or (factor,)
        known = OF_STYLE[style].get(of, ()) if of != "style" else (style,)
        if allowed := tuple(value for value in known if value in wanted):
            found[style] = (of, allowed)
    return Meaning(factor, found)


def denied(said: Meaning) -> Meaning:
    """That something is not so; in a style that cannot draw it, everything is right."""
    found: dict[str, Allowed] = {}
    for style, factors in OF_STYLE.items():
        if style in said.styles:
            factor, values = said.styles[style]
            known = factors.get(factor, (style,))
            if others := tuple(value for value in known if value not in values):
                found[style] = (factor, others)
        elif said.factor in factors:
            found[style] = (said.factor, factors[said.factor])
        else:
            found[style] = ("style", (style,))
    return Meaning(said.factor, found)


def together(meanings: Iterable[Meaning], style: str) -> Mapping[str, tuple[str, ...]] | None:
    """The values that are left of each factor in a style; ``None`` where it cannot draw one of them."""
    left: dict[str, tuple[str, ...]] = {}
    for each in meanings:
        if style not in each.styles:
            return None
        factor, values = each.styles[style]
        left[factor] = tuple(value for value in left.get(factor, values) if value in values)
    return left


def shown(row: Codes) -> dict[str, str]:
    """The values of the factors of one face that can be seen."""
    values = {
        factor: VALUES[factor][code] for factor, code in zip(COLUMN, row, strict=True) if code != ABSENT
    }
    hidden = hidden_in(values)
    return {factor: value for factor, value in values.items() if factor not in hidden}
