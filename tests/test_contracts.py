"""The architecture's promises about imports, checked in fresh interpreters and in the source."""

from __future__ import annotations

import ast
import functools
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import playground
from tests.size.imports import circles, graph_of
from tests.size.sources import sources

PACKAGE = Path(playground.__file__).parent
RUNTIMES = {"torch", "onnxruntime", "onnx"}
SLOW = RUNTIMES | {"scipy", "safetensors"}
QT = {"PySide6", "shiboken6", "pyqtgraph", "superqt", "qtawesome"}


def modules(package: str) -> list[str]:
    folder = PACKAGE.parent / package.replace(".", "/")
    return [package, *(entry.name for entry in pkgutil.walk_packages([str(folder)], f"{package}."))]


def loaded_by(names: list[str]) -> set[str]:
    """The top-level packages in ``sys.modules`` of a new interpreter that imported these modules."""
    code = (
        f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.qt
def test_the_window_loads_neither_torch_nor_onnx() -> None:
    loaded = loaded_by(modules("playground.ui"))
    assert "PySide6" in loaded
    assert not loaded & SLOW


@pytest.mark.parametrize(
    "package", ["playground.core", "playground.gaussian", "playground.paradigms", "playground.engine"]
)
def test_the_foundation_loads_neither_runtimes_nor_qt(package) -> None:
    loaded = loaded_by(modules(package))
    assert "numpy" in loaded
    assert not loaded & (RUNTIMES | QT)


def test_exports_and_commands_load_neither_runtimes_nor_qt() -> None:
    graphs = {"playground.export.onnx_graph"}
    names = sorted(
        {*modules("playground.export"), *modules("playground.commands"), "playground.cli"} - graphs
    )
    assert not loaded_by(names) & (RUNTIMES | QT)


def test_the_command_itself_loads_no_numpy() -> None:
    assert not loaded_by(["playground.cli", "playground.__main__"]) & (
        {"numpy", "PIL", "rich"} | RUNTIMES | QT
    )


@functools.cache
def imports(path: Path) -> frozenset[str]:
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module or "")
    return frozenset(found)


def test_nothing_outside_ui_imports_qt_anywhere() -> None:
    outside = [path for path in PACKAGE.rglob("*.py") if PACKAGE / "ui" not in path.parents]
    assert len(outside) > 30
    found = {
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in outside
        for name in imports(path)
        if name.partition(".")[0] in QT
    }
    assert not found


@pytest.mark.parametrize("package", ["core", "gaussian", "paradigms"])
def test_the_foundation_names_no_runtime_at_module_level(package) -> None:
    found = set()
    for path in (PACKAGE / package).rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                found |= {name.partition(".")[0] for name in _names(node)}
    assert not found & RUNTIMES


def _names(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]


def test_no_import_leads_back_even_late_or_for_types() -> None:
    graph = graph_of(sources())
    assert len(graph) > 700
    assert not circles(graph, ("loaded", "late", "types"))


def test_onnx_runtime_is_loaded_in_one_place() -> None:
    """Its telemetry is turned off there, and where the package ``playground`` itself is imported."""
    found = {
        str(path.relative_to(PACKAGE.parent))
        for folder in (PACKAGE, Path(__file__).parent)
        for path in folder.rglob("*.py")
        if b"onnxruntime" in path.read_bytes()
        and "onnxruntime" in {name.partition(".")[0] for name in imports(path)}
    }
    referees = {"tests/evaluate/test_paired.py", "tests/zoo/test_face_directions.py"}
    # These count again what the program says, with nothing of its own.
    assert found == {"playground/runtimes/onnx_session.py", *referees}


def test_importing_the_package_turns_telemetry_off_whatever_was_set() -> None:
    code = "import os, playground; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "ORT_DISABLE_TELEMETRY": "0"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "1\n"


def test_nothing_reads_pickles_anywhere() -> None:
    found = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if {name.partition(".")[0] for name in imports(path)}
        & {"pickle", "marshal", "shelve", "dill", "joblib"}
    }
    assert not found
