"""An engine that is started before anybody can listen, so that it is ready when the window is."""

from __future__ import annotations

import threading
from pathlib import Path

from playground.engine.client import EngineClient, Setup
from playground.engine.interface import Listener
from playground.engine.protocol import Event


class EarlyEngine:
    """Keeps what the engine says until a listener comes."""

    def __init__(self, model_folders: tuple[Path, ...], workbench: str = Setup().workbench) -> None:
        self._lock = threading.Lock()
        self._kept: list[Event] = []
        self._listener: Listener | None = None
        setup = Setup(workbench, tuple(str(folder) for folder in model_folders))
        self._client = EngineClient(self._take, setup)
        self._client.launch()

    def connect(self, listener: Listener) -> EngineClient:
        """The engine, whose events go to ``listener`` from the first one on."""
        with self._lock:
            self._listener = listener
            for event in self._kept:
                listener(event)
            self._kept.clear()
        return self._client

    def close(self) -> None:
        """End the engine, whether or not anybody listened."""
        self._client.close()

    def _take(self, event: Event) -> None:
        with self._lock:
            if self._listener is None:
                self._kept.append(event)
            else:
                self._listener(event)
