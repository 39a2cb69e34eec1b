"""What ships of a contrastive picture-and-text model, and how it is measured on held-out pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import nn

from playground import networks
from playground.core.captioned import CaptionedImages, together
from playground.core.cards import Card, TokenCondition
from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.likelihood import LEVELS
from playground.core.regular_files import read_regular
from playground.evaluate.retrieval import MOST, ranks, share
from playground.paradigms.contrastive import NAME, Contrast
from playground.runtimes.torch_session import load_network
from playground.zoo.finished import Finished, with_numbers
from playground.zoo.pair.recipe import TrainPair
from playground.zoo.ship import new_card, write_model
from playground.zoo.text.vocabulary import MAX_BYTES, NOTHING, VOCABULARY, nothing_and

Vectors = NDArray[np.float32]


def _pair(recipe: TrainPair, finished: Finished) -> Iterator[str]:
    with guarded(DataError, f"The vocabulary of the run in {finished.run} cannot be read"):
        vocabulary = read_regular(finished.run / VOCABULARY, MAX_BYTES).decode()
    network = networks.settings(recipe.network, recipe.config)
    table = Contrast(
        condition=TokenCondition(
            length=network.length, null=NOTHING, vocabulary=VOCABULARY, features=network.features
        ),
        scale=round(float(finished.trained.weights["log_scale"].exp()), 4),
    )
    card = new_card(recipe, finished.trained, finished.device, NAME, finished.shape, (0.0, 1.0))
    space = int(finished.trained.weights["words.embed.weight"].shape[0])
    card = msgspec.structs.replace(card, tables=(table,), latent=space)
    card = write_model(recipe, card, finished.trained, finished.folder, texts={VOCABULARY: vocabulary})
    yield from with_numbers(_measured(card, network.length, finished), finished.folder)


def _measured(card: Card, length: int, finished: Finished) -> Card:
    """The card with what is found among pictures that are held out, and among all of a style."""
    learned, held_out = finished.learned, finished.heldout
    if not isinstance(learned, CaptionedImages) or not isinstance(held_out, CaptionedImages):
        return card
    every = together(learned, held_out)
    network = load_network(card, finished.folder)
    vectors = _seen(network, every)
    held = np.arange(len(learned), len(every))
    told = _read(network, [every.captions[place] for place in held], length, finished.folder)
    found = _found("words_to_held_out", told, vectors[held], np.arange(len(held)), np.arange(len(held)))
    found |= _within("words_to_style", told, vectors, every, held, held)
    queries, targets = _other_styles(every, held)
    unique, right = np.unique(targets, return_inverse=True)
    found |= _found("picture_to_held_out", vectors[queries], vectors[unique], right, targets)
    found |= _within("picture_to_style", vectors[queries], vectors, every, targets, targets)
    return msgspec.structs.replace(
        card,
        measured={name: float(f"{value:.4g}") for name, value in found.items()},
        measured_with=f"{len(held)} held-out pictures, whose emoji stand in the training in other styles; "
        f"the right one among the {MOST} nearest, intervals by Clopper and Pearson over emoji",
    )


def _within(
    name: str,
    queries: Vectors,
    vectors: Vectors,
    every: CaptionedImages,
    targets: NDArray[np.int64],
    groups: NDArray[np.int64],
) -> dict[str, float]:
    """What is found of ``targets`` among all pictures of their style."""
    found = np.empty(len(targets), np.int64)
    counts = np.empty(len(targets))
    for style in np.unique(every.labels[targets]):
        those = np.flatnonzero(every.labels == style)
        mine = np.flatnonzero(every.labels[targets] == style)
        found[mine] = ranks(queries[mine], vectors[those], np.searchsorted(those, targets[mine]))
        counts[mine] = len(those)
    return _shares(name, found, groups, float((MOST / counts).mean()))


def _found(
    name: str, queries: Vectors, candidates: Vectors, right: NDArray[np.int64], groups: NDArray[np.int64]
) -> dict[str, float]:
    return _shares(name, ranks(queries, candidates, right), groups, MOST / len(candidates))


def _shares(
    name: str, found: NDArray[np.int64], groups: NDArray[np.int64], chance: float
) -> dict[str, float]:
    of = share(found < MOST, groups)
    return {
        name: of.value, f"{name}_low": of.low, f"{name}_high": of.high,
        f"{name}_first": share(found < 1, groups).value, f"{name}_chance": min(1.0, chance),
    }  # fmt: skip


def _other_styles(
    every: CaptionedImages, held: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Held-out pictures, and what shows the same in another style, a row for each such pair."""
    kinds = np.array(every.kinds)
    pairs = [
        (place, other)
        for place in held.tolist()
        for other in np.flatnonzero(kinds == kinds[place]).tolist()
        if other != place
    ]
    queries, targets = np.array(pairs).T
    return queries, targets


def _seen(network: nn.Module, every: CaptionedImages) -> Vectors:
    picture = network.get_submodule("picture")
    with torch.inference_mode():
        blocks = torch.split(torch.from_numpy(every.images), 200)
        return np.concatenate([picture(block.float() / (LEVELS - 1)).numpy() for block in blocks])


def _read(network: nn.Module, captions: list[tuple[str, ...]], length: int, folder: Path) -> Vectors:
    vocabulary = Tokenizer.from_file(str(folder / VOCABULARY))
    tokens = [
        nothing_and([token for text in texts for token in vocabulary.encode(text).ids], length)
        for texts in captions
    ]
    with torch.inference_mode():
        vectors: Vectors = network.get_submodule("words")(torch.tensor(tokens)).numpy()
    return vectors


SHIPS = {TrainPair: _pair}
