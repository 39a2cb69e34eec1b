"""Symbols, axes and numbers of the plot."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from playground.evaluate.sweep.commands import command_of
from playground.evaluate.sweep.jobs import VARIANTS
from playground.evaluate.sweep.known import Known
from playground.evaluate.sweep.texts import digits
from playground.ui.plots.axis_marks import log_ticks, text_of
from playground.ui.tabs.compare.looks import colour, ranked, shape
from playground.ui.widgets.colours import contrast
from playground.ui.widgets.theme import themes
from tests.support.compare_results import result

SIDE = 64


def drawn(family):
    """A symbol as black on white."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    painter.fillPath(shape(family, 0.3 * SIDE).translated(QPointF(SIDE / 2, SIDE / 2)), QColor("black"))
    painter.end()
    return bytes(image.constBits())


def test_no_two_families_share_a_symbol(qapp):
    pictures = {family: drawn(family) for family in VARIANTS}
    for one, other in itertools.combinations(VARIANTS, 2):
        differing = sum(a != b for a, b in zip(pictures[one], pictures[other], strict=True))
        assert differing > 0.01 * SIDE * SIDE, (one, other)


@pytest.mark.parametrize("high", [False, True])
@pytest.mark.parametrize("palette", ["usual", "colour-blind"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_two_kinds_at_most_share_a_colour_where_a_theme_has_no_more(qapp, theme, palette, high):
    own = themes()
    own.prefer(theme)
    own.prefer_palette(palette)
    own.prefer_contrast(high)
    seen, ground = [colour(family) for family in VARIANTS], QColor(own.theme.window)
    own.prefer("system")
    own.prefer_palette("usual")
    own.prefer_contrast(False)
    shared = Counter(each.name() for each in seen)
    assert len(shared) == min(len(VARIANTS), len(own.theme.classes)) and max(shared.values()) <= 2
    assert all(contrast(each, ground) >= 3.0 for each in seen)


@pytest.mark.parametrize("family", VARIANTS)
def test_symbols_are_about_equally_large(qapp, family):
    box: QRectF = shape(family, 10).boundingRect()
    assert box.contains(QPointF(0, 0))
    assert 16 <= max(box.width(), box.height()) <= 28


def test_families_are_listed_in_one_order():
    assert ranked({"nflow", "vae", "flow"}) == ("vae", "flow", "nflow")


@given(st.floats(-3, 3), st.floats(0.2, 4))
def test_ticks_are_true_and_not_too_many(low, decades):
    bottom, top = 10**low, 10 ** (low + decades)
    written, rest = log_ticks(bottom, top)
    assert len(written) <= 10
    for place, text in written:
        assert bottom * 0.999 <= 10**place <= top * 1.001
        assert math.isclose(float(text.replace(",", "")), 10**place, rel_tol=1e-9)
    places = [place for place, _ in (*written, *rest)]
    assert len(set(places)) == len(places)


def test_numbers_are_written_with_three_digits():
    assert [digits(value) for value in (0.12649, 1000, 10, 10.94, 0.0031, -0.25, 0, 43.26)] == [
        "0.126", "1,000", "10", "10.9", "0.00310", "−0.250", "0", "43.3",
    ]  # fmt: skip
    assert digits(math.nan) == "–"
    assert text_of(0.05) == "0.05" and text_of(2000) == "2,000"


def test_the_command_measures_this_setting_alone():
    from playground.cli import Parser
    from playground.commands import compare

    found = result(
        sampler="ab2", steps=8, guidance=2.3, guided_from=0.45, guided_to=0.65, spacing="uniform", samples=500
    )
    words = command_of(found).split()
    assert words[:3] == ["playground", "compare", "fashion-flow"]
    parser = Parser()
    compare.add_arguments(parser, words[2:])
    told = parser.parse_args(words[2:])
    assert (told.names, told.samples) == (["fashion-flow"], 500)
    given_ = {name: value for name, value in vars(told).items() if name.startswith("field_") and value}
    assert {name: value[0] for name, value in given_.items()} == {
        "field_sampler": "ab2", "field_steps": 8, "field_guidance": 2.3,
        "field_guided_from": 0.45, "field_guided_to": 0.65,
    }  # fmt: skip


def test_the_command_of_a_point_asks_for_the_runtime_and_device_that_it_was_measured_with():
    usual = command_of(result(sampler="ab2", steps=8))
    there = command_of(result(sampler="ab2", steps=8, runtime="torch", device="cuda"))
    assert "--runtime" not in usual and "--device" not in usual
    assert there == f"{usual} --runtime torch --device cuda"


def test_a_point_says_what_ran_its_model_and_in_its_title_where_that_is_not_usual():
    usual, there = Known(result(), False), Known(result(runtime="torch"), False)
    assert usual.heading == usual.result.title and "PyTorch · CPU" in there.heading
    assert "ONNX Runtime · CPU" in usual.origin and "PyTorch · CPU" in there.origin
