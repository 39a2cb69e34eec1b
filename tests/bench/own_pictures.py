"""500 drawings become a VAE, a GAN, a flow and a normalizing flow: ``python -m tests.bench.own_pictures``.

Each learns within so many minutes of one core, is killed twice on the way (SIGKILL) and taken up again. Where
there is an X server, the heartbeat of the real window on the Studio is measured when half of each is over.
Whatever was killed goes on when the command is given again; all of it lies in ``--folder``.
"""

from __future__ import annotations

import argparse
import datetime
import os
import time
from functools import partial
from pathlib import Path
from typing import get_args

from playground.core.resources import Placement
from playground.datasets.own_sets import OwnSet
from playground.paradigms.cards import read_card, rules
from playground.runtimes.resources import open_resources
from playground.studio import models
from playground.studio.measuring import data_of, drawn
from playground.studio.training_folders import Family, Plan, Preset, StoredTraining
from tests.bench import trainings
from tests.bench.report import Result, machine, show, spread, write
from tests.bench.trainings import DRAWINGS, SIDE, Seen
from tests.e2e import deeds
from tests.e2e.seat import seat, until
from tests.support.own_drawings import places

FAMILIES: tuple[Family, ...] = ("vae", "gan", "flow", "nflow")
MINUTES, MOST_MINUTES, KILLS = 12.0, 15.0, 2
FOLDER = Path(__file__).parent / "results" / "own-pictures"
BEATS_FOR, PATIENCE = 15.0, 180.0
BITS_LESS, LEAST_AGREEMENT, MOST_DISTANCE, LEAST_SPREAD = 0.5, 80.0, 0.1, 0.5
"""What a training that failed does not reach: bits below those of single pixels, percent of the classes that
were asked for, the share of the kernel distance of noise, and of the spread of places."""


def judged(family: Family, told: dict[str, float]) -> list[Result]:
    """The numbers of a finished model, each with its threshold where the family is made for it.

    The distance is no threshold of a VAE, whose pictures are blurred however long it learns, and of a
    normalizing flow, which is made for likelihood; a GAN has none, and a VAE is not told classes.
    """
    found = []
    if "bits_per_dim" in told:
        less = told["bits_per_dim"] - told["pixel_bits_per_dim"]
        found += [
            Result(family, "bits per dimension, held out", told["bits_per_dim"], "bits"),
            Result(family, "less than those of single pixels", less, "bits", -BITS_LESS),
        ]
    if "class_agreement" in told:
        found.append(
            Result(family, "class agreement", 100 * told["class_agreement"], "%", least=LEAST_AGREEMENT)
        )
    if "kernel_distance" in told:
        share = told["kernel_distance"] / told["noise_kernel_distance"]
        most = MOST_DISTANCE if family in ("gan", "flow") else None
        found += [
            Result(family, "kernel distance", told["kernel_distance"], ""),
            Result(family, "kernel distance : that of noise", share, "×", most),
        ]
    return [
        *found,
        Result(family, "copies", 100 * told["copies"], "%"),
        Result(family, "copies, more than chance beyond", 100 * told["copies_by_chance"], "%"),
    ]


def spread_of_places(model: Path, own: OwnSet) -> float:
    """How far the drawings of a model are spread, as a share of how far those held out are: by a generator
    that places all of them at one spot no kernel distance grows."""
    resources = open_resources((model.parent,), rules(), Placement(), lambda _: None)
    made, _ = drawn(read_card(model), resources)
    real = data_of(own).held_out.images
    deviations = [places(pictures).std(axis=0) for pictures in (made, real)]
    return float((deviations[0] / deviations[1]).min())


def watched(family: Family, found: StoredTraining, seen: Seen) -> list[Result]:
    """What was seen of the training."""
    beats = spread(family, "window late", seen.late, budgets={"p99": 20.0}) if seen.late else []
    return [
        Result(family, "steps", found.report.step, ""),
        Result(family, "minutes of a core", seen.minutes, "min", MOST_MINUTES),
        Result(family, "killed and taken up", len(seen.killed), "times", least=KILLS),
        *beats,
        Result(family, "load of the machine meanwhile, mean", seen.load, ""),
    ]


def _placed(family: Family, found: StoredTraining, own: OwnSet) -> Result:
    share = spread_of_places(models.folder_of(found.report.model), own)
    return Result(family, "spread of places : that of held-out drawings", share, "×", least=LEAST_SPREAD)


def heartbeat(folder: Path, name: str) -> list[float]:
    """How late a precise timer of the real window is, which shows a training; nothing without a screen."""
    if not os.environ.get("DISPLAY"):
        return []
    place = folder / f"window-{name}"
    # Who has no session yet sees the newest training.
    if not place.exists():
        deeds.begin_at(place, "studio")
        (place / "data").symlink_to(folder / "data")
    with seat(place) as window:
        until(
            lambda: str(window.ask("words", name="How far it is")).startswith("Training"),
            f"the window shows {name}", PATIENCE,
        )  # fmt: skip
        window.ask("watch", what="heartbeat")
        time.sleep(BEATS_FOR)
        late: list[float] = window.ask("watched")["late"]
        return late


def main() -> int:
    """Train what is not trained yet, and print the table; gives 1 if a threshold is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.own_pictures", description=__doc__)
    parser.add_argument("families", nargs="*", help=f"some of {', '.join(FAMILIES)}; all if none is named")
    parser.add_argument("--minutes", type=float, default=MINUTES, help=f"of each ({MINUTES:g})")
    parser.add_argument("--preset", choices=get_args(Preset), default="small", help="(small)")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="of the user whose pictures they are")
    parser.add_argument("--core", type=int, help="the one core that they may use")
    arguments = parser.parse_args()
    if unknown := set(arguments.families) - set(FAMILIES):
        parser.error(f"there is no {', '.join(sorted(unknown))} here; there are {', '.join(FAMILIES)}")
    folder = arguments.folder.resolve()
    trainings.be_user(folder)
    own = trainings.drawings()
    results: list[Result] = []
    for family in [each for each in FAMILIES if each in (arguments.families or FAMILIES)]:
        plan = Plan(
            name=f"own-{family}", family=family, data=DRAWINGS, preset=arguments.preset, size=SIDE,
            minutes=arguments.minutes, device="cpu", date=datetime.date.today().isoformat(),
        )  # fmt: skip
        look = partial(heartbeat, folder, plan.name)
        found, seen = trainings.trained(plan, KILLS, arguments.core, look)
        if found.report.stage == "failed":
            parser.exit(1, f"{plan.name} failed: {found.report.sentence}\n")
        results += [*judged(family, found.report.measured), *watched(family, found, seen)]
        results.append(_placed(family, found, own))
    facts = machine()
    show(results, facts)
    write(folder / "results.json", results, facts, {})
    return int(any(result.met is False for result in results))


if __name__ == "__main__":
    raise SystemExit(main())
