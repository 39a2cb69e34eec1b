"""What the explaining widgets draw and say, seen in their pixels and signals."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontDatabase,
    QImage,
    QPainter,
    QPalette,
    QRawFont,
    QTextDocument,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from playground.core.folders import assets
from playground.ui.explain import content
from playground.ui.explain.arrange import SMALLEST, arrange
from playground.ui.explain.equation import EquationView
from playground.ui.explain.guide import LessonGuide
from playground.ui.explain.lessons import LessonCard, LessonList
from playground.ui.explain.panel import ExplainPanel, ExplanationView
from playground.ui.explain.prose import Prose, plain_in_prose
from playground.ui.state.done import Done
from playground.ui.widgets.colours import READABLE, Inks, contrast
from playground.ui.widgets.theme import DARK, LIGHT, Theme, palette_of

pytestmark = pytest.mark.qt

NAMES = sorted(path.stem for path in (assets() / "equations").glob("*.toml"))
FONTS = sorted((assets() / "fonts").glob("*.?tf"))
ELBO = {"elbo": "−263.1 nats", "reconstruction": "−238.4 nats", "kl": "24.7 nats"}


def pixels(widget: QWidget) -> NDArray[np.uint8]:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits(), dtype=np.uint8).reshape(image.height(), image.width(), 4)[:, :, :3]


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[EquationView]:
    widget = EquationView(content.load_equation("elbo"))
    qtbot.addWidget(widget)
    widget.setPalette(palette_of(LIGHT))
    widget.resize(700, widget.heightForWidth(700) + 30)
    yield widget


@pytest.mark.parametrize("name", NAMES)
def test_qt_draws_every_piece_up_to_the_edges_of_its_box(qtbot: QtBot, name: str) -> None:
    for piece in content.load_equation(name).pieces:
        renderer = QSvgRenderer(piece.svg.encode())
        assert renderer.isValid()
        size = renderer.viewBoxF().size()
        assert size.width() == pytest.approx(100 * piece.width, abs=0.1)
        assert size.height() == pytest.approx(100 * (piece.ascent + piece.descent), abs=0.1)
        image = QImage(round(size.width()), round(size.height()), QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        alpha = np.array(image.constBits(), dtype=np.uint8).reshape(image.height(), image.width(), 4)[:, :, 3]
        rows, columns = np.nonzero(alpha.any(axis=1))[0], np.nonzero(alpha.any(axis=0))[0]
        assert rows[0] <= 1 and rows[-1] >= image.height() - 2
        assert columns[0] <= 1 and columns[-1] >= image.width() - 2


def test_a_lit_term_takes_the_accent_colour_there_and_nowhere_else(view: EquationView) -> None:
    before = pixels(view)
    view.set_lit({"kl", "no such term"})
    assert view.lit == {"kl"}
    after = pixels(view)
    changed = np.nonzero((before != after).any(axis=2))
    box = view.term_rect("kl")
    assert box.left() - 1 <= changed[1].min() and changed[1].max() <= box.right() + 1
    accent = Inks(view.palette()).accent
    assert (after == (accent.blue(), accent.green(), accent.red())).all(axis=2).any()
    view.set_lit(())
    np.testing.assert_array_equal(pixels(view), before)


def test_values_are_written_below_their_terms_and_read_aloud(view: EquationView) -> None:
    view.set_values(ELBO | {"no such term": "1"})
    first = pixels(view)
    view.set_values(ELBO | {"kl": "24.8 nats"})
    changed = np.nonzero((first != pixels(view)).any(axis=2))
    box = view.term_rect("kl")
    assert box.left() <= changed[1].min() and changed[1].max() <= box.right()
    assert view.values == ELBO | {"kl": "24.8 nats"}
    assert "kl: 24.8 nats" in view.accessibleDescription()
    assert view.equation.words in view.accessibleDescription()


def test_a_note_stands_below_all_of_the_equation_and_is_read_aloud(view: EquationView) -> None:
    view.set_values(ELBO)
    low = view.heightForWidth(view.width())
    view.set_note("at step 12")
    assert view.heightForWidth(view.width()) >= low + view.fontMetrics().height() // 2
    view.resize(view.width(), view.heightForWidth(view.width()))
    below = view.term_rect("kl").bottom()
    noted = pixels(view)
    view.set_note("at step 99")
    changed = np.nonzero((noted != pixels(view)).any(axis=2))
    assert len(changed[0]) and changed[0].min() >= below
    assert view.accessibleDescription().endswith("at step 99")
    view.set_note("")
    assert view.heightForWidth(view.width()) == low


def test_changing_numbers_do_not_move_the_equation(view: EquationView) -> None:
    view.set_values({"kl": "1,000,000,000,000.25 nats"})
    place = view.term_rect("kl"), view.term_rect("elbo"), view.heightForWidth(300)
    view.set_values({"kl": "1.0 nats"})
    assert (view.term_rect("kl"), view.term_rect("elbo"), view.heightForWidth(300)) == place
    usual = view.font().pointSizeF()
    for scale in (1.4, 1.0):
        font = view.font()
        font.setPointSizeF(usual * scale)
        view.setFont(font)
    assert (view.term_rect("kl"), view.term_rect("elbo"), view.heightForWidth(300)) == place


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("room", [180.0, 300.0, 460.0, 2000.0])
def test_pieces_keep_their_order_their_baseline_and_the_room(name: str, room: float) -> None:
    pieces = content.load_equation(name).pieces
    values = {number: 60.0 for number, piece in enumerate(pieces) if piece.value}
    arrangement = arrange(pieces, 18.0, room, values, 14.0)
    assert [slot.piece for slot in arrangement.slots] == list(range(len(pieces)))
    assert arrangement.width <= room or arrangement.em == pytest.approx(18.0 * SMALLEST)
    rows = sorted({slot.baseline for slot in arrangement.slots})
    for slot, following in pairwise(arrangement.slots):
        if slot.baseline == following.baseline:
            assert slot.x + slot.width <= following.x + 1
        else:
            assert following.baseline == rows[rows.index(slot.baseline) + 1]
            assert max(s.bottom for s in arrangement.slots if s.baseline == slot.baseline) < following.top
    shown = [slot for slot in arrangement.slots if slot.value_width]
    for slot, following in pairwise(shown):
        if slot.baseline == following.baseline:
            assert slot.value_x + slot.value_width <= following.value_x
    if room == 2000.0:
        assert len(rows) == 1 and arrangement.em == 18.0


def test_a_larger_font_makes_a_larger_equation(view: EquationView) -> None:
    small = view.sizeHint()
    font = view.font()
    font.setPixelSize(28)
    view.setFont(font)
    assert view.sizeHint().height() > 1.5 * small.height()


def test_the_mouse_points_at_terms_and_chooses_them(view: EquationView, qtbot: QtBot) -> None:
    hovered: list[str] = []
    view.term_hovered.connect(hovered.append)
    view.show()
    centre = view.term_rect("reconstruction").center().toPoint()
    qtbot.mouseMove(view, centre)
    with qtbot.waitSignal(view.term_clicked) as clicked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=centre)
    assert clicked.args == ["reconstruction"]
    qtbot.mouseMove(view, QPointF(view.width() - 1, view.height() - 1).toPoint())
    assert hovered == ["reconstruction", ""]


def test_the_keyboard_walks_through_the_terms(view: EquationView, qtbot: QtBot) -> None:
    hovered: list[str] = []
    chosen: list[str] = []
    view.term_hovered.connect(hovered.append)
    view.term_clicked.connect(chosen.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Return):
        qtbot.keyClick(view, key)
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusOut))
    assert hovered == ["elbo", "reconstruction", "elbo", "kl", ""]
    assert chosen == ["kl"]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_ink_can_be_read(qtbot: QtBot, theme: Theme) -> None:
    inks = Inks(palette_of(theme))
    assert contrast(inks.text, inks.window) >= READABLE
    assert contrast(inks.muted, inks.window) >= READABLE
    assert contrast(inks.accent, inks.soft) >= READABLE
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)


def test_an_accent_that_cannot_be_read_is_moved_towards_the_text(qtbot: QtBot) -> None:
    palette = palette_of(DARK)
    palette.setColor(QPalette.ColorRole.Link, QColor("#0000a0"))
    inks = Inks(palette)
    assert contrast(inks.accent, inks.soft) >= READABLE


def test_one_section_is_open_at_a_time(qtbot: QtBot) -> None:
    widget = ExplanationView(content.load_explanation("vae"))
    qtbot.addWidget(widget)
    assert widget.unfolded() == ()
    widget.show_section("encode")
    widget.show_section("sample")
    assert widget.unfolded() == ("sample",)
    with pytest.raises(content.ContentError):
        widget.show_section("nowhere")


def test_links_in_the_text_point_at_terms(qtbot: QtBot) -> None:
    prose = Prose("see [KL](term:kl)")
    qtbot.addWidget(prose)
    hovered: list[str] = []
    prose.term_hovered.connect(hovered.append)
    with qtbot.waitSignal(prose.term_clicked) as clicked:
        prose.linkActivated.emit("term:kl")
    prose.linkHovered.emit("term:kl")
    prose.linkHovered.emit("")
    assert clicked.args == ["kl"]
    assert hovered == ["kl", ""]


def listed(qtbot: QtBot) -> LessonList:
    guide = LessonGuide(content.load_lessons("vae"), Done())
    widget = LessonList(guide, ": ".join)
    guide.setParent(widget)
    qtbot.addWidget(widget)
    widget.show()
    return widget


def shown(card: LessonCard) -> list[str]:
    return [label.text() for label in card.findChildren(QLabel) if label.isVisible()]


def button(card: LessonCard, text: str) -> QPushButton:
    found = card.findChildren(QPushButton)
    return next(item for item in found if item.isVisible() and item.text() == text)


def test_a_lesson_tells_what_to_look_for_once_it_is_tried_and_the_answer_on_demand(qtbot: QtBot) -> None:
    widget = listed(qtbot)
    first, second, *_ = widget.cards
    lesson = second.lesson
    assert shown(second) == []
    second.fold.unfold()
    assert shown(second) == [lesson.before], "it does not speak of what is not set up"
    with qtbot.waitSignal(widget.guide.chosen) as chosen:
        button(second, "Try it").click()
    assert chosen.args == [lesson]
    for text in (lesson.text, lesson.question, lesson.look_for):
        assert any(text.replace("|z", "") in each or text in each for each in shown(second)), text
    assert not any(lesson.answer in text for text in shown(second)) and lesson.before not in shown(second)
    button(second, "Show the answer").click()
    assert any(lesson.answer in text for text in shown(second))
    button(second, "Hide the answer").click()
    assert not any(lesson.answer in text for text in shown(second))
    again = button(second, "Set up again")
    assert again.accessibleName() == f"Set up again: {lesson.title}"
    with qtbot.waitSignal(widget.guide.chosen):
        again.click()
    assert shown(first) == []
    first.fold.unfold()
    assert [card.fold.unfolded for card in widget.cards] == [True] + [False] * (len(widget.cards) - 1)


def headings(widget: QWidget, title: str) -> list[QToolButton]:
    """The visible headings of folds of this title."""
    return [each for each in widget.findChildren(QToolButton) if each.isVisible() and each.text() == title]


def test_what_else_is_worth_knowing_is_unfolded_under_the_answer_by_keys(qtbot: QtBot) -> None:
    widget = listed(qtbot)
    card = next(each for each in widget.cards if each.lesson.more)
    bare = next(each for each in widget.cards if not each.lesson.more)
    for each in (card, bare):
        widget.guide.choose(each.lesson)
        assert headings(each, "More") == [], "not before the answer is shown"
        widget.guide.reveal(each.lesson)
        each.fold.unfold()
    assert headings(bare, "More") == []
    card.fold.unfold()
    (more,) = headings(card, "More")
    assert more.accessibleName() == f"More: {card.lesson.title}"
    assert more.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert card.lesson.more.replace("|z", "") not in " ".join(shown(card)).replace("|\N{WORD JOINER}z", "")
    for unfolded in (True, False, True):
        qtbot.keyClick(more, Qt.Key.Key_Space)
        found = " ".join(shown(card)).replace("|\N{WORD JOINER}z", "")
        assert (card.lesson.more.replace("|z", "") in found) is unfolded
    widget.guide.reveal(card.lesson, False)
    assert headings(card, "More") == []


def test_of_an_explanation_the_short_text_is_seen_and_all_else_is_unfolded_by_keys(qtbot: QtBot) -> None:
    markdown = (
        "# T\n\nhead\n\n<!-- more -->\n\nHEAD\n\n## S {#s}\n\nshort\n\n<!-- more -->\n\nlong [a](term:kl)"
    )
    explanation = content.parse_explanation(f"{markdown}\n\n### Here you can\n\n- try", "x.md")
    widget = ExplanationView(explanation)
    qtbot.addWidget(widget)
    widget.resize(340, 600)
    widget.show()
    widget.show_section("s")

    def seen() -> list[str]:
        return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]

    assert seen() == ["head", "short"]
    buttons = headings(widget, "More") + headings(widget, "Here you can")
    assert [each.accessibleName() for each in buttons] == ["More: T", "More: S", "Here you can: S"]
    for each in buttons:
        assert each.focusPolicy() & Qt.FocusPolicy.TabFocus
        qtbot.keyClick(each, Qt.Key.Key_Space)
    assert seen() == ["head", "HEAD", "short", "long [a](term:kl)", "- try"]
    link = next(each for each in widget.findChildren(Prose) if "term:kl" in each.text())
    with qtbot.waitSignal(widget.term_clicked) as clicked:
        link.linkActivated.emit("term:kl")
    assert clicked.args == ["kl"]


def test_a_lesson_is_done_when_its_answer_was_seen_and_leads_to_the_next(qtbot: QtBot) -> None:
    widget = listed(qtbot)
    first, second, *_ = widget.cards
    guide = widget.guide
    guide.choose(first.lesson)
    assert not guide.done(first.lesson) and first.fold.unfolded
    button(first, "Show the answer").click()
    assert guide.all_done.names == (first.lesson.name,)
    with qtbot.waitSignal(guide.chosen) as chosen:
        button(first, "Next").click()
    assert chosen.args == [second.lesson] and second.fold.unfolded and not first.fold.unfolded
    assert guide.go(-1) and guide.current is first.lesson
    assert not guide.go(-1) and guide.current is first.lesson, "nothing is before the first"
    guide.leave()
    assert guide.current is None and guide.beside(1) == second.lesson


def test_the_lessons_on_what_is_open_stand_first_and_the_others_keep_their_order(qtbot: QtBot) -> None:
    widget = listed(qtbot)
    begun = widget.places
    assert len(begun) == len(set(begun)) >= 4
    for place in begun:
        widget.lead_by(place)
        assert widget.places[0] == place and set(widget.places) == set(begun)
        stages = [stage for stage, _ in widget.places]
        assert stages == sorted(stages, key=lambda stage: stage != place[0])
    widget.lead_by(("images", "no such panel"))
    assert widget.places[0][0] == "images"
    tops = [widget.card(widget.guide.order.groups[place][0]).mapTo(widget, QPoint()).y() for place in begun]
    assert len(set(tops)) == len(tops)


def test_an_answer_is_shown_where_nothing_more_is_kept(qtbot: QtBot) -> None:
    guide = LessonGuide(content.load_lessons("vae"), Done(map(str, range(1000))))
    lesson = guide.order.lessons[0]
    with qtbot.waitSignal(guide.changed):
        guide.reveal(lesson)
    assert guide.reveals(lesson) and not guide.done(lesson)


def explained(qtbot: QtBot, height: int) -> tuple[ExplainPanel, LessonGuide]:
    """The panel of a tab with two equations, as it is seen, and what leads through its lessons."""
    equations = [content.load_equation(name) for name in ("elbo", "kl")]
    guide = LessonGuide(content.load_lessons("vae"), Done())
    panel = ExplainPanel(equations, content.load_explanation("vae"), guide, ": ".join)
    guide.setParent(panel)
    qtbot.addWidget(panel)
    panel.resize(340, height)
    panel.show()
    return panel, guide


def test_the_panel_lights_what_is_set_and_what_is_pointed_at(qtbot: QtBot) -> None:
    panel, _guide = explained(qtbot, 600)
    panel.set_lit({"mean"})
    panel.set_values(ELBO)
    panel.equations["elbo"].term_hovered.emit("kl")
    assert (panel.equations["elbo"].lit, panel.equations["kl"].lit) == ({"kl"}, {"kl", "mean"})
    panel.equations["elbo"].term_hovered.emit("")
    assert (panel.equations["elbo"].lit, panel.equations["kl"].lit) == (frozenset(), {"mean"})
    assert panel.equations["kl"].values == {"kl": "24.7 nats"}
    panel.show_equations(["kl"])
    assert [name for name, view in panel.equations.items() if view.isVisible()] == ["kl"]
    panel.show_section("dimensions")
    qtbot.waitUntil(lambda: panel.verticalScrollBar().value() > 0)
    assert panel.widget().width() <= panel.viewport().width()


def test_what_one_looks_at_stays_while_something_above_it_changes(qtbot: QtBot) -> None:
    panel, guide = explained(qtbot, 400)
    first, _second, third, *_ = panel.lessons.cards

    def top(card: LessonCard) -> int:
        QApplication.processEvents()
        return card.mapTo(panel.viewport(), QPoint()).y()

    first.fold.unfold()
    panel.verticalScrollBar().setValue(panel.verticalScrollBar().value() + top(third) - 60)
    place = top(third)
    third.fold.unfold()
    assert not first.fold.unfolded and top(third) == place, "its own header"
    guide.choose(third.lesson)
    panel.lessons.lead_by(third.lesson.place)
    assert third.isVisible() and 0 <= top(third) <= place
    panel.verticalScrollBar().setValue(panel.verticalScrollBar().value() + 40)
    seen = min((card for card in panel.lessons.cards if top(card) >= 0), key=top)
    place = top(seen)
    panel.show_equations(["kl"])
    assert top(seen) == place
    panel.show_equations(["kl", "elbo"])
    assert top(seen) == place


def test_what_is_unfolded_opens_under_its_heading_which_stays(qtbot: QtBot) -> None:
    panel, guide = explained(qtbot, 400)
    card = next(each for each in panel.lessons.cards[3:] if each.lesson.more)
    guide.choose(card.lesson)
    guide.reveal(card.lesson)
    QApplication.processEvents()
    (more,) = headings(card, "More")

    def top() -> int:
        QApplication.processEvents()
        return more.mapTo(panel.viewport(), QPoint()).y()

    panel.verticalScrollBar().setValue(panel.verticalScrollBar().value() + top() - 100)
    for _turn in range(2):
        assert top() == 100
        more.click()


@pytest.mark.parametrize("number", [0, 2, -1])
@pytest.mark.parametrize("begun", [(), ("elbo", "kl")])
def test_a_lesson_that_is_led_to_can_be_read_whatever_appears_above_it(
    qtbot: QtBot, number: int, begun: tuple[str, ...]
) -> None:
    panel, guide = explained(qtbot, 300)
    panel.show_equations(begun)
    QApplication.processEvents()
    card = panel.lessons.cards[number]
    guide.choose(card.lesson)
    panel.lessons.lead_by(card.lesson.place)
    for names in (begun, ("elbo",), ("elbo", "kl"), ("kl",)):
        panel.show_equations(names)
        QApplication.processEvents()
        QApplication.processEvents()
        top, room = card.mapTo(panel.viewport(), QPoint()).y(), panel.viewport().height()
        assert top >= 0 and (top == 0 or top + card.height() <= room), names


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_qt_loads_every_font(qtbot: QtBot, path: object) -> None:
    assert QFontDatabase.addApplicationFont(str(path)) >= 0


def test_the_fonts_cover_every_sign_of_the_explanations(qtbot: QtBot) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (assets() / "explanations").glob("*.md")]
    texts += [path.read_text(encoding="utf-8") for path in (assets() / "lessons").glob("*.toml")]
    texts += [path.read_text(encoding="utf-8") for path in (assets() / "equations").glob("*.toml")]
    texts.append("μσεβθφωαγδΔΣΠ ∂∇−½²₂‖∥∼→ℝ𝒩∈⊙∝√·×±≤≥≈∞")
    fonts = [QRawFont(str(path), 16) for path in FONTS if "Regular" in path.stem and "Mono" not in path.stem]
    signs = {sign for text in texts for sign in text if sign.isprintable()}
    missing = {sign for sign in signs if not any(font.supportsCharacter(ord(sign)) for font in fonts)}
    assert not missing


@pytest.mark.parametrize("path", sorted((assets() / "icons").glob("app*")), ids=lambda path: path.name)
def test_every_icon_shows_something(qtbot: QtBot, path: object) -> None:
    image = QImage(str(path))
    assert image.width() == image.height() >= 16
    colours = {image.pixel(x, image.height() // 2) for x in range(image.width())}
    assert len(colours) > 4


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"]), max_size=40))
@example("1. a *b* <b>c</b> &amp; [d](e) `f` ![g](h) ~~i~~ a|b https://example.org")
def test_a_text_of_others_stands_in_prose_as_it_is(text: str) -> None:
    document = QTextDocument()
    document.setMarkdown(f"Best is **{plain_in_prose('x' + text + 'x')}**, as measured.")
    assert document.toPlainText() == f"Best is {' '.join(f'x{text}x'.split())}, as measured."
