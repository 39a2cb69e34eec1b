"""``playground`` with leagues measured roughly, in the engine’s process too, which imports this as well."""

from __future__ import annotations

from playground import cli
from playground.engine.workbench import keeping_workbench
from tests.support.league import measured_roughly

__all__ = ["keeping_workbench"]

_measured = measured_roughly(marks=5)
_measured.__enter__()

if __name__ == "__main__":
    raise SystemExit(cli.main())
