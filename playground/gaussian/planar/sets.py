"""The data sets in the plane that ship."""

from __future__ import annotations

import math

import numpy as np

from playground.gaussian.distances import even_masses
from playground.gaussian.exact import Mixture
from playground.gaussian.planar._planar import CLEAN, Matrix, Planar, curve, gaussians


def _circle(angle: Matrix) -> Matrix:
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _eight_gaussians() -> Planar:
    """On a circle."""
    return gaussians(
        "eight-gaussians", "Eight Gaussians", 10, 1.5 * _circle(2 * np.pi * np.arange(8) / 8), 0.12
    )


def _grid_gaussians() -> Planar:
    ticks = np.linspace(-1.6, 1.6, 5)
    centres = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    return gaussians("25-gaussians", "25 Gaussians", 20, centres, 0.08)


def _ring() -> Planar:
    return curve("ring", "Ring", 30, lambda u: 1.5 * _circle(2 * np.pi * u), 0.1, closed=True)


def _two_moons() -> Planar:
    """Two half circles that reach into each other."""

    def along(u: Matrix) -> Matrix:
        lower = u >= 0.5
        angle = np.pi * (2 * u - lower)
        x, y = np.cos(angle), np.sin(angle)
        points = np.stack([np.where(lower, 1 - x, x) - 0.5, np.where(lower, 0.5 - y, y) - 0.25], axis=1)
        return np.asarray(1.2 * points)

    return curve("two-moons", "Two moons", 40, along, 0.1, pieces=2)


def _spiral() -> Planar:
    """Two arms that wind around each other, of even density along the arm."""

    def along(u: Matrix) -> Matrix:
        arm = u >= 0.5
        # The square root makes the points even along an Archimedean spiral; from a little off its centre on
        # it is smooth.
        share = np.sqrt(0.02 + 0.98 * (2 * u - arm))
        return np.asarray(2.2 * share[:, None] * _circle(2 * np.pi * (1.25 * share + arm / 2)))

    return curve("spiral", "Spiral", 50, along, 0.07, pieces=2, nodes=512)


def _swiss_roll() -> Planar:
    """The swiss roll seen from its side, with its parameter spread evenly."""

    def along(u: Matrix) -> Matrix:
        angle = 1.5 * np.pi * (1 + 2 * u)
        return np.asarray(0.16 * angle[:, None] * _circle(angle))

    return curve("swiss-roll", "Swiss roll", 60, along, 0.08, nodes=384)


def _checkerboard() -> Planar:
    """The black squares of a board of four by four."""
    half, squares = 2.0, 4
    side = 2 * half / squares
    black = np.array([(x, y) for y in range(squares) for x in range(squares) if (x + y) % 2 == 0])

    def place(uniform: Matrix, normal: Matrix) -> Matrix:
        corners = black[(uniform[:, 0] * len(black)).astype(np.intp)]
        return np.asarray((corners + uniform[:, 1:]) * side - half)

    def log_density(points: Matrix) -> Matrix:
        square = np.floor((points + half) / side)
        inside = np.all((square >= 0) & (square < squares), axis=1) & (square.sum(1) % 2 == 0)
        return np.where(inside, -math.log(len(black) * side**2), -np.inf)

    return Planar(
        name="checkerboard",
        title="Checkerboard",
        rank=70,
        place=place,
        log_density=log_density,
        centres=(black + 0.5) * side - half,
        masses=lambda box: even_masses(black * side - half, side, box),
    )


def _pinwheel() -> Planar:
    """Five arms bent into a pinwheel (after Johnson et al. 2016)."""
    arms, reach, radial, tangential, bend = 5, 1.25, 0.35, 0.12, 0.7
    angles = 2 * np.pi * np.arange(arms) / arms
    axes = np.stack([np.cos(angles), np.sin(angles), -np.sin(angles), np.cos(angles)], axis=1)
    turns = axes.reshape(arms, 2, 2).swapaxes(1, 2)
    covariances = turns @ np.diag([radial**2, tangential**2]) @ turns.swapaxes(1, 2)
    straight = Mixture(np.ones(arms), reach * axes[:, :2], covariances)

    def turned(points: Matrix, by: Matrix) -> Matrix:
        cosine, sine = np.cos(by), np.sin(by)
        x, y = points[:, 0], points[:, 1]
        return np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=1)

    def place(uniform: Matrix, normal: Matrix) -> Matrix:
        points = normal * (radial, tangential) + (reach, 0)
        arm = angles[(uniform[:, 0] * arms).astype(np.intp)]
        return turned(points, arm + bend * np.hypot(*points.T))

    def log_density(points: Matrix) -> Matrix:
        # Turning by an angle that depends on the radius alone keeps radius and area, so densities carry over.
        return straight.log_density(turned(points, -bend * np.hypot(*points.T)), CLEAN)

    return Planar(
        name="pinwheel",
        title="Pinwheel",
        rank=80,
        place=place,
        log_density=log_density,
        centres=turned(straight.means, np.full(arms, bend * reach)),
    )


PLANAR = (
    _eight_gaussians(), _grid_gaussians(), _ring(), _two_moons(), _spiral(), _swiss_roll(), _checkerboard(),
    _pinwheel(),
)  # fmt: skip
