"""The intervals of all shares that ship are of one rule: as many trials as there are groups, by scipy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from scipy.stats import beta

from playground.core import folders

PAIRS, HELD_OUT = 60, 239


def ends(share: float, groups: float) -> tuple[float, float]:
    """Clopper and Pearson's ends of a share over so many groups."""
    hits = share * groups
    low = beta.ppf(0.025, hits, groups - hits + 1) if hits > 1e-9 else 0.0
    high = beta.ppf(0.975, hits + 1, groups - hits) if groups - hits > 1e-9 else 1.0
    return float(low), float(high)


def every(within: object) -> Iterator[dict[str, Any]]:
    """All tables in a file that have the ends of an interval."""
    if isinstance(within, dict):
        if {"value", "low", "high"} <= within.keys():
            yield within
        within = list(within.values())
    if isinstance(within, list):
        for each in within:
            yield from every(each)


def test_rates_of_copies_are_over_pairs() -> None:
    found = list(every(json.loads((folders.assets() / "words" / "nearness.json").read_bytes())))
    assert len(found) >= 8
    for rate in found:
        assert (rate["low"], rate["high"]) == pytest.approx(ends(rate["value"], PAIRS), abs=1e-6), rate


def test_results_of_a_comparison_are_over_prompts_and_over_pictures() -> None:
    found = list(every(json.loads((folders.assets() / "compare" / "results.json").read_bytes())))
    kinds = {rate["interval"] for rate in found}
    assert "Clopper–Pearson" in kinds and not kinds & {"Wilson", "bootstrap"}
    for rate in found:
        if rate["interval"] == "Clopper–Pearson":
            # Pictures of classes are independent; those of words are of as many prompts as are held out.
            of_words = rate["samples"] in (HELD_OUT, 2 * HELD_OUT)
            groups = HELD_OUT if of_words else rate["samples"] * rate["repeats"]
            assert (rate["low"], rate["high"]) == pytest.approx(ends(rate["value"], groups), abs=1e-9), rate


@pytest.mark.parametrize("model", ["emoji-pair", "emoji-words", "emoji-words-fast"])
def test_shares_of_a_card_are_over_emoji(model: str) -> None:
    card = (folders.shipped_models() / model / "card.toml").read_text(encoding="utf-8")
    numbers = {name: float(value) for name, value in re.findall(r"^(\w+) = ([\d.]+)$", card, re.MULTILINE)}
    shares = [name.removesuffix("_low") for name in numbers if name.endswith("_low")]
    assert len(shares) >= 4
    for name in shares:
        told = numbers[f"{name}_low"], numbers[f"{name}_high"]
        assert told == pytest.approx(ends(numbers[name], HELD_OUT), abs=2e-4), name
