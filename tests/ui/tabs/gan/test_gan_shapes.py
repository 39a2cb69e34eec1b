"""What the GAN's lab draws and writes, from numbers that are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.paradigms.gan_lab import shapes
from playground.paradigms.gan_lab.recipes import GanLab
from playground.ui.explain.content import load_equation
from playground.ui.tabs.gan.explain import lab_values
from playground.ui.tabs.gan.gauge import draw_gauge
from playground.ui.tabs.gan.judgements import FAKE, REAL, Judgements
from playground.ui.tabs.gan.lab.colours import CROWDED, THIN, tints
from playground.ui.tabs.gan.lab.game_plane import on_axis, pulls
from playground.ui.tabs.gan.lab.generator_plane import GeneratorPlane
from playground.ui.tabs.gan.lab.parts import layers
from playground.ui.tabs.gan.lab.state import GanLabState, GanLabView
from playground.ui.tabs.gan.lab.words import keys, readings
from playground.ui.tabs.gan.way_plot import WayPlot
from playground.ui.widgets.readings import as_text
from playground.ui.widgets.theme import themes


def test_tints_tell_crowded_from_thin_and_which_side_is_up() -> None:
    sizes = 10 ** np.linspace(CROWDED - 1, THIN + 1, 50)
    upright, turned = tints(sizes).astype(int), tints(-sizes).astype(int)
    assert (np.diff(upright) >= 0).all() and (np.diff(turned) >= 0).all()
    assert upright[0] == 128 and upright[-1] == 255 and turned[0] == 0 and turned[-1] == 85
    assert tints(np.array([0.0, np.nan])).tolist() == [128, 255]


@pytest.mark.qt
@pytest.mark.parametrize("kind", ["normal 1-D", "normal 2-D"])
def test_normal_noise_is_crowded_in_the_middle_and_tinted_alike_once_it_is_made(qtbot: QtBot, kind) -> None:
    plane, name = GeneratorPlane(), "curve" if kind.endswith("1-D") else "mesh"
    qtbot.addWidget(plane)
    noise = shapes.nodes(kind)
    made = 2 * (noise if name == "mesh" else on_axis(noise))
    rooms = {"mesh_areas": shapes.areas(made)} if name == "mesh" else {"curve_lengths": shapes.lengths(made)}
    arrays = {f"{name}_noise": noise, name: made, **rooms}
    drawn = {}
    for share in (0.0, 1.0):
        plane.draw(arrays, {"extent": 3.5}, share, points=False)
        drawn[share] = getattr(plane, name).tints.astype(int)
    middle = tuple(size // 2 for size in drawn[0.0].shape)
    assert (drawn[0.0] >= drawn[0.0][middle]).all() and drawn[0.0].flat[0] > drawn[0.0][middle] + 20
    assert (drawn[1.0] >= drawn[0.0]).all() and drawn[1.0][middle] > drawn[0.0][middle]
    assert np.array_equal(drawn[1.0], tints(*rooms.values()))


def test_pulls_go_up_where_the_discriminator_is_pulled_up() -> None:
    places = np.array([[1.0, 2.0], [3.0, 4.0]])
    pairs = pulls(places, np.array([1.0, -0.5]))
    assert np.array_equal(pairs[::2], places) and np.array_equal(pairs[1::2, 0], places[:, 0])
    lifts = pairs[1::2, 1] - places[:, 1]
    assert lifts[0] > 0 > lifts[1] and lifts[0] == pytest.approx(-2 * lifts[1])


def test_noise_on_a_line_lies_on_the_axis() -> None:
    assert on_axis(np.array([1.0, 2.0])).tolist() == [[1, 0], [2, 0]]
    assert on_axis(np.array([[1.0], [2.0]])).tolist() == [[1, 0], [2, 0]]
    square = np.ones((4, 2))
    assert on_axis(square) is square


def test_words_say_what_is_known() -> None:
    assert readings({}) == ()
    scalars = {"modes": 8, "modes_covered": 3, "mode_quality": 0.5, "js": 0.25, "stick_size": 0.01}
    text = as_text(readings(scalars))
    assert "modes covered 3 of 8" in text and "JS 0.250" in text and "∞" in text
    assert "KL(generated\u200a‖\u200adata) 1.50" in as_text(readings({**scalars, "kl": 1.5}))
    assert "6.9 · 10⁻⁹" in as_text(readings({**scalars, "stick_size": 6.94e-9}))
    critic = {**scalars, "d_gap": -0.5, "d_scale": "critic"}
    assert "critic’s gap −0.500" in as_text(readings(critic))
    assert "gap" not in as_text(readings({**critic, "d_scale": "probability"}))
    assert layers(np.array([0.5, 0.0012])) == "0.5 → 0.0012"


def test_keys_name_what_is_drawn() -> None:
    def texts(scale: str = "probability", view: GanLabView | None = None, **run: object) -> list[str]:
        state = GanLabState(run=GanLab(**run), view=view or GanLabView())  # type: ignore[arg-type]
        return [key.text for key in keys(state, scale)]

    assert "D: generated … ½ … real" in texts() and "turned over" in texts()
    assert "turned over" not in texts(noise="normal 1-D")
    assert "real" not in texts(view=GanLabView(data_points=False))
    assert "critic: lowest … middle … highest" in texts("critic")
    assert "D = ½" in texts() and "D = 0" in texts("margin") and "D = ½" not in texts("critic")
    assert any("moved" in text for text in texts(slow=True))
    # Without its layer the mesh is on the generator's plane alone.
    assert "generator: crowded … thin (area)" in texts()
    for view in (GanLabView(mesh=True), GanLabView(main="generator")):
        assert "mesh: crowded … thin (area)" in texts(view=view)


@pytest.mark.qt
def test_the_range_of_the_histogram_moves_seldom(qtbot: QtBot) -> None:
    plot = Judgements()
    qtbot.addWidget(plot)
    tops = []
    for highest in (0.3, 0.45, 0.6, 0.5, 0.46, 0.3, 0.05):
        plot.show_shares(np.array([highest, 0.0]), np.zeros(2))
        plot.show_means(0.7, math.nan)
        tops.append(plot._top)
    assert tops == [0.5, 0.5, 1.0, 1.0, 1.0, 0.5, 0.1]
    plot.show()
    for width, told in ((90, False), (500, True)):
        plot.resize(width, 150)
        QApplication.processEvents()
        assert "real" in plot.heading.text() and "gen" in plot.heading.text(), "whose colour is whose"
        assert ("0.70" in plot.heading.text()) == told and ("generated" in plot.heading.text()) == told
    assert "real 0.70" in plot.accessibleDescription() and "nan" not in plot.accessibleDescription()


def test_terms_carry_what_was_measured_and_nothing_else() -> None:
    lab = GanLabState(run=GanLab(objective="hinge"))
    scalars = {"loss_d": 1.5, "d_real": 0.8, "d_fake": -0.7, "js": 0.2}
    values = lab_values(lab, scalars)
    assert values["gan_d_hinge"]["judged_real"] == "mean 0.80"
    assert values["gan_g_critic"] == {"loss_g": "", "judged_real": "mean 0.80", "judged_fake": "mean −0.70"}
    assert float(values["gan_bound"]["bound"]) == pytest.approx(2 * math.log(2) - 0.4, abs=1e-3)
    # Under JS stands JS, in both equations that have it.
    assert values["gan_bound"]["js"] == values["gan_js"]["js"] == "0.200"
    valued = [piece.term for piece in load_equation("gan_bound").pieces if piece.value and piece.term]
    assert valued == ["loss_d", "bound", "js"] == [*values["gan_bound"]]
    assert values["gan_stick"]["stick"] == ""
    assert lab_values(GanLabState(run=GanLab(r1=1.0)), scalars)["gan_d_log"]["loss_d"] == ""


@pytest.mark.qt
def test_a_gauge_ends_at_what_d_says(qtbot: QtBot) -> None:
    drawn = gauge_of

    def reach(value: float, colour: QColor) -> int:
        image = drawn(value)
        return sum(image.pixelColor(x, 38).rgb() == colour.rgb() for x in range(40))

    # The line at ½ covers a pixel.
    for value in (0.1, 0.3, 0.49):
        assert reach(value, FAKE) == pytest.approx(40 * value, abs=1.5) and reach(value, REAL) == 0
    for value in (0.5, 0.7, 1.0):
        assert reach(value, REAL) == pytest.approx(40 * value, abs=1.5) and reach(value, FAKE) == 0
    bare = drawn(math.nan)
    assert drawn(0.7) != bare == drawn(math.nan)
    assert drawn(0.7, 12) == drawn(math.nan, 12), "the smallest pictures have none"
    assert drawn(0.71, 60) != drawn(0.72, 60), "larger ones have the number"


@pytest.mark.qt
@pytest.mark.parametrize(
    ("side", "letters", "there"),
    [(18, 7, False), (44, 7, False), (64, 7, True), (300, 7, True), (64, 24, False), (200, 24, True)],
)
def test_a_number_hides_little_of_a_picture(qtbot: QtBot, side: int, letters: int, there: bool) -> None:
    """Whatever letters the user wants at least."""
    themes().magnify(1.0, letters)
    try:
        written, bare = gauge_of(0.71, side), gauge_of(0.71, side, written=False)
    finally:
        themes().magnify(1.0)
    hidden = sum(written.pixel(x, y) != bare.pixel(x, y) for y in range(side) for x in range(side))
    assert (hidden > 0) == there and hidden <= side * side / 12


def gauge_of(value: float, side: int = 40, written: bool = True) -> QImage:
    """A grey picture with what the discriminator says."""
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    painter = QPainter(image)
    draw_gauge(painter, QRect(0, 0, side, side), value, written=written)
    painter.end()
    return image


@pytest.mark.qt
def test_the_key_of_a_way_is_said_where_its_plot_is_narrow(qtbot: QtBot) -> None:
    themes()  # In the program's own font: what has room depends on it.
    plot = WayPlot("|ψ z|", None, "typical length", "typical")
    qtbot.addWidget(plot)
    plot.show()
    for width, said in ((190, "⋯ typical"), (420, "⋯ typical length")):
        plot.resize(width, 112)
        QApplication.processEvents()
        assert "┄" in plot._heading.text() and plot._heading.text().endswith(said)
    assert "Dotted: typical length" in plot.toolTip()


@pytest.mark.qt
@pytest.mark.parametrize("marks", [("0", "½", "1"), ("≤ −1", "0", "≥ 1"), ("−0.47", "−0.45", "−0.42")])
@pytest.mark.parametrize("width", [134, 210])
def test_what_is_said_at_both_ends_of_the_histogram_is_drawn(
    qtbot: QtBot, marks: tuple[str, ...], width: int
) -> None:
    themes()  # In the program's own font: what has room depends on it.
    plot = Judgements()
    qtbot.addWidget(plot)
    plot.resize(width, 110)
    plot.set_marks(marks)
    plot.show_shares(np.array([0.3, 0.0]), np.zeros(2))
    plot.show_means(0.7, math.nan)
    plot.show()
    plot.grab()
    axis = plot._plot.getAxis("bottom")
    painter_image = QImage(400, 200, QImage.Format.Format_RGB32)
    painter = QPainter(painter_image)
    _, _, texts = axis.generateDrawSpecs(painter)
    painter.end()
    places = [rect.translated(axis.mapToScene(0, 0)) for rect, _, text in texts if text]
    assert [text for _, _, text in texts if text] == list(marks)
    assert all(rect.left() >= 0 and rect.right() <= plot._plot.width() for rect in places)
