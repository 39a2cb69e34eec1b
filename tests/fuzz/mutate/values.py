"""Values at which readers stumble: numbers at the bounds of types, and texts that are more than text."""

from __future__ import annotations

from typing import Any

NUMBERS = (
    0, 1, -1, 127, 128, 255, 256, 65_535, 65_536, 2**31 - 1, 2**31, -(2**31) - 1, 2**32 - 1, 2**32,
    2**53 + 1, 2**63 - 1,
    2**63, -(2**63), -(2**63) - 1, 2**64, 10**50, -(10**50),
)  # fmt: skip
REALS = (0.5, -0.5, -0.0, 1e308, -1e308, 5e-324, 1e-30, 3.0000000000000004)
NUMERALS = (
    *map(str, NUMBERS), *map(repr, REALS), "1e400", "-1e400", "1e-400", "NaN", "nan", "Infinity",
    "-Infinity", "inf",
    "9" * 5000, "-" + "9" * 400, "0x10", "1_000", "01", "+1", "1.", ".5", "1e", "--1", "٣", "½",
)  # fmt: skip
"""Ways to write a number, and what is nearly one."""

TEXTS = (
    "", " ", "\x00", "\n", "\r\n", "\x1b[31m\x07", "\u202eabc", "\u2028", "\ufeff", "’", "像" * 50, "😀",
    "a" * 300,
    "a" * 100_000, "../../etc/passwd", "/dev/zero", "C:\\x", ".", "..", "%s%n", "{0.__class__}",
    "<img src=/etc/passwd>",
    "&amp;&#0;", "-", "--help", "null", "true", "[]", "{}", "kind", "version",
)  # fmt: skip
"""Texts to stand in the place of another; those that are no Unicode are made by each format itself."""

SIMPLE: tuple[Any, ...] = (
    None,
    True,
    False,
    *NUMBERS,
    *REALS,
    *TEXTS,
    [],
    {},
    [[]],
    [None],
    {"": None},
    [0] * 5,
)
"""What can stand in the place of any value of a tree."""
