"""Every input of the window is one of the program’s own, on which a passing wheel changes nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import playground.ui

ROOT = Path(playground.ui.__file__).parent
OWN = ROOT / "widgets" / "inputs.py"
RAW = {
    "QSlider": "Slider",
    "QDial": "Slider",
    "QComboBox": "ChoiceBox",
    "QFontComboBox": "ChoiceBox",
    "QSpinBox": "NumberBox",
    "QDoubleSpinBox": "NumberBox",
    "QDateTimeEdit": "NumberBox",
    "QCheckBox": "CheckBox",
}
"""Qt’s inputs, and what stands for them here."""


def raw_inputs(source: str) -> Iterator[tuple[int, str]]:
    """Lines on which a program makes one of Qt’s inputs, or a class of its own from one; naming a type is
    nothing of the kind."""
    for node in ast.walk(ast.parse(source)):
        made: list[ast.expr] = []
        if isinstance(node, ast.Call):
            made = [node.func]
        elif isinstance(node, ast.ClassDef):
            made = node.bases
        for each in made:
            name = each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "")
            if name in RAW:
                yield each.lineno, name


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("box = QComboBox()", ["QComboBox"]),
        ("slider = QtWidgets.QSlider(parent)", ["QSlider"]),
        ("class Box(QSpinBox, Other): ...", ["QSpinBox"]),
        ("isinstance(box, QComboBox) or QSlider.minimum(box)", []),
        ("boxes: dict[str, QComboBox] = {}", []),
    ],
)
def test_what_is_looked_for_is_found(source: str, found: list[str]) -> None:
    assert [name for _, name in raw_inputs(source)] == found


def test_the_window_has_no_input_of_qts_own() -> None:
    paths = [path for path in ROOT.rglob("*.py") if path != OWN]
    assert len(paths) > 100
    for path in paths:
        for line, name in raw_inputs(path.read_text(encoding="utf-8")):
            pytest.fail(f"{path.relative_to(ROOT)}, line {line}: use {RAW[name]} instead of {name}")
