"""Networks are found by name, checked, and keep to the shapes and ranges that cards promise."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.errors import CardError
from playground.networks import build

pytestmark = pytest.mark.torch

VAES = {
    "vae-mlp": {"latent": 3, "encoder": [20], "decoder": [20], "height": 8, "width": 12},
    "vae-conv": {"latent": 3, "half": 4, "quarter": 6, "hidden": 10, "height": 8, "width": 12},
}


@pytest.mark.parametrize("name", VAES)
def test_parts_keep_to_their_shapes(name: str) -> None:
    network = build(name, VAES[name])
    image = torch.rand(5, 1, 8, 12)
    mean, log_variance = network.get_submodule("encoder")(image)
    assert mean.shape == log_variance.shape == (5, 3)
    location, log_scale = network.get_submodule("decoder")(mean)
    assert location.shape == log_scale.shape == image.shape


@pytest.mark.parametrize("name", VAES)
def test_log_scale_never_falls_below_its_bound(name: str) -> None:
    network = build(name, {**VAES[name], "least_log_scale": -4.0})
    with torch.no_grad():
        for parameter in network.get_submodule("decoder.log_scale").parameters():
            parameter.fill_(-1e3)
        _, log_scale = network.get_submodule("decoder")(torch.randn(9, 3))
    assert float(log_scale.min()) >= -4.0


@pytest.mark.parametrize("name", VAES)
def test_no_posterior_is_far_wider_than_the_prior(name: str) -> None:
    network = build(name, VAES[name])
    with torch.no_grad():
        network.get_parameter("encoder.log_variance.bias").fill_(7.0)
        _, log_variance = network.get_submodule("encoder")(torch.rand(4, 1, 8, 12))
    assert torch.equal(log_variance, torch.full((4, 3), 2.0))


@pytest.mark.parametrize("name", VAES)
def test_images_do_not_see_each_other(name: str) -> None:
    network = build(name, VAES[name]).eval()
    images = torch.rand(4, 1, 8, 12)
    with torch.no_grad():
        together = network.get_submodule("encoder")(images)[0]
        alone = torch.cat([network.get_submodule("encoder")(image[None])[0] for image in images])
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", VAES)
def test_the_scale_is_one_for_all_pixels_at_first(name: str) -> None:
    with torch.no_grad():
        _, log_scale = build(name, VAES[name]).get_submodule("decoder")(torch.randn(4, 3))
    assert float(log_scale.max() - log_scale.min()) < 1e-6


def test_a_convolutional_vae_may_halve_once_more() -> None:
    config = {"latent": 3, "half": 4, "quarter": 6, "eighth": 5, "hidden": 10, "height": 16, "width": 24}
    network = build("vae-conv", {**config, "channels": 3})
    image = torch.rand(5, 3, 16, 24)
    mean, log_variance = network.get_submodule("encoder")(image)
    assert mean.shape == log_variance.shape == (5, 3)
    location, log_scale = network.get_submodule("decoder")(mean)
    assert location.shape == log_scale.shape == image.shape
    assert network.get_submodule("decoder.body.3").shape == (5, 2, 3)
    with pytest.raises(CardError, match="multiples of 8"):
        build("vae-conv", {**config, "width": 20})


def test_the_latent_is_mean_plus_deviation_times_noise() -> None:
    network = build("vae-mlp", VAES["vae-mlp"])
    image, noise = torch.rand(4, 1, 8, 12), torch.randn(4, 3)
    mean, log_variance, location, _ = network(image, noise)
    latent = mean + log_variance.exp().sqrt() * noise
    torch.testing.assert_close(location, network.get_submodule("decoder")(latent)[0])


def test_a_judge_scores_every_class() -> None:
    scores = build("classifier", {"classes": 7}).eval()(torch.rand(3, 1, 28, 28))
    assert scores.shape == (3, 7)


@pytest.mark.parametrize(
    "name", ["no-such", "", "../cards", "vae_mlp", "VAE-mlp", "os", "autoencoder", "vae-mlp.Config"]
)
def test_an_unknown_network_is_one_sentence(name: str) -> None:
    with pytest.raises(CardError, match="There is no network"):
        build(name, {})


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"latent": 0}, "latent"),
        ({"latent": "two"}, "latent"),
        ({"encoder": []}, "encoder"),
        ({"decoder": [10**9]}, "decoder"),
        ({"depth": 3}, "depth"),
    ],
)
def test_a_wrong_configuration_names_its_field(config: dict[str, Any], field: str) -> None:
    with pytest.raises(CardError, match=field):
        build("vae-mlp", config)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(max_size=10), st.none() | st.integers() | st.text(max_size=5), min_size=1))
def test_nonsense_configurations_raise_card_errors(config: dict[str, Any]) -> None:
    known = {"latent", "half", "quarter", "hidden", "channels", "height", "width", "least_log_scale"}
    if not set(config) <= known:
        with pytest.raises(CardError):
            build("vae-conv", config)


def test_finding_networks_needs_no_torch() -> None:
    code = "import sys, playground.networks; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
