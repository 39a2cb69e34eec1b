"""``playground trainings``: those of one’s own pictures, in whatever window or terminal they began."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Sequence

from playground.commands import following, options
from playground.core.errors import DataError
from playground.studio import training_folders
from playground.studio.training_folders import StoredTraining

ACTIONS = {
    "list": "list them",
    "show": "show all that is known of one",
    "follow": "follow one until it ends",
    "pause": "let one pause",
    "go": "let one go on, also after its process has ended",
    "stop": "stop one; it can go on later",
    "remove": "remove one that is not at work; its model stays, unless --model is said",
}


def add_arguments(parser: argparse.ArgumentParser, _: Sequence[str]) -> None:
    """The actions, each of one training but ``list``."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, summary in ACTIONS.items():
        action = actions.add_parser(name, help=summary, allow_abbrev=False)
        if name != "list":
            action.add_argument("name", metavar="NAME", help="its name")
        if name == "go":
            action.add_argument(
                "--minutes", type=float, metavar="N", help="learn for so much longer, after it has ended"
            )
        if name == "remove":
            action.add_argument("--model", action="store_true", help="remove its model, too")
        if name in ("list", "show"):
            action.add_argument("--json", action="store_true", help="say it as JSON")


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    if args.action == "follow":
        return following.follow(args.name, stops=False)
    actions: dict[str, Callable[[argparse.Namespace], None]] = {
        "list": _list, "show": _show, "pause": _pause, "go": _go, "stop": _stop, "remove": _remove,
    }  # fmt: skip
    actions[args.action](args)
    return 0


def _list(args: argparse.Namespace) -> None:
    found = []
    for name in training_folders.names():
        try:
            found.append(training_folders.read(name))
        except DataError as error:
            options.notice(error.sentence)
    if args.json:
        options.say_json([_plain(each) for each in found])
        return
    if not found:
        options.say("There is no training yet; begin one with playground train FAMILY --data NAME|DIR.")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for title in ("training", "family", "data set", "state", "step", "of"):
        numbers = title in ("step", "of")
        table.add_column(title, justify="right" if numbers else "left", overflow="fold")
    for each in found:
        plan, report = each.plan, each.report
        table.add_row(
            plan.name, plan.family, plan.data, _state(each), f"{report.step:,}", f"{report.steps:,}"
        )
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 120
    Console(file=sys.stdout, width=width, highlight=False, markup=False).print(table)


def _show(args: argparse.Namespace) -> None:
    found = training_folders.read(args.name)
    if args.json:
        options.say_json(_plain(found))
        return
    plan, report = found.plan, found.report
    classes = "" if plan.classes else ", without classes"
    options.say(f"{plan.name}: {plan.family}, {plan.preset}, {plan.size} × {plan.size}{classes}")
    lines = (
        ("data set", plan.data),
        ("teacher", plan.teacher),
        ("minutes", " + ".join(f"{minutes:g}" for minutes in (plan.minutes, *plan.longer))),
        ("state", _state(found)),
        ("sentence", report.sentence),
        ("progress", following.progress_of(report)),
        ("computed in", report.precision),
        ("device", report.device),
        ("parameters", f"{report.parameters:,}" if report.parameters else ""),
        ("model", f"{report.model} of step {report.model_step:,}" if report.model else ""),
        *((what, f"{value:,.6g}") for what, value in report.measured.items()),
        ("folder", str(found.folder)),
    )
    wide = max(len(what) for what, said in lines if said)
    for what, said in lines:
        if said:
            options.say(f"{what:<{wide}}  {said}")


def _pause(args: argparse.Namespace) -> None:
    _ask_one_at_work(args.name, "pause")
    options.say(f"{args.name} pauses; playground trainings go {args.name} lets it go on.")


def _stop(args: argparse.Namespace) -> None:
    _ask_one_at_work(args.name, "stop")
    options.say(f"{args.name} stops; playground trainings go {args.name} takes it up again.")


def _ask_one_at_work(name: str, wish: training_folders.Wish) -> None:
    from playground.studio import starting

    if not training_folders.read(name).alive:
        raise DataError(
            f"No process works on the training {name}; playground trainings go {name} starts one."
        )
    starting.ask(name, wish)


def _go(args: argparse.Namespace) -> None:
    from playground.studio import starting

    if args.minutes is None:
        starting.go(args.name)
        said = "goes on"
    else:
        starting.learn_longer(args.name, args.minutes)
        said = f"learns for {args.minutes:g} minutes more"
    options.say(f"{args.name} {said}; playground trainings follow {args.name} shows how.")


def _remove(args: argparse.Namespace) -> None:
    from playground.studio import removing

    removing.remove(args.name, model=args.model)
    options.say(f"{args.name} is removed{' with its model' if args.model else '; its model is not'}.")


def _state(found: StoredTraining) -> str:
    return "interrupted" if found.interrupted else found.report.stage


def _plain(found: StoredTraining) -> dict[str, object]:
    return {
        "folder": str(found.folder),
        "plan": found.plan,
        "state": _state(found),
        "alive": found.alive,
        "told": found.report,
        "asked": found.asked,
    }
