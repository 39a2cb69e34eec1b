"""``python -m tests.bench [name …] [--json FILE]`` measures the real program in an X server."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from tests.bench.benches import BENCHES
from tests.bench.report import Result, machine, show, write
from tests.e2e.seat import need_screen

RESULTS = Path(__file__).parent / "results" / "latest.json"


def main() -> int:
    """Run the benches; gives 1 if a budget is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of {', '.join(BENCHES)}; all if none is named")
    parser.add_argument("--json", type=Path, default=RESULTS, help="where the numbers go")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - BENCHES.keys():
        parser.error(f"there is no bench {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    need_screen()
    # As an installed program: modules are compiled once.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    facts = machine()
    results: list[Result] = []
    details: dict[str, Any] = {}
    for name in arguments.names or BENCHES:
        found, details[name] = BENCHES[name]()
        results += found
    show(results, facts)
    write(arguments.json, results, facts, details)
    return int(any(result.met is False for result in results))


if __name__ == "__main__":
    raise SystemExit(main())
