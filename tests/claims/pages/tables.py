"""Tables of the pages, from the results and cards that ship."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from playground.core.cards import Card
from playground.evaluate.report import Measure
from playground.evaluate.sweep.choosing import evaluations_of, milliseconds_of
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.texts import markdown
from playground.paradigms.vae_images.card import Directions
from tests.claims.quantities.cards import card, million_parameters
from tests.claims.quantities.comparison import result, shipped_results, shipped_table

AUTOENCODERS = ("fashion-vae-2d", "digits-vae-2d", "fashion-vae-16", "faces-vae")
NETWORKS = {
    "fashion-ddpm": "U-Net that predicts the noise, 1,000 steps, linear β",
    "fashion-flow": "U-Net that predicts the velocity on straight lines",
    "fashion-reflow": "`fashion-flow` straightened once by its own trajectories",
    "fashion-consistency": "distilled from trajectories of `fashion-flow`, with the help of `fashion-gan`’s "
    "discriminator",
    "fashion-dit": "transformer in the latents of its own autoencoder, straight lines",
    "digits-flow": "like `fashion-flow`, for digits",
    "faces-flow": "U-Net of three resolutions, for faces of 64 × 64, told any of their factors",
}
"""Networks that draw from noise, and what each is."""

_DDPM, _FLOW, _REFLOW = "fashion-ddpm", "fashion-flow", "fashion-reflow"
_MIDDLE = {"guidance": 2.3}
SETTINGS: tuple[tuple[str, dict[str, object]], ...] = (
    *(
        (f"DDPM, {steps:,}", {"model": _DDPM, "sampler": "ddpm", "steps": steps})
        for steps in (1000, 250, 100, 50)
    ),
    *((f"DDIM, {steps}", {"model": _DDPM, "sampler": "ddim", "steps": steps}) for steps in (100, 50, 20, 10)),
    ("DDIM, 50, trailing", {"model": _DDPM, "sampler": "ddim", "steps": 50, "spacing": "trailing"}),
    ("DPM-Solver++, 20", {"model": _DDPM, "sampler": "dpmpp_2m", "steps": 20}),
    ("DDIM, 20, guided", {"model": _DDPM, "sampler": "ddim", "steps": 20, "guided_from": 0.22, **_MIDDLE}),
    *(
        (f"Adams–Bashforth, {steps}", {"model": _FLOW, "sampler": "ab2", "steps": steps})
        for steps in (50, 20, 10, 5)
    ),
    (
        "Adams–Bashforth, 8, guided",
        {"model": _FLOW, "sampler": "ab2", "steps": 8, "guided_from": 0.45, **_MIDDLE},
    ),
    ("Heun, 5", {"model": _FLOW, "sampler": "heun", "steps": 5}),
    ("midpoint, 5", {"model": _FLOW, "sampler": "midpoint", "steps": 5}),
    *((f"Euler, {steps}", {"model": _FLOW, "sampler": "euler", "steps": steps}) for steps in (10, 5, 1)),
    *((f"Euler, {steps}", {"model": _REFLOW, "sampler": "euler", "steps": steps}) for steps in (4, 2, 1)),
    *((f"consistency, {steps}", {"model": "fashion-consistency", "steps": steps}) for steps in (4, 2, 1)),
    ("Adams–Bashforth, 20", {"model": "fashion-dit", "sampler": "ab2", "steps": 20}),
    (
        "Adams–Bashforth, 18, guided",
        {"model": "fashion-dit", "sampler": "ab2", "steps": 18, "guided_from": 0.45, **_MIDDLE},
    ),
    *((f"truncation {ψ:g}", {"model": "fashion-gan", "truncation": ψ}) for ψ in (1.0, 0.8)),
    *((f"temperature {t:g}", {"model": "fashion-nflow", "temperature": t}) for t in (0.7, 1.0)),
    ("temperature 1", {"model": "fashion-vae-16", "temperature": 1.0}),
    ("temperature 1", {"model": "fashion-vae-2d", "temperature": 1.0}),
)  # fmt: skip
"""Settings of the table of quality, each with its title: some of all that were measured."""

_SHARES = ("precision", "recall", "coverage")


def lines(rows: Iterable[Sequence[str]]) -> str:
    """Rows of a Markdown table, the first of them the heads."""
    heads, *others = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([heads, "|---" * (heads.count("|") - 1) + "|", *others])


def autoencoders() -> str:
    """What the cards of the autoencoders say."""
    cards = [card(name) for name in AUTOENCODERS]

    def row(title: str, tell: Callable[[Card], str]) -> list[str]:
        return [title, *(tell(each) for each in cards)]

    def nats(each: Card) -> str:
        return f"−{each.measured['reconstruction_nats']:,.1f} − {each.measured['kl_nats']:.1f}"

    def kept(each: Card) -> str:
        if "kept_class" not in each.measured:
            return "–"
        return f"{each.measured['kept_class']:.1%}".replace("%", " %")

    return lines(
        [
            ["", *(f"`{name}`" for name in AUTOENCODERS)],
            row("latent size", lambda each: f"{each.latent}"),
            row(
                "network",
                lambda each: {"vae-mlp": "fully connected", "vae-conv": "convolutional"}[each.network.name],
            ),
            row("parameters", lambda each: f"{each.measured['parameters'] / 1e6:.2f} M"),
            row("held-out ELBO, nats", lambda each: f"−{-each.measured['elbo_nats']:,.1f}"),
            row("= reconstruction − KL, nats", nats),
            row("bits/dim", lambda each: f"{each.measured['bits_per_dim']:.3f}"),
            row("active units", lambda each: f"{each.measured['active_units']:.0f} of {each.latent}"),
            row("kept class", kept),
            row("one decoded picture", lambda each: f"{each.measured['ms_per_decode']:.2f} ms"),
            row("training, one core", lambda each: f"{each.training.seconds / 60:.0f} min"),
        ]
    )


def directions() -> str:
    """How often each named direction of the VAE of faces is confirmed, the most often first."""
    table = Directions.of(card("faces-vae"))
    assert table is not None
    rows = [
        (
            f"{each.name} ({each.within} alone)" if each.within else each.name,
            f"{each.confirmed.share:.0%} ({each.confirmed.low:.0%}–{each.confirmed.high:.0%})".replace(
                "%", " %"
            ),
            f"{each.confirmed.chance:.0%}".replace("%", " %"),
            f"{each.confirmed.pictures}",
        )
        for each in sorted(table.named, key=lambda each: -each.confirmed.share if each.confirmed else 0)
        if each.confirmed is not None
    ]
    heads = (
        "direction",
        "confirmed (95 %)",
        "random directions",
        "held-out faces without it",
    )
    return lines([heads, *rows])


def networks() -> str:
    """What was trained how long, of those that draw from noise."""
    rows = [["model", "what it is", "parameters", "trained"]]
    for name, what in NETWORKS.items():
        training = card(name).training
        told = f"{training.steps:,} steps, {training.seconds / 60:.0f} min"
        rows.append([f"`{name}`", what, f"{million_parameters(name):.2f} M", told])
    return lines(rows)


def quality() -> str:
    """Quality against cost of some settings, and what real pictures reach."""
    heads = ["model", "sampler, steps", "evaluations", "ms a picture", "Fréchet distance (95 %)", *_SHARES]
    rows = [[*heads, "class agreement"]]
    for model, group in groupby(SETTINGS, key=lambda each: each[1]["model"]):
        for place, (title, setting) in enumerate(group):
            found = result(setting)
            rows.append(
                [f"`{model}`" if place == 0 else "", title, *_costs(found), *_measured(found.measures)]
            )
    rows.append(["real, held-out", "", "", "", *_measured(shipped_results()[0].report.real)])
    return lines(rows)


def _costs(found: Result) -> tuple[str, str]:
    took = milliseconds_of(found)
    places = 0 if took >= 30 else 1 if took >= 1 else 2
    return f"{evaluations_of(found):,.0f}", f"{took:.{places}f}"


def _measured(measures: dict[str, Measure]) -> list[str]:
    distance, agreement = measures["frechet_distance"], measures.get("class_agreement")
    told = f"{distance.value:.3f} ({distance.low:.3f}–{distance.high:.3f})"
    share = "–" if agreement is None else f"{100 * agreement.value:.1f} %"
    return [told, *(f"{measures[name].value:.3f}" for name in _SHARES), share]


def paradigms() -> str:
    """The table of paradigms, with its reasons and notes."""
    return markdown(shipped_table()).rstrip("\n")


TABLES: dict[str, Callable[[], str]] = {
    table.__name__: table for table in (autoencoders, directions, networks, quality, paradigms)
}
