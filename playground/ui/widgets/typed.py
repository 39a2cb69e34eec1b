"""What number a typed text means, whichever way its writer writes numbers."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:([.,\s])\d{3})(?:\1\d{3})*")
"""The digits before a decimal mark, in groups of three."""
_BEGUN = re.compile(r"[\d.,eE+\-−\s]*")


def typed_number(text: str, *, whole: bool = False) -> float | None:
    """The number that a text means, ``None`` where it means none.

    Point and comma are decimal marks, and groups of three digits may be set apart by the other or by spaces;
    a comma before three digits sets them apart where a ``whole`` number is meant. An exponent may follow.
    What is too large for a number is infinite.

    >>> typed_number("1e-3"), typed_number("0,001"), typed_number("1,000"), typed_number("1,000", whole=True)
    (0.001, 0.001, 1.0, 1000.0)
    """
    plain = text.strip().replace("−", "-")
    head, mark, tail = _at_decimal_mark(plain, whole)
    if _GROUPED.fullmatch(head):
        head = re.sub(r"[.,\s]", "", head)
    found = f"{head}.{tail}" if mark else head
    return float(found) if _NUMBER.fullmatch(found) and found.isascii() else None


def may_begin_number(text: str) -> bool:
    """Whether a number might be typed by going on from this text."""
    return bool(_BEGUN.fullmatch(text))


def _at_decimal_mark(text: str, whole: bool) -> tuple[str, str, str]:
    """A number's digits before its decimal mark, the mark, and what follows."""
    at = max(text.rfind("."), text.rfind(","))
    if at < 0:
        return text, "", ""
    mark = text[at]
    several = text.count(mark) > 1
    if several or (whole and mark == "," and _GROUPED.fullmatch(text)):
        return text, "", ""
    return text[:at], mark, text[at + 1 :]
