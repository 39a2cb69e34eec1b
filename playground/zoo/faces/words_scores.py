"""What a model that reads sentences draws of those by which it is judged, as anybody can repeat."""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground import paradigms
from playground.core.errors import RecipeError
from playground.core.regular_files import named
from playground.core.resources import Resources
from playground.evaluate import faces
from playground.evaluate.intervals import clopper_pearson
from playground.faces.differences import valid
from playground.faces.factors import COLUMN, VALUES, Codes
from playground.faces.render import render_codes
from playground.faces.sentences import Sentence, right, sentences
from playground.paradigms.words.recipes import MOST_ROWS, Sample
from playground.zoo.faces.measuring import add_drawing, as_json, opened, tell_progress, write_numbers

FLAT = 2
"""Neighbouring pixels are alike where none of their colours differs by more levels."""

Images = NDArray[np.uint8]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which model, how it draws, and of how many sentences."""
    parser.add_argument("model", help="name of a model of faces that reads sentences")
    parser.add_argument("--models", type=named, metavar="DIR", help="also look for the model in DIR")
    parser.add_argument("--sentences", type=int, default=500, metavar="N", help="how many, the first (500)")
    parser.add_argument("--count", type=int, default=4, metavar="N", help="pictures of each (4)")
    add_drawing(parser)


def run(args: argparse.Namespace) -> int:
    """Draw and read, and print what was found."""
    resources = opened(args.models)
    asked = sentences()[: args.sentences]
    recipe = Sample(
        model=args.model, sampler=args.sampler, steps=args.steps, guidance=args.guidance, seed=args.seed,
        count=args.count, style="",
    )  # fmt: skip
    images = np.concatenate([*_drawn(recipe, asked, resources)])
    found = {
        "model": args.model, "sampler": args.sampler, "steps": args.steps, "guidance": args.guidance,
        "seed": args.seed, "sentences": len(asked), "pictures_each": args.count, **scores(asked, images),
    }  # fmt: skip
    write_numbers(as_json(found), args.out)
    return 0


def scores(asked: Sequence[Sentence], images: Images) -> dict[str, Any]:
    """How often pictures ``(sentences · n, 3, size, size)``, ``n`` of each in turn, are as is said."""
    each, size = len(images) // len(asked), images.shape[-1]
    read = faces.read(images)
    shares: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, sentence in enumerate(asked):
        tally: dict[str, list[bool]] = defaultdict(list)
        for row in read.codes[number * each : (number + 1) * each]:
            for name, verdicts in _counted(sentence, row):
                tally[name] += verdicts
        for name, verdicts in tally.items():
            shares[name].append((sum(verdicts), len(verdicts)))
    return {
        "right": {name: _share(shares[name]) for name in sorted(shares)},
        "valid": faces.Share(int(valid(read.distances, size).sum()), len(images)),
        "distances": np.quantile(read.distances, (0.05, 0.5, 0.95)).round(2).tolist(),
        "flat_neighbours": round(flat_neighbours(images), 4),
        "flat_neighbours_of_faces": round(flat_neighbours(render_codes(read.codes, size)), 4),
    }


def _counted(sentence: Sentence, row: Codes) -> Iterator[tuple[str, list[bool]]]:
    """Of what sums one picture, as it was read, counts: everything at once, factor by factor."""
    said = {factor: verdict for factor, verdict in right(sentence, row).items() if verdict is not None}
    denied = {mention.meaning.factor for mention in sentence.mentions if mention.denied}
    whole = [all(said.values())]
    yield "all that is mentioned", whole
    yield f"all, skin {VALUES['skin'][row[COLUMN['skin']]]}", whole
    for kind in sentence.kinds:
        yield f"all, {kind}", whole
    yield "a mentioned factor", [*said.values()]
    yield "a denied factor", [verdict for factor, verdict in said.items() if factor in denied]
    for factor, verdict in said.items():
        yield f"factor {factor}", [verdict]


def flat_neighbours(images: Images) -> float:
    """The share of neighbouring pixels, side by side or one above the other, that are alike."""
    levels = images.astype(np.int16)
    alike = [(np.abs(np.diff(levels, axis=axis)) <= FLAT).all(axis=1).ravel() for axis in (2, 3)]
    return float(np.concatenate(alike).mean())


def _share(tallies: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """A share over sentences, each of which is a trial that may be right in part: where they count unequally
    often there are as many trials as equal ones would give the same spread."""
    trials = [(one, count) for one, count in tallies if count]
    found = {"right": sum(one for one, _ in trials), "count": sum(count for _, count in trials)}
    share = found["right"] / max(1, found["count"])
    effective = found["count"] ** 2 / max(1, sum(count**2 for _, count in trials))
    interval = clopper_pearson(share * effective, effective) if trials else (0.0, 1.0)
    return {**found, "sentences": len(trials), "interval": [round(end, 4) for end in interval]}


def _drawn(recipe: Sample, asked: Sequence[Sentence], resources: Resources) -> Iterator[Images]:
    """The pictures of sentences, some of them at a time; every sentence begins with the same noises."""
    began, rows = time.monotonic(), max(1, min(MOST_ROWS, 64 // recipe.count))
    for start in range(0, len(asked), rows):
        prompt = "\n".join(each.text for each in asked[start : start + rows])
        *_, last = paradigms.run(msgspec.structs.replace(recipe, prompt=prompt), resources)
        if "images" not in last.arrays:
            raise RecipeError(f"{recipe.model} draws no pictures.")
        yield last.arrays["images"]
        tell_progress(min(start + rows, len(asked)), len(asked), "sentences", began)
    sys.stderr.write("\n")
