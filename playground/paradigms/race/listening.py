"""Resources that remember what each part of a model was asked last, so that one call of it can be timed."""

from __future__ import annotations

import time
from collections.abc import Mapping

from playground.core.captioned import Captioned
from playground.core.cards import Card
from playground.core.frames import Array, Scalar
from playground.core.images import LabelledImages
from playground.core.resources import Placement, Resources, Session
from playground.core.vocabulary import Vocabulary


class Listening:
    """Hands everything on, and keeps the last inputs of every part of a model."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._asked: dict[tuple[str, str], _Remembering] = {}

    def card(self, model: str) -> Card:
        """That of the resources."""
        return self._resources.card(model)

    def session(self, model: str, part: str) -> Session:
        """That of the resources, listened to."""
        session = _Remembering(self._resources.session(model, part))
        self._asked[model, part] = session
        return session

    def held_out(self, data: str) -> LabelledImages:
        """Those of the resources."""
        return self._resources.held_out(data)

    def captioned(self, data: str) -> Captioned:
        """Those of the resources."""
        return self._resources.captioned(data)

    def vocabulary(self, model: str) -> Vocabulary:
        """That of the resources."""
        return self._resources.vocabulary(model)

    def facts(self, model: str) -> dict[str, Scalar]:
        """Those of the resources."""
        return self._resources.facts(model)

    @property
    def trainings(self) -> None:
        """None: nothing is trained."""

    def milliseconds(self, model: str, part: str, count: int) -> float:
        """What the last call of a part costs with the first ``count`` rows of its inputs alone.

        Runs fill their blocks up, which would be charged to few pictures as if they were many.
        """
        session = self._asked[model, part]
        inputs = {name: values[:count] for name, values in session.last.items()}
        # The first call with so many rows makes room for them, as it does only once.
        session.run(inputs)
        began = time.perf_counter()
        session.run(inputs)
        return 1000 * (time.perf_counter() - began)


class _Remembering:
    def __init__(self, session: Session) -> None:
        self._session = session
        self.last: Mapping[str, Array] = {}

    @property
    def placement(self) -> Placement:
        return self._session.placement

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        self.last = inputs
        return self._session.run(inputs)
