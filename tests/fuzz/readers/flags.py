"""Words of a command line that say a recipe."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from pathlib import Path
from random import Random

import msgspec

from playground import paradigms
from playground.cli import Parser
from playground.commands import UsageError, flags
from playground.core.fields import fields
from playground.core.recipe import Recipe, kind_of
from playground.paradigms.nflow_images.recipes import Likelihoods
from playground.paradigms.race.recipes import Race
from tests.fuzz.mutate import plain
from tests.fuzz.mutate.values import NUMERALS, TEXTS
from tests.fuzz.reader import Reader
from tests.fuzz.worlds import recipes

_KINDS = {kind_of(kind): kind for kind in paradigms.recipe_types()}
_LISTS = {(Likelihoods, "beside"), (Race, "lanes"), (Race, "measured")}
"""Lists of more than numbers, which are given as JSON."""

_VALUES = (
    "held-out:3", "latent:0.5,1", "drawing:/dev/zero", "drawing:x.png", "heldout:", ":", "held-out:-1",
    "1,2,3", "1e999,nan",
    "[[0,1],[1,0]]", "[" * 3000, "[]", '{"a":1}', "AAAA", "====", "true", "1e", "0x1", *NUMERALS, *TEXTS,
)  # fmt: skip


def _lines(_: Path) -> Sequence[bytes]:
    """For each kind of recipe its flags with the values that they have anyhow."""
    made = []
    for recipe in recipes():
        words = [kind_of(recipe)]
        for field in fields(type(recipe)):
            value = getattr(recipe, field.name)
            if field.kind == "switch":
                words.append(f"--{'' if value else 'no-'}{field.name.replace('_', '-')}")
            elif field.kind in ("integer", "number", "text", "choice"):
                words += [f"--{field.name.replace('_', '-')}", str(value)]
            elif (type(recipe), field.name) in _LISTS:
                words += [f"--{field.name.replace('_', '-')}", msgspec.json.encode(value).decode()]
        made.append("\0".join(words).encode())
    return made


def words_mutation(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """Other values, other flags, and words that are lost, doubled or changed."""
    kind, *words = data.decode("utf-8", "replace").split("\0")
    names = [f"--{field.name.replace('_', '-')}" for field in fields(_KINDS[kind])] if kind in _KINDS else []
    for _ in range(rng.choice((1, 1, 2, 3))):
        at = rng.randrange(len(words) + 1)
        what = rng.randrange(6)
        if what < 2:
            words[at : at + 1] = [rng.choice(_VALUES)]
        elif what == 2 and names:
            words += [rng.choice(names), rng.choice(_VALUES)]
        elif what == 3 and names:
            words.append(f"{rng.choice(names)}={rng.choice(_VALUES)}")
        elif what == 4:
            del words[at : at + 1]
        elif words:
            one = plain.mutate_text(rng, words[at - 1].encode("utf-8", "surrogateescape"), ())
            words[at - 1] = one.decode("utf-8", "surrogateescape")
    return "\0".join((kind, *words)).encode("utf-8", "surrogateescape")


def _recipe(path: Path) -> Recipe | None:
    """As the command does; what the parser says before it ends is its sentence."""
    kind, *words = path.read_bytes().decode("utf-8", "surrogateescape").split("\0")
    parser = Parser(prog="playground generate", allow_abbrev=False)
    if kind not in _KINDS:
        raise UsageError("there is no such kind of recipe")
    flags.add_flags(parser, _KINDS[kind])
    said, helped = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(helped):
            found = parser.parse_args([word.replace("/dev/zero", "/dev/null") for word in words])
    except SystemExit as error:
        if not error.code:
            return None
        raise UsageError(said.getvalue().removesuffix("\n")) from error
    if lacking := flags.missing(_KINDS[kind], found):
        raise UsageError(f"{', '.join(lacking)} must be given")
    return flags.build(_KINDS[kind], None, found)


READERS = (
    Reader(
        name="flags", seeds=_lines, read=_recipe, mutate=words_mutation, inputs=60,
        opens=("playground.commands.flags._json.parse", "playground.core.recipe.decode"),
    ),
)  # fmt: skip
