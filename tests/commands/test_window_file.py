"""``playground FILE`` opens the window with it; what is neither a file nor a command is one sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from playground import cli
from playground.commands import window
from playground.paradigms.families import families

begun: list[tuple[str, str]] = []
"""With which lesson, and what else, windows were begun."""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[Path | None, tuple[Path, ...]]]:
    """The files and model folders with which windows were opened, and no window."""
    found: list[tuple[Path | None, tuple[Path, ...]]] = []
    begun.clear()

    def main(models: tuple[Path, ...], opened: Path | None, engine: Any, lesson: str, shown: str) -> int:
        begun.append((lesson, shown))
        found.append((opened, models))
        return 0

    monkeypatch.setattr(window, "application", lambda: SimpleNamespace(main=main))
    monkeypatch.setattr(window, "check_display", lambda _environment: None)
    monkeypatch.setattr(
        "playground.engine.early.EarlyEngine", lambda _folders: SimpleNamespace(close=lambda: None)
    )
    monkeypatch.chdir(tmp_path)
    for name in ("picture.png", "recipe", "train", "genrate", "-odd.png"):
        (tmp_path / name).write_text("anything")
    (tmp_path / "model").mkdir()
    return found


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ([], None),
        (["picture.png"], "picture.png"),
        (["window", "picture.png"], "picture.png"),
        (["recipe"], "recipe"),
        (["model"], "model"),
        (["genrate"], "genrate"),
        (["./train"], "./train"),
        (["--", "train"], "train"),
        (["--", "-odd.png"], "-odd.png"),
        (["--"], None),
    ],
)
def test_a_file_opens_the_window(opened: list[Any], words: list[str], path: str | None) -> None:
    assert cli.main(words) == 0
    assert opened == [(None if path is None else Path(path), ())]


def test_options_may_stand_before_and_after_it(opened: list[Any]) -> None:
    for words in (["--models", "model", "picture.png"], ["picture.png", "--models", "model"]):
        assert cli.main(words) == 0
    assert opened == [(Path("picture.png"), (Path("model").resolve(),))] * 2


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["gone.png"], 1, "gone.png cannot be opened: there is no such file."),
        (["here/gone"], 1, "here/gone cannot be opened: there is no such file."),
        (["--", "gone"], 1, "gone cannot be opened: there is no such file."),
        (["generat"], 2, "there is no command and no file “generat”; did you mean “playground generate”?"),
        (["Verify"], 2, "did you mean “playground verify”?"),
        (["picture"], 2, "there is no command and no file “picture”; see playground --help"),
        ([""], 2, "there is no command and no file “”; see playground --help"),
        (["picture.png", "recipe"], 2, "unrecognized arguments: recipe"),
    ],
)
def test_what_cannot_be_opened_is_one_sentence(
    opened: list[Any], capsys: pytest.CaptureFixture[str], words: list[str], status: int, sentence: str
) -> None:
    assert cli.main(words) == status
    assert opened == []
    error = capsys.readouterr().err
    assert sentence in error and error.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (os.mkfifo, "it is a pipe"),
        (lambda path: path.symlink_to("/dev/zero"), "it is a device"),
        (lambda path: path.symlink_to(path), "it is a link that leads back to itself"),
        (lambda path: os.truncate(_touched(path), 10**9), "it is larger than 400 MB"),
    ],
)
def test_what_no_window_could_read_is_one_sentence(
    opened: list[Any],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    make: Callable[[Path], object],
    reason: str,
) -> None:
    make(tmp_path / "odd.gif")
    assert cli.main(["odd.gif"]) == 1
    assert opened == [] and reason in capsys.readouterr().err


def _touched(path: Path) -> Path:
    path.touch()
    return path


def test_help_tells_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    for words, told in (
        (["--help"], "playground [FILE]"),
        (["picture.png", "--help"], "dropped on the window"),
    ):
        assert cli.main(words) == 0
        assert told in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("words", "lesson", "shown"),
    [
        (["--lesson", "vae/border"], "vae/border", ""),
        (["--lesson", "border"], "vae/border", ""),
        (["--open", "recipe"], "", "recipe"),
        (["--open", "playground:lesson/vae/border"], "", "playground:lesson/vae/border"),
    ],
)
def test_the_window_begins_with_what_is_named(
    opened: list[Any], words: list[str], lesson: str, shown: str
) -> None:
    assert cli.main(words) == 0
    assert begun == [(lesson, shown)] and opened == [(None, ())]


def test_lessons_of_a_plug_in_are_known_to_its_tab_alone(
    opened: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    family = msgspec.structs.replace(families()[0], name="toy", tab="toy.tabs:SPEC")
    monkeypatch.setattr(sys.modules["playground.paradigms.families"], "families", lambda: (family,))
    assert cli.main(["--lesson", "toy/first"]) == 0
    assert begun == [("toy/first", "")]
    assert cli.main(["--lesson", "toys/first"]) != 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--lesson", "vae/bordr"], "did you mean vae/border"),
        (["--lesson", "lab-collapse"], "did you mean gan/lab-collapse or vae/lab-collapse"),
        (["--open", "nothing.json"], "nothing.json"),
        (["picture.png", "--open", "recipe"], "not both"),
        (["--lesson", "border", "--open", "recipe"], "not allowed with"),
    ],
)
def test_what_is_not_there_is_told_before_a_window_opens(
    opened: list[Any], capsys: pytest.CaptureFixture[str], words: list[str], why: str
) -> None:
    assert cli.main(words) != 0
    assert why in capsys.readouterr().err and opened == []
