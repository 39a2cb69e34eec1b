"""A recipe as a person would write it: a few lines of Python, or a command, that give what it gives."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from typing import Any

import msgspec

from playground.core.fields import fields
from playground.core.recipe import Recipe, kind_of, written
from playground.core.resources import Placement


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What a recipe does not say: where models are and run, after how many steps a training without end is
    held (0 for other recipes), and whether pictures come out."""

    models: tuple[str, ...] = ()
    placement: Placement = Placement()
    train_steps: int = 0
    pictures: bool = True

    def file_of(self, recipe: Recipe) -> str:
        """What the file is called."""
        return f"{kind_of(recipe)}{'.png' if self.pictures else '.npz'}"


def as_python(recipe: Recipe, setting: Setting) -> str:
    """A program that runs the recipe by ``import playground`` and saves what it gives."""
    told = {name: value for name, value in said(recipe).items() if name != "kind"}
    words = [repr(kind_of(recipe)), *(f"{name}={value!r}" for name, value in told.items())]
    made, after = f"pg.recipe({', '.join(words)})", ""
    usual = setting.placement == Placement()
    if "model" in told and (setting.models or not usual):
        where = (
            "" if usual else f", runtime={setting.placement.runtime!r}, device={setting.placement.device!r}"
        )
        models = f", models={list(setting.models)!r}" if setting.models else ""
        after = f", pg.load({told['model']!r}{where}{models})"
    if setting.train_steps:
        after += f", train_steps={setting.train_steps}"
    return (
        f"import playground as pg\n\nresult = pg.run({made}{after})\n"
        f"result.save({setting.file_of(recipe)!r})\n"
    )


def as_command(recipe: Recipe, setting: Setting) -> str:
    """A line for a shell that runs the recipe; where flags cannot say it, one that writes it down first."""
    flags: list[str] = []
    for name, value in said(recipe).items():
        flag = None if name == "kind" else _flag(recipe, name, value)
        if flag is None and name != "kind":
            document = shlex.quote(json.dumps(said(recipe), ensure_ascii=False))
            file = f"{kind_of(recipe)}.json"
            return f"printf %s {document} > {file} && {_line([f'--recipe={file}'], recipe, setting)}"
        flags += [flag] if flag else [f"--kind={value}"]
    return _line(flags, recipe, setting)


def _line(flags: Sequence[str], recipe: Recipe, setting: Setting) -> str:
    words = ["playground", "generate", *flags, *(f"--models={folder}" for folder in setting.models)]
    if setting.placement != Placement():
        words += [f"--runtime={setting.placement.runtime}", f"--device={setting.placement.device}"]
    if setting.train_steps:
        words.append(f"--train-steps={setting.train_steps}")
    return shlex.join([*words, f"--out={setting.file_of(recipe)}"])


def said(recipe: Recipe) -> dict[str, Any]:
    """The recipe as JSON has it, without what is so anyhow."""
    usual = {field.name: field.default for field in fields(type(recipe))}
    return {
        name: value
        for name, value in written(recipe).items()
        # A field without a default is never none.
        if name not in usual
        or (usual[name] is None and value is not None)
        or getattr(recipe, name) != usual[name]
    }


def _flag(recipe: Recipe, name: str, value: Any) -> str | None:
    """A field as a flag of ``playground generate``; ``None`` where no flag says that."""
    field = next(each for each in fields(type(recipe)) if each.name == name)
    flag = f"--{name.replace('_', '-')}"
    if field.kind == "switch":
        return flag if value else f"--no-{flag[2:]}"
    if field.kind == "vector":
        numbers = all(isinstance(each, int | float) for each in value)
        return f"{flag}={','.join(map(str, value)) if numbers else json.dumps(value)}"
    if field.kind != "nested":
        return f"{flag}={value}"
    if isinstance(value, str):
        return f"{flag}={value}"
    if isinstance(getattr(recipe, name), dict):
        return None
    tag, *rest = value.values()
    if len(rest) != 1 or isinstance(rest[0], str | dict):
        return None
    return f"{flag}={tag}:{','.join(map(str, rest[0])) if isinstance(rest[0], list) else rest[0]}"
