"""What a model draws of emoji in styles that it never saw them in, beside what that might be taken for."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.captioned import CaptionedImages, together
from playground.core.cards import Card
from playground.core.errors import DataError
from playground.core.heldout import SHORT
from playground.evaluate.compositions import (
    Found,
    Gallery,
    Judge,
    Yardstick,
    least_as_good,
    of_other_styles,
    spread,
)
from playground.evaluate.descriptor import described
from playground.evaluate.judge import judge_file, load_judge
from playground.evaluate.retrieval import Share
from playground.export.atomic import make_folder, write_file
from playground.export.reading import read_arrays
from playground.zoo.pair.drawing import Asked, Drawer, DrawingSetting
from playground.zoo.text.captioned import STYLES

Say: TypeAlias = Callable[[str], None]
Images: TypeAlias = NDArray[np.uint8]
Indices: TypeAlias = NDArray[np.int64]

SCALES = (1.0, 2.0, 3.0, 4.0, 6.0)
"""Of guidance, of which training pairs choose one: the least that is as good as the best but for chance."""
_TRIED = 200
"""Training pairs that choose it."""
OTHER = "A real picture of another style"
HELD_OUT = "Drawn from the full caption and style, never seen together"
HELD_OUT_NAME = "Drawn from the name alone and style, never seen together"
LEARNED = "Drawn from the full caption and style of training pictures"
LEARNED_NAME = "Drawn from the name alone and style of training pictures"
"""What the rows are called that a card has the numbers of."""
_ALL, _NAME, _NONE = "", ", the name alone", ", no words"
"""Which words of a caption are told: its name and all keywords, its name, or none."""
_BLOCK = 4
_SAMPLE = 1
"""The seed by which pairs are drawn."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How much is drawn and how; of ``scales`` the least that is as good as the best on training pairs."""

    pairs: int = 10_000
    seeds: int = 4
    scales: tuple[float, ...] = SCALES
    way: DrawingSetting = DrawingSetting()


class Row(msgspec.Struct, frozen=True):
    """A set of pictures, in words, and what was found of it."""

    title: str
    found: Found


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All that was found, and of what."""

    model: str
    model_hash: str
    pair: str
    pair_hash: str
    way: DrawingSetting
    tried: dict[str, float]
    pictures_of_a_style: dict[str, int]
    rows: tuple[Row, ...]


def gallery_of(learned: CaptionedImages, held_out: CaptionedImages) -> tuple[Gallery, CaptionedImages]:
    """All real pictures, those that are held out last."""
    every = together(learned, held_out)
    gallery = Gallery(
        images=every.images,
        styles=every.labels.astype(np.int64),
        things=every.things,
        held_out=np.arange(len(every)) >= len(learned),
    )
    return gallery, every


def judge_of(gallery: Gallery, pair: str, look: Yardstick, data: str) -> Judge:
    """What holds drawings against the real pictures of a data set: the model ``pair``, by which one can
    ``look``, what nothing was trained for, and the data’s own judge of styles."""
    yardsticks = {pair: look, "colours and edges": described}
    return Judge(gallery, yardsticks, load_judge(judge_file(data)).named)


class Measuring:
    """One measurement; what it draws is kept in a folder, so that one that was stopped goes on."""

    def __init__(
        self, judge: Judge, every: CaptionedImages, drawer: Drawer, plan: Plan, folder: Path, say: Say
    ) -> None:
        self._judge, self._every, self._drawer = judge, every, drawer
        self._plan, self._folder, self._say = plan, make_folder(folder / "drawn"), say

    def report(self, pair: str, pair_hash: str) -> Report:
        """Draw and measure all rows."""
        plan, gallery = self._plan, self._judge.gallery
        training, held_out = (np.flatnonzero(gallery.held_out == each) for each in (False, True))
        if not len(held_out) or len(training) < 2:
            raise DataError(
                "Nothing is held out of these pictures, so nothing can be drawn that was never seen."
            )
        some = spread(held_out, plan.pairs, _SAMPLE)
        way, tried = self._chosen(spread(training, min(_TRIED, plan.pairs), _SAMPLE))
        # Other training pairs than those that chose.
        learned = spread(training, min(_TRIED, plan.pairs) + len(some), _SAMPLE)
        learned = np.setdiff1d(learned, spread(training, min(_TRIED, plan.pairs), _SAMPLE))
        counts = np.bincount(gallery.styles)
        return Report(
            model=self._drawer.card.name,
            model_hash=self._drawer.card.hash,
            pair=pair,
            pair_hash=pair_hash,
            way=way,
            tried=tried,
            pictures_of_a_style={STYLES[style]: int(count) for style, count in enumerate(counts)},
            rows=tuple(self._rows(some, learned, way)),
        )

    def _chosen(self, places: Indices) -> tuple[DrawingSetting, dict[str, float]]:
        """The way of drawing with the guidance that training pairs choose, and what each scale gave."""
        ways = [msgspec.structs.replace(self._plan.way, guidance=scale) for scale in self._plan.scales]
        if len(ways) == 1:
            return ways[0], {}
        ways = sorted(ways, key=lambda way: way.guidance)
        found = [self._judge.likeness(*self._drawn(places, way, 1, "chosen")) for way in ways]
        tried = {f"{way.guidance:g}": float(each.mean()) for way, each in zip(ways, found, strict=True)}
        return ways[least_as_good(found)], tried

    def _rows(self, some: Indices, learned: Indices, way: DrawingSetting) -> Iterator[Row]:
        judge, images, seeds = self._judge, self._judge.gallery.images, self._plan.seeds
        yield Row("The real picture itself", judge.found(images[some], some, drawn=False))
        yield Row(OTHER, self._others(some))
        drawn = self._drawn(some, way, seeds, "held out")
        yield Row(HELD_OUT, judge.found(*drawn))
        drawn = self._drawn(some, way, seeds, "held out", words=_NAME)
        yield Row(HELD_OUT_NAME, judge.found(*drawn))
        drawn = self._drawn(some, way, seeds, "held out", style=False)
        yield Row("Drawn from the full caption without a style", judge.found(*drawn))
        drawn = self._drawn(some, way, seeds, "held out", words=_NONE)
        yield Row("Drawn from the style alone", judge.found(*drawn))
        drawn = self._drawn(learned, way, seeds, "learned")
        yield Row(LEARNED, judge.found(*drawn))
        drawn = self._drawn(learned, way, seeds, "learned", words=_NAME)
        yield Row(LEARNED_NAME, judge.found(*drawn))
        yield Row("A real picture of another style, of training pictures", self._others(learned))

    def _others(self, places: Indices) -> Found:
        shown, of = of_other_styles(self._judge.gallery.things, places)
        return self._judge.found(self._judge.gallery.images[shown], of, drawn=False)

    def _drawn(
        self,
        places: Indices,
        way: DrawingSetting,
        seeds: int,
        what: str,
        *,
        words: str = _ALL,
        style: bool = True,
    ) -> tuple[Images, Indices]:
        """Pictures, so many of each place, and the place that each was asked for."""
        asked = [
            Asked(
                self._every.captions[place][: {_NAME: 1, _NONE: 0}.get(words)],
                int(self._every.labels[place]) if style else None,
                place,
            )
            for place in places.tolist()
        ]
        hidden = f"{words}{'' if style else ', no style'}"
        blocks = []
        for first in range(0, len(asked), _BLOCK):
            blocks.append(self._block(asked[first : first + _BLOCK], way, seeds))
            done = min(first + _BLOCK, len(asked))
            self._say(f"{what}, guidance {way.guidance:g}{hidden}: {done:,} of {len(asked):,}")
        return np.concatenate(blocks), np.repeat(places, seeds)

    def _block(self, asked: Sequence[Asked], way: DrawingSetting, seeds: int) -> Images:
        """The pictures of a few, drawn once."""
        said = msgspec.json.encode((self._drawer.card.hash, way, seeds, asked))
        path = self._folder / f"{hashlib.sha256(said).hexdigest()[:32]}.npz"
        if path.is_file():
            kept: Images = read_arrays(path)["images"]
            return kept
        images, out = self._drawer.draw(asked, way, seeds), io.BytesIO()
        np.savez_compressed(out, images=images)
        write_file(path, out.getvalue(), overwrite=True)
        return images


def table(report: Report) -> Iterator[str]:
    """The rows as a table in Markdown."""
    names = list(report.rows[0].found.right)
    nearest = [f"style nearest by {name}" for name in names]
    titles = ["pictures", *(f"right by {name}" for name in names), *nearest, "style by the judge", "copies"]
    yield f"| | {' | '.join(titles)} |"
    yield "|---|" + "---|" * len(titles)
    for row in report.rows:
        found = row.found
        shares = [shares[name] for shares in (found.right, found.nearest) for name in names]
        copied = "" if found.copies is None else f"{found.copies:.1%} ({found.copies_by_chance:.1%})"
        cells = [f"{found.drawings:,}", *map(_cell, (*shares, found.style)), copied]
        yield f"| {row.title} | {' | '.join(cells)} |"


def told(card: Card, report: Report) -> Card:
    """The card of what was measured with its numbers."""
    names = {
        HELD_OUT: "held_out", HELD_OUT_NAME: "held_out_name", LEARNED: "learned",
        LEARNED_NAME: "learned_name", OTHER: "other_style",
    }  # fmt: skip
    found: dict[str, float] = {"held_out_pairs": 0.0}
    for row in report.rows:
        if name := names.get(row.title):
            of = row.found
            found |= numbers(name, of, style=name != "other_style")
            if of.copies is not None and of.copies_by_chance is not None:
                found |= {f"{name}_copies": of.copies, f"{name}_copies_by_chance": of.copies_by_chance}
        if row.title == HELD_OUT:
            found["held_out_pairs"] = float(row.found.style.groups)
    way, drawings = report.way, next(row.found.drawings for row in report.rows if row.title == HELD_OUT)
    return msgspec.structs.replace(
        card,
        measured={**card.measured, **{name: float(f"{value:.6g}") for name, value in found.items()}},
        measured_with=f"{drawings:,} drawings of {found['held_out_pairs']:.0f} emoji in styles in which "
        f"the model never saw them, by {way.sampler} in {way.steps} steps with guidance {way.guidance:g}, "
        "and as many of pictures that it learned from: the share whose real picture is among the five "
        f"nearest of all of its style, by {report.pair} ({report.pair_hash[:SHORT]}) and by colours and "
        "edges, with intervals over the emoji; the style that a classifier of real pictures gives them; and "
        "copies. Drawn from the full caption, a name and all keywords; held_out_name and learned_name: from "
        "the name alone. other_style: real pictures of the same emoji in other styles, measured likewise",
    )


def numbers(name: str, found: Found, *, style: bool = True) -> dict[str, float]:
    """What a card says of what was found, with the ends of the intervals, beginning with a name."""
    shares = {f"{name}_by_{_key(each)}": share for each, share in found.right.items()}
    if style:
        shares[f"{name}_style"] = found.style
    ends = ((key, share, end) for key, share in shares.items() for end in ("value", "low", "high"))
    return {key if end == "value" else f"{key}_{end}": getattr(share, end) for key, share, end in ends}


def _key(yardstick: str) -> str:
    return re.sub(r"[^a-z]+", "_", yardstick.lower()).strip("_")


def _cell(share: Share) -> str:
    return f"{share.value:.0%} ({share.low:.0%} to {share.high:.0%})"
