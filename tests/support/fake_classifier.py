"""A numpy classifier beside the fake model, so that pictures can be measured without a runtime."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.core.cards import Card, Part
from playground.core.errors import CardError
from playground.core.frames import Array
from playground.core.resources import Placement, Session
from playground.paradigms.cards import classifier_ports
from tests.support.fakes import HEIGHT, WIDTH, FakeResources, make_card

FEATURES, CLASSES = 4, 3
NAME = "fake-classifier"


def classifier_card() -> Card:
    """The card of a classifier of 6 × 5 images in three classes."""
    base = make_card(name=NAME)
    ports = classifier_ports((1, HEIGHT, WIDTH), FEATURES, CLASSES)
    parts = {
        name: Part(graph=f"{name}.onnx", inputs=inputs, outputs=outputs)
        for name, (inputs, outputs) in ports.items()
    }
    return Card(
        format=base.format, name=NAME, title="Fake classifier", summary="", paradigm="classifier",
        data=base.data, licence="MIT", image=base.image, latent=FEATURES, labels=base.labels,
        network=base.network, weights=base.weights, parts=parts, files=base.files, training=base.training,
    )  # fmt: skip


class FakePart:
    """A linear map from the only input to the only output."""

    placement = Placement()

    def __init__(self, output: str, weights: Array) -> None:
        self._output = output
        self._weights = weights

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """Rows times the weights."""
        (values,) = inputs.values()
        found = values.reshape(len(values), -1) @ self._weights
        return {self._output: found.astype(np.float32)}


class MeasuredWorld(FakeResources):
    """Resources with the fake model and the fake classifier."""

    def __init__(self, images: int = 60) -> None:
        super().__init__(images=images)
        rng = np.random.default_rng(2)
        self.judge = {
            "features": FakePart("features", rng.normal(size=(HEIGHT * WIDTH, FEATURES))),
            "scores": FakePart("scores", rng.normal(size=(FEATURES, CLASSES))),
        }

    def card(self, model: str) -> Card:
        """The card of the model or of the classifier."""
        if model == NAME:
            return classifier_card()
        return super().card(model)

    def session(self, model: str, part: str) -> Session:  # type: ignore[override]
        """A part of either."""
        if model != NAME:
            return super().session(model, part)
        if part not in self.judge:
            raise CardError(f"There is no part {part}.")
        return self.judge[part]
