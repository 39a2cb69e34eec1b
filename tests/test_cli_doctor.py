"""``playground doctor`` finds what is broken and says how to mend it."""

from __future__ import annotations

import ctypes
import json
import os
from pathlib import Path

import pytest

from playground import cli
from playground.commands import doctor
from playground.runtimes import devices
from tests.support.tiny_model import write_model


def statuses(checks: list[dict[str, str]]) -> dict[str, str]:
    return {check["name"]: check["status"] for check in checks}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what starts processes and imports torch."""
    monkeypatch.setattr(doctor, "qt_starts", lambda: doctor.Check("Qt starts", "ok", ""))
    monkeypatch.setattr(devices, "available", lambda **_: {"onnx": ("cpu",), "torch": ("cpu", "cuda")})


@pytest.fixture
def models(tmp_path: Path) -> Path:
    write_model(tmp_path / "tiny")
    return tmp_path


def test_a_sound_installation_is_in_order(quick, models, capsys) -> None:
    status = cli.main(["doctor", "--json", "--models", str(models)])
    said = json.loads(capsys.readouterr().out)
    assert [check for check in said["checks"] if check["status"] == "problem"] == []
    assert (status, said["ok"]) == (0, True)
    assert {"Python", "numpy", "devices of torch", "models", "settings folder"} <= set(
        statuses(said["checks"])
    )
    assert cli.main(["doctor", "--models", str(models)]) == 0
    assert "Everything is in order." in capsys.readouterr().out


@pytest.mark.parametrize(("why", "status"), [("", "ok"), ("it is not installed", "note")])
def test_what_keeps_code_of_imports_is_told(monkeypatch, why, status) -> None:
    from playground.importing import confinement

    monkeypatch.setattr(confinement, "why_not", lambda: why)
    told = doctor.sandbox()
    assert (told.status, "the kernel alone" in told.found) == (status, bool(why))
    assert why in told.found and "bubblewrap" in told.found


@pytest.mark.qt
def test_qt_starts_in_a_process_of_its_own(monkeypatch) -> None:
    assert doctor.qt_starts().status == "ok"
    monkeypatch.setenv("PYTHONHOME", os.devnull)
    assert doctor.qt_starts().status == "problem"


def test_a_broken_card_and_a_missing_folder_are_problems(quick, models, capsys) -> None:
    (models / "bad").mkdir()
    (models / "bad" / "card.toml").write_text("format = 7")
    status = cli.main(["doctor", "--json", "--models", str(models), "--models", str(models / "gone")])
    problems = [
        check for check in json.loads(capsys.readouterr().out)["checks"] if check["status"] == "problem"
    ]
    assert status == 1
    assert [check["name"] for check in problems] == ["model folder", "model"]
    assert all(check["mend"] for check in problems)


def test_a_runtime_that_does_not_load_is_a_problem(quick, models, capsys, monkeypatch) -> None:
    def fail(**_: object) -> None:
        raise ImportError("libcuda.so: cannot open shared object file\nmore")

    monkeypatch.setattr(devices, "available", fail)
    assert cli.main(["doctor", "--models", str(models)]) == 1
    assert "runtimes and devices: libcuda.so: cannot open shared object file\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("version", "status"), [((3, 10, 9), "problem"), ((3, 11, 0), "ok"), ((3, 14, 0), "problem")]
)
def test_python_versions(version, status) -> None:
    assert doctor.python(version).status == status


@pytest.mark.parametrize(
    ("qt", "python", "status"),
    [
        ("6.12.0", (3, 11), "problem"),
        ("6.12.0", (3, 12), "ok"),
        ("6.11.3", (3, 11), "ok"),
        ("6.12.1", (3, 11), "ok"),
    ],
)
def test_the_qt_release_that_loses_references_to_none(qt, python, status) -> None:
    check = doctor.qt_release(qt, python)
    assert check.status == status
    assert ("!=6.12.0" in check.mend) == (status == "problem")


def test_missing_system_libraries_come_with_the_command(monkeypatch) -> None:
    real = ctypes.CDLL

    def load(name: str) -> object:
        if "xcb-cursor" in name or "EGL" in name:
            raise OSError(f"{name}: cannot open shared object file")
        return real(None)

    monkeypatch.setattr(ctypes, "CDLL", load)
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    lacking = doctor.missing()
    assert lacking == ["libEGL.so.1", "libxcb-cursor.so.0"]
    commands = {
        "apt-get": "sudo apt-get install -y libegl1 libxcb-cursor0",
        "dnf": "sudo dnf install -y libglvnd-egl xcb-util-cursor",
    }
    for manager, command in commands.items():
        monkeypatch.setattr(doctor.shutil, "which", lambda name, here=manager: name == here)
        check = doctor.system_libraries_check(lacking, doctor.install_command)
        assert (check.status, check.mend) == ("problem", command)
    monkeypatch.setattr(doctor.shutil, "which", lambda _: None)
    assert "libEGL.so.1" in doctor.install_command(lacking)


def test_a_folder_that_cannot_be_written_is_a_problem(tmp_path) -> None:
    assert doctor.writable("settings folder", tmp_path / "new" / "deep").status == "ok"
    assert not (tmp_path / "new").exists()
    (tmp_path / "file").write_text("")
    check = doctor.writable("settings folder", tmp_path / "file" / "deep")
    assert check.status == "problem"
    assert "file" in check.found


def test_a_missing_package_is_a_problem(monkeypatch) -> None:
    monkeypatch.setattr(doctor, "_PACKAGES", ("numpy", "no-such-package-of-ours"))
    found = {check.name: check for check in doctor.packages()}
    assert found["numpy"].status == "ok"
    assert found["no-such-package-of-ours"].mend.endswith("pip install no-such-package-of-ours")
