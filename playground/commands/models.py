"""``playground models``: list the models and what was measured on them."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.commands import options, trusting
from playground.core import folders
from playground.core.cards import Card
from playground.core.errors import CardError, PlaygroundError, one_line
from playground.core.regular_files import named
from playground.paradigms.cards import read_card, rules

if TYPE_CHECKING:
    from playground.runtimes.catalogue import Catalogue

SHOWN = (
    "elbo_nats", "bits_per_dim", "kept_class", "active_units", "parameters", "ms_per_decode",
    "frechet_distance", "kernel_distance", "class_agreement", "network_evaluations", "milliseconds_per_image",
    "accuracy", "words_to_style", "picture_to_style",
)  # fmt: skip
"""Measured numbers in the table; all others are in the JSON."""


def add_arguments(parser: argparse.ArgumentParser, _: Sequence[str]) -> None:
    """Where to look, and how to say it."""
    options.add_model_folders(parser)
    parser.add_argument("--json", action="store_true", help="list all that the cards say as JSON")
    parser.add_argument(
        "--check",
        type=named,
        metavar="FOLDER",
        help="say all that is wrong in the card of a model’s folder",
    )
    parser.add_argument(
        "--parameters", action="store_true", help="count the learned numbers in the weights of every model"
    )
    parser.add_argument("--schema", action="store_true", help="print the JSON schema of cards")
    trusting.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """List the models that can be used, exact ones last; status 1 if a card is broken, said on stderr."""
    if trusting.is_asked(args):
        return trusting.run(args)
    if args.schema:
        from playground.core.card_toml import card_schema

        options.say_json(card_schema(rules()))
        return 0
    if args.check is not None:
        return _check(args.check, args.json)
    from playground.runtimes import exact
    from playground.runtimes.catalogue import catalogue

    found = catalogue(folders.model_folders(tuple(args.models)), rules())
    for problem in found.problems:
        options.notice(problem)
    if args.parameters:
        _count(found, args.json)
        return 0
    places = {entry.card.name: entry.folder for entry in found.entries}
    cards = exact.beside(entry.card for entry in found.entries)
    if args.json:
        options.say_json(
            [_facts(card, str(places.get(card.name) or exact.folder_of(card))) for card in cards]
        )
    else:
        _table(list(cards))
    return 1 if found.problems else 0


def _count(found: Catalogue, as_json: bool) -> None:
    """The learned numbers of every model, or why they cannot be counted; as JSON by the hash of its card."""
    from playground.commands.limiting import limited
    from playground.evaluate.sweep.parameters import parameters_of

    counted: dict[str, int | str] = {}
    with limited():
        for entry in found.entries:
            try:
                counted[entry.card.hash] = parameters_of(entry.card, entry.folder)
            except PlaygroundError as error:
                counted[entry.card.hash] = error.sentence
    if as_json:
        options.say_json(counted)
        return
    for entry in found.entries:
        count = counted[entry.card.hash]
        options.say(f"{entry.card.name}  {count:,}" if isinstance(count, int) else count)


def _check(folder: Path, as_json: bool) -> int:
    """Every fault of a card on a line of its own, with what would be right; status 1 if there are any."""
    try:
        card = read_card(folder.resolve())
    except CardError as error:
        faults = tuple(map(one_line, error.faults or (error.sentence,)))
        if as_json:
            options.say_json({"folder": str(folder), "faults": faults})
            return 1
        for fault in faults:
            options.notice(fault)
        return 1
    if as_json:
        options.say_json({"folder": str(folder), "faults": ()})
        return 0
    sys.stdout.write(f"{card.title}: its card is as it must be.\n")
    return 0


def _facts(card: Card, folder: str) -> dict[str, Any]:
    from playground.core.card_faults import tables_of
    from playground.core.card_toml import plain

    return {**dict.fromkeys(tables_of(rules())), **plain(card), "sha256": card.hash, "folder": folder}


def _number(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.4g}"


def _table(cards: list[Card]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for title in ("model", "title", "data", "latent", "measured on held-out images"):
        table.add_column(title, justify="right" if title == "latent" else "left", overflow="fold")
    for card in cards:
        measured = "\n".join(
            f"{name.replace('_', ' ')} {_number(card.measured[name])}"
            for name in SHOWN
            if name in card.measured
        )
        table.add_row(card.name, card.title, card.data, str(card.latent or ""), measured)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 120
    Console(file=sys.stdout, width=width, highlight=False, markup=False).print(table)
