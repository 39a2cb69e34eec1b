"""Exact quantities of Gaussians and of the data sets in the plane, by quadrature."""

from __future__ import annotations

import math

import numpy as np
from numpy.polynomial.hermite_e import hermegauss

from playground.gaussian.distances import Box
from playground.gaussian.levels import Level
from playground.gaussian.planar import planar
from playground.gaussian.schedules import schedule
from playground.paradigms.plane.recipes import DiffusionLab, FlowLab
from playground.paradigms.plane.setting import path_of
from tests.claims.quantities import quantity

_NODES = 120


def _level(path: str, time: float) -> Level:
    """Where the lab with this path stands at a time of its slider."""
    recipe = FlowLab() if path == "linear" else DiffusionLab(path=path)  # type: ignore[arg-type]
    way = path_of(recipe)
    return way.level(time * way.end)


@quantity()
def step_at(path: str, time: float) -> float:
    """The step of the schedule at which the lab stands at a time of its slider."""
    return float(_level(path, time).t)


@quantity()
def bits_about_blob(data: str, path: str, time: float) -> float:
    """How many of the bits that name its blob x_t reveals: their mutual information.

    The blobs are equally likely and lie alike, so points of the first stand for all.
    """
    level, centres = _level(path, time), planar(data).centres
    assert centres is not None
    variance = level.sigma**2 + (level.alpha * _width(data)) ** 2
    nodes, weights = hermegauss(_NODES)
    grid = level.alpha * centres[0] + math.sqrt(variance) * np.stack(np.meshgrid(nodes, nodes), axis=-1)
    squares = np.square(grid[..., None, :] - level.alpha * centres).sum(-1)
    logs = (squares[..., :1] - squares) / (2 * variance)
    unsure = np.log2(np.exp(logs).sum(-1))
    mean = float((np.outer(weights, weights) * unsure).sum() / weights.sum() ** 2)
    return math.log2(len(centres)) - mean


def _width(data: str) -> float:
    """The deviation of a blob, from the density in its middle: all others are too far to add to it."""
    kind = planar(data)
    assert kind.centres is not None
    highest = float(kind.log_density(kind.centres[:1])[0]) + math.log(len(kind.centres))
    return math.exp(-highest / 2) / math.sqrt(2 * math.pi)


@quantity()
def log_density(data: str, point: tuple[float, float]) -> float:
    """The known log-density at a point of the plane, in nats."""
    return float(planar(data).log_density(np.array([point]))[0])


@quantity()
def mass_beyond(sigmas: float, dimensions: int) -> float:
    """The share, in percent, of a standard normal distribution that lies farther from its middle."""
    from scipy.stats import chi2

    return 100 * float(chi2.sf(sigmas**2, dimensions))


@quantity()
def mass_within(sigmas: float, dimensions: int) -> float:
    """The rest of it, in percent."""
    return 100 - mass_beyond(sigmas, dimensions)


@quantity()
def mixed_deviation(way: float) -> float:
    """The deviation of two noises that are mixed straight."""
    return math.hypot(way, 1 - way)


@quantity()
def noise_length(dimensions: int, part: str = "mean", way: float = 0.0) -> float:
    """Mean or deviation of the length of standard normal noise, mixed with other noise by ``way``."""
    from scipy.stats import chi

    return float(getattr(chi, {"mean": "mean", "deviation": "std"}[part])(dimensions)) * math.hypot(
        way, 1 - way
    )


@quantity()
def signal_left(name: str, steps: int) -> float:
    """What a schedule leaves of the variance of the signal at its end."""
    return float(schedule(name, steps).alpha_bars[-1])


@quantity()
def near_data_exact(sigmas: float = 3.0) -> float:
    """The share, in percent, of exact samples that lie near a mode: within so many deviations of it."""
    return 100 - mass_beyond(sigmas, 2)


@quantity()
def entropy(data: str) -> float:
    """The entropy of a data set in the plane, in nats, by the midpoint rule.

    Cells are less than a third of a curve's deviation wide, where the rule is exact to the precision of
    floats, and squares of the board are whole numbers of them.
    """
    box = Box(low=-4.0, high=4.0, cells=400)
    kind, points = planar(data), box.centres()
    mass = total = 0.0
    for part in np.array_split(points, 50):
        logs = kind.log_density(part)
        logs = logs[np.isfinite(logs)]
        mass += float(np.exp(logs).sum()) * box.area
        total -= float((np.exp(logs) * logs).sum()) * box.area
    return total / mass + math.log(mass)


@quantity()
def kl_of_one_coordinate(data: str) -> float:
    """How far the horizontal coordinate alone is from standard normal, in nats, by the midpoint rule."""
    centres, width = planar(data).centres, _width(data)
    assert centres is not None
    x = np.linspace(-4, 4, 80_001)
    parts = np.exp(-np.square((x[:, None] - centres[:, 0]) / width) / 2) / (width * math.sqrt(2 * math.pi))
    density = parts.mean(1)
    normal = -np.square(x) / 2 - math.log(2 * math.pi) / 2
    inside = density > 0
    logs = np.log(density[inside]) - normal[inside]
    return float((density[inside] * logs).sum() * (x[1] - x[0]))


@quantity()
def blobs_variance(data: str) -> float:
    """The variance of a data set of blobs along a direction, of the two that are even: half of its trace."""
    centres = planar(data).centres
    assert centres is not None
    return float(np.square(centres - centres.mean(0)).sum(1).mean() / 2 + _width(data) ** 2)
