"""A model card as TOML: read with everything checked, brought up to date where it is older, and encoded.

What is wrong in a card is found all at once: each field whose type is wrong, or, where all types are right,
each field that does not fit the others.
"""

from __future__ import annotations

import datetime
import functools
import math
import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from playground.core import plain_text, toml
from playground.core.card_faults import Fault, Rules, faults_of, tables_of
from playground.core.cards import FORMAT, Card, Strict, Table
from playground.core.errors import CardError
from playground.core.guard import guarded
from playground.core.regular_files import read_regular

MAX_BYTES = 500_000

# A licence names all whose work was used, however many they are.
_PARAGRAPHS = ("summary", "measured_with", "licence")
_NOTHING = type(None)
_SHOWN = 240
"""Letters of faults that one sentence tells."""

Tables: TypeAlias = Mapping[str, type[Table]]
"""The kinds of tables that a card may have, by their names in it."""


def read_card(folder: Path, rules: Rules) -> Card:
    """Read and validate ``folder/card.toml``; raises :class:`CardError` with all that is wrong in it."""
    path = folder / "card.toml"
    with guarded(CardError, f"The model card {path} cannot be read"):
        content = read_regular(path, MAX_BYTES)
    with guarded(CardError, f"The model card {path} is not valid"):
        tables = tables_of(rules)
        fields = updated(plain_text.cleaned(toml.decode(content.decode()), _PARAGRAPHS), tables)
        card, found = _converted(fields, tables)
        if card is not None:
            found = faults_of(card, folder.name, rules)
        if card is None or found:
            raise CardError(f"The model card {path} is not valid: {_report(found)}.", tuple(map(str, found)))
    return card


def _converted(fields: Any, tables: Tables) -> tuple[Card | None, list[Fault]]:
    """The card of decoded fields, or all that is wrong with their types."""
    strange = list(_strange(fields))
    kind = file_type(tables)
    try:
        read = msgspec.structs.asdict(msgspec.convert(fields, kind))
    except msgspec.ValidationError:
        if found := [*strange, *_misfits(fields, kind, "")]:
            return None, found
        raise
    if strange:
        return None, strange
    own = [read.pop(name) for name in tables]
    return Card(**read, tables=tuple(table for table in own if table is not None)), []


def file_type(tables: Tables) -> type[msgspec.Struct]:
    """The type of what stands in a file: a card whose tables have their own names."""
    return _file_type(tuple(tables.items()))


@functools.cache
def _file_type(tables: tuple[tuple[str, type[Table]], ...]) -> type[msgspec.Struct]:
    found: list[Any] = []
    for one in msgspec.structs.fields(Card):
        if one.name == "tables":
            found += [(name, table | None, None) for name, table in tables]
        elif one.required:
            found.append((one.name, _hints(Card)[one.name]))
        elif one.default is not msgspec.NODEFAULT:
            found.append((one.name, _hints(Card)[one.name], one.default))
        else:
            made = msgspec.field(default_factory=one.default_factory)
            found.append((one.name, _hints(Card)[one.name], made))
    return msgspec.defstruct(
        "Card", found, bases=(Strict,), frozen=True, kw_only=True, namespace={"__doc__": Card.__doc__}
    )


def plain(card: Card) -> dict[str, Any]:
    """All that a card says, as it stands in files."""
    found: dict[str, Any] = {}
    for name, value in msgspec.to_builtins(card).items():
        own = {table.field: msgspec.to_builtins(table) for table in card.tables}
        found |= own if name == "tables" else {name: value}
    return found


def encode_card(card: Card) -> bytes:
    """The card as TOML, which has no word for nothing: fields that are ``None`` are left out."""
    return msgspec.toml.encode(_known(plain(card)))


def updated(fields: Any, tables: Tables) -> Any:
    """A decoded card of format 1 as one of today's; anything else as it is."""
    if not isinstance(fields, dict) or fields.get("format") != 1:
        return fields
    found = {**fields, "format": FORMAT}
    if isinstance(found.get("likelihood"), str):
        found["likelihood"] = {"kind": found["likelihood"]}
    own = {name: table for name, table in tables.items() if isinstance(found.get(name), dict)}
    return found | {name: table.updated(found[name]) for name, table in own.items()}


def card_schema(rules: Rules) -> dict[str, Any]:
    """The JSON schema of cards, as editors of TOML take it."""
    schema = _one_line(msgspec.json.schema(file_type(tables_of(rules))))
    table = schema["$defs"]["Card"]["properties"]
    table["format"] = {"enum": [FORMAT]}
    table["paradigm"] = {"enum": list(rules)}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Model card", **schema}


def _one_line(value: Any) -> Any:
    """A schema whose descriptions are of one line each, without marks of a markup."""
    if isinstance(value, list):
        return [_one_line(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: " ".join(each.replace("``", "").split()) if key == "description" and isinstance(each, str)
        else _one_line(each)
        for key, each in value.items()
    }  # fmt: skip


def _known(value: Any) -> Any:
    """What a card says without what it does not say."""
    if isinstance(value, dict):
        return {key: _known(each) for key, each in value.items() if each is not None}
    return [_known(each) for each in value] if isinstance(value, list | tuple) else value


def _report(faults: Sequence[Fault]) -> str:
    """Faults as one sentence, and how many more there are where it would get too long."""
    shown, length = [], 0
    for fault in faults:
        shown.append(str(fault))
        length += len(shown[-1])
        if length > _SHOWN:
            break
    more = len(faults) - len(shown)
    return "; ".join(shown) + (f"; and {more} more faults" if more > 1 else "; and one more fault" * more)


def _strange(value: Any, field: str = "") -> Iterator[Fault]:
    """The fields of a decoded card that hold NaN, ∞, a date or a time, as TOML may."""
    if isinstance(value, float) and not math.isfinite(value):
        yield Fault(field, "be a finite number", f"is {value}")
    elif isinstance(value, datetime.date | datetime.time):
        yield Fault(field, "be text in quotation marks", f"is the date or time {value}")
    inner: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in inner:
        yield from _strange(each, f"{field}.{key}" if field else str(key))


def _misfits(value: Any, wanted: Any, field: str) -> Iterator[Fault]:
    """The fields in a decoded value that are not of the type that is wanted there."""
    chosen = _chosen(value, wanted)
    items = _items(value, wanted)
    if chosen is not None:
        yield from _of_table(value, chosen, field)
    elif items is not None:
        for key, each, kind in items:
            yield from _misfits(each, kind, f"{field}.{key}")
    else:
        try:
            msgspec.convert(value, wanted)
        except msgspec.ValidationError as error:
            yield _translated(str(error), field, wanted)


def _of_table(value: dict[str, Any], kind: type[msgspec.Struct], field: str) -> Iterator[Fault]:
    hints, tag = _hints(kind), kind.__struct_config__.tag_field
    before = f"{field}." if field else ""
    for known in msgspec.structs.fields(kind):
        if known.encode_name in value:
            yield from _misfits(value[known.encode_name], hints[known.name], before + known.encode_name)
        elif known.required:
            yield Fault(before + known.encode_name, "be given", "is missing")
    for name in value:
        if name not in hints and name != tag:
            yield Fault(before + str(name), "be left out", f"is none of {', '.join(hints)}")


_hints = functools.cache(typing.get_type_hints)


def _chosen(value: Any, wanted: Any) -> type[msgspec.Struct] | None:
    """The kind of table that a value is to be read as, if it is to be one and can be told."""
    kinds = [one for one in _members(wanted) if isinstance(one, type) and issubclass(one, msgspec.Struct)]
    if not isinstance(value, dict) or not kinds:
        return None
    if kinds[0].__struct_config__.tag_field is None:
        return kinds[0]
    said = value.get(kinds[0].__struct_config__.tag_field)
    return next((one for one in kinds if one.__struct_config__.tag == said), None)


def _items(value: Any, wanted: Any) -> list[tuple[Any, Any, Any]] | None:
    """Names, values and wanted types of what lies in a list or a table of tables."""
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin is tuple and isinstance(value, list) and arguments[-1] is ...:
        return [(index, each, arguments[0]) for index, each in enumerate(value)]
    if origin is dict and isinstance(value, dict) and arguments[1] is not Any:
        return [(key, each, arguments[1]) for key, each in value.items()]
    return None


def _members(wanted: Any) -> tuple[Any, ...]:
    union = typing.get_origin(wanted) in (typing.Union, types.UnionType)
    return typing.get_args(wanted) if union else (wanted,)


_EXPECTED = re.compile(
    r"Expected `(?P<must>.+?)`(?: of length (?P<length>\S+))?,? got (?P<found>.+?)(?: - at .*)?$"
)
_WHERE = re.compile(r"(?P<what>.*?) - at `\$(?P<place>[^`]*)`$")
_WORDS = {"int": "a whole number", "float": "a number", "str": "text", "array": "a list", "object": "a table"}


def _translated(error: str, field: str, wanted: Any) -> Fault:
    """A library's sentence about a value as ours."""
    if names := _names(wanted):
        return Fault(field, f"be one of {', '.join(names)}", error[:1].lower() + error[1:])
    if where := _WHERE.match(error):
        error, field = where["what"], field + where["place"].replace("[", ".").replace("]", "")
    if found := _EXPECTED.match(error):
        kinds = [_WORDS.get(kind, kind) for kind in found["must"].split(" | ") if kind != "null"]
        length = f" of length {found['length']}" if found["length"] else ""
        return Fault(field, f"be {' or '.join(kinds)}{length}", f"is {found['found']}")
    return Fault(field, "be as the card’s format has it", error[:1].lower() + error[1:])


def _names(wanted: Any) -> list[str]:
    """What may stand in a field that has only a few values, or as the kind of a table that has only a few."""
    if typing.get_origin(wanted) is typing.Literal:
        return [str(value) for value in typing.get_args(wanted)]
    kinds = [one for one in _members(wanted) if isinstance(one, type) and issubclass(one, msgspec.Struct)]
    tags = [(one.__struct_config__.tag_field, one.__struct_config__.tag) for one in kinds]
    return [f"{{{field} = “{tag}”}}" for field, tag in tags if field is not None]
