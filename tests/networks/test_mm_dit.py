"""A network that is told words looks at words and places, at each row alone, and never at what fills up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from playground.core.errors import CardError
from playground.networks import build
from playground.networks.mm_dit import PAD, MMDiT, attention, bias_of
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
    weights = attention(query, key, torch.log(seen.float()))
    theirs = torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
    torch.testing.assert_close(weights @ value, theirs, rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(weights.sum(dim=-1), torch.ones(2, 3, 9))
    assert float(weights.masked_select(~seen.expand_as(weights)).max()) == 0


def told_by_words(count: int = 2, seed: int = 5) -> dict[str, Tensor]:
    """What the denoiser of a grown network is told, of which some words weigh more."""
    torch.manual_seed(seed)
    x, time, tokens = told(count)
    weights = (tokens != PAD).float()
    weights[:, 2] = 2.5
    with torch.no_grad():
        words, whole, _ = grown().get_submodule("text")(tokens, weights)
    return {"x": x, "time": time, "words": words, "whole": whole, "weights": weights}


def kept_of(count: int, share: float = 0.0, attention: Tensor | None = None) -> dict[str, Tensor]:
    """Attention of another run: none of it, or so much."""
    nothing = torch.zeros(count, 2, 2, 4, 10)
    return {
        "kept": nothing if attention is None else attention, "share": torch.full((count, 10), share)
    }  # fmt: skip


def looked(parts: dict[str, Tensor], **kept: Tensor) -> tuple[Tensor, ...]:
    with torch.no_grad():
        found: tuple[Tensor, ...] = grown().get_submodule("inside")(**parts, **kept)
    return found


def test_what_is_seen_inside_is_what_the_denoiser_does() -> None:
    parts = told_by_words()
    with torch.no_grad():
        drawn = grown().get_submodule("denoiser")(**parts)
    prediction, weights, places, texts = looked(parts, **kept_of(2))
    torch.testing.assert_close(prediction, drawn, rtol=1e-4, atol=1e-5)
    assert (weights.shape, places.shape, texts.shape) == ((2, 2, 2, 10, 10), (2, 3, 4, 16), (2, 3, 6, 16))
    torch.testing.assert_close(weights.sum(dim=-1), torch.ones(2, 2, 2, 10))
    torch.testing.assert_close(texts[:, 0], parts["words"])
    assert float(weights[..., 4 + 4 :].abs().max()) == 0, "what fills up is not seen"


def test_attention_is_that_of_a_plain_reckoning() -> None:
    """Softmax of q·k/√size plus the logarithm of the weights, in numpy and double precision."""
    parts, network = told_by_words(), grown()
    _, weights, places, texts = looked(parts, **kept_of(2))
    model = network.get_submodule("denoiser")
    entered = model._entered(parts["x"], parts["time"], parts["whole"], parts["weights"])
    for number, block in enumerate(model.blocks):
        streams = ((block.places, places, 0), (block.words, texts, 1))
        looking = [
            [
                _heads(stream, tokens[:, number], entered.modulation[which])
                for stream, tokens, which in streams
            ]
        ][0]
        query, key = (np.concatenate([each[part] for each in looking], axis=2) for part in (0, 1))
        seen = np.concatenate([np.ones((2, 4)), parts["weights"].double().numpy()], axis=1)
        scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(query.shape[3])
        shares = seen[:, None, None] * np.exp(scores - scores.max(axis=-1, keepdims=True))
        expected = shares / shares.sum(axis=-1, keepdims=True)
        np.testing.assert_allclose(weights[:, number].numpy(), expected, atol=1e-5)


def _heads(stream: torch.nn.Module, tokens: Tensor, modulation: Tensor) -> tuple[Any, Any]:
    """Queries and keys ``(batch, heads, tokens, size)`` of a stream, in double precision."""
    scale, look = (modulation + stream.bias).detach().double().numpy(), stream.heads.look
    values = tokens.double().numpy()
    values = values - values.mean(axis=2, keepdims=True)
    values = values / np.sqrt((values**2).mean(axis=2, keepdims=True) + 1e-6)
    values = values * (1 + scale[:, 1][:, None]) + scale[:, 0][:, None]
    all_three = values @ look.weight.detach().double().numpy().T + look.bias.detach().double().numpy()
    batch, count, features = values.shape
    parts = all_three.reshape(batch, count, 3, 2, features // 2).transpose(2, 0, 3, 1, 4)
    named = (stream.heads.query, stream.heads.key)
    query, key = (
        part / np.sqrt((part**2).mean(axis=-1, keepdims=True) + 1e-6) * name.detach().double().numpy()
        for part, name in zip(parts[:2], named, strict=True)
    )
    return query, key


def test_weight_one_is_no_weight_and_weight_zero_is_not_seen() -> None:
    network, (x, time, tokens) = grown(), told(1)
    there = (tokens != PAD).float()
    hidden, other = there.clone(), tokens.clone()
    hidden[0, 1], other[0, 1] = 0, 3 + (tokens[0, 1] - 2) % 20

    def drawn(tokens: Tensor, weights: Tensor) -> Tensor:
        words, whole, _ = network.get_submodule("text")(tokens, weights)
        return network.get_submodule("denoiser")(x, time, words, whole, weights)

    with torch.no_grad():
        assert torch.equal(drawn(tokens, there), network(x, time, tokens))
        assert torch.equal(drawn(tokens, hidden), drawn(other, hidden)), "nothing is known of it"
        assert not torch.allclose(drawn(tokens, hidden), drawn(tokens, there), atol=1e-4)


def test_a_word_of_weight_two_is_looked_at_as_two_of_it_would_be() -> None:
    query, key, value = torch.randn(1, 2, 3, 4), torch.randn(1, 2, 5, 4), torch.randn(1, 2, 5, 4)
    weights = torch.tensor([[1.0, 2.0, 1.0, 1.0, 0.0]])
    twice = [0, 1, 1, 2, 3]
    one = attention(query, key, bias_of(weights)) @ value
    two = attention(query, key[:, :, twice], bias_of(torch.ones(1, 5))) @ value[:, :, twice]
    torch.testing.assert_close(one, two)


def test_attention_that_is_kept_is_there_and_rows_still_add_up() -> None:
    parts = told_by_words()
    own = looked(parts, **kept_of(2))
    kept = looked(told_by_words(seed=8), **kept_of(2))[1][:, :, :, :4]
    whole = looked(parts, **kept_of(2, 1.0, kept))
    torch.testing.assert_close(whole[1][:, :, :, :4], kept)
    half = looked(parts, **kept_of(2, 0.5, kept))
    torch.testing.assert_close(half[1].sum(dim=-1), torch.ones(2, 2, 2, 10))
    assert not torch.allclose(whole[0], own[0], atol=1e-4)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_keeping_its_own_attention_changes_nothing(share: float) -> None:
    parts = told_by_words()
    own = looked(parts, **kept_of(2))
    again = looked(parts, **kept_of(2, share, own[1][:, :, :, :4]))
    for one, two in zip(own, again, strict=True):
        torch.testing.assert_close(one, two, rtol=1e-5, atol=1e-5)


def test_its_weights_are_kept_once() -> None:
    network = grown()
    names = list(network.state_dict())
    assert all(name.startswith("denoiser.") for name in names)
    assert sorted(names) == sorted(name for name, _ in network.named_parameters())
    other = build("mm-dit", RECIPE.config).eval()
    other.load_state_dict(network.state_dict())
    x, time, tokens = told()
    with torch.no_grad():
        assert torch.equal(other(x, time, tokens), network(x, time, tokens))


@pytest.mark.parametrize("config", [{"height": 9}, {"features": 32, "heads": 5}, {"length": 0}])
def test_nonsense_is_refused(config: dict[str, Any]) -> None:
    with pytest.raises(CardError):
        build("mm-dit", {**RECIPE.config, **config})


def test_it_is_the_part_that_cards_name() -> None:
    assert isinstance(build("mm-dit", RECIPE.config).get_submodule("denoiser"), MMDiT)
