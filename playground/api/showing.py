"""The window, opened on what was made here."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

from playground.api.models import Model
from playground.api.results import Result
from playground.api.wrapping import Wrapped
from playground.commands.window import check_display
from playground.core import folders
from playground.core.errors import RecipeError
from playground.core.recipe import Recipe, to_json
from playground.export.atomic import write_file

_KEPT = 20


def show(what: Result | Recipe | Model) -> subprocess.Popen[bytes]:
    """Open the window, a process of its own that is given back, on a result, a recipe or a model.

    Raises ``PlaygroundError`` with one sentence where there is no display, or for a module that was never
    exported, which another process cannot know.
    """
    model = what if isinstance(what, Model) else what.model if isinstance(what, Result) else None
    if isinstance(model, Wrapped):
        raise RecipeError(
            "The window is another process, which knows no module of this one; export it first."
        )
    check_display(os.environ)
    if isinstance(what, Model):
        recipe: Recipe = what.draws_by(model=what.name, **what.usual)
    else:
        recipe = what.recipe if isinstance(what, Result) else what
    words = ["--open", str(_written(to_json(recipe)))]
    for folder in model.folders if model else ():
        words += ["--models", str(folder)]
    return subprocess.Popen([sys.executable, "-P", "-m", "playground", *words])


def _written(document: str) -> os.PathLike[str]:
    """A file with the recipe, one for each; only the newest few are kept."""
    folder = folders.user_data() / "shown"
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(document.encode()).hexdigest()[:16]
    path = write_file(folder / f"{name}.json", document.encode(), overwrite=True)
    for old in sorted(folder.glob("*.json"), key=lambda each: each.stat().st_mtime)[:-_KEPT]:
        old.unlink(missing_ok=True)
    return path
