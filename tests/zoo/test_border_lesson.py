"""What the lesson on borders says can be seen: a boot becomes a bag faster than a pullover a coat."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest

from playground.core import folders
from playground.evaluate.vae import decoded
from playground.paradigms.cards import read_card
from playground.runtimes.torch_session import load_network

pytestmark = pytest.mark.torch


def test_a_boot_becomes_a_bag_on_a_shorter_way_than_a_pullover_a_coat() -> None:
    lessons = tomllib.loads((folders.assets() / "lessons" / "vae.toml").read_text(encoding="utf-8"))["lesson"]
    images = next(lesson for lesson in lessons if lesson["id"] == "border")["preset"]["images"]
    folder = folders.shipped_models() / images["model"]
    network = load_network(read_card(folder), folder)

    def speeds(start: tuple[float, float], end: tuple[float, float]) -> np.ndarray:
        """By how much all pixels change per unit of the way, along it."""
        pictures = decoded(network, np.linspace(start, end, 41).astype(np.float32)).numpy().astype(float)
        change = np.abs(np.diff(pictures.reshape(41, -1), axis=0)).mean(axis=1)
        return change / (np.linalg.norm(np.subtract(end, start)) / 40)

    boot = images["decode.latent"]
    boot_to_bag = speeds(tuple(boot), (0.0, boot[1]))
    pullover_to_coat = speeds((1.9, -0.7), (1.4, 0.2))
    assert boot_to_bag.max() > 2 * pullover_to_coat.max()
    assert boot_to_bag.max() > 1.5 * np.median(boot_to_bag), "it is fastest where the one becomes the other"
