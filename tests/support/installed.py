"""Packages as an installer leaves them: their files on the path, and beside them what they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOY = ROOT / "tests/toy"


def install(project: Path, site: Path) -> None:
    """Have pip install a project into ``site``, without a network: all that builds it is there."""
    with tempfile.TemporaryDirectory() as place:
        # Building leaves files beside what is built.
        ours = shutil.ignore_patterns("__pycache__")
        copied = shutil.copytree(project, Path(place) / "project", ignore=ours)
        quiet = ("--quiet", "--disable-pip-version-check", "--root-user-action", "ignore")
        offline = ("--no-index", "--no-build-isolation", "--no-deps", *quiet)
        pip = (sys.executable, "-m", "pip", "install", *offline)
        subprocess.run([*pip, "--target", str(site), str(copied)], check=True)


def install_toy(site: Path) -> None:
    """The package of the documentation, with its model."""
    install(TOY, site)
    made = python(site, "-m", "toy.make_model", str(site / "toy/models/toy-dot"))
    assert made.returncode == 0, made.stderr


def declare(site: Path, name: str, groups: Mapping[str, Mapping[str, str]], version: str = "1.0") -> None:
    """Say that a package of that name is installed, with these entry points."""
    folder = site / f"{re.sub('[-_.]+', '_', name)}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    lines = [
        line
        for group, points in groups.items()
        for line in (f"[{group}]", *(f"{key} = {target}" for key, target in points.items()), "")
    ]
    (folder / "entry_points.txt").write_text("\n".join(lines))


def python(site: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A Python of its own that finds what was installed in ``site``, and all that this one finds."""
    path = os.pathsep.join((str(ROOT), str(site)))
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path, "QT_QPA_PLATFORM": "offscreen", **environment},
        check=False,
    )
