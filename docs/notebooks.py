"""The notebooks of ``docs/notebooks/``, run from top to bottom while the pages are built.

A hook of MkDocs. What a cell raises ends the build. A kernel is not needed for that: a cell is Python, and
what its last line gives is shown as a notebook would, by ``_repr_html_``, ``_repr_png_`` or ``repr``.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

FOLDER = Path(__file__).parent / "notebooks"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a page for each notebook; the notebook itself lies beside it."""
    from mkdocs.structure.files import File

    for path in sorted(FOLDER.glob("*.ipynb")):
        files.append(File.generated(config, f"notebooks/{path.stem}.md", content=page(path)))
    return files


def page(path: Path) -> str:
    """The notebook as Markdown; what it writes goes to a folder that is removed afterwards."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    names: dict[str, Any] = {"__name__": "__main__"}
    parts = []
    with _elsewhere():
        for cell in notebook["cells"]:
            source = "".join(cell["source"])
            parts.append(source if cell["cell_type"] == "markdown" else _run(source, names, path.name))
    return "\n\n".join([*parts, f"[This page as a notebook]({path.name})", ""])


def _run(source: str, names: dict[str, Any], where: str) -> str:
    """A cell of code, and below it what it printed and what its last line gave."""
    body = ast.parse(source, where).body
    last = ast.Expression(body.pop().value) if body and isinstance(body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(ast.Module(body, []), where, "exec"), names)
        value = None if last is None else eval(compile(last, where, "eval"), names)
    shown = [_fenced(text) for text in (printed.getvalue().rstrip(), _text(value)) if text]
    return "\n\n".join([f"```python\n{source}\n```", *shown, *_rich(value)])


def _text(value: Any) -> str:
    return "" if value is None or list(_rich(value)) else repr(value)


def _rich(value: Any) -> Iterator[str]:
    html = value._repr_html_() if hasattr(value, "_repr_html_") else None
    image = value._repr_png_() if html is None and hasattr(value, "_repr_png_") else None
    if html is not None:
        yield html
    elif image is not None:
        data = base64.b64encode(image).decode()
        yield f'<img alt="{type(value).__name__}" src="data:image/png;base64,{data}">'


def _fenced(text: str) -> str:
    return f"```text\n{text}\n```"


@contextlib.contextmanager
def _elsewhere() -> Iterator[None]:
    """In a folder of its own, which is that of the user's models, too."""
    before = os.environ.get("PLAYGROUND_DATA"), os.environ.get("PLAYGROUND_SETTINGS")
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        os.environ.update(PLAYGROUND_DATA=folder, PLAYGROUND_SETTINGS=folder)
        try:
            yield
        finally:
            for name, value in zip(("PLAYGROUND_DATA", "PLAYGROUND_SETTINGS"), before, strict=True):
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
