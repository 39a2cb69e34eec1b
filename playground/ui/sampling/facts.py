"""What a card says of its networks, in one line."""

from __future__ import annotations

from playground.core.cards import Card, Denoising, Gan, Nflow
from playground.ui.words import counted, number


def facts_of(card: Card) -> str:
    """What the networks are told and give; empty for a kind of model that says no more than its summary."""
    if card.denoising is not None:
        return _of_denoising(card.denoising, (card.image.channels, card.image.height, card.image.width))
    if card.gan is not None:
        return _of_gan(card.gan)
    return "" if card.nflow is None else _of_nflow(card.nflow, card.measured)


def _of_denoising(denoising: Denoising, image: tuple[int, ...]) -> str:
    speaks = "end of the trajectory" if denoising.kind == "consistency" else denoising.prediction
    path = "path by arrays" if denoising.path == "arrays" else f"{denoising.path} path"
    if denoising.path == "variance preserving":
        path = f"{denoising.schedule} β schedule, T = {number(denoising.schedule_steps or 0, 0)}"
    shape = "" if denoising.shape == image else f", in latents of {' × '.join(map(str, denoising.shape))}"
    return f"Predicts the {speaks}; {path}{shape}"


def _of_gan(gan: Gan) -> str:
    said = [f"Noise of {gan.latent} values"]
    if gan.loss is not None:
        said.append(f"{gan.loss} loss")
    if gan.snapshots:
        said.append(f"{len(gan.snapshots)} moments of {counted(gan.steps[-1], 'step')}")
    return "; ".join(said)


def _of_nflow(nflow: Nflow, measured: dict[str, float]) -> str:
    bits = measured.get("bits_per_dim")
    told = "" if bits is None else f", {bits:.3f} bits/dim held out"
    return f"Exact likelihood, {nflow.halvings + 1} scales{told}"
