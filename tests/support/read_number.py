"""Numbers as the window writes them, read back."""

from __future__ import annotations

_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--", ",")


def read_number(text: str) -> float:
    """Such as 1,000.5, −3 or 2.5 · 10⁻⁷."""
    *leading, power = text.split("10") if any(each in "⁰¹²³⁴⁵⁶⁷⁸⁹" for each in text) else (text, "")
    if not power:
        return float(text.translate(_PLAIN))
    factor = "".join(leading).replace("·", "").strip().translate(_PLAIN)
    return float(f"{factor + '1' if factor in ('', '-') else factor}e{power.translate(_PLAIN)}")
