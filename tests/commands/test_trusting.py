"""Models of others on the command line: what they are, and which the window may use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from playground import cli
from playground.core import folders
from playground.export.trust import FILE
from tests.support.tiny_model import write_model


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings in which nobody has allowed anything."""
    monkeypatch.setenv("PLAYGROUND_SETTINGS", str(tmp_path / "settings"))
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "data"))
    write_model(tmp_path / "models" / "tiny")
    return tmp_path / "settings"


@pytest.fixture
def run(settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    def run(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = cli.main([*map(str, words), "--models", str(tmp_path / "models")])
        return status, *capsys.readouterr()

    return run


def test_a_model_is_allowed_listed_and_taken_back(run, settings: Path) -> None:
    assert run("models", "--trusted")[:2] == (0, "No model of others was allowed.\n")
    assert run("models", "--trust", "tiny")[0] == 0
    status, out, err = run("models", "--trusted", "--json")
    (told,) = json.loads(out)
    assert (status, err, told["name"]) == (0, "", "tiny")
    assert run("models", "--trusted")[1].startswith("tiny  ")
    assert run("models", "--distrust", "tiny")[0] == 0
    assert run("models", "--distrust", "tiny")[:2] == (1, "tiny was not among the trusted models.\n")
    assert json.loads((settings / FILE).read_text())["models"] == []


def test_what_came_with_the_program_needs_nobody(run, settings: Path) -> None:
    name = next(path.name for path in sorted(folders.shipped_models().iterdir()) if path.is_dir())
    assert "came with the program" in run("models", "--trust", name)[1]
    assert not (settings / FILE).exists()


def test_what_a_model_is_is_told(run) -> None:
    status, out, err = run("models", "--about", "tiny", "--json")
    told = json.loads(out)
    assert (status, err) == (0, "") and told["foreign"] and not told["trusted"]
    assert set(told["graphs"]) == {"encoder", "decoder"} and told["graphs"]["decoder"]["operators"]
    out = run("models", "--about", "tiny")[1]
    assert all(file["sha256"] in out and file["path"] in out for file in told["files"])
    assert "not allowed yet" in out


def test_what_is_wrong_with_its_files_is_told(run, tmp_path: Path) -> None:
    (tmp_path / "models" / "tiny" / "decoder.onnx").write_bytes(b"no graph")
    told = json.loads(run("models", "--about", "tiny", "--json")[1])
    assert "decoder.onnx" in told["damage"] and told["graphs"]["decoder"]["fault"]
    status, out, err = run("models", "--trust", "tiny")
    assert (status, out, err.count("\n")) == (1, "", 1) and "decoder.onnx" in err
    assert json.loads(run("models", "--about", "tiny", "--json")[1])["trusted"] is False


@pytest.mark.parametrize("word", ["--about", "--trust"])
def test_a_model_that_is_not_there_is_bad_usage(run, word: str) -> None:
    status, out, err = run("models", word, "gone")
    assert status == 2 and out == "" and "no model “gone”" in err


def test_a_damaged_list_is_set_aside_in_one_sentence(run, settings: Path) -> None:
    settings.mkdir()
    (settings / FILE).write_text("nonsense")
    status, out, err = run("models", "--trusted")
    assert (status, out, err.count("\n")) == (0, "No model of others was allowed.\n", 1)
    assert f"{FILE}.broken-1" in err


def test_naming_a_model_is_asking_for_it_and_one_line_says_that_it_is_foreign(run, tmp_path: Path) -> None:
    out = tmp_path / "a.png"
    status, _, err = run("generate", "--model", "tiny", "--out", out)
    assert status == 0 and out.is_file()
    assert err.count("is foreign") == err.count("\n") == 1
    run("models", "--trust", "tiny")
    assert run("generate", "--model", "tiny", "--out", tmp_path / "b.png")[2] == ""
