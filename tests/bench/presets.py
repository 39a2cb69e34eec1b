"""What the main presets reach after 5 and 20 minutes on two data sets: ``python -m tests.bench.presets``.

A row is a training; one that is there already is not made again, and one that was interrupted goes on, so the
command may be stopped at any time and given again. The sets are the drawings of ``tests.support`` and the
clothes that ship, or another one.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from playground.core import folders
from playground.studio import training_folders
from playground.studio.training_folders import Family, Plan, StoredTraining
from tests.bench import trainings
from tests.bench.report import machine
from tests.bench.trainings import DRAWINGS, SIDE, Seen

FAMILIES: tuple[Family, ...] = ("vae", "gan", "flow", "nflow")
MINUTES = (5.0, 20.0)
FOLDER = Path(__file__).parent / "results" / "presets"
CLOTHES = "clothes"
_COLUMNS = ("data", "model", "minutes", "of a core", "steps", "bits", "of pixels", "distance", "of noise",
            "agreement", "copies", "by chance", "load")  # fmt: skip


def plans(names: list[str], minutes: list[float]) -> Iterator[Plan]:
    """The rows, the short ones first."""
    for length, name, family in itertools.product(sorted(minutes), names, FAMILIES):
        yield Plan(
            name=f"{name}-{family}-{length:g}", family=family, data=name, size=SIDE, minutes=length,
            device="cpu", date=datetime.date.today().isoformat(),
        )  # fmt: skip


def row(found: StoredTraining, seen: Seen) -> list[str]:
    """A finished training's line of the table."""
    plan, told = found.plan, found.report
    if told.stage == "failed":
        return [plan.data, plan.family, f"{plan.minutes:g}", told.sentence]

    def said(name: str, digits: int = 2, times: float = 1.0) -> str:
        return f"{times * told.measured[name]:.{digits}f}" if name in told.measured else "–"

    return [
        plan.data, plan.family, f"{plan.minutes:g}", f"{seen.minutes:.1f}", f"{told.step:,}",
        said("bits_per_dim"), said("pixel_bits_per_dim"), said("kernel_distance"),
        said("noise_kernel_distance"), said("class_agreement", 0, 100), said("copies", 1, 100),
        said("copies_by_chance", 1, 100), f"{seen.load:.1f}",
    ]  # fmt: skip


def main() -> int:
    """Train what is not trained yet, and print the table of all that is."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.presets", description=__doc__)
    parser.add_argument("--minutes", type=float, nargs="*", default=list(MINUTES), help="of a row (5 20)")
    parser.add_argument("--second", type=Path, help="pictures in the place of the clothes that ship")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where all of it lies")
    parser.add_argument("--core", type=int, help="the one core that they may use")
    parser.add_argument("--shown", action="store_true", help="train nothing, and show what is there")
    arguments = parser.parse_args()
    trainings.be_user(arguments.folder.resolve())
    trainings.drawings()
    second = arguments.second.name.lower() if arguments.second else CLOTHES
    place = arguments.second or folders.held_out("fashion-mnist")
    if place is None:
        parser.error("no clothes ship with this program; name pictures by --second")
    trainings.data_set(second, place, SIDE)
    table = Table(title="Measured", box=None)
    for title in _COLUMNS:
        table.add_column(title, justify="left" if title in ("data", "model") else "right")
    for plan in plans([DRAWINGS, second], arguments.minutes):
        if arguments.shown and (
            plan.name not in training_folders.names()
            or training_folders.read(plan.name).report.stage != "finished"
        ):
            continue
        table.add_row(*row(*trainings.trained(plan, 0, arguments.core, list)))
    facts = machine()
    Console(width=max(120, Console().width)).print(table)
    Console().print(f"{facts['processor']}, {facts['cores']} cores, {facts['system']}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
