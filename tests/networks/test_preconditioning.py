"""What a network that carries no noise removes of it all the same, where x reaches its output by itself."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from playground.core import noise
from playground.core.ports import Port
from playground.export.onnx_graph import TOLERANCE, largest_difference, write_graph
from playground.gaussian.levels import Level
from playground.gaussian.paths import Linear, VariancePreserving
from playground.gaussian.paths import Path as Way
from playground.gaussian.predictions import to_pair
from playground.gaussian.schedules import schedule
from playground.networks import build, dit, unet
from playground.networks.preconditioning import Preconditioned, Preconditioning
from playground.objectives import matching
from tests.support.awake import awake
from tests.support.tiny_words import RECIPE

pytestmark = pytest.mark.torch

DDPM = VariancePreserving(schedule("linear", 1000))
PATHS: dict[Preconditioned, tuple[Way, float]] = {"velocity": (Linear(), 0.0), "noise": (DDPM, -1.0)}
"""The path of each output, and what is added to its time where a network is told it."""
UNKNOWN = 0.01
each = pytest.mark.parametrize("output", PATHS)


def levels_of(output: Preconditioned) -> list[tuple[Level, Tensor]]:
    """Levels all along a path, and what the network is told."""
    path, offset = PATHS[output]
    shares = (0.002, 0.01, 0.03, 0.05, 0.1, 0.3, 0.6, 0.9, 1.0)
    levels = [path.level(max(1, round(share * 1000)) if path.steps else share) for share in shares]
    return [(level, torch.tensor([level.t + offset], dtype=torch.float32)) for level in levels]


def mixed(level: Level, data: Tensor, drawn: Tensor, output: Preconditioned) -> tuple[Tensor, Tensor]:
    """x, and the output that is asked for."""
    at = matching.stack([level], data)
    return at.alpha * data + at.sigma * drawn, matching.target(output, data, drawn, at)


@each
def test_of_a_known_picture_little_noise_is_left_that_the_network_does_not_carry(
    output: Preconditioned,
) -> None:
    """It says the same of every noise, the mean of what is right; without a way for x all noise is left."""
    part = Preconditioning(output)
    data = torch.full((1, 1, 8, 8), 0.4)
    drawn = torch.from_numpy(noise.standard_normal(0, range(4000), (1, 8, 8), "test")).float()
    for level, time in levels_of(output):
        x, wanted = mixed(level, data, drawn, output)
        keep, scale = part.shares(time[:, None, None, None])
        said = ((wanted - keep * x) / scale).mean(dim=0, keepdim=True)
        found = to_pair(output, part(x, said, time), x, level)
        assert float((found.data - data).std()) < 0.55 * UNKNOWN
        bare = to_pair(output, wanted.mean(dim=0, keepdim=True).expand_as(x), x, level)
        whole = level.sigma / level.alpha if output == "noise" else level.sigma
        assert float((bare.data - data).std()) == pytest.approx(whole, rel=0.01)


@each
def test_what_is_left_to_say_has_unit_size_at_every_time(output: Preconditioned) -> None:
    part = Preconditioning(output)
    generator = torch.Generator().manual_seed(1)
    data, drawn = torch.randn(2, 1, 1, 200, 200, generator=generator)
    for level, time in levels_of(output):
        x, wanted = mixed(level, data, drawn, output)
        keep, scale = part.shares(time[:, None, None, None])
        assert float(((wanted - keep * x) / scale).std()) == pytest.approx(1, abs=0.05)


def test_none_is_what_the_network_says() -> None:
    said = torch.randn(2, 1, 4, 4)
    assert Preconditioning("none")(torch.randn(2, 1, 4, 4), said, torch.rand(2)) is said
    assert not Preconditioning("none").state_dict()


def test_a_network_has_it_in_its_configuration_and_the_same_weights_without() -> None:
    small = {"height": 8, "width": 8, "features": 16, "heads": 2}
    for plain, other in (
        (unet.UNet(unet.Config(**small)), unet.UNet(unet.Config(**small, preconditioning="velocity"))),
        (dit.DiT(dit.Config(**small)), dit.DiT(dit.Config(**small, preconditioning="velocity"))),
    ):
        given = awake(plain).state_dict()
        other.load_state_dict(given | {"preconditioning.velocity": torch.tensor([UNKNOWN])})
        channels = 1 if isinstance(plain, unet.UNet) else 4
        x, time = torch.randn(3, channels, 8, 8), torch.tensor([0.01, 0.3, 1.0])
        with torch.no_grad():
            expected = other.eval().preconditioning(x, plain(x, time), time)
            torch.testing.assert_close(other(x, time), expected)


def test_a_network_that_is_told_words_opens_to_the_same_prediction() -> None:
    network = awake(build("mm-dit", {**RECIPE.config, "preconditioning": "velocity"}))
    config = msgspec.convert(RECIPE.config, type(network.denoiser._config))
    x = torch.randn(2, config.channels, config.height, config.width)
    weights = torch.ones(2, config.length)
    words, whole, _ = network.text(torch.full((2, config.length), 3), weights)
    places = config.grid[0] * config.grid[1]
    kept = torch.zeros(2, config.blocks, config.heads, places, places + config.length)
    time, share = torch.tensor([0.05, 0.7]), torch.zeros(2, places + config.length)
    with torch.no_grad():
        prediction = network.denoiser(x, time, words, whole, weights)
        opened = network.inside(x, time, words, whole, weights, kept, share)[0]
    torch.testing.assert_close(opened, prediction, rtol=1e-4, atol=1e-4)


@each
def test_both_runtimes_agree(output: Preconditioned, tmp_path: Path) -> None:
    config = {"height": 8, "width": 8, "features": 16, "classes": 0, "preconditioning": output}
    network = awake(build("unet", config))
    weights, graph = tmp_path / "weights.safetensors", tmp_path / "denoiser.onnx"
    save_file({name: each.contiguous() for name, each in network.state_dict().items()}, weights)
    inputs = (Port(name="x", shape=(1, 8, 8)), Port(name="time", shape=()))
    part = network.get_submodule("denoiser")
    write_graph(part, "denoiser", inputs, (Port(name="prediction", shape=(1, 8, 8)),), weights, graph)
    reach = {"time": (0.0, 1.0 if output == "velocity" else 999.0)}
    assert largest_difference(part, graph, inputs, reach=reach) < TOLERANCE


def grain_of(preconditioning: Preconditioned) -> np.ndarray:
    """What a small network leaves of half the noise on flat grounds after sixty steps: by columns."""
    torch.manual_seed(0)
    generator = torch.Generator().manual_seed(2)
    config = unet.Config(
        channels=3, height=16, width=16, patch=4, features=16, classes=0, preconditioning=preconditioning
    )
    network = unet.UNet(config)
    optimiser = torch.optim.AdamW(network.parameters(), lr=3e-3, betas=(0.9, 0.99))

    def asked(count: int, time: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        data = (2 * torch.rand(count, 3, 1, 1, generator=generator) - 1).expand(-1, -1, 16, 16)
        drawn = torch.randn(count, 3, 16, 16, generator=generator)
        share = time[:, None, None, None]
        return data, drawn - data, (1 - share) * data + share * drawn

    for _ in range(60):
        time = torch.rand(8, generator=generator)
        _, wanted, x = asked(8, time)
        loss = (network(x, time) - wanted).square().mean()
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
    time = torch.full((64,), 0.5)
    with torch.no_grad():
        data, _, x = asked(64, time)
        wrong = x - 0.5 * network(x, time) - data
        # Without what all pixels of a picture share: an uneven colour is no grain.
        wrong = wrong - wrong.mean(dim=(2, 3), keepdim=True)
    return np.asarray(wrong.square().mean(dim=(0, 1, 2)).sqrt())


def test_a_patch_of_more_values_than_features_leaves_no_grain() -> None:
    plain, better = grain_of("none"), grain_of("velocity")
    assert better.max() < 0.5 * plain.min()
    # Nor is any left at a side, where a patch has fewer neighbours to make it out from.
    assert max(better[:4].mean(), better[-4:].mean()) < 1.2 * better[4:-4].mean()
