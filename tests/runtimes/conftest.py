"""A real tiny model, fresh for each test."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder of models that holds one, called ``tiny``."""
    from tests.support.tiny_model import write_model

    write_model(tmp_path / "models" / "tiny")
    return tmp_path / "models"
