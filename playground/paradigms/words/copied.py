"""Copied or composed? What is drawn beside what was learned: the runs of ``words-copied`` and
``words-unseen`` recipes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from playground.core.captioned import Captioned, CaptionedImages
from playground.core.conditions import tokens_of
from playground.core.frames import Array, Frame, Scalar
from playground.core.paradigm import Run
from playground.core.prompts import escaped, lines, parse
from playground.core.resources import Resources
from playground.core.vocabulary import Vocabulary
from playground.paradigms.words.drawing import sample
from playground.paradigms.words.recipes import Copied, OfWords, Sample, Unseen
from playground.paradigms.words.refusals import check
from playground.paradigms.words.yardstick import Yardstick, yardstick

_SAMPLED = OfWords.__struct_fields__
_ONLY_ON_THE_WAY = ("x", "noise", "start")


def copied(recipe: Copied, resources: Resources) -> Run:
    """Frames as :class:`~playground.paradigms.words.recipes.Copied` says."""
    card = resources.card(recipe.model)
    check(recipe, card)
    by = yardstick(card, resources)
    fields = {name: getattr(recipe, name) for name in _SAMPLED}
    for frame in sample(Sample(**fields, count=recipe.count, seed=recipe.seed), resources):
        if not frame.final:
            yield replace(frame, keep=False)
            continue
        arrays = {name: array for name, array in frame.arrays.items() if name not in _ONLY_ON_THE_WAY}
        yield replace(frame, arrays={**arrays, **_held_against(recipe, arrays["images"], by)})


def _held_against(recipe: Copied, images: NDArray[np.uint8], by: Yardstick) -> dict[str, Array]:
    """What is near to pictures, by both measures, and how near what they were asked to be is."""
    learned, seen = by.real.learned, by.look(images)
    near = [space.of(vectors, recipe.nearest) for space, vectors in zip(by.spaces(), seen, strict=True)]
    real, known = _asked(recipe, by.real, images.shape[1:])
    rows = np.repeat(np.arange(len(known)), recipe.count)
    apart = np.stack(
        [
            np.linalg.norm(one.astype(np.float64) - two[rows], axis=1)
            for one, two in zip(seen, by.look(real), strict=True)
        ]
    )
    apart[:, known[rows] < 0] = np.nan
    places = np.stack([each.indices for each in near])
    names = [name_of(by.real, learned, place) for place in places.ravel().tolist()]
    return {
        "near": learned.images[places],
        "names": np.array(names).reshape(places.shape),
        "distances": np.stack([each.distances for each in near]).astype(np.float32),
        "nearer": np.stack([each.nearer for each in near]).astype(np.float32),
        "usual": np.stack([space.usual for space in by.spaces()]).astype(np.float32),
        "real": real,
        "known": known,
        "apart": apart.astype(np.float32),
    }


def prompt_of(texts: Sequence[str], vocabulary: Vocabulary, most: int) -> str:
    """The prompt of a caption: its name, and as many of its keywords as fit into so many words."""
    fitting = [" ".join(texts[: count + 1]) for count in range(len(texts))]
    return escaped(next((text for text in fitting[::-1] if len(vocabulary.encode(text)) <= most), texts[0]))


def name_of(real: Captioned, part: CaptionedImages, place: int) -> str:
    """What a picture shows, and in which style."""
    return f"{part.captions[place][0]}, {real.styles[part.labels[place]]}"


def _asked(
    recipe: Copied, real: Captioned, shape: tuple[int, ...]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Of each line the real picture that it is the caption of, and whether it was learned: 1, or 0, or −1
    for none."""
    found = [_of_text(text, recipe.style, real) for text in _texts(recipe.prompt)]
    images = np.stack([np.zeros(shape, np.uint8) if each is None else each[0] for each in found])
    return images, np.array([-1 if each is None else int(each[1]) for each in found])


def _of_text(text: str, style: str, real: Captioned) -> tuple[NDArray[np.uint8], bool] | None:
    for part, learned in ((real.held_out, False), (real.learned, True)):
        for index, texts in enumerate(part.captions):
            # A caption may be cut short behind its name, to the words that a model reads.
            name, whole = _plain(texts[0]), _plain(" ".join(texts))
            alike = real.styles[part.labels[index]] == style
            if alike and text.startswith(name) and whole.startswith(text):
                return part.images[index], learned
    return None


def _texts(prompt: str) -> Iterator[str]:
    """Each line without its weights."""
    for line, _ in lines(prompt):
        yield _plain("".join(span.text for span in parse(line)))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def unseen(recipe: Unseen, resources: Resources) -> Run:
    """Frames as :class:`~playground.paradigms.words.recipes.Unseen` says."""
    card = resources.card(recipe.model)
    check(recipe, card)
    real, vocabulary = resources.captioned(card.data), resources.vocabulary(recipe.model)
    part, most = real.held_out, tokens_of(card).length - 1
    arrays: dict[str, Array] = {
        "images": part.images,
        "names": np.array([texts[0] for texts in part.captions]),
        "prompts": np.array([prompt_of(texts, vocabulary, most) for texts in part.captions]),
        "styles": np.array([real.styles[label] for label in part.labels]),
    }
    scalars: dict[str, Scalar] = {"learned": len(real.learned), "licence": real.licence}
    yield Frame(arrays=arrays, scalars=scalars, index=1, total=1, final=True)
