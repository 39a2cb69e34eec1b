"""``playground train FAMILY``: a training on one's own pictures, in a process that outlives the terminal."""

from __future__ import annotations

import argparse
import datetime
import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import msgspec

from playground.commands import following, options
from playground.core import folders
from playground.core.errors import DataError
from playground.datasets import own_sets as data_sets
from playground.studio import training_folders
from playground.studio.training_folders import Family, Plan, Preset

if TYPE_CHECKING:
    from playground.datasets.own_sets import OwnSet

FAMILIES: tuple[Family, ...] = get_args(Family)
_USUAL = 32


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``train FAMILY``."""
    parser.add_argument("family", choices=FAMILIES, help="what kind of model")
    parser.add_argument(
        "--data", required=True, metavar="NAME|DIR",
        help="a data set of your own by its name, or a folder of pictures, which becomes one; or fashion-"
        "mnist or mnist, where it is installed",
    )  # fmt: skip
    parser.add_argument(
        "--size", type=int, metavar="PIXELS", help=f"side of the pictures (that of the data set, or {_USUAL})"
    )
    parser.add_argument(
        "--preset", choices=get_args(Preset), default="small", help="how large the network is (small)"
    )
    parser.add_argument("--minutes", type=float, default=20.0, metavar="N", help="how long it may learn (20)")
    parser.add_argument("--name", help="what training and model are called (DATA-FAMILY)")
    parser.add_argument(
        "--classes", action=argparse.BooleanOptionalAction, default=True,
        help="tell the network which class a picture is of, where there are classes (yes)",
    )  # fmt: skip
    parser.add_argument(
        "--teacher", default="", metavar="MODEL", help="the flow that reflow and consistency learn from"
    )
    parser.add_argument("--threads", type=int, default=1, metavar="N", help="processor threads (1)")
    parser.add_argument(
        "--device", default="", help="cpu, cuda or mps (the graphics card where there is one)"
    )
    parser.add_argument("--seed", type=int, default=0, help="determines weights, order and noise (0)")
    parser.add_argument(
        "--estimate", action="store_true",
        help="time some steps, say how many the minutes come to, and train nothing",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="say an estimate as JSON")
    parser.add_argument("--background", action="store_true", help="come back at once; it goes on by itself")


def train(args: argparse.Namespace) -> int:
    """Begin a training, and follow it unless it is to go on in the background."""
    from playground.studio import starting
    from playground.studio.presets import check

    family: Family = args.family
    named = args.name or f"{_word(args.data)}-{family}"
    plan = Plan(
        name=named if args.name else _free(named),
        family=family,
        data=args.data,
        preset=args.preset,
        size=args.size or _USUAL,
        minutes=args.minutes,
        teacher=args.teacher,
        classes=args.classes,
        device=args.device,
        threads=args.threads,
        seed=args.seed,
        date=datetime.date.today().isoformat(),
    )
    check(plan)  # before a folder of pictures is read
    own = _data_set(args.data, args.size)
    if args.estimate:
        _estimate(_for(plan, own, args.size), json=args.json)
        return 0
    found = starting.start(_for(plan, own, args.size))
    options.notice(f"The training {plan.name} learns from the data set {own.name}.")
    if args.background:
        options.say(f"Follow it with playground trainings follow {found.plan.name}.")
        return 0
    return following.follow(found.plan.name, stops=True)


def _estimate(plan: Plan, *, json: bool) -> None:
    from playground.studio.foresight import foresight
    from playground.studio.speed import foreseen

    steps = foreseen(plan)
    if json:
        options.say_json({"steps": steps})
        return
    found = foresight(plan, steps)
    options.say(found.said)
    if found.warning:
        options.notice(found.warning)


def _for(plan: Plan, own: OwnSet, size: int | None) -> Plan:
    """The plan with the data set's name, and the size of its pictures where none was said.

    There is nothing to tell of pictures without classes.
    """
    from playground.studio.presets import SIDES

    _, height, width = own.shape
    usual = width if width == height and width in SIDES else _USUAL
    return msgspec.structs.replace(
        plan, data=own.name, size=size or usual, classes=plan.classes and len(own.labels) > 1
    )


def _data_set(said: str, size: int | None) -> OwnSet:
    """The data set of that name, or the one that a folder of pictures becomes."""
    from playground.studio import known_sets

    if not said.strip():
        raise DataError("No pictures are named; “.” means the current folder.")
    if (found := known_sets.find(said)) is not None:
        return found
    if not Path(said).is_dir():
        data_sets.folder_of(said)  # says which there are
    name, place = _word(said), str(Path(said).resolve())
    if data_sets.is_known(name):
        own = data_sets.read(name)
        if own.source == place:
            return own
        raise DataError(
            f"There is a data set {name} already, of {own.source}; add this folder under another name "
            "(playground data add NAME SOURCE)."
        )
    from playground.commands.data import bar
    from playground.datasets.adding import Order, add
    from playground.datasets.choosing import source_of
    from playground.datasets.preparing import Preparation

    with bar(name) as progress:
        order = Order(name=name, place=place, how=Preparation(size=size or 0))
        own = add(source_of(place), order, progress)
    options.notice(f"The pictures of {place} are now the data set {name} (playground data show {name}).")
    return own


def _word(said: str) -> str:
    """A name made of what data are called, or of their folder's name."""
    plain = re.sub(r"[^a-z0-9._-]+", "-", Path(said).resolve().name.lower()).strip("-._")
    return plain[:28] or "pictures"


def _free(name: str) -> str:
    """The name, with a number where it is taken."""
    numbered = (f"{name}-{number}" if number > 1 else name for number in itertools.count(1))
    places = (training_folders.place(), *folders.model_folders())
    return next(each for each in numbered if not any((place / each).exists() for place in places))
