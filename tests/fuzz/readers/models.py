"""What lies in a model's folder: its card, its weights, and its graphs."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from playground.core import folders
from playground.core.card_toml import encode_card
from playground.core.cards import Card
from playground.core.errors import ModelFileError
from playground.paradigms.cards import read_card, rules
from playground.runtimes.catalogue import catalogue
from playground.runtimes.graph_check import judge
from playground.runtimes.graph_verdict import facts_of, read_graph
from playground.runtimes.model_files import FileChecker
from playground.runtimes.safetensors_header import read_header
from tests.fuzz.mutate.graphs import graph_mutation
from tests.fuzz.mutate.plain import mutate
from tests.fuzz.mutate.tensors import safetensors_mutation
from tests.fuzz.mutate.tree import toml_mutation
from tests.fuzz.reader import Reader
from tests.support import tiny_model
from tests.support.fakes import make_card

_NAME = "tiny"


def _cards(_: Path) -> Sequence[bytes]:
    """A card of every paradigm: those of the models that ship, under another name."""
    shipped = [entry.card for entry in catalogue((folders.shipped_models(),), rules()).entries]
    return [encode_card(msgspec.structs.replace(card, name=_NAME)) for card in (make_card(), *shipped)]


def _card_again(card: Card) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / card.name
        folder.mkdir()
        (folder / "card.toml").write_bytes(encode_card(card))
        assert read_card(folder) == card


def _weights(_: Path) -> Sequence[bytes]:
    return [_written("weights", _)[tiny_model.WEIGHTS]]


def _graph(part: str) -> Any:
    def seeds(folder: Path) -> Sequence[bytes]:
        return [_written("graph", folder)[f"{part}.onnx"]]

    return seeds


def _written(_: str, folder: Path) -> dict[str, bytes]:
    """The files of a tiny model, which is left in the folder."""
    tiny_model.write_model(folder / _NAME)
    return {path.name: path.read_bytes() for path in (folder / _NAME).iterdir()}


def _check(path: Path) -> None:
    """Judge a graph here: an input has limits of time and memory of its own, as the program's child has."""
    fault = judge(read_graph(path), facts_of(read_card(path.parent), path.parent, path.stem)).fault
    if fault:
        raise ModelFileError(f"The graph {path} is not used: {fault}.")


def _files(path: Path) -> None:
    FileChecker().check(read_card(path.parent), path.parent)


READERS = (
    Reader(
        name="card", seeds=_cards, read=lambda path: read_card(path.parent), mutate=toml_mutation,
        file=f"{_NAME}/card.toml", again=_card_again, inputs=60,
        opens=("playground.core.card_toml.read_card", "playground.core.toml.decode"),
    ),
    Reader(
        name="safetensors-header", seeds=_weights, read=read_header, mutate=safetensors_mutation,
        file=f"{_NAME}/{tiny_model.WEIGHTS}",
        opens=(
            "playground.runtimes.safetensors_header.read_header",
            "playground.runtimes.safetensors_header._decode"
        ),
    ),
    Reader(
        name="model-files", seeds=_weights, read=_files, mutate=mutate, file=f"{_NAME}/{tiny_model.WEIGHTS}",
        opens=("playground.runtimes.model_files.FileChecker._digest",), inputs=15,
    ),
    *(
        Reader(
            name=f"graph-{part}", seeds=_graph(part), read=_check, mutate=graph_mutation,
            file=f"{_NAME}/{part}.onnx",
            opens=(
                "playground.runtimes.graph_verdict.read_graph", "playground.runtimes.graph_verdict.facts_of",
                "playground.runtimes.graph_check.judge",
            ),
            memory=256 << 20, inputs=15,
        )
        for part in ("encoder", "decoder")
    ),
)  # fmt: skip
