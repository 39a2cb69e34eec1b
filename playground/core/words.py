"""Numbers and names as they are written in the window, by commands, and in files."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

_JOINER, _SIGNS = "\u2060", re.compile("[/|‖−]")
"""What no line is broken beside, and after which one would be."""
_BETWEEN = re.compile("(, |  ·  |\\n)")
"""What stands between the parts of a text."""
_SHORT = 36
"""Letters of a part that is never broken."""

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def subscript(index: int) -> str:
    """A whole number in subscript digits."""
    return str(index).translate(_SUBSCRIPTS)


def number(value: float, digits: int = 2) -> str:
    """A number with commas between its thousands, a true minus sign, and none before a zero."""
    text = f"{value:,.{digits}f}"
    return text.lstrip("-") if not text.strip("-0.") else text.replace("-", "−")


def known(value: float | str | None, digits: int = 2) -> str:
    """The same of what may not be known, or not be finite: nothing, then."""
    return "" if value is None or not math.isfinite(float(value)) else number(float(value), digits)


def in_sum(parts: Sequence[float], digits: int = 2) -> tuple[str, ...]:
    """The sum of numbers and then each of them, so that they add up as they are written.

    Each is rounded down, and those up again that lost the most, until they come to the rounded sum.
    """
    total = sum(parts)
    if not math.isfinite(total):
        return tuple(number(value, digits) for value in (total, *parts))
    units = [value * 10**digits for value in parts]
    whole, rounded = [math.floor(value) for value in units], round(sum(units))
    by_loss = sorted(range(len(units)), key=lambda slot: whole[slot] - units[slot])
    for slot in by_loss[: rounded - sum(whole)]:
        whole[slot] += 1
    return tuple(number(value / 10**digits, digits) for value in (rounded, *whole))


def plain(value: float, digits: int = 4) -> str:
    """A number with so many significant digits at most, and commas between its thousands."""
    shortest = float(f"{value:.{digits}g}")
    return number(shortest, 0) if shortest.is_integer() else f"{shortest:,.{digits}g}".replace("-", "−")


def vector(values: list[float], digits: int = 2) -> str:
    """Numbers in parentheses."""
    return "(" + ", ".join(number(value, digits) for value in values) + ")"


def figure(value: float | str | None) -> str:
    """Three significant digits, and nothing for what is not known, or not finite."""
    return "" if value is None or not math.isfinite(float(value)) else magnitude(float(value))


def power_of_ten(exponent: int) -> str:
    """10 with a superscript exponent."""
    return f"10{str(exponent).translate(_SUPERSCRIPTS)}"


def magnitude(value: float, digits: int = 3) -> str:
    """So many significant digits; far from 1, times a power of ten."""
    text = f"{value:.{digits}g}".replace("inf", "∞")
    if "e" not in text:
        return text.replace("-", "−")
    leading, exponent = text.split("e")
    factor = "" if leading == "1" else f"{leading} · "
    return f"{factor}{power_of_ten(int(exponent))}".replace("-", "−")


def kept_together(text: str) -> str:
    """The same text, of which short parts stay on one line, so that a number stands beside its name; no line
    is broken beside a sign."""
    signed = _SIGNS.sub(f"{_JOINER}\\g<0>{_JOINER}", text.replace("\u200a", ""))
    parts = _BETWEEN.split(signed)
    return "".join(part.replace(" ", "\u00a0") if _is_short(part) else part for part in parts)


def _is_short(part: str) -> bool:
    return len(part) <= _SHORT and not _BETWEEN.fullmatch(part)


def counted(count: int, noun: str) -> str:
    """A number with its noun, in the singular where it is one."""
    return f"{number(count, 0)} {noun}{'' if count == 1 else 's'}"


def duration(seconds: float) -> str:
    """About how long something takes, in a number and a unit."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 90 else f"{plain(round(minutes / 60, 1))} h"


def time_left(seconds: float | None) -> str:
    """How long something still takes, in words that do not jump about; nothing where that is not known."""
    if seconds is None:
        return ""
    if seconds < 60:
        return f" (about {max(1, round(seconds))} s left)"
    return f" (about {round(seconds / 60)} min left)"
