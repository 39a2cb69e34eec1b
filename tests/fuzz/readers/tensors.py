"""Files of tensors that the program keeps: features, judges, pictures, trajectories, checkpoints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import numpy as np
import torch
from safetensors.torch import save

from playground.core import folders
from playground.core.card_toml import encode_card
from playground.evaluate.distances import moments
from playground.evaluate.judge import JudgeFacts, judge_bytes, load_judge
from playground.evaluate.reference import Facts, Reference, read_reference, write_reference
from playground.evaluate.sampling import Group, SavedGroups
from playground.networks import build, settings
from playground.paradigms.cards import read_card, rules
from playground.paradigms.vae_images.recipes import Sample
from playground.runtimes.catalogue import catalogue
from playground.runtimes.torch_session import load_network, tensors_of
from playground.zoo import checkpoint, trajectories
from tests.fuzz.mutate.tensors import safetensors_mutation
from tests.fuzz.mutate.tree import toml_mutation
from tests.fuzz.reader import Reader
from tests.fuzz.worlds import pictures
from tests.support import tiny_model, tiny_network
from tests.support.fakes import FakeResources

_COUNT = 4
_SIZES = (0, 1, 2, 3, 4, 5, 7, 8, 10, 16, 31, 32, 64, 100, 256, 512, 1000, 1024, 2048, 4096, 2**31, 2**63 - 1)
_RECIPE = '{"epochs":3}'
_CLASSIFIER = JudgeFacts(network="classifier", config={"classes": 2, "hidden": 1}, accuracy=0.5, images=4)


def _reference(folder: Path) -> Sequence[bytes]:
    features = np.random.default_rng(1).normal(size=(6, 3))
    facts = Facts(data="some", images=6, classifier="c", classifier_sha256="0" * 64)
    found = Reference(
        facts=facts, moments=moments(features), features=features, labels=np.arange(6, dtype=np.int64)
    )
    write_reference(folder / "seed", found)
    return [_taken(folder / "seed")]


def _judge(_: Path) -> Sequence[bytes]:
    return [judge_bytes(build(_CLASSIFIER.network, _CLASSIFIER.config).state_dict(), _CLASSIFIER)]


def _group(folder: Path) -> Sequence[bytes]:
    labels = np.zeros(_COUNT, dtype=np.int64)
    _kept(folder).write(0, Group(images=pictures(1), labels=labels, seconds=1.0, evaluations=2.0))
    written = next(folder.rglob("*.safetensors"))
    return [_taken(written)]


def _kept(folder: Path) -> SavedGroups:
    return SavedGroups(folder, Sample(model="fake", count=_COUNT), FakeResources())


def _read_group(path: Path) -> Any:
    """The reader finds its file by itself, below a folder named after the recipe."""
    kept = _kept(path.parent)
    kept._path = lambda _: path  # type: ignore[method-assign]
    return kept.read(0, _COUNT)


def _chunk(_: Path) -> Sequence[bytes]:
    return [save({"points": torch.zeros(_COUNT, 2, 1, 2, 2, dtype=torch.float16)}, {"key": "k"})]


def _checkpoint(folder: Path) -> Sequence[bytes]:
    facts = checkpoint.Facts(step=7, seconds=1.5, best=0.25, best_step=5, recipe=_RECIPE)
    tensors = {"ema.w": torch.ones(3, 2), "rng": torch.arange(5, dtype=torch.uint8), "step": torch.tensor(7)}
    checkpoint.save_checkpoint(folder, tensors, facts)
    return [_taken(folder / checkpoint.NEWEST)]


def _network(folder: Path) -> Sequence[bytes]:
    tiny_model.write_model(folder / "tiny")
    return [(folder / "tiny" / tiny_model.WEIGHTS).read_bytes()]


def _cards(folder: Path) -> Sequence[bytes]:
    _network(folder)
    return [(folder / "tiny" / "card.toml").read_bytes()]


def _shipped(folder: Path) -> Sequence[bytes]:
    """A card of every network that ships, under another name and with its whole configuration."""
    _network(folder)
    cards = {
        entry.card.network.name: entry.card
        for entry in catalogue((folders.shipped_models(),), rules()).entries
    }
    made = []
    for name, card in sorted(cards.items()):
        config = msgspec.to_builtins(settings(name, card.network.config))
        network = msgspec.structs.replace(card.network, config=config)
        made.append(encode_card(msgspec.structs.replace(card, name="tiny", network=network)))
    return made


def _other_network(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """A network of other sizes, or another card."""
    if rng.random() < 0.3:
        return toml_mutation(rng, data, seeds)
    card = msgspec.toml.decode(data)
    config = card["network"]["config"]
    for name in rng.choices(sorted(config), k=rng.choice((1, 2, 3))):
        size = rng.choice(_SIZES)
        config[name] = [size] * rng.choice((1, 2, 4)) if isinstance(config[name], list) else size
    return msgspec.toml.encode(card)


def _loaded(path: Path) -> None:
    """The network that a card names is built, and filled with the weights."""
    load_network(read_card(path.parent), path.parent)


def _taken(path: Path) -> bytes:
    data = path.read_bytes()
    path.unlink()
    return data


READERS = (
    Reader(
        name="features", seeds=_reference, read=read_reference, mutate=safetensors_mutation,
        opens=("playground.evaluate.reference.read_reference",),
    ),
    Reader(
        name="judge", seeds=_judge, read=load_judge, mutate=safetensors_mutation,
        opens=("playground.evaluate.judge.load_judge",), inputs=15,
    ),
    Reader(
        name="kept-pictures", seeds=_group, read=_read_group, mutate=safetensors_mutation,
        opens=("playground.evaluate.sampling.SavedGroups.read",),
    ),
    Reader(
        name="trajectories", seeds=_chunk, read=lambda path: trajectories._read(path, "k", _COUNT),
        mutate=safetensors_mutation, opens=("playground.zoo.trajectories._read",),
    ),
    Reader(
        name="checkpoint", seeds=_checkpoint, read=lambda path: checkpoint.load_checkpoint(path.parent,
        _RECIPE, 10),
        mutate=safetensors_mutation, file=checkpoint.NEWEST, opens=("playground.zoo.checkpoint._read",),
    ),
    *(
        Reader(
            name=f"network-{what}", seeds=seeds, read=_loaded, mutate=mutation, file=f"tiny/{file}",
            opens=(
                "playground.runtimes.torch_session.load_network",),
            inputs=25, memory=256 << 20,
        )
        for what, seeds, mutation, file in (
            ("weights", _network, safetensors_mutation, tiny_model.WEIGHTS),
            ("card", _cards, toml_mutation, "card.toml"),
        )
    ),
    Reader(
        name="network-built", seeds=_shipped, read=lambda path: tensors_of(read_card(path.parent)),
        mutate=_other_network, file="tiny/card.toml", opens=("playground.core.card_toml.read_card",),
        inputs=15, memory=256 << 20,
    ),
)  # fmt: skip

assert tiny_network
