"""Models of every paradigm that draw 8 × 8 pictures of the same made-up things, in a few lines of numpy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from msgspec.structs import replace

from playground.core.cards import (
    FORMAT,
    Card,
    DiscretizedLogistic,
    ImageFormat,
    LabelCondition,
    ModelFile,
    Network,
    Training,
    Unconditional,
    labelled,
)
from playground.core.errors import CardError
from playground.core.frames import Array, Scalar
from playground.core.images import LabelledImages
from playground.core.resources import Placement
from playground.gaussian.adapt import path_of, path_time
from playground.gaussian.card import Denoising, Times
from playground.gaussian.predictions import from_pair
from playground.paradigms.gan_images.card import Gan, Snapshot
from playground.paradigms.nflow_images.card import Nflow
from tests.support.gaussian_denoiser import answer

SIDE, CLASSES = 8, 2
SHAPE = (1, SIDE, SIDE)
LATENT = (4, 4, 4)
_IMAGE = ImageFormat(channels=1, height=SIDE, width=SIDE, low=-1.0, high=1.0)


def _card(name: str, paradigm: Any, **values: Any) -> Card:
    return Card(
        format=FORMAT, name=name, title=f"Racing {name}", summary="A few numbers.", paradigm=paradigm,
        data="made-up", licence="MIT", image=values.pop("image", _IMAGE), labels=("spots", "stripes"),
        network=Network(name="none"), weights="none", parts={},
        files=(ModelFile(path="none", bytes=1, sha256="0" * 64),),
        training=Training(recipe="none", seed=0, steps=0, seconds=0.0, device="none"), **values,
    )  # fmt: skip


_FLOW = Denoising(path="linear", prediction="velocity", shape=SHAPE, condition=labelled(CLASSES))
_DDPM = Denoising(
    path="variance preserving", prediction="v", shape=SHAPE, condition=labelled(CLASSES), schedule_steps=100,
    times=Times(offset=-1.0),
)  # fmt: skip
_NFLOW = Nflow(condition=labelled(CLASSES), halvings=1)
CARDS = {
    card.name: card
    for card in (
        _card("ddpm", "diffusion", tables=(_DDPM,)),
        _card("flow", "flow", tables=(_FLOW,)),
        _card("jump", "consistency", tables=(replace(_FLOW, kind="consistency", teacher="flow"),)),
        _card("latent", "flow", tables=(replace(_FLOW, shape=LATENT),)),
        _card(
            "gan", "gan",
            tables=(Gan(
                latent=5, condition=LabelCondition(classes=CLASSES), loss="hinge",
                snapshots=(Snapshot(step=1, weights="none"),),
            ),),
        ),
        _card("vae", "vae", latent=3, image=replace(_IMAGE, low=0.0), likelihood=DiscretizedLogistic()),
        _card("nflow", "nflow", image=replace(_IMAGE, low=0, high=255), tables=(_NFLOW,)),
        _card("other", "flow", tables=(_FLOW,)),
        _card("wide", "flow", tables=(_FLOW,), image=replace(_IMAGE, width=9)),
    )
}  # fmt: skip
CARDS["other"] = replace(CARDS["other"], data="other-things")


def told_nothing(name: str = "free") -> Card:
    """The flow's card without classes, under another name."""
    return replace(
        CARDS["flow"], name=name, title=f"Racing {name}", labels=(),
        tables=(replace(_FLOW, condition=Unconditional()),),
    )  # fmt: skip


class RaceWorld:
    """Resources with these models; ``calls`` says which parts were asked, and for how many rows."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, int]] = []

    def card(self, model: str) -> Card:
        """One of the cards."""
        if model not in CARDS:
            raise CardError(f"There is no model “{model}”.")
        return CARDS[model]

    def session(self, model: str, part: str) -> _Part:
        """A part of a model."""
        return _Part(CARDS[model], part, self.calls)

    def held_out(self, data: str) -> LabelledImages:
        """None."""
        return LabelledImages(np.zeros((0, *SHAPE), dtype=np.uint8), np.zeros(0, dtype=np.uint8))

    def facts(self, model: str) -> dict[str, Scalar]:
        """As a real store gives them."""
        return {"model": model, "model_sha256": f"weights of {model}", "runtime": "numpy"}


class _Part:
    placement = Placement()

    def __init__(self, card: Card, part: str, calls: list[tuple[str, str, int]]) -> None:
        self._card, self._part, self._calls = card, part, calls

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        rows = len(next(iter(inputs.values())))
        self._calls.append((self._card.name, self._part, rows))
        found: dict[str, Array] = getattr(self, f"_{self._part}")(inputs)
        return found

    def _denoiser(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        denoising = Denoising.of(self._card)
        assert denoising is not None
        path = path_of(denoising)
        t = path_time(denoising, float(inputs["time"][0]))
        level = path.level(min(max(t, 0.0), path.end))
        # A network that is told nothing answers as for the first class.
        label = inputs.get("label", np.zeros(len(inputs["x"]), np.int64)).reshape(-1, 1, 1, 1)
        said = from_pair(denoising.prediction, answer(inputs["x"].astype(np.float64), level, label), level)
        return {"prediction": np.asarray(said, dtype=np.float32)}

    def _decoder(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        latent = inputs["latent"]
        if self._card.name == "latent":
            blocks = latent.reshape(-1, 2, 2, 4, 4).transpose(0, 3, 1, 4, 2)
            return {"image": blocks.reshape(-1, *SHAPE)}
        location = 0.5 + 0.1 * np.repeat(latent[:, :1], SIDE * SIDE, axis=1).reshape(-1, *SHAPE)
        return {"location": location, "log_scale": np.zeros_like(location)}

    def _encoder(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        raise AssertionError("nothing is encoded in a race")

    def _generator(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        mean = np.tanh(inputs["noise"].mean(axis=1) + inputs["label"])
        return {"image": np.broadcast_to(mean[:, None, None, None], (len(mean), *SHAPE)).astype(np.float32)}

    def _discriminator(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        return {"logit": inputs["image"].mean(axis=(1, 2, 3))}

    def _generate(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        z = inputs["z"] + inputs["label"][:, None, None, None]
        return {"image": np.asarray(0.999 / (1 + np.exp(-z)), dtype=np.float32)}

    def _normalise(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        raise AssertionError("nothing is normalised in a race")
