"""Where things are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.core import folders


def test_what_ships_is_there() -> None:
    assert folders.assets().is_dir()
    assert folders.shipped_models().is_dir()


def test_the_users_folders_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PLAYGROUND_SETTINGS", str(tmp_path / "settings"))
    assert folders.user_data() == folders.user_log() == tmp_path / "data"
    assert folders.user_settings() == tmp_path / "settings"
    assert not (tmp_path / "data").exists()


def test_named_folders_come_before_the_users_and_those_before_the_shipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    assert folders.model_folders((tmp_path / "a", tmp_path / "b")) == (
        tmp_path / "a", tmp_path / "b", tmp_path / "models", tmp_path / "features",
        folders.shipped_models(),
    )  # fmt: skip
