"""``playground data``: add pictures of your own as a data set, list and show what there is, remove one."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, get_args

from playground.commands import UsageError, options
from playground.core import folders, leftovers
from playground.core.errors import DataError
from playground.core.progress import Progress
from playground.datasets import own_sets
from playground.datasets.preparing import LARGEST, SMALLEST, USUAL, Crop, Preparation

if TYPE_CHECKING:
    from playground.datasets.own_sets import OwnSet

SHOWN = 10
"""Sentences of a kind that are written out."""


def add_arguments(parser: argparse.ArgumentParser, _: Sequence[str]) -> None:
    """Four actions, each with its own options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_adding(actions.add_parser("add", help="make a data set of pictures", allow_abbrev=False))
    listing = actions.add_parser("list", help="list the data sets that there are", allow_abbrev=False)
    showing = actions.add_parser("show", help="show all that is known of one", allow_abbrev=False)
    removing = actions.add_parser("remove", help="remove one; its source stays", allow_abbrev=False)
    for action in (showing, removing):
        action.add_argument("name", metavar="NAME", help="its name")
    for action in (listing, showing):
        action.add_argument("--json", action="store_true", help="say it as JSON")


def _add_adding(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="its name, such as my-drawings")
    parser.add_argument(
        "source", metavar="SOURCE",
        help="a folder of pictures (sub-folders are classes; train and test are respected), .npz, IDX or "
        "Parquet files, hf:owner/name, or faces:style=toon:glasses=-sunglasses:size=32:count=5000",
    )  # fmt: skip
    parser.add_argument(
        "--size", type=int, default=0, metavar="PIXELS",
        help=f"side of the pictures, {SMALLEST} to {LARGEST} (their own where they agree, or else {USUAL})",
    )  # fmt: skip
    parser.add_argument(
        "--crop", choices=get_args(Crop), default="centre",
        help="cut out the centre of pictures that are not square, pad them, or stretch them (centre)",
    )  # fmt: skip
    parser.add_argument(
        "--channels", choices=("grey", "colour"), default="", help="(grey where all pictures are)"
    )
    parser.add_argument(
        "--background", default="white", metavar="COLOUR",
        help="what shows where a picture is not opaque, and around a padded one (white)",
    )  # fmt: skip
    parser.add_argument(
        "--range", type=float, nargs=2, metavar=("BLACK", "WHITE"), help="numbers of an array (found out)"
    )
    parser.add_argument(
        "--held-out", type=float, metavar="SHARE",
        help="share of every class that no training sees (0.1, or the source’s own test part)",
    )  # fmt: skip
    parser.add_argument("--images", default="", metavar="NAME", help="array or column of the pictures")
    parser.add_argument(
        "--labels",
        default="",
        metavar="NAME",
        help="array or column of the classes, or “none” for no classes",
    )
    parser.add_argument("--title", default="", help="what it is called in the window")
    parser.add_argument("--licence", default="", help="whose the pictures are, and their licence")
    parser.add_argument(
        "--json", action="store_true", help="tell how far it is and what came out as JSON, a line each"
    )


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    actions: dict[str, Callable[[argparse.Namespace], None]] = {
        "add": _add, "list": _list, "show": _show, "remove": _remove,
    }  # fmt: skip
    actions[args.action](args)
    return 0


def _add(args: argparse.Namespace) -> None:
    from playground.datasets.adding import HELD_OUT, Order, add
    from playground.datasets.choosing import source_of

    own_sets.free(args.name)
    how = Preparation(size=args.size, crop=args.crop, channels=args.channels, background=args.background)
    levels = (args.range[0], args.range[1]) if args.range else None
    source = source_of(args.source, images=args.images, labels=args.labels, levels=levels)
    if source.has_parts and args.held_out is not None:
        raise UsageError(
            f"{args.source} has a test part of its own, which is what is held out; omit --held-out"
        )
    order = Order(
        name=args.name, place=args.source, how=how, title=args.title, licence=args.licence,
        held_out=HELD_OUT if args.held_out is None else args.held_out,
    )  # fmt: skip
    if args.json:
        own = add(source, order, _told_as_json())
        _say_line(own)
        return
    with bar(args.name) as progress:
        own = add(source, order, progress)
    sys.stdout.writelines(f"{line}\n" for line in _lines(own))
    options.say(f"Train a model of it with playground train flow --data {own.name}.")


def _told_as_json() -> Progress:
    """A line for each hundredth of the whole."""
    last = -1

    def tell(done: int, total: int) -> None:
        nonlocal last
        now = 100 * done // total if total else 100
        if now != last:
            last = now
            _say_line({"done": done, "total": total})

    return tell


def _say_line(said: object) -> None:
    import msgspec

    sys.stdout.write(f"{msgspec.json.encode(said).decode()}\n")
    sys.stdout.flush()


def _list(args: argparse.Namespace) -> None:
    leftovers.sweep(folders.own_data_sets())
    found, broken = [], False
    for name in own_sets.names():
        try:
            found.append(own_sets.read(name))
        except DataError as error:
            broken = True
            options.notice(error.sentence)
    from playground.studio import known_sets

    own, known = len(found), [each.own for each in known_sets.known()]
    found += known
    if args.json:
        options.say_json(found)
        return
    if not own and not broken:
        options.say("There is no data set of your own yet; add one with playground data add NAME SOURCE.")
    if not found:
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for title in ("data set", "title", "pictures", "held out", "classes", "kind"):
        numbers = title in ("pictures", "held out", "classes")
        table.add_column(title, justify="right" if numbers else "left", overflow="fold")
    for each in found:
        counts = (each.training + each.held_out, each.held_out, len(each.labels))
        table.add_row(each.name, each.title, *(f"{count:,}" for count in counts), each.kind)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 120
    Console(file=sys.stdout, width=width, highlight=False, markup=False).print(table)
    if known:
        names = ", ".join(each.name for each in known)
        options.say(f"Known without being added, and made when first needed: {names}.")


def _show(args: argparse.Namespace) -> None:
    from playground.studio import known_sets

    own = known_sets.described(args.name)
    if args.json:
        options.say_json(own)
        return
    for line in _lines(own):
        options.say(line)


def _remove(args: argparse.Namespace) -> None:
    own_sets.remove(args.name)
    options.say(f"{args.name} is removed; what it was made from is not.")


def _lines(own: OwnSet) -> Iterator[str]:
    """What is known of a data set, with what was left out of it."""
    yield f"{own.name}: {own.title}"
    yield f"pictures    {own.training:,} to learn from, {own.held_out:,} held out; {own.kind}"
    if own.labels:
        counted = zip(own.labels, own.of_classes, strict=True) if own.of_classes else ()
        yield f"classes     {', '.join([f'{label} {count:,}' for label, count in counted] or own.labels)}"
    else:
        yield "classes     none"
    yield f"source      {', '.join(filter(None, (own.source, own.date)))}"
    yield f"licence     {own.licence or 'not said'}"
    if own.sha256:
        yield f"sha256      {own.sha256}"
        yield f"folder      {own_sets.folder_of(own.name)}"
    else:
        yield "folder      none yet: it is made when first needed"
    yield from own.missing(SHOWN)
    if max(own.duplicates_count, own.left_out_count) > SHOWN:
        yield "--json says more of what is missing."


@contextmanager
def bar(name: str) -> Iterator[Progress]:
    """A bar on stderr that counts pictures, with the time left."""
    from rich import progress as rich

    columns = (
        rich.TextColumn("{task.description}"), rich.BarColumn(), rich.MofNCompleteColumn(),
        rich.TimeRemainingColumn(),
    )  # fmt: skip
    from rich.console import Console

    with rich.Progress(*columns, console=Console(stderr=True), refresh_per_second=4) as bar:
        task = bar.add_task(name)
        yield lambda done, total: bar.update(task, completed=done, total=total)
