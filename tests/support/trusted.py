"""Settings in which somebody has allowed the models of a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.export.trust import TrustStore
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import catalogue


def allow(models: Path, settings: Path) -> None:
    """Allow every model in a folder as it is now."""
    store = TrustStore(settings)
    for entry in catalogue((models,), rules()).entries:
        store.trust(entry)


def allow_all(models: Path, settings: Path, patch: pytest.MonkeyPatch) -> None:
    """The same in the settings that the program uses from now on."""
    patch.setenv("PLAYGROUND_SETTINGS", str(settings))
    allow(models, settings)
