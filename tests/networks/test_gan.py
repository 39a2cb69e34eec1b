"""Generator and discriminator: what they keep apart, and what they must depend on."""

from __future__ import annotations

import pytest
import torch

from playground import networks
from playground.core.errors import CardError
from playground.networks.gan import Pair
from playground.networks.gan_blocks import Residual
from tests.support.awake import awake
from tests.support.tiny_gan import CONFIG

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def pair() -> Pair:
    found = awake(networks.build("gan", CONFIG), 3)
    assert isinstance(found, Pair)
    return found.eval().requires_grad_(False)


@pytest.fixture(scope="module")
def given() -> tuple[torch.Tensor, torch.Tensor]:
    return torch.randn(16, 12, generator=torch.Generator().manual_seed(0)), torch.arange(16) % 10


def test_pictures_have_the_right_shape_and_range(
    pair: Pair, given: tuple[torch.Tensor, torch.Tensor]
) -> None:
    pictures = pair.generator(*given)
    assert pictures.shape == (16, 1, 28, 28)
    assert pictures.abs().max() <= 1
    assert pair(*given).shape == (16,)


def test_no_picture_and_no_logit_depends_on_its_batch(
    pair: Pair, given: tuple[torch.Tensor, torch.Tensor]
) -> None:
    together = pair.generator(*given)
    logits = pair.discriminator(together, given[1])
    for index in (0, 5, 15):
        alone = pair.generator(given[0][index : index + 1], given[1][index : index + 1])
        torch.testing.assert_close(alone[0], together[index], atol=1e-5, rtol=1e-5)
        logit = pair.discriminator(alone, given[1][index : index + 1])
        torch.testing.assert_close(logit[0], logits[index], atol=1e-4, rtol=1e-5)


def test_both_listen_to_the_label(pair: Pair, given: tuple[torch.Tensor, torch.Tensor]) -> None:
    noise, label = given
    pictures = pair.generator(noise, label)
    others = (label + 1) % 10
    assert ((pair.generator(noise, others) - pictures).flatten(1).abs().amax(dim=1) > 1e-3).all()
    assert ((pair.discriminator(pictures, others) - pair.discriminator(pictures, label)).abs() > 1e-4).all()


def test_the_label_enters_the_logit_as_a_projection(pair: Pair) -> None:
    """So the difference between two labels is linear in the features: additive along a third label."""
    pictures = torch.rand(4, 1, 28, 28, generator=torch.Generator().manual_seed(1)) * 2 - 1
    one, two, three = (pair.discriminator(pictures, torch.full((4,), label)) for label in (1, 2, 3))
    with torch.no_grad():
        changed = networks.build("gan", CONFIG)
        changed.load_state_dict(pair.state_dict())
        embedding = changed.get_submodule("discriminator.label").weight
        embedding[1] = embedding[2] + embedding[3] - embedding[1]
        mixed = changed.get_submodule("discriminator")(pictures, torch.full((4,), 1))
    torch.testing.assert_close(mixed, two + three - one, atol=1e-4, rtol=1e-4)


def test_the_first_layer_is_affine_in_the_noise(pair: Pair, given: tuple[torch.Tensor, torch.Tensor]) -> None:
    """Truncation and principal directions both rest on that."""
    noise, label = given
    first = pair.generator.activations
    torch.testing.assert_close(
        first(0.3 * noise, label), 0.3 * first(noise, label) + 0.7 * first(0 * noise, label)
    )


def test_a_residual_block_begins_as_its_shortcut() -> None:
    x = torch.randn(2, 8, 5, 5)
    assert torch.equal(Residual(8)(x), x)
    assert torch.equal(Residual(8, 6)(x, torch.randn(2, 6)), x)


def test_every_parameter_learns(given: tuple[torch.Tensor, torch.Tensor]) -> None:
    """Zeros at the start of a branch hold back the branch alone, and only until the first step."""
    found = awake(networks.build("gan", CONFIG), 3)
    found(*given).sum().backward()
    assert [name for name, one in found.named_parameters() if one.grad is None or not one.grad.any()] == []


@pytest.mark.parametrize("config", [{"height": 30}, {"latent": 1}, {"widht": 28}])
def test_a_configuration_that_cannot_be_built_is_refused(config: dict[str, int]) -> None:
    with pytest.raises(CardError, match="configuration of network “gan” is not valid"):
        networks.build("gan", config)
