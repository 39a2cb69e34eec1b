"""What a soak has found, held against bounds: one table."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import numpy as np

from tests.support.playing import MOST_GROWTH

WHOLE = 300.0
"""Seconds from which on a soak looks at all models before it counts."""
GROWN = 600.0
"""Seconds from which on memory is held to its bound."""
MOST_PROCESSES = 10
"""Window and engine, one that is going, a check of a graph; a sweep that a real click began, and its workers;
and what multiprocessing runs beside them."""
MORE_FILES, MORE_THREADS, MORE_TIMERS, MORE_WIDGETS = 4, 4, 2, 0.02
"""What may be added, of widgets as a share: lists are made when they are opened first."""
MOST_LATE_P99, MOST_LATE = 100.0, 2000.0
"""Milliseconds of the window's event loop beyond those of a process that only sleeps; building a tab is one
event."""


class Row(msgspec.Struct, frozen=True):
    """A line of the table; ``ok`` is none where there is no bound."""

    what: str
    before: str
    after: str
    bound: str
    ok: bool | None = None


def rows_of(found: dict[str, Any]) -> list[Row]:
    """The table."""
    counts, left = found["counts"], found["left"]
    # Short ones look at no models before they count, and build most tabs after their first count.
    whole, grown = found["seconds"] >= WHOLE, found["seconds"] >= GROWN
    rows = [
        Row("Errors, warnings, tracebacks", "", str(len(found["errors"])), "0", not found["errors"]),
        Row("Counts at rest", "", str(len(counts)), "≥ 2", len(counts) >= 2),
        *(_growth(counts, whole, grown) if len(counts) >= 2 else ()),
        *(_course(found["memory"]) if grown else ()),
        _at_most("Most processes at once", found["most processes"], MOST_PROCESSES),
        *(_at_most(title, len(left[name]), 0) for name, title in _LEFT.items()),
        *_lateness(found["late"], found["reference"], whole),
    ]
    done = {**found["done"], "deeds": sum(found["deeds"].values())}
    return [*rows, *(Row(title, "", f"{done.get(name, 0):,}", "") for name, title in _DONE.items())]


_LEFT = {
    "processes": "Processes left at the end",
    "files": "Temporary files left at the end",
    "broken": "Sessions set aside",
    "damaged": "Exported files that do not read back",
}
_DONE = {
    "windows": "Windows opened",
    "closed": "Windows closed",
    "windows terminated": "Windows terminated",
    "windows killed": "Windows killed",
    "engines killed": "Engines killed",
    "engines stopped": "Engines stopped for some seconds",
    "disk filled": "Times that the disk was full",
    "deeds": "Deeds",
}


def _at_most(what: str, value: int, most: int) -> Row:
    return Row(what, "", str(value), f"≤ {most}", value <= most)


def _growth(counts: list[dict[str, Any]], whole: bool, grown: bool) -> list[Row]:
    """What there was at the first and the last rest; for the engine, at those of the one counted most.

    Of several that were killed, one may hold more than another, which would hide what each of them gathers.
    """
    first, last = counts[0], counts[-1]
    (longest, _), *_ = Counter(each["engine"]["pid"] for each in counts).most_common(1)
    same = [each for each in counts if each["engine"]["pid"] == longest]
    spans = {"window": (first, last), "engine": (same[0], same[-1])}
    rows = []

    def add(title: str, one: float, other: float, most: float, bound: str, judged: bool = True) -> None:
        digits = 1 if isinstance(one, float) else 0
        ok = other <= most if judged else None
        rows.append(Row(title, f"{one:,.{digits}f}", f"{other:,.{digits}f}", bound if judged else "", ok))

    bound = f"≤ +{100 * (MOST_GROWTH - 1):.0f} %"
    for title, (since, until), those, judged in (
        # Its course says more: at a rest it depends on what happens to be shown.
        ("the window", spans["window"], ("window",), False),
        ("the engine", spans["engine"], ("engine",), True),
        ("both", spans["engine"], ("window", "engine"), True),
    ):
        one, other = (sum(each[who]["memory"] for who in those) / 1e6 for each in (since, until))
        judged = judged and grown and since is not until
        add(f"Memory of {title} at rest, MB", one, other, MOST_GROWTH * one, bound, judged)
    for what, title, more in (
        ("files", "File descriptors", MORE_FILES),
        ("threads", "Threads", MORE_THREADS),
    ):
        for who, span in spans.items():
            one, other = (each[who][what] for each in span)
            add(f"{title} of the {who}", one, other, one + more, f"≤ +{more}")
    for what, title in (("timers", "Timers"), ("beating", "Timers that beat"), ("dialogs", "Dialogs")):
        one, other = first["window"][what], last["window"][what]
        add(title, one, other, one + MORE_TIMERS, f"≤ +{MORE_TIMERS}", whole)
    one, other = (each["window"]["widgets"] for each in (first, last))
    add("Widgets", one, other, (1 + MORE_WIDGETS) * one, f"≤ +{100 * MORE_WIDGETS:.0f} %", whole)
    return rows


def _course(memory: list[tuple[float, int, int, int]]) -> list[Row]:
    """The window's memory in the first and the last third of the time after the first ten minutes.

    Of several windows, it is that of the one that lived longest. What is shown changes all the time, and with
    it the memory; a leak raises the median of many looks all the same.
    """
    lives = Counter(life for when, life, *_ in memory if when >= GROWN)
    if not lives:
        return []
    (longest, count), *_ = lives.most_common(1)
    sizes = [size / 1e6 for when, life, size, _ in memory if when >= GROWN and life == longest]
    one, other = (float(np.median(part)) for part in (sizes[: count // 3 or 1], sizes[-(count // 3 or 1) :]))
    told = f"≤ +{100 * (MOST_GROWTH - 1):.0f} %"
    title = "Memory of the window after ten minutes, first and last third, MB"
    return [Row(title, f"{one:,.1f}", f"{other:,.1f}", told, other <= MOST_GROWTH * one)]


def _lateness(late: list[float], reference: list[float], whole: bool) -> list[Row]:
    """How late the window's events were, beside a process that only sleeps."""
    rows = []
    for name, share, bound in (("median", 50, None), ("p99", 99, MOST_LATE_P99), ("most", 100, MOST_LATE)):
        own, other = (float(np.percentile(each or [0.0], share)) for each in (late, reference))
        judged = whole and bound is not None
        said = f"≤ {bound:g} + that of the machine" if judged else ""
        ok = own <= (bound or 0.0) + other if judged else None
        rows.append(Row(f"Lateness, {name}, ms (machine, window)", f"{other:.1f}", f"{own:.1f}", said, ok))
    return rows


def table(rows: list[Row]) -> str:
    """The table as text."""
    heads = Row("What", "first", "last", "bound")
    lines = []
    widths = [max(len(getattr(row, name)) for row in (heads, *rows)) for name in ("what", "before", "after")]
    for row in (heads, *rows):
        mark = "" if row.ok is None else "ok" if row.ok else "BROKEN"
        cells = (row.what.ljust(widths[0]), row.before.rjust(widths[1]), row.after.rjust(widths[2]))
        lines.append("  ".join((*cells, f"{row.bound:<28}", mark)).rstrip())
    return "\n".join(lines)
