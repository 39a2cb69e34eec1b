"""Numbers and names as the tab writes them."""

from __future__ import annotations

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def subscript(index: int) -> str:
    """A whole number in subscript digits."""
    return str(index).translate(_SUBSCRIPTS)


def number(value: float, digits: int = 2) -> str:
    """A number with commas between its thousands, a true minus sign, and none before a zero."""
    text = f"{value:,.{digits}f}"
    return text.lstrip("-") if not text.strip("-0.") else text.replace("-", "−")


def plain(value: float, digits: int = 4) -> str:
    """A number with so many significant digits at most, and commas between its thousands."""
    shortest = float(f"{value:.{digits}g}")
    return number(shortest, 0) if shortest.is_integer() else f"{shortest:,.{digits}g}".replace("-", "−")


def vector(values: list[float], digits: int = 2) -> str:
    """Numbers in parentheses."""
    return "(" + ", ".join(number(value, digits) for value in values) + ")"


def power_of_ten(exponent: int) -> str:
    """10 with a superscript exponent."""
    return f"10{str(exponent).translate(_SUPERSCRIPTS)}"


def magnitude(value: float) -> str:
    """Three significant digits; far from 1, times a power of ten."""
    text = f"{value:.3g}"
    if "e" not in text:
        return text.replace("-", "−")
    digits, exponent = text.split("e")
    factor = "" if digits == "1" else f"{digits} · "
    return f"{factor}{power_of_ten(int(exponent))}".replace("-", "−")


def counted(count: int, noun: str) -> str:
    """A number with its noun, in the singular where it is one."""
    return f"{number(count, 0)} {noun}{'' if count == 1 else 's'}"
