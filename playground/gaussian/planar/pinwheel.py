"""Five arms bent into a pinwheel (after Johnson et al. 2016)."""

from __future__ import annotations

import numpy as np

from playground.gaussian.exact import Mixture
from playground.gaussian.planar._planar import CLEAN, Matrix, Planar

_ARMS, _REACH, _RADIAL, _TANGENTIAL, _BEND = 5, 1.25, 0.35, 0.12, 0.7
_ANGLES = 2 * np.pi * np.arange(_ARMS) / _ARMS


def _turned(points: Matrix, angles: Matrix) -> Matrix:
    cosine, sine = np.cos(angles), np.sin(angles)
    x, y = points[:, 0], points[:, 1]
    return np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=1)


def _place(uniform: Matrix, normal: Matrix) -> Matrix:
    straight = normal * (_RADIAL, _TANGENTIAL) + (_REACH, 0)
    arms = _ANGLES[(uniform[:, 0] * _ARMS).astype(np.intp)]
    return _turned(straight, arms + _BEND * np.hypot(*straight.T))


def _straight() -> Mixture:
    axes = np.stack([np.cos(_ANGLES), np.sin(_ANGLES), -np.sin(_ANGLES), np.cos(_ANGLES)], axis=1)
    turns = axes.reshape(_ARMS, 2, 2).swapaxes(1, 2)
    covariances = turns @ np.diag([_RADIAL**2, _TANGENTIAL**2]) @ turns.swapaxes(1, 2)
    return Mixture(np.ones(_ARMS), _REACH * axes[:, :2], covariances)


_STRAIGHT = _straight()


def _log_density(points: Matrix) -> Matrix:
    # Turning by an angle that depends on the radius alone keeps radius and area, so densities carry over.
    return _STRAIGHT.log_density(_turned(points, -_BEND * np.hypot(*points.T)), CLEAN)


PLANAR = Planar(
    name="pinwheel",
    title="Pinwheel",
    rank=80,
    place=_place,
    log_density=_log_density,
    centres=_turned(_STRAIGHT.means, np.full(_ARMS, _BEND * _REACH)),
)
