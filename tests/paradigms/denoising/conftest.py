"""One folder of tiny random denoising models for all tests here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import tiny_denoiser
from tests.support.tiny_denoiser import TinyWorld


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Diffusion in 20 and in 1000 steps, a flow and a reflowed model, and a consistency model of the flow."""
    folder = tmp_path_factory.mktemp("models")
    tiny_denoiser.write_denoiser(folder / "tiny-ddpm", tiny_denoiser.DDPM)
    tiny_denoiser.write_denoiser(folder / "tiny-thousand", tiny_denoiser.THOUSAND)
    tiny_denoiser.write_denoiser(folder / "tiny-flow", tiny_denoiser.FLOW, seed=1)
    tiny_denoiser.write_denoiser(folder / "tiny-reflow", tiny_denoiser.FLOW, seed=2)
    tiny_denoiser.write_denoiser(folder / "tiny-consistency", tiny_denoiser.CONSISTENCY, seed=3)
    return folder


@pytest.fixture
def world(models: Path) -> TinyWorld:
    """The models in ONNX Runtime."""
    return TinyWorld(models)
