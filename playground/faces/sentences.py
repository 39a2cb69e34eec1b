"""Sentences by which models that read words are judged, drawn by a seed before any training, and a score.

``python -m playground.faces.sentences`` makes the file that ships again, byte for byte.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core import folders
from playground.faces.captions import caption
from playground.faces.factors import COLUMN, OF_STYLE, STYLES, VALUES, Codes
from playground.faces.meanings import Mention, together
from playground.faces.mentions import Reading
from playground.faces.sampling import Pair, held_out, held_out_pairs, sample
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


FILE = folders.assets() / "faces" / "sentences.json"
COUNT = 500
SEED = 47
_OF_PAIR = 12
"""Sentences that ask for each held-out pair, and as many for a seen pair like it."""
_DENYING = 60
"""Sentences that are drawn for a denial; of the others some have one, too."""
_COUNTS = (1, 2, 3, 4, 5)
"""Factors that a sentence mentions: each number equally often, and in some sentences more."""


class Sentence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A text and what it says; the pair that it asks for, and whether no model learns such a pair.

    ``face`` is the codes of one face of which it is true.
    """

    text: str
    mentions: tuple[Mention, ...]
    face: tuple[int, ...]
    pair: Pair | None = None
    held_out: bool = False

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors mentioned, each once."""
        return tuple(dict.fromkeys(each.meaning.factor for each in self.mentions))

    @property
    def kinds(self) -> tuple[str, ...]:
        """Of which sums it counts: pairs held out or seen, three to five factors at once, denials."""
        flags = {
            "held-out pair": self.pair is not None and self.held_out,
            "seen pair": self.pair is not None and not self.held_out,
            "three to five": 3 <= len(self.factors) <= 5,
            "denial": any(each.denied for each in self.mentions),
        }
        return tuple(kind for kind, has in flags.items() if has)


def right(sentence: Sentence, row: Codes) -> dict[str, bool | None]:
    """By each mentioned factor whether a face, one row of codes as it was read, is as the sentence says.

    ``None`` stands for what something hides in this face: no score counts it.
    """
    found: dict[str, bool | None] = {}
    for mention in sentence.mentions:
        factor = mention.meaning.factor
        verdict = mention.meaning.holds(row) if mention.meaning.is_seen(row) else None
        if verdict is not None and found.get(factor, True) is not False:
            found[factor] = verdict
        found.setdefault(factor, None)
    return found


def asks_for(pair: Pair, mentions: Sequence[Mention]) -> bool:
    """Whether every face that is as mentions say has a pair."""
    able = [style for style in STYLES if drawn_by(mentions, style)]
    wanted = {pair.factor: (pair.value,), pair.other: (pair.other_value,)}
    for style in able:
        left = together((each.meaning for each in mentions), style) or {}
        if any(left.get(factor) != values for factor, values in wanted.items()):
            return False
    return bool(able)


@functools.cache
def sentences() -> tuple[Sentence, ...]:
    """The sentences that ship."""
    return msgspec.json.decode(FILE.read_bytes(), type=tuple[Sentence, ...])


def drawn() -> tuple[Sentence, ...]:
    """The sentences, drawn anew: the same on every machine."""
    generator = np.random.Generator(np.random.PCG64(SEED))
    found: dict[str, Sentence] = {}

    def gather(count: int, draw: Callable[[int], Sentence | None]) -> None:
        wanted = len(found) + count
        for turn in itertools.cycle(_COUNTS):
            if len(found) == wanted:
                break
            each = draw(turn)
            if each is not None and each.text.casefold() not in map(str.casefold, found):
                found[each.text] = each

    for pair in held_out_pairs():
        gather(_OF_PAIR, functools.partial(_of_pair, [pair], generator, held=True))
        gather(_OF_PAIR, functools.partial(_of_pair, _alike(pair), generator, held=False))
    gather(_DENYING, functools.partial(_denying, generator))
    gather(COUNT - len(found), functools.partial(_any, generator))
    order = generator.permutation(COUNT)
    every = list(found.values())
    return tuple(every[place] for place in order)


def _alike(pair: Pair) -> list[Pair]:
    """Pairs of the same factors, other values, not held out; of the same styles where there are such."""
    found = [
        Pair(pair.factor, value, pair.other, other)
        for value in VALUES[pair.factor]
        for other in VALUES[pair.other]
        if value not in (pair.value, "none") and other not in (pair.other_value, "none")
    ]
    found = [each for each in found if each not in held_out_pairs() and _styles(each)]
    return [each for each in found if _styles(each) == _styles(pair)] or found


def _styles(pair: Pair) -> list[str]:
    return [
        style
        for style, factors in OF_STYLE.items()
        if pair.value in factors.get(pair.factor, ()) and pair.other_value in factors.get(pair.other, ())
    ]


def _of_pair(
    pairs: Sequence[Pair], generator: np.random.Generator, count: int, *, held: bool
) -> Sentence | None:
    """A sentence of a face with one of the pairs that asks for it; ``None`` where this draw gives none."""
    pair = pairs[int(generator.random() * len(pairs))]
    styles = _styles(pair)
    row = _face(generator, styles[int(generator.random() * len(styles))], pair)
    if not held and bool(held_out(row[None])[0]):
        return None
    return _said(row, max(2, count), generator, (pair.factor, pair.other), pair, held=held)


def _denying(generator: np.random.Generator, count: int) -> Sentence | None:
    row = _learned(generator)
    found = _said(row, count, generator, (("beard", "glasses", "mouth")[int(generator.random() * 3)],), None)
    return found if found is not None and any(each.denied for each in found.mentions) else None


def _any(generator: np.random.Generator, count: int) -> Sentence | None:
    return _said(_learned(generator), count + (generator.random() < 0.05), generator, (), None)


def _face(generator: np.random.Generator, style: str, pair: Pair) -> Codes:
    """A face of a style with both values of a pair."""
    while True:
        row = _one(generator)
        if VALUES["style"][row[0]] == style:
            row[COLUMN[pair.factor]] = VALUES[pair.factor].index(pair.value)
            row[COLUMN[pair.other]] = VALUES[pair.other].index(pair.other_value)
            return row


def _learned(generator: np.random.Generator) -> Codes:
    """A face without a held-out pair, whatever its hash: what it says, models have seen together."""
    while True:
        row = _one(generator)
        if not any(pair.within(row[None])[0] for pair in held_out_pairs()):
            return row


def _one(generator: np.random.Generator) -> Codes:
    row: NDArray[np.uint8] = sample(int(generator.integers(2**32)), 1)[0]
    return row


def _said(
    row: Codes,
    count: int,
    generator: np.random.Generator,
    first: tuple[str, ...],
    pair: Pair | None,
    *,
    held: bool = False,
) -> Sentence | None:
    """A sentence that mentions ``count`` factors of a face, those of ``first`` among them."""
    style = VALUES["style"][row[0]]
    others = [factor for factor in ("style", *OF_STYLE[style]) if factor not in first]
    chosen = [others[place] for place in generator.permutation(len(others))[: count - len(first)]]
    found = caption(row, generator, {*first, *chosen})
    mentioned = len({each.meaning.factor for each in found.mentions})
    if mentioned != count or (pair is not None and not asks_for(pair, found.mentions)):
        return None
    face = tuple(row.tolist())
    return Sentence(text=found.text, mentions=found.mentions, face=face, pair=pair, held_out=held)


def main() -> None:
    """Write the file that ships, a sentence a line."""
    lines = ",\n".join(msgspec.json.encode(each).decode() for each in drawn())
    FILE.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
