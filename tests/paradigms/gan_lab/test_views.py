"""How players are shown: the warped mesh, scales, histograms and the lengths of sticks."""

from __future__ import annotations

import numpy as np
import pytest

from playground.gaussian.planar import planar
from playground.live.gan import dimensions, draw_noise
from playground.paradigms.gan_lab import shapes
from playground.paradigms.gan_lab.frames import BINS, CURVE, MESH, TAIL
from playground.paradigms.gan_lab.recipes import GanLab
from playground.paradigms.gan_lab.runs import Measures, Picture, histogram
from playground.paradigms.gan_lab.shapes import StickScale, scale_for
from playground.paradigms.gan_lab.slow import scale
from tests.support.gan_lab import game
from tests.support.plane_lab import TickClock

REAL, FAKE = np.array([[2.0, 1.0], [-1.0, -2.0]], np.float32)


@pytest.mark.parametrize("noise", ["uniform 2-D", "normal 2-D"])
def test_areas_of_a_linear_map_are_its_determinant(noise) -> None:
    nodes = shapes.nodes(noise)
    turned = np.array([[2.0, 0.5], [-1.0, 1.5]], np.float32)
    ratio = shapes.areas(nodes @ turned + 3) / shapes.areas(nodes)
    assert ratio == pytest.approx(np.full((MESH - 1, MESH - 1), np.linalg.det(turned)), rel=1e-3)
    assert (shapes.areas(nodes[..., ::-1]) < 0).all()


def test_nodes_have_the_first_coordinate_along_the_columns() -> None:
    nodes = shapes.nodes("uniform 2-D")
    assert nodes[0, 0].tolist() == [-1, -1] and nodes[0, -1].tolist() == [1, -1]
    assert nodes[-1, 0].tolist() == [-1, 1]


def test_cells_of_normal_noise_are_equally_likely() -> None:
    ticks = shapes.ticks("normal 1-D", 11)
    drawn = np.random.default_rng(0).standard_normal(200_000)
    shares = np.histogram(drawn, ticks)[0] / len(drawn)
    assert shares == pytest.approx(np.full(10, (1 - 2 * TAIL) / 10), abs=0.003)


@pytest.mark.parametrize("kind", ["uniform 1-D", "uniform 2-D", "normal 1-D", "normal 2-D"])
def test_the_density_of_points_is_one_over_the_room_of_their_cell(kind) -> None:
    """Where the generator makes its axes longer, so that cells stay where points can be counted."""
    scales, size = (
        np.array([1.7, -0.6], np.float32)[: dimensions(kind)],
        MESH if kind.endswith("2-D") else CURVE,
    )
    players = game(noise=kind)
    players.generator = lambda z: on_plane(scales * z)  # type: ignore[assignment]
    arrays: dict = {}
    Picture(GanLab(noise=kind), players).show(GanLab(noise=kind), arrays, {})
    drawn = scales * draw_noise(np.random.default_rng(0), kind, 400_000)
    edges = [np.sort(scale * shapes.ticks(kind, size).astype(np.float64)) for scale in scales]
    density = np.histogramdd(drawn, edges, density=False)[0] / len(drawn)
    for axis, edge in enumerate(edges):
        density /= np.diff(edge).reshape([-1 if axis == other else 1 for other in range(len(edges))])
    # Rows are the second coordinate, which the generator turns over.
    room = arrays["curve_lengths"] if len(edges) == 1 else -arrays["mesh_areas"][::-1].T
    assert (room > 0).all() and room.max() / room.min() == pytest.approx(_spread(kind), rel=1e-3)
    share = (1 - 2 * TAIL) if kind.startswith("normal") else 1.0
    assert density * room == pytest.approx((share / 2) ** len(edges), rel=0.17)
    assert (density * room).mean() == pytest.approx((share / 2) ** len(edges), rel=0.01)


def _spread(kind) -> float:
    """How much longer or larger the cells of the tails are than those of the middle."""
    widths = np.diff(shapes.ticks(kind, MESH if kind.endswith("2-D") else CURVE))
    return float(widths.max() / widths.min()) ** dimensions(kind)


def on_plane(points: np.ndarray) -> np.ndarray:
    return np.concatenate([points, np.zeros_like(points)], axis=1)[:, :2]


def test_even_noise_has_room_one() -> None:
    assert shapes.areas(shapes.nodes("uniform 2-D")) == pytest.approx(1, rel=1e-5)
    line = shapes.nodes("uniform 1-D")
    assert shapes.lengths(np.stack([line, 0 * line], axis=1)) == pytest.approx(1, rel=1e-4)


def test_scales_put_their_middle_at_a_half() -> None:
    out = np.array([-30.0, -1.0, 0.0, 0.5, 1.0, 30.0], np.float32)
    assert scale("minimax", REAL, FAKE)(out)[[0, 2, 5]] == pytest.approx([0, 0.5, 1], abs=1e-6)
    assert scale("least squares", REAL, FAKE)(out).tolist() == [0, 0, 0, 0.5, 1, 1]
    assert scale("hinge", REAL, FAKE)(out).tolist() == [0, 0, 0.5, 0.75, 1, 1]


def test_a_critic_is_shown_by_differences_alone() -> None:
    found, moved = scale("wasserstein", REAL, FAKE), scale("wasserstein", REAL + 7, FAKE + 7)
    assert found.half == 0 and found(np.array([-2.0, 0.0, 2.0], np.float32)).tolist() == [0, 0.5, 1]
    assert moved(REAL + 7) == pytest.approx(found(REAL))
    flat = scale("wasserstein", 0 * REAL + 3, 0 * FAKE + 3)
    assert flat(np.full(2, 3, np.float32)).tolist() == [0.5, 0.5]


def test_histograms_count_both_ends() -> None:
    found = histogram(np.array([0.0, 0.5, 1.0, 1.0], np.float32))
    assert found[[0, BINS // 2, BINS - 1]].tolist() == [0.25, 0.25, 0.5]


def test_sticks_are_scaled_in_steps_and_vanished_ones_stay_small() -> None:
    for long in (0.3, 1, 4, 70):
        found = scale_for(long)
        assert 0.15 < found * long <= 0.4 * (1 + 1e-6)
        assert f"{found:.0e}"[0] in "125"
    assert scale_for(1e-6) == scale_for(0) == 2


def test_the_scale_of_sticks_stays_while_lengths_come_and_go_and_follows_what_lasts() -> None:
    scale, sizes = StickScale(), np.ones(100, np.float32)
    random = np.random.default_rng(0)
    found = {scale.follow(3 * random.lognormal(0, 0.8) * sizes, step, "hinge") for step in range(300)}
    assert found == {scale.value} and 0.15 <= 3 * scale.value <= 0.9
    for step in range(300, 400):
        scale.follow(40 * sizes, step, "hinge")
    assert 0.15 <= 40 * scale.value <= 0.9
    before = scale.value
    assert {scale.follow(1e-4 * sizes, 400, "hinge") for _ in range(50)} == {before}  # nobody learns
    assert scale.follow(1e-4 * sizes, 400, "minimax") == 2


def measured(*sets: np.ndarray) -> dict:
    """What is said of a generator that makes these points, one set after the other."""
    players, clock = game(planar("eight-gaussians").draw), TickClock()
    found = Measures(GanLab(), players, np.zeros((2000, 2), np.float32), clock)
    for fakes in sets:
        players.generator = lambda _noise, fakes=fakes: fakes  # type: ignore[assignment]
        players.rounds += 1
        clock.rest(1.0)
        found.renew()
        while found.lane.step():
            pass
    scalars: dict = {}
    found.show(scalars)
    return scalars


def test_exact_samples_are_as_good_as_can_be() -> None:
    exact = planar("eight-gaussians").draw(np.random.default_rng(5), 2000)
    found = measured(exact)
    assert found["modes_covered"] == found["modes"] == 8 and found["mode_quality"] > 0.98
    assert found["js"] == pytest.approx(found["js_floor"], rel=0.3) and found["kl"] < 0.1
    assert found["sliced_wasserstein"] < 2 * found["noise_floor"]


def test_points_on_two_modes_cover_two_and_those_between_none() -> None:
    centres = planar("eight-gaussians").centres
    assert centres is not None
    random = np.random.default_rng(0)
    two = centres[random.integers(2, size=2000)] + 0.1 * random.normal(size=(2000, 2))
    found = measured(two.astype(np.float32))
    assert found["modes_covered"] == 2 and found["mode_error"] == pytest.approx(0.75, abs=0.01)
    # One of four parts of the middle is seen once in eight and never: JS of 1/8, 1/8 against 1/2, 1/2.
    middle = (1 / 2 + 1 / 8) / 2
    js = np.log(2) * 0 + (np.log(0.5 / middle) + 0.25 * np.log(0.125 / middle) + 0.75 * np.log(2)) / 2
    assert found["js"] == pytest.approx(js, abs=0.03)
    blob = measured((0.05 * random.normal(size=(2000, 2))).astype(np.float32))
    assert blob["modes_covered"] == 0 and blob["mode_quality"] == 0
    assert blob["js"] == pytest.approx(np.log(2), abs=1e-3)


def test_a_divergence_that_has_become_infinite_is_told_no_more() -> None:
    exact = planar("eight-gaussians").draw(np.random.default_rng(5), 2000)
    afar = np.full((2000, 2), 10, np.float32)
    assert "kl" in measured(exact) and "kl" in measured(afar, exact)
    assert "kl" not in measured(exact, afar) and measured(exact, afar)["measured"] == 2
