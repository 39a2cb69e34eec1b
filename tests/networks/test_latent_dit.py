"""The latent transformer's first stage, and the classifier in whose features pictures are compared."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from playground.networks import build
from tests.support.awake import awake

pytestmark = pytest.mark.torch

AUTOENCODER = {"latent": 2, "half": 4, "quarter": 6, "height": 8, "width": 12}
LATENT = {
    "transformer": {
        "channels": 2, "height": 2, "width": 3, "features": 16, "blocks": 1, "heads": 2, "classes": 3
    },
    "autoencoder": AUTOENCODER,
}  # fmt: skip


@pytest.fixture
def vae() -> nn.Module:
    return awake(build("vae-spatial", AUTOENCODER), seed=3)


def test_the_spatial_autoencoder_keeps_to_its_shapes(vae: nn.Module) -> None:
    image = torch.rand(5, 1, 8, 12)
    with torch.no_grad():
        mean, log_variance = vae.get_submodule("encoder")(image)
        location, log_scale = vae.get_submodule("decoder")(mean)
    assert mean.shape == log_variance.shape == (5, 2 * 2 * 3)
    assert location.shape == log_scale.shape == image.shape


def test_its_latent_is_a_picture_of_places(vae: nn.Module) -> None:
    """The mean and the location alone are those of the whole posterior and likelihood."""
    image = torch.rand(5, 1, 8, 12)
    encoder, decoder = vae.get_submodule("encoder"), vae.get_submodule("decoder")
    with torch.no_grad():
        mean, _ = encoder(image)
        torch.testing.assert_close(encoder.mean(image).flatten(1), mean)  # type: ignore[operator]
        location, _ = decoder(mean)
        torch.testing.assert_close(decoder.location(mean.reshape(5, 2, 2, 3)), location)  # type: ignore[operator]


def test_a_place_of_the_latent_sees_what_is_near_it() -> None:
    network = awake(build("vae-spatial", {**AUTOENCODER, "width": 40}))
    image = torch.rand(1, 1, 8, 40, requires_grad=True)
    network.get_submodule("encoder").mean(image)[0, :, 0, 0].sum().backward()  # type: ignore[operator]
    assert image.grad is not None
    seen = image.grad[0, 0].abs() > 0
    assert bool(seen[:4, :4].all()) and not bool(seen[:, 24:].any())


def test_its_log_scale_never_falls_below_its_bound() -> None:
    network = awake(build("vae-spatial", {**AUTOENCODER, "least_log_scale": -4.0}))
    with torch.no_grad():
        network.get_parameter("decoder.shared_log_scale").fill_(-1e3)
        _, log_scale = network.get_submodule("decoder")(torch.randn(9, 12))
    assert float(log_scale.min()) >= -4.0


def test_whitening_is_undone_by_the_decoder(vae: nn.Module) -> None:
    """Whatever mean and deviation latents are whitened by, what is decoded is the autoencoder's own."""
    network = build("latent-dit", LATENT).eval()
    encoder, decoder = network.get_submodule("encoder"), network.get_submodule("decoder")
    encoder.get_submodule("encoder").load_state_dict(vae.get_submodule("encoder").state_dict())
    decoder.get_submodule("decoder").load_state_dict(vae.get_submodule("decoder").state_dict())
    mean, deviation = torch.tensor([0.7, -2.0]), torch.tensor([0.1, 5.0])
    for part in (encoder, decoder):
        part.get_buffer("mean").copy_(mean.reshape(1, 2, 1, 1))
        part.get_buffer("deviation").copy_(deviation.reshape(1, 2, 1, 1))
    image = torch.rand(4, 1, 8, 12)
    with torch.no_grad():
        latent = encoder(2 * image - 1)
        own = vae.get_submodule("encoder").mean(image)  # type: ignore[operator]
        torch.testing.assert_close(
            latent, (own - mean[:, None, None]) / deviation[:, None, None], rtol=1e-4, atol=1e-5
        )
        location, _ = vae.get_submodule("decoder")(own.flatten(1))
        torch.testing.assert_close(decoder(latent), 2 * location - 1, rtol=1e-4, atol=1e-4)


def test_the_latent_model_answers_as_its_denoiser() -> None:
    network = awake(build("latent-dit", LATENT))
    x, time, label = torch.randn(3, 2, 2, 3), torch.rand(3), torch.arange(3)
    with torch.no_grad():
        said = network(x, time, label)
        assert said.shape == x.shape
        assert torch.equal(said, network.get_submodule("denoiser")(x, time, label))


def test_scores_are_read_from_the_features_alone() -> None:
    network = awake(build("feature-classifier", {"classes": 7, "width": 8}))
    image = torch.rand(3, 1, 28, 28)
    with torch.no_grad():
        features = network.get_submodule("features")(image)
        assert features.shape == (3, 16)
        assert torch.equal(network.get_submodule("scores")(features), network(image))
        assert network(image).shape == (3, 7)


def test_the_classifier_takes_pictures_of_any_size() -> None:
    network = awake(build("feature-classifier", {"width": 8}))
    with torch.no_grad():
        assert network(torch.rand(2, 1, 16, 24)).shape == (2, 10)
