"""Text to Image in the real window, with the engine on the same core: how soon pictures follow the typing.

Run ``python -m tests.bench.bench_words`` in an X server. ``--models DIR`` looks for the models there, too.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.report import Result, machine, show, spread
from tests.e2e import deeds
from tests.e2e.seat import Seat, need_screen, until
from tests.support.trusted import allow

TEXT = "red heart with a smiling face wearing sunglasses and a blue hat on a green leaf under the yellow sun"
PAUSES = (0.12, 0.25)
"""Seconds between two keys: who types quickly presses eight in a second, and who thinks four."""
COUNTS = (1, 4)
"""Pictures that follow."""
_CORE = str(max(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0)
_BUDGETS = {"p95": 150.0}


def typed(folder: Path, count: int, pause: float, models: Path | None = None) -> dict[str, Any]:
    """What the window says of itself while a text is typed into it, with so many pictures to follow."""
    state = {"kind": "words-images", "prompt": "a", "count": count}
    deeds.begin_at(folder, "words", stage="images", images=state)
    if models is not None:
        allow(models, folder / "settings")
    arguments = () if models is None else ("--models", str(models))
    program = Seat(folder, *arguments, before=("taskset", "-c", _CORE))
    try:
        program.ask("resize", width=1280, height=800)
        program.settle()
        program.click("Prompt text")
        program.press("ctrl+End")
        program.type_slowly(" sun", pause)  # the model that follows is loaded by then
        program.settle()
        program.ask("watch", what="typing")
        program.type_slowly(f" {TEXT}", pause)
        program.settle()
        found = dict(program.ask("watched"))
        program.ask("watch", what="heartbeat")
        program.type_slowly(f" {TEXT}", pause)
        program.settle()
        found["late"] = program.ask("watched")["late"]
        whole = until(lambda: deeds.ended(program, "samples"), "all steps have been made")
        found["whole"] = float(whole["milliseconds"])
    finally:
        program.kill()
    if found["unanswered"]:
        raise RuntimeError(f"{found['unanswered']} keys never led to a picture")
    return found


def measure(models: Path | None = None) -> tuple[list[Result], dict[str, Any]]:
    """From the X server's event of a key to the paint of the finished pictures of its text, or of a newer."""
    results: list[Result] = []
    details: dict[str, Any] = {}
    for count in COUNTS:
        for pause in PAUSES:
            what = f"{count} picture{'s' if count > 1 else ''}, a key each {1e3 * pause:.0f} ms"
            with tempfile.TemporaryDirectory() as folder:
                found = details[what] = typed(Path(folder), count, pause, models)
            painted = found["made_to_painted"]
            results += spread("typing", f"{what}: key to painted", painted, budgets=_BUDGETS)
            own = 100 * found["own_picture"] / found["events"]
            results.append(Result("typing", f"{what}: keys whose own picture was painted", own, "%"))
            late = {"p99": 20.0, "max": 50.0}
            results += spread("typing", f"{what}: window late", found["late"], budgets=late)
            results.append(Result("typing", f"{what}: all steps at rest", found["whole"] / 1e3, "s", 2.0))
    return results, details


def main() -> int:
    """Run this bench alone."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_words", description=__doc__)
    parser.add_argument("--models", type=Path, metavar="DIR", help="also look for models in this folder")
    models = parser.parse_args().models
    need_screen()
    results, _ = measure(models)
    show(results, machine())
    return int(any(result.met is False for result in results))


if __name__ == "__main__":
    raise SystemExit(main())
