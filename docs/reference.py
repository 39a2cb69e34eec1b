"""The pages under ``reference/``, written from the types that read and write these formats.

A hook of MkDocs: the pages are in no file. ``python docs/reference.py`` prints them.
"""

from __future__ import annotations

import inspect
import re
import sys
import types
import typing
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import msgspec

from playground import paradigms
from playground.core import recipe
from playground.core.card_faults import tables_of
from playground.core.card_toml import file_type
from playground.core.fields import Field, fields
from playground.core.frames import Frame
from playground.core.recipe import Recipe, kind_of
from playground.paradigms.cards import rules

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

_RECIPES = f"""# Recipes

A recipe is written as JSON, with the format's name and version around it. It stands in files, in the text
`playground` of exported pictures, and in arrays. Fields that are left out have their defaults, and unknown
ones are refused. This is version {recipe.VERSION}.
"""

_FRAMES = """# Frames

What a run yields: named arrays of numpy, and numbers or texts. Which arrays and scalars there are is said
with the [recipe](recipes.md) that is run, with shapes, types and units.
"""

_WIRE = """## On their way

Between the processes a frame is MessagePack. An array is its extension type 1: two bytes, little-endian, with
the length of what follows; MessagePack of the array's type, as numpy writes it, and its shape; and the
numbers themselves, row by row. Arrays of objects are neither written nor read.

## In files

`playground generate --out x.npz` writes `images`, `labels` and what they were made from, and the recipe with
the frame's facts as JSON text.
"""

_CARDS = """# Cards

`card.toml` in a model's folder says all that there is to know about the model. It is TOML; unknown keys are
refused, and a card that is wrong is refused in a sentence that names the field.
"""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages."""
    from mkdocs.structure.files import File

    for name, text in pages().items():
        files.append(File.generated(config, f"reference/{name}.md", content=text))
    return files


def pages() -> dict[str, str]:
    """Markdown by the name of its page."""
    return {"recipes": recipes(), "frames": frames(), "cards": cards()}


def recipes() -> str:
    """Every kind of recipe, by paradigm, with its fields."""
    parts = [
        _RECIPES,
        _json(_example()),
    ]
    for paradigm in paradigms.discover():
        parts.append(f"## {paradigm.title}\n")
        for kind, run in paradigm.runs.items():
            said = _prose(kind)
            frames_said = "" if "Frames" in said else _prose(run)
            parts += [f"### {kind_of(kind)} {{#{kind_of(kind)}}}\n", said, frames_said, _table(kind)]
    return "\n".join(parts)


def frames() -> str:
    """What a frame is, and where to find what one holds."""
    return "\n".join([_FRAMES, _prose(Frame), _struct(Frame), _WIRE])


def cards() -> str:
    """The tables of a card, from the outermost inwards."""
    parts = [_CARDS]
    for kind in _tables(file_type(tables_of(rules()))):
        parts += [f"## {kind.__name__} {{#{kind.__name__.lower()}}}\n", _prose(kind), _struct(kind)]
    return "\n".join(parts)


def _example() -> str:
    made: type[Any] = next(kind for kind in paradigms.recipe_types() if kind_of(kind) == "vae-sample")
    return recipe.to_json(made(model="fashion-vae-2d", count=16, seed=7))


def _json(text: str) -> str:
    return f"```json\n{text}\n```\n"


def _prose(kind: object) -> str:
    """Its docstring as Markdown: code between single ticks, and roles of Sphinx without their paths."""
    text = inspect.cleandoc(kind.__doc__ or "")
    text = re.sub(r":\w+:`~?(?:[\w.]+\.)?(\w+)`", r"`\1`", text)
    return text.replace("``", "`") + "\n"


def _table(kind: type[Recipe]) -> str:
    rows = ["| field | values | default | |", "|---|---|---|---|"]
    for each in fields(kind):
        said = _cell(each.help or each.title)
        rows.append(
            f"| `{each.name}` | {_values(each)} | {_default(each.default, kind, each.name)} | {said} |"
        )
    return "\n".join(rows) + "\n"


def _values(field: Field) -> str:
    if field.kind == "choice":
        return ", ".join(f"`{choice}`" for choice in field.choices)
    words = {"switch": "yes or no", "nested": "a value of its own kind", "vector": "numbers"}
    found = words.get(field.kind, field.kind)
    if field.low is not None or field.high is not None:
        low, high = (
            ("−∞" if field.low is None else f"{field.low:,}"),
            ("∞" if field.high is None else f"{field.high:,}"),
        )
        found = f"{found} from {low} to {high}"
    return f"{found} {field.unit}".strip()


def _default(value: Any, kind: type[Recipe], name: str) -> str:
    required = {info.name for info in msgspec.structs.fields(kind) if info.required}
    return "" if name in required else f"`{_cell(msgspec.json.encode(value).decode())[:60]}`"


def _struct(kind: type[msgspec.Struct]) -> str:
    hints = typing.get_type_hints(kind)
    rows = ["| field | type | default |", "|---|---|---|"]
    for info in msgspec.structs.fields(kind):
        default = info.default if info.default_factory is msgspec.NODEFAULT else info.default_factory()
        shown = "" if default is msgspec.NODEFAULT else f"`{default!r}`"
        rows.append(f"| `{info.encode_name}` | {_type(hints[info.name])} | {_cell(shown)} |")
    return "\n".join(rows) + "\n"


def _type(annotation: Any) -> str:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return ", ".join(f"`{each}`" for each in inner)
    if origin in (typing.Union, types.UnionType):
        return " or ".join("nothing" if each is type(None) else _type(each) for each in inner)
    if origin is typing.Annotated:
        return _type(inner[0])
    if origin is tuple:
        return f"list of {_type(inner[0])}" if inner[-1] is Ellipsis else f"{len(inner)} × {_type(inner[0])}"
    if origin is dict:
        return f"table of {_type(inner[1])}"
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    words = {str: "text", int: "integer", float: "number", bool: "`true` or `false`", Any: "anything"}
    return words.get(annotation, "array" if "ndarray" in str(annotation) else f"`{annotation}`")


def _tables(kind: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    """A struct and those inside it, each once, in the order in which they are met."""
    found: dict[type[msgspec.Struct], None] = {kind: None}
    waiting = [kind]
    while waiting:
        for annotation in typing.get_type_hints(waiting.pop(0)).values():
            for each in _structs(annotation):
                if each not in found:
                    found[each] = None
                    waiting.append(each)
    return iter(found)


def _structs(annotation: Any) -> Iterator[type[msgspec.Struct]]:
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        yield annotation
    for inner in get_args(annotation):
        yield from _structs(inner)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.stdout.write("\n\n".join(pages().values()))
