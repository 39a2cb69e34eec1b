"""One step of a learner is PyTorch's Adam, without what that loads."""

from __future__ import annotations

import subprocess
import sys

import pytest
import torch

from playground.live.learner import Adam

pytestmark = pytest.mark.torch

TRAINS = """
import sys
from playground.live.learner import Learner, build
from playground.networks.plane_mlp import Config
import torch

learner = Learner(build(Config(width=4, layers=1), 0))
learner.descend(learner.network(torch.zeros(2, 2), torch.zeros(1)).square().mean() + 1.0, 1e-3)
print(learner.steps, *{"torch._dynamo", "torch._inductor", "sympy"} & set(sys.modules))
"""


def test_adam_is_that_of_pytorch_also_for_weights_that_have_no_gradient_at_times() -> None:
    random = torch.Generator().manual_seed(0)
    ours, theirs = ([torch.ones(3), torch.ones(2, 2), torch.ones(4)] for _ in range(2))
    adam = Adam(ours)
    other = torch.optim.Adam(theirs, betas=(0.9, 0.99), fused=True)
    for step in range(6):
        for at, (one, same) in enumerate(zip(ours, theirs, strict=True)):
            one.grad = same.grad = (
                None if at == 2 or at == step % 3 else torch.randn(one.shape, generator=random)
            )
        for group in other.param_groups:
            group["lr"] = 0.01 / (step + 1)
        other.step()
        adam.step(0.01 / (step + 1))
        assert all(torch.equal(one, same) for one, same in zip(ours, theirs, strict=True))
    assert torch.equal(ours[2], torch.ones(4))
    remembered = [
        other.state[weight][name] for weight in theirs[:2] for name in ("step", "exp_avg", "exp_avg_sq")
    ]
    found = list(adam.state())
    assert all(torch.equal(one, same) for one, same in zip(found[:6], remembered, strict=True))
    assert not any(each.any() for each in found[6:])


def test_a_training_loads_no_compiler() -> None:
    done = subprocess.run([sys.executable, "-c", TRAINS], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1"]
