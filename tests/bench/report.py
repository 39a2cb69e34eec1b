"""Numbers with their budgets, as a table and as JSON."""

from __future__ import annotations

import json
import math
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

PACKAGES = ("PySide6-Essentials", "pyqtgraph", "numpy", "onnxruntime", "torch", "diffusers", "msgspec")


class Result(msgspec.Struct, frozen=True):
    """One measured number; where that was settled, ``budget`` is what it may be at most, ``least`` at
    least."""

    bench: str
    what: str
    value: float
    unit: str
    budget: float | None = None
    least: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the budget is met; ``None`` without one."""
        if self.budget is None and self.least is None:
            return None
        high = math.inf if self.budget is None else self.budget
        return (-math.inf if self.least is None else self.least) <= self.value <= high

    @property
    def wanted(self) -> str:
        """The budget for people; empty without one."""
        bounds = ((self.least, "≥"), (self.budget, "≤"))
        return ", ".join(f"{sign} {bound:g} {self.unit}" for bound, sign in bounds if bound is not None)


def spread(
    bench: str, what: str, values: list[float], unit: str = "ms", budgets: dict[str, float] | None = None
) -> list[Result]:
    """Median, a high percentile, and the largest of the values."""
    numbers = {
        "p50": float(np.percentile(values, 50)),
        "p95": float(np.percentile(values, 95)),
        "p99": float(np.percentile(values, 99)),
        "max": float(np.max(values)),
    }
    limits = budgets or {}
    return [Result(bench, f"{what}, {key}", number, unit, limits.get(key)) for key, number in numbers.items()]


def machine() -> dict[str, Any]:
    """What the numbers were measured on."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "load": [round(value, 2) for value in os.getloadavg()],
        "busy_percent": psutil.cpu_percent(interval=1.0),
    }


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text().splitlines() if facts.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def show(results: list[Result], facts: dict[str, Any]) -> None:
    """Print the table."""
    console = Console(width=max(100, Console().width))
    table = Table(title="Measured")
    for title, side in (("bench", "left"), ("what", "left"), ("value", "right"), ("budget", "right")):
        table.add_column(title, justify=side)  # type: ignore[arg-type]
    table.add_column("met")
    for result in results:
        met = {True: "yes", False: "[bold red]no", None: ""}[result.met]
        table.add_row(result.bench, result.what, f"{result.value:.2f} {result.unit}", result.wanted, met)
    console.print(table)
    console.print(
        f"{facts['processor']}, {facts['cores']} cores, {facts['system']}, Python {facts['python']}; "
        f"load {facts['load'][0]}, {facts['busy_percent']:g} % busy before the measurement"
    )
    console.print(", ".join(f"{name} {number}" for name, number in facts["packages"].items()))


def write(path: Path, results: list[Result], facts: dict[str, Any], details: dict[str, Any]) -> None:
    """Write everything as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [{**msgspec.to_builtins(result), "met": result.met} for result in results]
    path.write_text(json.dumps({"machine": facts, "results": rows, "details": details}, indent=1) + "\n")
