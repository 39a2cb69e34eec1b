"""Numbers and names as the tab writes them."""

from __future__ import annotations

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def subscript(index: int) -> str:
    """A whole number in subscript digits."""
    return str(index).translate(_SUBSCRIPTS)


def number(value: float, digits: int = 2) -> str:
    """A number with a true minus sign, and none before a zero."""
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if not text.strip("-0.") else text.replace("-", "−")


def vector(values: list[float], digits: int = 2) -> str:
    """Numbers in parentheses."""
    return "(" + ", ".join(number(value, digits) for value in values) + ")"
