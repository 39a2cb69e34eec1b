"""English captions of faces, with what every word of them says.

A caption mentions some factors that can be seen. Each becomes an item: an adjective of the person, something
that the person has, wears or does not have, the background or the style of the drawing. A frame then sets the
items into a noun phrase, sentences, or a list of words as people type it.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator

import msgspec
import numpy as np

from playground.faces import frames
from playground.faces.factors import VALUES, Codes
from playground.faces.frames import Choice, Item, Pieces, Said, Wording, bare, choice, one_of, picked
from playground.faces.meanings import Mention, shown

COUNTS = (0.02, 0.13, 0.19, 0.22, 0.18, 0.12, 0.07, 0.04, 0.02, 0.005, 0.003, 0.001, 0.001)
"""How often so many factors are mentioned, from none to more than any face shows."""

OFTEN = {
    "style": 0.4, "skin": 0.6, "hair": 1.5, "length": 1.0, "hair_colour": 1.8, "brows": 0.9, "eyes": 1.0,
    "glasses": 1.5, "mouth": 1.4, "beard": 1.5, "clothes": 1.0, "clothes_colour": 1.3, "ground": 1.3,
}  # fmt: skip
"""How often each factor is mentioned beside the others."""
SELDOM = {("length", "short"), ("brows", "level"), ("eyes", "open"), ("glasses", "none"), ("beard", "none")}
"""Values of which one says something a third as often, as there is nothing to be seen."""
_DENIALS = 0.06
"""How often a value is told by what it is not."""
_HATS = {"bald", "cap", "beanie"}
"""Ways to wear hair that show none."""


class Caption(msgspec.Struct, frozen=True):
    """A text, and what its words say of a face."""

    text: str
    mentions: tuple[Mention, ...]


def caption(row: Codes, generator: np.random.Generator, factors: Collection[str] | None = None) -> Caption:
    """A caption of one face, one row of codes, that mentions ``factors``, or some at random.

    A factor that cannot be seen, or of which nobody would speak beside the others, is left out.
    """
    return Writer(row, generator).caption(factors)


class Writer:
    """Writes one caption of a face."""

    def __init__(self, row: Codes, generator: np.random.Generator) -> None:
        self.style = VALUES["style"][row[0]]
        self.generator = generator
        self.values = shown(row)
        if self.values.get("hair") == "bun" and self.values.get("length") == "short":
            del self.values["length"]  # It hangs down nowhere.

    def caption(self, factors: Collection[str] | None) -> Caption:
        """The caption that mentions these factors, as far as one would speak of them."""
        stated = self._some() if factors is None else [each for each in self.values if each in factors]
        pieces = frames.framed(list(self._items(set(stated))), self.generator)
        return _joined(pieces, self.generator)

    def _some(self) -> list[str]:
        """Some of the factors that can be seen."""
        weights = [
            OFTEN[factor] / (3 if (factor, value) in SELDOM else 1) for factor, value in self.values.items()
        ]
        count = picked(self.generator, range(len(COUNTS)), tuple(itertools.accumulate(COUNTS)))
        # The largest of u to the power of 1 / weight (Efraimidis and Spirakis 2006).
        drawn = self.generator.random(len(weights)) ** (1 / np.array(weights))
        return [list(self.values)[slot] for slot in np.argsort(-drawn)[:count]]

    def _items(self, stated: set[str]) -> Iterator[Item]:
        if "hair_colour" in stated and self.values.get("hair") in _HATS:
            stated = stated | {"beard"}  # No other hair has a colour that is seen.
        denied = {factor for factor in sorted(stated) if self._is_denied(factor)}
        for factor in sorted(denied):
            yield self._denial(factor)
        stated = stated - denied
        on_beard = self._colours_beard(stated)
        yield from self._hair(stated - {"hair_colour"} if on_beard else stated)
        if "beard" in stated:
            yield self._beard(coloured=on_beard)
        for factor, topic in (
            ("eyes", "eyes"),
            ("brows", "eyebrows"),
            ("skin", "skin"),
            ("glasses", "glasses"),
        ):
            if factor in stated:
                yield self._plain(factor, (topic, "eyebrow", "hat"))
        if "mouth" in stated:
            yield self._plain("mouth", ("smile", "mouth"))
        if stated & {"clothes", "clothes_colour"}:
            yield self._clothes(stated)
        if "ground" in stated:
            yield self._ground()
        if "style" in stated:
            wording = self._choice("style", ("alone",)).pick(self.generator)
            yield Item("style", (wording.said,), before=wording.phrase.before)

    def _choice(self, factor: str, kinds: tuple[str, ...], topics: tuple[str, ...] = ()) -> Choice:
        return choice(self.style, factor, self.values[factor], kinds, topics)

    def _chance(self, share: float) -> bool:
        return bool(self.generator.random() < share)

    def _is_denied(self, factor: str) -> bool:
        """Whether a factor is told by a denial: nothing else says that there are no glasses."""
        denials = self._choice(factor, ("no noun", "no worn", "no doing")).wordings
        plain = self._choice(factor, ("alone", "noun", "adjective"), _ANY).wordings
        if not denials or not plain:
            return bool(denials)
        return self._chance(0.6 if self.values[factor] == "none" else _DENIALS)

    def _denial(self, factor: str) -> Item:
        wording = self._choice(factor, ("no noun", "no worn", "no doing")).pick(self.generator)
        text, article, kind = wording.phrase.text, wording.phrase.article, wording.kind
        article = f"{article} " if article else ""

        def said(words: str) -> Pieces:
            return (Said(words, wording.meaning, "", True),)

        if kind == "no doing":
            return Item("doing", said(f"not {text}"))
        ways = [f"no {text}", f"without {article}{text}"]
        if kind == "no worn":
            ways.append(f"not wearing {article or one_of(self.generator, '', 'any ')}{text}")
        words = one_of(self.generator, *ways)
        return Item("lacking", said(words), has=said(f"no {text}"), other=said(text))

    def _colours_beard(self, stated: set[str]) -> bool:
        """Whether the colour of hair is said of the beard: always where no other hair is seen."""
        if not {"beard", "hair_colour"} <= stated or self.values["beard"] == "none":
            return False
        return self.values.get("hair") in _HATS or self._chance(0.25)

    def _hair(self, stated: set[str]) -> Iterator[Item]:
        """Hair, its length and colour: together what can be, "long red hair in a bun", the rest apart."""
        bald = self.values.get("hair") in _HATS
        shapes = [
            self._choice(factor, ("alone", "adjective", "noun", "after"), ("hair", "hat")).pick(
                self.generator
            )
            for factor in ("hair", "length")
            if factor in stated
        ]
        colour = []
        if "hair_colour" in stated and not bald:
            colour = [self._choice("hair_colour", ("alone", "adjective"), ("hair",)).pick(self.generator)]
        every = [*shapes, *colour]
        adjectives = [each for each in every if each.kind == "adjective"]
        after = [each for each in shapes if each.kind == "after"]
        nouns = [each for each in shapes if each.kind == "noun"]
        for each in every:
            if each.kind == "alone":
                yield _adjective(each)
        if nouns and colour and colour[0] in adjectives and nouns[0].topic == "hair" and self._chance(0.7):
            adjectives.remove(colour[0])
            yield self._thing([colour[0]], nouns.pop(0))
        for noun in nouns:
            yield self._thing([], noun)
        if adjectives or after:
            order = adjectives[::-1] if len(adjectives) == 3 and self._chance(0.1) else adjectives
            yield self._bare("hair", order, after)

    def _beard(self, *, coloured: bool) -> Item:
        kinds = ("noun",) if coloured else ("alone", "noun")
        wording = self._choice("beard", kinds, ("beard", "moustache")).pick(self.generator)
        if wording.kind == "alone":
            return _adjective(wording)
        colours = []
        if coloured:
            colours = [self._choice("hair_colour", ("adjective",), (wording.topic,)).pick(self.generator)]
        return self._thing(colours, wording)

    def _plain(self, factor: str, topics: tuple[str, ...]) -> Item:
        """A factor that stands for itself."""
        wording = self._choice(factor, ("alone", "noun", "adjective"), topics).pick(self.generator)
        if wording.kind == "alone":
            return _adjective(wording)
        if wording.kind == "noun":
            return self._thing([], wording)
        return self._bare(wording.topic, [wording], [])

    def _clothes(self, stated: set[str]) -> Item:
        colours = []
        if "clothes_colour" in stated:
            colours = [self._choice("clothes_colour", ("adjective",), ("clothes",)).pick(self.generator)]
        if "clothes" in stated:
            return self._thing(colours, self._choice("clothes", ("noun",), ("clothes",)).pick(self.generator))
        if self._chance(0.5):
            return self._bare("clothes", colours, [])
        lead = one_of(self.generator, "in", "in", "dressed in", "wearing")
        return Item("trailing", (lead, colours[0].said))

    def _ground(self) -> Item:
        colour = self._choice("ground", ("adjective",), ("background",)).pick(self.generator).said
        noun = bare("background").pick(self.generator).phrase.text
        if self._chance(0.35):
            lead = one_of(self.generator, "on", "on", "on", "against", "in front of")
            pieces: Pieces = (lead, colour)
        else:
            lead = one_of(self.generator, "on", "on", "against", "in front of", "with")
            pieces = (lead, "A", colour, noun)
        verdict: Pieces = ("the", noun, "is", colour)
        return Item("ground", pieces, short=(colour, noun), sentence=verdict)

    def _thing(self, adjectives: list[Wording], noun: Wording) -> Item:
        """A thing with what says something itself: "a red bun"."""
        short = (*(each.said for each in adjectives), noun.said)
        article = ("A",) if noun.phrase.article else ()
        kind = "worn" if noun.topic in ("clothes", "glasses", "hat") else "having"
        return Item(kind, (*article, *short), short=short)

    def _bare(self, topic: str, adjectives: list[Wording], after: list[Wording]) -> Item:
        """A thing with what is said of it: "long red hair in a bun", and other ways to say that."""
        worded = bare(topic).wordings and bare(topic).pick(self.generator).phrase
        noun = worded.text if worded else topic
        article = ("A",) if topic in _COUNTED or (worded and worded.article) else ()
        said = [each.said for each in adjectives]
        behind = [each.said for each in after]
        short: Pieces = (*said, noun, *behind)
        verb = "are" if noun in ("eyes", "eyebrows", "brows", "clothes") else "is"
        linked: list[Pieces] = [("and", each) for each in [*said, *behind]]
        chain = tuple(itertools.chain.from_iterable(linked))[1:]
        if topic == "clothes":
            return Item("worn", (*article, *short), short=short, sentence=("the", noun, verb, *chain))
        one = len(adjectives) == 1 and not after
        if one and topic in _ENDINGS and " " not in said[0].text.removeprefix("very ") and self._chance(0.3):
            return Item("adjective", (said[0], f"-{_ENDINGS[topic]}"))
        if one and topic in ("eyes", "eyebrows") and self._chance(0.2):
            short = (noun, *said)
        return Item("having", (*article, *short), short=short, sentence=("the", noun, verb, *chain))


_ENDINGS = {"hair": "haired", "skin": "skinned"}
_COUNTED = ("beard",)
_ANY = ("hair", "hat", "beard", "moustache", "eyes", "eyebrows", "eyebrow", "skin", "clothes", "background",
        "mouth", "smile", "glasses")  # fmt: skip


def _adjective(wording: Wording) -> Item:
    """What is said of the person alone."""
    return Item("adjective", (wording.said,), before=wording.phrase.before)


def _joined(pieces: Pieces, generator: np.random.Generator) -> Caption:
    """Pieces as a text, in small letters, or with a capital and a full stop, and what they say."""
    text, mentions = "", []
    for slot, piece in enumerate(pieces):
        words = piece if isinstance(piece, str) else piece.text
        if words == "A":
            after = pieces[slot + 1]
            first = (after if isinstance(after, str) else after.text)[0]
            words = "an" if first in "aeiouAEIOU" else "a"
        if text and words[0] not in ",.;:-!":
            text += " "
        if isinstance(piece, Said):
            start = len(text)
            mentions.append(Mention(start, start + len(words), piece.meaning, piece.of, piece.denied))
        text += words
    return Caption(_cased(text, generator), tuple(mentions))


def _cased(text: str, generator: np.random.Generator) -> str:
    """The same letters, as many, of which some or all may be capitals."""
    sentences = ". " in text or text.endswith(".")
    chance = generator.random()
    if chance < (0.1 if sentences else 0.6):
        return text.lower() if chance < 0.05 else text
    if chance < 0.97:
        return ". ".join(part[:1].upper() + part[1:] for part in text.split(". "))
    return text.upper() if chance > 0.99 else text.title()
