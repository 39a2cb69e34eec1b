"""What the card of a denoising network must say, and what Compare and the dataflow read from it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable

from playground.core.card_faults import CardRules, Fault, Faults, condition_faults, sides
from playground.core.cards import Card
from playground.core.conditions import condition_ports
from playground.core.ports import Ports
from playground.core.recipe import Recipe
from playground.gaussian.card import Denoising, Knots, denoising_ports
from playground.paradigms.denoising.network import denoising_of, works_on_latents
from playground.paradigms.family import Fields

MAX_STEPS = 100_000
MAX_KNOTS = 10_000


def rules(kind: str) -> CardRules:
    """Those of a ``denoiser``, or of one that gives the end of a path, ``consistency``."""
    return CardRules(ports=_ports, needed=_needed, faults=_faults(kind), table=Denoising)


def _ports(card: Card) -> dict[str, Ports]:
    one = Denoising.of(card)
    if one is None:
        return {}
    ports = denoising_ports(card.image.shape, one.shape, condition_ports(one.condition))
    return ports | {f"denoiser-{moment.step}": ports["denoiser"] for moment in one.earlier}


def _needed(card: Card) -> Iterable[str]:
    return [name for name in _ports(card) if name != "encoder"]


def _faults(kind: str) -> Callable[[Card], Faults]:
    def faults(card: Card) -> Faults:
        yield from denoising_faults(card, kind)
        if (one := Denoising.of(card)) is not None:
            yield from condition_faults(one.condition, card.labels, "denoising")
            if one.steps:
                yield Fault("denoising.steps", "be empty but for a network that is told words")
            steps = [moment.step for moment in one.earlier]
            if any(step < 0 for step in steps) or sorted(set(steps)) != steps:
                yield Fault("denoising.earlier", "have rising steps from 0 up")

    return faults


def denoising_faults(card: Card, kind: str) -> Faults:
    """What is wrong with how a network speaks and with its path, whatever it is told."""
    one = Denoising.of(card)
    if one is None:
        yield Fault("denoising", "say how the network speaks")
        return
    if one.kind != kind:
        yield Fault("denoising.kind", f"be “{kind}” for “{card.paradigm}”", f"is “{one.kind}”")
    if not 2 <= one.schedule_steps <= MAX_STEPS:
        yield Fault("denoising.schedule_steps", f"lie between 2 and {MAX_STEPS}", f"is {one.schedule_steps}")
    if min(one.shape) < 1:
        yield Fault("denoising.shape", "have at least one channel, row and column", f"has {sides(one.shape)}")
    if one.times.scale <= 0:
        yield Fault(
            "denoising.times.scale", "be a positive number; “reversed” turns time around",
            f"is {one.times.scale:g}",
        )  # fmt: skip
    if one.times.reversed and one.path == "variance exploding":
        yield Fault("denoising.times.reversed", "be false where time is σ, which has no other end")
    if one.guidance < 0:
        yield Fault("denoising.guidance", "be a number from 0 up", f"is {one.guidance:g}")
    if (one.path == "arrays") != (one.knots is not None):
        yield Fault("denoising.knots", "be given where denoising.path is “arrays”, and only there")
    if one.knots is not None:
        yield from _knot_faults(one.knots)


def _knot_faults(knots: Knots) -> Faults:
    times, alphas, sigmas = knots.times, knots.alphas, knots.sigmas
    if not 2 <= len(times) <= MAX_KNOTS or not len(times) == len(alphas) == len(sigmas):
        yield Fault(
            "denoising.knots", f"have from 2 to {MAX_KNOTS} times, and as many alphas and sigmas",
            f"has {len(times)}, {len(alphas)} and {len(sigmas)}",
        )  # fmt: skip
        return
    if times[0] != 0 or sigmas[0] != 0 or alphas[0] <= 0:
        yield Fault("denoising.knots", "begin at time 0 with the data alone: alpha above 0, and sigma 0")
    if any(late <= early for early, late in itertools.pairwise(times)):
        yield Fault("denoising.knots.times", "rise")
    if min(alphas) < 0 or min(sigmas) < 0:
        yield Fault("denoising.knots", "have no alpha or sigma below 0")
    levels = zip(alphas, sigmas, strict=True)
    if any(one[1] * two[0] >= two[1] * one[0] for one, two in itertools.pairwise(levels)):
        yield Fault("denoising.knots", "have more noise, sigma / alpha, at each later time")


EDITED = ("sampler", "steps", "eta", "variance", "guidance", "spacing", "guided_from", "guided_to",
          "coordinates", "clip", "clip_limit", "clip_share", "ending", "stride")  # fmt: skip
"""What can be edited of a lane whose network can be guided."""


def steps(sampler: str, *counts: int, guided: bool = False) -> tuple[Fields, ...]:
    """Settings of a sampler in several numbers of steps."""
    return tuple({"sampler": sampler, "steps": count, "guided": guided} for count in counts)


def facts(card: Card) -> str:
    """What the network predicts, and along which path."""
    denoising, image = denoising_of(card), (card.image.channels, card.image.height, card.image.width)
    speaks = denoising.prediction if denoising.kind == "denoiser" else "end of the trajectory"
    path = "path by arrays" if denoising.path == "arrays" else f"{denoising.path} path"
    if denoising.path == "variance preserving":
        path = f"{denoising.schedule} β schedule, T = {denoising.schedule_steps or 0:,}"
    shape = "" if denoising.shape == image else f", in latents of {' × '.join(map(str, denoising.shape))}"
    return f"Predicts the {speaks}; {path}{shape}"


def drawing_parts(_recipe: Recipe, card: Card) -> tuple[str, ...]:
    """The decoder where x is a latent."""
    return ("decoder",) if works_on_latents(card) else ()
