"""Models that work on latents: x is shown channel by channel, data through the decoder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from playground.core.cards import Card, labelled
from playground.core.frames import Array, Scalar
from playground.core.images import LabelledImages
from playground.core.resources import Placement
from playground.gaussian.card import Denoising
from playground.paradigms import diffusion, flow, run
from playground.paradigms.denoising.lines import Paths
from playground.paradigms.denoising.refusals import refusal_of
from tests.support.tiny_denoiser import CLASSES, SIDE, card_of

LATENT = (4, 4, 4)
DENOISING = Denoising(path="linear", prediction="velocity", shape=LATENT, condition=labelled(CLASSES))


class LatentWorld:
    """A latent's channels are the quarters of each 2 × 2 block of pixels; the flow ends in nothing at all."""

    def __init__(self) -> None:
        self.only = card_of("latent", DENOISING)
        self.sample = LabelledImages(
            np.random.default_rng(0).integers(0, 256, (12, 1, SIDE, SIDE), dtype=np.uint8),
            (np.arange(12) % CLASSES).astype(np.uint8),
        )

    def card(self, model: str) -> Card:
        return self.only

    def session(self, model: str, part: str) -> Any:
        return _Part(part)

    def held_out(self, data: str) -> LabelledImages:
        return self.sample

    def facts(self, model: str) -> dict[str, Scalar]:
        return {}


class _Part:
    placement = Placement()

    def __init__(self, part: str) -> None:
        self._part = part

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        if self._part == "encoder":
            blocks = inputs["image"].reshape(-1, 4, 2, 4, 2).transpose(0, 2, 4, 1, 3)
            return {"latent": blocks.reshape(-1, *LATENT)}
        if self._part == "decoder":
            blocks = inputs["latent"].reshape(-1, 2, 2, 4, 4).transpose(0, 3, 1, 4, 2)
            return {"image": blocks.reshape(-1, 1, SIDE, SIDE)}
        # x is all noise: the velocity from data that is 0 is x/t.
        return {"prediction": inputs["x"] / inputs["time"][:, None, None, None]}


def test_x_is_shown_channel_by_channel_and_data_decoded() -> None:
    found = list(run(flow.Sample(model="latent", sampler="euler", steps=4, count=20), LatentWorld()))
    for frame in found:
        assert frame.arrays["x"].shape == frame.arrays["noise"].shape == (20, 1, 8, 8)
        assert frame.arrays["data"].shape == (20, 1, SIDE, SIDE)
    last = found[-1]
    assert last.arrays["start"].shape == (20, *LATENT)
    # Zero is mid-grey.
    assert np.abs(last.arrays["images"].astype(int) - 127.5).max() < 1
    expected = np.rint(np.clip((last.arrays["start"] + 3) / 6, 0, 1) * 255)
    noise = next(frame for frame in found if frame.scalars["whole"]).arrays["noise"]
    np.testing.assert_array_equal(noise[:, 0, :4, :4], expected[:, 0])
    np.testing.assert_array_equal(noise[:, 0, :4, 4:], expected[:, 1])
    np.testing.assert_array_equal(noise[:, 0, 4:, :4], expected[:, 2])


def test_the_forward_process_starts_at_the_encoded_image() -> None:
    world = LatentWorld()
    (frame,) = run(diffusion.Forward(model="latent", source=diffusion.HeldOut(5), pictures=3), world)
    values = world.sample.images[5, 0].astype(np.float64) / 127.5 - 1
    expected = np.rint(np.clip((values[0::2, 0::2] / 6) + 0.5, 0, 1) * 255)
    assert np.abs(frame.arrays["x"][0, 0, :4, :4] - expected).max() <= 1


def test_lines_are_drawn_between_latents() -> None:
    *_, frame = run(Paths(model="latent", steps=3, count=3, label=CLASSES), LatentWorld())
    assert frame.scalars["straightness"] == pytest.approx(0, abs=1e-10)
    assert frame.arrays["data"].shape == (3, 1, SIDE, SIDE)


def test_pictures_have_no_density_by_a_flow_of_latents() -> None:
    reason = refusal_of(flow.Likelihood(model="latent"), LatentWorld().only)
    assert reason is not None
    assert "works on latents" in reason
