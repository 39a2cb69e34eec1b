"""What texts say of the program is what it gives; slow claims are held against what was found last."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import msgspec
import pytest

from playground.core.claims import Claim, claimed, fill, load_claims
from playground.core.folders import assets
from playground.core.toml import ContentError
from playground.ui.explain.content import load_explanation, load_lessons
from tests.claims import found, lint, pages
from tests.claims.check import holds, judge
from tests.claims.quantities import Finding, Quantity, find, quantities

CLAIMS = load_claims()
CHEAP = [claim for claim in CLAIMS.values() if not quantities()[claim.quantity].slow]
SLOW = [claim for claim in CLAIMS.values() if quantities()[claim.quantity].slow]


@pytest.mark.parametrize("claim", CHEAP, ids=lambda claim: claim.name)
def test_a_cheap_claim_holds_and_no_other_number_would(claim: Claim) -> None:
    now = find(claim).mean
    assert holds(claim, now), f"{claim.name} claims {claim.shown}, and {now:g} is found"
    assert not claim.tolerance, "what is the same everywhere needs no tolerance"
    for other in (claim.value - 10.0**-claim.decimals, claim.value + 10.0**-claim.decimals):
        assert not holds(msgspec.structs.replace(claim, value=other), now)


@pytest.mark.parametrize("claim", SLOW, ids=lambda claim: claim.name)
def test_a_slow_claim_says_what_was_found_last_and_no_other_number_would_hold(claim: Claim) -> None:
    last = found.last(claim)
    assert last is not None, "run make claims, and commit what it found"
    assert claim.show(last.mean) == claim.shown, f"{claim.name} claims {claim.shown}, {last.mean:g} was found"
    assert judge(claim, last).right, judge(claim, last).trouble
    beyond = claim.tolerance + 10.0**-claim.decimals
    for other in (claim.value - beyond, claim.value + beyond):
        assert not judge(msgspec.structs.replace(claim, value=other), last).right


def test_nothing_is_kept_that_nobody_claims() -> None:
    assert found.others(CLAIMS.values()) == []


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda claim: claim.name)
def test_a_claim_is_of_a_quantity_that_there_is_and_shows_all_of_its_value(claim: Claim) -> None:
    inspect.signature(quantities()[claim.quantity].find).bind(**claim.of)
    assert claim.value == pytest.approx(round(claim.value, claim.decimals), abs=1e-12)
    # A tolerance that hides a digit would let a text say anything.
    assert claim.tolerance < max(abs(claim.value), 10.0**-claim.decimals * 10)


def test_every_claim_is_told_somewhere_and_every_place_has_one() -> None:
    sources = [path.read_text("utf-8") for path in (assets() / "lessons").glob("*.toml")]
    sources += [path.read_text("utf-8") for path in (assets() / "explanations").glob("*.md")]
    sources += pages.templates().values()
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


def test_a_tolerance_must_not_be_narrower_than_the_chance_of_its_seeds() -> None:
    claim = Claim(name="a", quantity="b", value=2.0, tolerance=0.5)
    spread = Finding((1.0, 2.0, 3.0))
    assert spread.chance == pytest.approx(2 / 3**0.5)
    assert not judge(claim, spread).right
    assert judge(msgspec.structs.replace(claim, tolerance=1.2), spread).right
    assert judge(claim, Finding((2.1,))).right


def test_the_table_shows_what_is_claimed_and_found_and_how_far_they_may_be_apart(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = importlib.import_module("tests.claims.__main__")
    claims = {
        "wide": Claim(name="wide", quantity="a", value=240, decimals=-1, tolerance=30),
        "off": Claim(name="off", quantity="a", value=200, tolerance=30),
    }
    monkeypatch.setattr(command, "load_claims", lambda: claims)
    monkeypatch.setattr(command, "quantities", lambda: {"a": Quantity(lambda: 0.0, slow=False)})
    monkeypatch.setattr(command, "find", lambda claim: Finding((230.0, 240.0)))
    monkeypatch.setattr(command.found, "forget_others", lambda claims: None)
    monkeypatch.setattr("sys.argv", ["claims"])
    assert command.main() == 1
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[1] == ["wide", "240", "30", "235", "10", "right"]
    assert rows[2][:6] == ["off", "200", "30", "235", "10", "WRONG:"]


def test_how_a_number_is_shown() -> None:
    claim = Claim(name="a", quantity="b", value=-1111.0)
    assert claim.shown == "−1,111"
    assert (claim.show(-0.3), claim.show(12345.6)) == ("0", "12,346")
    assert msgspec.structs.replace(claim, decimals=-2).show(1249.0) == "1,200"


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


@pytest.mark.parametrize("name", pages.templates())
def test_a_page_is_written_from_what_ships(name: str) -> None:
    text = (pages.DOCS / f"{name}.md").read_text("utf-8")
    assert text == pages.page(pages.templates()[name]), "run make pages"


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
    told = "after 40 rounds, some dozens of rounds, six times as fast, seven in ten, a millionth; at one time"
    assert [number for number, _ in lint.bare(told)] == [
        "40", "some dozens", "six times", "seven in ten", "a millionth"
    ]  # fmt: skip


def test_what_was_found_is_kept_for_this_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claim, path = Claim(name="a", quantity="of-lab", of={"c": 1}, value=2.0), tmp_path / "found.jsonl"
    other = msgspec.structs.replace(claim, of={"c": 2})
    assert found.recall(claim, path) is None
    found.keep(claim, Finding((2.25,)), path)
    found.keep(claim, Finding((2.5, 3.0)), path)
    assert found.recall(claim, path) == Finding((2.5, 3.0))
    assert found.recall(other, path) is None
    monkeypatch.setattr(found, "version", lambda quantity: "another")
    assert found.recall(claim, path) is None
    assert found.last(claim, path) == Finding((2.5, 3.0))
    found.keep(other, Finding((1.0,)), path)
    assert found.others([claim], path) == ['["of-lab", {"c": 2}]']
    found.forget_others([claim], path)
    assert found.last(other, path) is None and found.last(claim, path) is not None
