"""What texts say of the program is what it gives; slow claims are left to ``make claims``."""

from __future__ import annotations

import inspect
from pathlib import Path

import msgspec
import pytest

from playground.core.folders import assets
from playground.ui.explain.claims import Claim, claimed, fill, load_claims
from playground.ui.explain.content import load_explanation, load_lessons
from playground.ui.explain.reading import ContentError
from tests.claims import found, lint, readme
from tests.claims.check import holds
from tests.claims.quantities import find, quantities

CLAIMS = load_claims()
CHEAP = [claim for claim in CLAIMS.values() if not quantities()[claim.quantity].slow]


@pytest.mark.parametrize("claim", CHEAP, ids=lambda claim: claim.name)
def test_a_cheap_claim_holds_and_no_other_number_would(claim: Claim) -> None:
    now = find(claim)
    assert holds(claim, now), f"{claim.name} claims {claim.shown}, and {now:g} is found"
    assert not claim.tolerance, "what is the same everywhere needs no tolerance"
    for other in (claim.value - 10.0**-claim.decimals, claim.value + 10.0**-claim.decimals):
        assert not holds(msgspec.structs.replace(claim, value=other), now)


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda claim: claim.name)
def test_a_claim_is_of_a_quantity_that_there_is_and_shows_all_of_its_value(claim: Claim) -> None:
    inspect.signature(quantities()[claim.quantity].find).bind(**claim.of)
    assert claim.value == pytest.approx(float(f"{claim.value:.{claim.decimals}f}"), abs=1e-12)
    # A tolerance that hides a digit would let a text say anything.
    assert claim.tolerance < max(abs(claim.value), 10.0**-claim.decimals * 10)


def test_every_claim_is_told_somewhere_and_every_place_has_one() -> None:
    sources = [path.read_text("utf-8") for path in (assets() / "lessons").glob("*.toml")]
    sources += [path.read_text("utf-8") for path in (assets() / "explanations").glob("*.md")]
    sources += readme.templates().values()
    assert {name for text in sources for name in claimed(text)} == set(CLAIMS)
    assert [text for text in sources if text.count("{claim:") != len(claimed(text))] == []


def test_texts_are_shown_with_their_numbers() -> None:
    shown = [
        text
        for name in ("compare", "vae")
        for each in load_lessons(name)
        for text in (each.text, each.answer)
    ]
    shown += [section.text for section in load_explanation("vae").sections]
    assert not any("{claim" in text for text in shown)


def test_a_tolerance_and_digits() -> None:
    claim = Claim(name="a", quantity="b", value=0.25, decimals=2)
    assert holds(claim, 0.2549) and not holds(claim, 0.2551) and not holds(claim, float("nan"))
    wide = msgspec.structs.replace(claim, tolerance=0.1)
    assert holds(wide, 0.34) and not holds(wide, 0.36) and not holds(wide, float("inf"))


def test_how_a_number_is_shown() -> None:
    claim = Claim(name="a", quantity="b", value=-1111.0)
    assert claim.shown == "−1,111"
    assert (claim.show(-0.3), claim.show(12345.6)) == ("0", "12,346")


def test_a_place_without_a_claim_is_refused_in_a_sentence() -> None:
    assert fill("{claim:gan-recall|three quarters} = {claim:gan-recall}") == "three quarters = 0.745"
    with pytest.raises(ContentError, match="no claim “nobody”"):
        fill("{claim:nobody}")


def test_a_name_can_be_claimed_once(tmp_path: Path) -> None:
    line = '[[claim]]\nname = "a"\nquantity = "b"\nvalue = 1\n'
    (tmp_path / "one.toml").write_text(line)
    (tmp_path / "two.toml").write_text(line)
    with pytest.raises(ContentError, match="twice"):
        load_claims(tmp_path)


def test_the_readme_is_written_from_what_ships() -> None:
    text = readme.README.read_text("utf-8")
    assert text == readme.written(text), "run make readme"
    assert set(readme.parts(text)) == set(readme.templates())
    wrong = text.replace("0.745", "0.754")
    assert wrong != text and readme.written(wrong) == text


def test_no_text_has_a_number_of_its_own() -> None:
    assert lint.faults() == []


def test_every_definition_is_needed() -> None:
    there = {(name, number) for name, text in lint.texts() for number, _ in lint.bare(text)}
    assert {(each.text, number) for each in lint.definitions() for number in each.numbers} - there == set()


def test_which_numbers_are_found() -> None:
    told = (
        "0.219 (0.186 to 1,024) or −2.6, 73 % and 27 grey levels; `0.5`, [x](term:a1.5), {claim:a|0.7}, 2019"
    )
    assert [number for number, _ in lint.bare(told)] == ["0.219", "0.186", "1,024", "−2.6", "73", "27"]


def test_what_was_found_is_kept_for_this_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claim, path = Claim(name="a", quantity="b", of={"c": 1}, value=2.0), tmp_path / "found.jsonl"
    assert found.recall(claim, path) is None
    found.keep(claim, 2.5, path)
    assert found.recall(claim, path) == 2.5
    assert found.recall(msgspec.structs.replace(claim, of={"c": 2}), path) is None
    monkeypatch.setattr(found, "version", lambda: "another")
    assert found.recall(claim, path) is None
