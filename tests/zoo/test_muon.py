"""Muon: orthogonal steps, of AdamW's size, and a training that goes on with them where it learns longer."""

from __future__ import annotations

import copy
import itertools
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.special import logit
from scipy.stats import norm
from torch import nn

from playground.core.recipe import change
from playground.zoo.muon import Muon, hidden_weights, orthogonal
from playground.zoo.start import training_of
from playground.zoo.text.task import TextTask
from playground.zoo.train import Options, Training, train
from tests.support import tiny_words

pytestmark = pytest.mark.torch

WIDE = change(
    tiny_words.RECIPE,
    config={**tiny_words.RECIPE.config, "features": 64, "heads": 4},
    epochs=2,
    longer=(5,),
    longer_by="Muon",
    longer_rate=2.0,
    longer_mean=1.5,
    longer_spread=1.2,
    longer_keywords_dropout=0.0,
)
PLAIN = change(tiny_words.RECIPE, config=WIDE.config, epochs=2)


@pytest.mark.parametrize("shape", [(64, 64), (40, 96), (96, 40)])
def test_its_step_has_the_singular_vectors_of_the_momentum_and_values_about_one(
    shape: tuple[int, int],
) -> None:
    matrix = torch.from_numpy(np.random.default_rng(0).standard_normal(shape)).float()
    left, _, right = torch.linalg.svd(matrix, full_matrices=False)
    turned = left.T @ orthogonal(matrix) @ right.T
    values = turned.diagonal()
    assert turned.sub(torch.diag(values)).abs().max() < 1e-4
    assert values.min() > 0.3 and values.max() < 1.3
    assert torch.allclose(orthogonal(1e3 * matrix), orthogonal(matrix), atol=1e-4)
    assert torch.allclose(orthogonal(matrix.T), orthogonal(matrix).T, atol=1e-5)


def test_of_no_gradient_there_is_no_step_but_decay() -> None:
    layer = nn.Linear(64, 64, bias=False)
    before = layer.weight.detach().clone()
    by = Muon(layer, 0.1, 0.5, bfloat16=False)
    by.step()
    assert torch.equal(layer.weight, before)
    layer.weight.grad = torch.zeros_like(before)
    by.step()
    assert torch.allclose(layer.weight, 0.95 * before)


def test_stacked_matrices_turn_each_by_itself_and_a_step_is_as_large_as_adamws() -> None:
    torch.manual_seed(0)
    stacked, apart = nn.Linear(64, 192, bias=False), [nn.Linear(64, 64, bias=False) for _ in range(3)]
    gradient = torch.randn(192, 64) * torch.tensor([1.0, 100.0, 0.01]).repeat_interleave(64)[:, None]
    for one, part in zip(apart, gradient.split(64), strict=True):
        one.weight.data.zero_()
        one.weight.grad = part.clone()
        Muon(one, 0.01, 0.0, bfloat16=False).step()
    stacked.weight.data.zero_()
    stacked.weight.grad = gradient.clone()
    Muon(stacked, 0.01, 0.0, bfloat16=False).step()
    assert torch.allclose(stacked.weight, torch.cat([one.weight for one in apart]), atol=1e-6)
    assert stacked.weight.grad is not None and torch.equal(stacked.weight.grad, gradient)
    sizes = [float(part.square().mean().sqrt()) / 0.01 for part in stacked.weight.detach().split(64)]
    assert all(0.1 < size < 0.3 for size in sizes)


@pytest.mark.parametrize("outputs", [64, 128])
def test_a_convolution_learns_alike_however_its_memory_is_laid_out(outputs: int) -> None:
    torch.manual_seed(0)
    rows = nn.Conv2d(64, outputs, 3, bias=False)
    last = copy.deepcopy(rows).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    before = rows.weight.detach().clone()
    gradient = torch.randn_like(before)
    for one in (rows, last):
        by = Muon(one, 0.01, 0.0, bfloat16=False)
        one.weight.grad = gradient.clone(memory_format=torch.preserve_format)
        by.step()
    assert not last.weight.is_contiguous()
    assert torch.allclose(rows.weight, last.weight, atol=1e-6)
    step = (before - rows.weight.detach()).flatten(1) / 0.01
    left, _, right = torch.linalg.svd(gradient.flatten(1), full_matrices=False)
    turned = (left.T @ step @ right.T).diagonal() / (0.2 * math.sqrt(576))
    assert turned.min() > 0.3 and turned.max() < 1.3


def test_every_hidden_weight_of_a_network_moves(tmp_path: Path) -> None:
    recipe = change(WIDE, config={**WIDE.config, "fine": 64})
    training = training_of(recipe, tiny_words.captioned(), tmp_path, Options())
    hidden = {id(one) for one in hidden_weights(training.network)}
    named = {name: one for name, one in training.network.named_parameters() if id(one) in hidden}
    assert any(one.ndim == 4 and one.shape[2] > 1 for one in named.values())
    by = Muon(training.network, 0.01, 0.0, bfloat16=False)
    before = {name: one.detach().clone() for name, one in named.items()}
    for one in named.values():
        one.grad = torch.randn_like(one)
    by.step()
    assert all(not torch.equal(before[name], one) for name, one in named.items())


def test_it_learns_what_few_examples_ask_for_before_adamw_does() -> None:
    """Associations of words with frequencies from 1 to 1/64: the rarest ones."""
    words, meanings = torch.linalg.qr(torch.randn(64, 64, generator=torch.manual_seed(1)))[0], torch.eye(64)
    often = 1 / torch.arange(1, 65)

    def left(by: str) -> float:
        layer = nn.Linear(64, 64, bias=False)
        layer.weight.data.zero_()
        optimiser: torch.optim.Optimizer = (
            Muon(layer, 0.05, 0.0, bfloat16=False)
            if by == "Muon"
            else torch.optim.AdamW(layer.parameters(), lr=0.05, betas=(0.9, 0.99), weight_decay=0.0)
        )
        for _ in range(15):
            loss = (often[:, None] * (layer(words) - meanings).square()).sum()
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
        return float((layer(words) - meanings)[48:].square().sum(dim=1).mean().detach())

    assert left("Muon") < 0.8 * left("AdamW")


def test_hidden_weights_are_those_between_features_each_once() -> None:
    shared = nn.Linear(64, 64)
    network = nn.ModuleDict(
        {
            "one": shared,
            "again": shared,
            "convolution": nn.Conv2d(64, 64, 3),
            "pixels": nn.Conv2d(64, 3, 3),
            "words": nn.Embedding(100, 64),
            "norm": nn.LayerNorm(64),
        }
    )
    found = list(hidden_weights(network))
    assert [id(one) for one in found] == [id(shared.weight), id(network["convolution"].weight)]


def _training(folder: Path, recipe: object = WIDE, seconds: float = 1e9) -> Training:
    folder.mkdir(exist_ok=True)
    options = Options(checkpoint_seconds=seconds, sheet_seconds=1e9)
    return training_of(recipe, tiny_words.captioned(), folder, options)  # type: ignore[arg-type]


@pytest.mark.parametrize("stops", [(6,), (7,), (9, 10)])
def test_a_training_that_is_stopped_ends_with_the_same_weights(
    tmp_path: Path, stops: tuple[int, ...]
) -> None:
    for _ in train(whole := _training(tmp_path / "whole")):
        pass
    assert whole.total == 11 and isinstance(whole.optimiser, Muon)
    for stop in stops:
        one = _training(tmp_path / "parts", seconds=0.0)
        one.resume()
        for _ in itertools.islice(train(one), stop - one.step):
            pass
        assert isinstance(one.optimiser, Muon) == (stop > 6)
    last = _training(tmp_path / "parts")
    last.resume()
    for _ in train(last):
        pass
    one, other = whole._tensors(), last._tensors()
    assert one.keys() == other.keys()
    assert all(torch.equal(tensor, other[name]) for name, tensor in one.items())


def test_one_that_had_ended_by_adamw_goes_on_by_muon_with_its_moments(tmp_path: Path) -> None:
    for _ in train(ended := _training(tmp_path, PLAIN)):
        pass
    again = _training(tmp_path, WIDE)
    assert again.resume() == "" and again.step == 6
    again.advance()
    assert isinstance(again.optimiser, Muon)
    before = {name: ended.optimiser.state[one] for name, one in ended.network.named_parameters()}
    now = {name: again.optimiser.state[one] for name, one in again.network.named_parameters()}
    assert all(
        float(now[name]["step"]) == float(state["step"]) + 1 for name, state in before.items() if state
    )
    hidden = {id(weight) for weight in hidden_weights(again.network)}
    for name, parameter in again.network.named_parameters():
        if before[name]:
            assert ("exp_avg_sq" not in now[name]) == (id(parameter) in hidden)


def test_it_learns_longer_at_the_rate_and_times_and_with_the_words_that_the_recipe_says(
    tmp_path: Path,
) -> None:
    hiding = {"label_dropout": 0.0, "style_dropout": 0.0, "name_dropout": 0.0, "keywords_dropout": 1.0}
    training = _training(tmp_path, change(WIDE, **hiding))
    plain = _training(tmp_path / "plain", change(PLAIN, longer=(5,)))
    task = training.task
    assert isinstance(task, TextTask)
    whole = [sorted(caption.whole(task._length)) for caption in task._captions]
    uniform = (np.arange(200) + 0.5) / 200
    for _ in range(training.total):
        later = training.place(training.step)[0].again
        assert training.rate() == pytest.approx(plain.rate() * (2.0 if later else 1.0))
        training.advance()
        plain.step += 1
        times = np.array([level.t for level in task._levels(uniform, task._normal)])
        mean, spread = (1.5, 1.2) if later else (0.0, 1.0)
        assert np.allclose(norm.cdf((logit(times) - mean) / spread), uniform, atol=1e-5)
        drawn = np.random.default_rng(0)
        told = task._told(training.network, training.labels, drawn, training.step, learns=True)
        # No keyword is hidden any more; each time some were before.
        assert ([sorted(row) for row in told.tolist()] == whole) == later


def test_a_recipe_that_says_how_it_will_learn_longer_goes_on_from_its_own_checkpoint(tmp_path: Path) -> None:
    for _ in itertools.islice(train(_training(tmp_path, change(WIDE, longer=()), seconds=0.0)), 4):
        pass
    for longer in ((), WIDE.longer):
        again = _training(tmp_path, change(WIDE, longer=longer))
        assert again.resume() == "" and again.step == 4
