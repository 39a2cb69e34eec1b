"""Sampling: what the sampler adds to the bare network calls, and the same network in diffusers' own loop.

Run ``python -m tests.bench.bench_sampling [--models DIR]``; both sides have one thread. The pictures of both
sides are compared before anything is timed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from diffusers import DDIMScheduler, FlowMatchEulerDiscreteScheduler
from torch import Tensor, nn

from playground import paradigms
from playground.core import folders
from playground.core.cards import Card
from playground.core.frames import Array
from playground.core.images import LabelledImages
from playground.core.pictures import to_levels
from playground.core.resources import Placement, Resources
from playground.paradigms import diffusion, flow
from playground.paradigms.cards import rules
from playground.paradigms.denoising.network import BLOCK
from playground.paradigms.denoising.recipes import Samples
from playground.runtimes.onnx_session import processor_session
from playground.runtimes.resources import open_resources
from playground.runtimes.torch_session import load_network
from tests.bench.report import Result

MODELS = ("fashion-ddpm", "fashion-flow")
STEPS = 50
ROUNDS = 7
BATCHES = (1, 2, 4, 8, BLOCK)
"""Every one of them has its own ratio: the more at once, the less there is to gain on PyTorch."""


class Side(msgspec.Struct, frozen=True):
    """A model as the program and as its peer see it."""

    card: Card
    folder: Path
    resources: Resources

    def recipe(self, count: int) -> Samples:
        """Samples that diffusers can draw in the same way."""
        if self.card.paradigm == "diffusion":
            return diffusion.Sample(
                model=self.card.name, sampler="ddim", spacing="leading", steps=STEPS, count=count
            )
        return flow.Sample(model=self.card.name, sampler="euler", steps=STEPS, count=count)

    def draw(self, count: int) -> dict[str, Array]:
        """The arrays of the last frame, all frames made on the way."""
        for frame in paradigms.run(self.recipe(count), self.resources):
            last = frame.arrays
        return dict(last)


class Recorded:
    """Resources that remember what the denoiser was given."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self.feeds: list[dict[str, Array]] = []

    def card(self, model: str) -> Card:
        """The card."""
        return self._resources.card(model)

    def held_out(self, data: str) -> LabelledImages:
        """The held-out images."""
        return self._resources.held_out(data)

    def session(self, model: str, part: str) -> _Recording:
        """A session that copies its inputs here."""
        return _Recording(self._resources.session(model, part), self.feeds)

    def facts(self, model: str) -> dict[str, Any]:
        """The facts."""
        return dict(self._resources.facts(model))


class _Recording:
    def __init__(self, session: Any, feeds: list[dict[str, Array]]) -> None:
        self._session, self._feeds = session, feeds

    @property
    def placement(self) -> Placement:
        """Where it runs."""
        return self._session.placement  # type: ignore[no-any-return]

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """Remember and run."""
        self._feeds.append({name: values.copy() for name, values in inputs.items()})
        return self._session.run(inputs)  # type: ignore[no-any-return]


def open_side(model: str, places: tuple[Path, ...]) -> Side | None:
    """The model, or nothing where it is not there."""
    folder = next((place / model for place in places if (place / model / "card.toml").is_file()), None)
    if folder is None:
        return None
    resources = open_resources((folder.parent,), rules(), Placement("onnx"), lambda _: None)
    return Side(resources.card(model), folder, resources)


def bare(side: Side) -> Callable[[], None]:
    """The network calls of one drawing of a block and nothing else, in ONNX Runtime on the same arrays."""
    recorded = Recorded(side.resources)
    for _ in paradigms.run(side.recipe(BLOCK), recorded):
        pass
    # The first call warms the session up; a sampler asks once a step.
    feeds = recorded.feeds[-STEPS:]
    session = processor_session(side.folder / str(side.card.parts["denoiser"].graph))

    def calls() -> None:
        for feed in feeds:
            session.run(None, feed)

    return calls


def peer(side: Side, start: Tensor, label: Tensor) -> Callable[[], Tensor]:
    """diffusers' loop around the same weights in PyTorch, from the same noise."""
    denoiser = load_network(side.card, side.folder).get_submodule("denoiser")
    loop = _ddim if side.card.paradigm == "diffusion" else _euler
    return lambda: loop(denoiser, start, label)


@torch.inference_mode()
def _ddim(denoiser: nn.Module, x: Tensor, label: Tensor) -> Tensor:
    scheduler = DDIMScheduler(
        num_train_timesteps=1000, beta_start=1e-4, beta_end=0.02, beta_schedule="linear", clip_sample=False,
        set_alpha_to_one=True, timestep_spacing="leading",
    )  # fmt: skip
    scheduler.set_timesteps(STEPS)
    for t in scheduler.timesteps:
        noise = denoiser(x, t.float().expand(len(x)), label)
        x = scheduler.step(noise, t, x).prev_sample
    return x


@torch.inference_mode()
def _euler(denoiser: nn.Module, x: Tensor, label: Tensor) -> Tensor:
    scheduler = FlowMatchEulerDiscreteScheduler(num_train_timesteps=1000, shift=1.0)
    scheduler.set_timesteps(sigmas=np.linspace(1, 1 / STEPS, STEPS).tolist())
    for t in scheduler.timesteps:
        velocity = denoiser(x, (t.float() / 1000).expand(len(x)), label)
        x = scheduler.step(velocity, t, x).prev_sample
    return x


def check_same(side: Side) -> tuple[Tensor, Tensor]:
    """Start and labels of a block; raises ``RuntimeError`` where both sides draw other pictures."""
    ours = side.draw(BLOCK)
    start, label = torch.from_numpy(ours["start"].copy()), torch.arange(BLOCK) % len(side.card.labels)
    theirs = to_levels((peer(side, start, label)().numpy() + 1) / 2)
    worst = int(np.abs(ours["images"].astype(int) - theirs).max())
    if worst > 2:
        raise RuntimeError(f"{side.card.name}: diffusers' pictures differ by {worst} grey levels")
    return start, label


def seconds(
    ours: Callable[[], object], theirs: Callable[[], object], rounds: int
) -> tuple[list[float], list[float]]:
    """Processor times of both, taken in turns after one that is not counted.

    Each has one thread, so that this is the time it takes on a core that does nothing else.
    """
    found: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds + 1):
        for side, times in zip((ours, theirs), found, strict=True):
            began = time.process_time()
            side()
            if turn:
                times.append(time.process_time() - began)
    return found


def ratio(one: list[float], other: list[float]) -> float:
    """Median ratio of times that were taken in turns."""
    return statistics.median(a / b for a, b in zip(one, other, strict=True))


def measure(
    models: tuple[str, ...] = MODELS, places: tuple[Path, ...] | None = None, rounds: int = ROUNDS
) -> tuple[list[Result], dict[str, Any]]:
    """Overhead, and images per second beside diffusers, of the models that are there."""
    torch.set_num_threads(1)
    results: list[Result] = []
    details: dict[str, Any] = {}
    for model in models:
        side = open_side(model, places or (folders.shipped_models(),))
        if side is None:
            continue
        start, label = check_same(side)
        ours, theirs = seconds(lambda side=side: side.draw(BLOCK), bare(side), rounds)  # type: ignore[misc]
        details[model] = {"overhead": {"run": ours, "bare calls": theirs}}
        what = f"{model}: run over bare network calls, {STEPS} steps, {BLOCK} images"
        results.append(Result("sampling", what, 100 * (ratio(ours, theirs) - 1), "%", 5.0))
        for batch in BATCHES:
            loop = peer(side, start[:batch], label[:batch])
            ours, theirs = seconds(lambda side=side, batch=batch: side.draw(batch), loop, rounds)  # type: ignore[misc]
            details[model][f"batch {batch}"] = {"ours": ours, "diffusers": theirs}
            for name, times in (("ours", ours), ("diffusers", theirs)):
                rate = batch / statistics.median(times)
                results.append(Result("sampling", f"{model}: {name}, batch {batch}", rate, "images/s"))
            what = f"{model}: ours : diffusers, batch {batch}"
            results.append(Result("sampling", what, ratio(theirs, ours), "×", least=1.5))
    return results, details


def main() -> None:
    """Print the measurements."""
    from tests.bench.report import machine, show

    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_sampling", description=__doc__)
    parser.add_argument(
        "names", nargs="*", default=MODELS, help="models; those that are not there are left out"
    )
    parser.add_argument("--models", type=Path, help="the folder that holds them")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is timed")
    arguments = parser.parse_args()
    places = (arguments.models,) if arguments.models else None
    results, _ = measure(tuple(arguments.names), places, arguments.rounds)
    show(results, machine())


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
