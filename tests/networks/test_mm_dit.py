"""A network that is told words looks at words and places, at each row alone, and never at what fills up."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from playground.core.errors import CardError
from playground.networks import build
from playground.networks.mm_dit import PAD, MMDiT, attention
from tests.support.tiny_words import RECIPE

pytestmark = pytest.mark.torch

SHAPES: dict[str, dict[str, Any]] = {
    "with convolutions": {},
    "patches alone": {"fine": 0, "patch": 4},
    "wide and grey": {"channels": 1, "height": 8, "width": 16},
}


def grown(**config: Any) -> torch.nn.Module:
    """A network whose gates are open, as after some training."""
    torch.manual_seed(3)
    network = build("mm-dit", {**RECIPE.config, **config}).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))
    return network


def told(count: int = 3, **config: Any) -> tuple[Tensor, Tensor, Tensor]:
    found = {"channels": 3, **RECIPE.config, **config}
    x = torch.randn(count, found["channels"], found["height"], found["width"])
    tokens = torch.randint(3, found["vocabulary"], (count, found["length"]))
    tokens[:, 4:] = PAD
    return x, torch.rand(count), tokens


@pytest.mark.parametrize("config", SHAPES.values(), ids=SHAPES)
def test_a_prediction_has_the_shape_of_x_and_begins_at_nothing(config: dict[str, Any]) -> None:
    x, time, tokens = told(**config)
    new = build("mm-dit", {**RECIPE.config, **config})
    assert torch.equal(new(x, time, tokens), torch.zeros_like(x))
    assert grown(**config)(x, time, tokens).shape == x.shape


def test_rows_do_not_see_each_other() -> None:
    network, parts = grown(), told()
    with torch.no_grad():
        together = network(*parts)
        alone = torch.cat([network(*(part[row : row + 1] for part in parts)) for row in range(3)])
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)


def test_words_matter_and_so_does_their_order_but_not_what_fills_up() -> None:
    network, (x, time, tokens) = grown(), told(1)
    other, turned = tokens.clone(), tokens[:, [1, 0, *range(2, tokens.shape[1])]]
    other[0, 1] = 3 + (tokens[0, 1] - 2) % 20
    with torch.no_grad():
        first = network(x, time, tokens)
        assert not torch.allclose(first, network(x, time, other), atol=1e-4)
        assert not torch.allclose(first, network(x, time, turned), atol=1e-4)
        network.get_parameter("denoiser.text.embed.weight")[PAD] += 5
        torch.testing.assert_close(first, network(x, time, tokens))


def test_attention_is_that_of_pytorch() -> None:
    query, key, value = (torch.randn(2, 3, 9, 4) for _ in range(3))
    seen = torch.rand(2, 1, 1, 9) > 0.3
    seen[..., 0] = True
    weights = attention(query, key, seen)
    theirs = torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
    torch.testing.assert_close(weights @ value, theirs, rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(weights.sum(dim=-1), torch.ones(2, 3, 9))
    assert float(weights.masked_select(~seen.expand_as(weights)).max()) == 0


def test_weights_of_a_block_are_those_that_it_mixes_by() -> None:
    block = grown().get_submodule("denoiser.blocks.0")
    places, words = torch.randn(2, 4, 16), torch.randn(2, 6, 16)
    modulation = (0.1 * torch.randn(2, 6, 16), 0.1 * torch.randn(2, 6, 16))
    seen = torch.ones(2, 1, 1, 10, dtype=torch.bool)
    with torch.no_grad():
        weights = block.weights(places, words, modulation, seen)
        values = [block.places.bring(places, modulation[0])[2], block.words.bring(words, modulation[1])[2]]
        mixed = weights @ torch.cat(values, dim=2)
        expected = block.places.take(places, mixed[:, :, :4], modulation[0])
        found, _ = block(places, words, modulation, seen)
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("config", [{"height": 9}, {"features": 32, "heads": 5}, {"length": 0}])
def test_nonsense_is_refused(config: dict[str, Any]) -> None:
    with pytest.raises(CardError):
        build("mm-dit", {**RECIPE.config, **config})


def test_it_is_the_part_that_cards_name() -> None:
    assert isinstance(build("mm-dit", RECIPE.config).get_submodule("denoiser"), MMDiT)
