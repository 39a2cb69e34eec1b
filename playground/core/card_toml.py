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
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from playground.core import foreign, toml
from playground.core.cards import FORMAT, RULES, Card, CardRules, Fault, faults_of
from playground.core.errors import CardError
from playground.core.guard import guarded
from playground.core.regular import read_regular

MAX_BYTES = 500_000

_PARAGRAPHS = ("summary", "measured_with")
_NOTHING = type(None)
_SHOWN = 240
"""Letters of faults that one sentence tells."""


def read_card(folder: Path, rules: Sequence[CardRules] = RULES) -> Card:
    """Read and validate ``folder/card.toml``; raises :class:`CardError` with all that is wrong in it."""
    path = folder / "card.toml"
    with guarded(CardError, f"The model card {path} cannot be read"):
        content = read_regular(path, MAX_BYTES)
    with guarded(CardError, f"The model card {path} is not valid"):
        fields = updated(foreign.cleaned(toml.decode(content.decode()), _PARAGRAPHS))
        card, found = _converted(fields)
        if card is not None:
            found = faults_of(card, folder.name, rules)
        if card is None or found:
            raise CardError(f"The model card {path} is not valid: {_told(found)}.", tuple(map(str, found)))
    return card


def _converted(fields: Any) -> tuple[Card | None, list[Fault]]:
    """The card of decoded fields, or all that is wrong with their types."""
    strange = list(_strange(fields))
    try:
        card = msgspec.convert(fields, Card)
    except msgspec.ValidationError:
        if found := [*strange, *_misfits(fields, Card, "")]:
            return None, found
        raise
    return (None, strange) if strange else (card, [])


def encode_card(card: Card) -> bytes:
    """The card as TOML, which has no word for nothing: fields that are ``None`` are left out."""
    return msgspec.toml.encode(_known(msgspec.to_builtins(card)))


def updated(fields: Any) -> Any:
    """A decoded card of format 1 as one of today's; anything else as it is."""
    if not isinstance(fields, dict) or fields.get("format") != 1:
        return fields
    found = {**fields, "format": FORMAT}
    if isinstance(found.get("likelihood"), str):
        found["likelihood"] = {"kind": found["likelihood"]}
    for name in ("denoising", "gan", "nflow"):
        table = found.get(name)
        if isinstance(table, dict) and "classes" in table:
            table = {key: value for key, value in table.items() if key != "classes"}
            # The number of classes was what networks were told for none of them, but for generators.
            null = {} if name == "gan" else {"null": fields[name]["classes"]}
            found[name] = {
                **table,
                "condition": {"kind": "label", "classes": fields[name]["classes"], **null},
            }
    denoising = found.get("denoising")
    if isinstance(denoising, dict):
        names = {"time_scale": "scale", "time_offset": "offset"}
        times = {names[key]: value for key, value in denoising.items() if key in names}
        rest = {key: value for key, value in denoising.items() if key not in names}
        found["denoising"] = {**rest, "times": times} if times else rest
    return found


def card_schema(rules: Iterable[CardRules] = RULES) -> dict[str, Any]:
    """The JSON schema of cards, as editors of TOML take it."""
    schema = _plain(msgspec.json.schema(Card))
    table = schema["$defs"]["Card"]["properties"]
    table["format"] = {"enum": [FORMAT]}
    table["paradigm"] = {"enum": [one.paradigm for one in rules]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Model card", **schema}


def _plain(value: Any) -> Any:
    """A schema whose descriptions are of one line each, without marks of a markup."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: " ".join(each.replace("``", "").split()) if key == "description" and isinstance(each, str)
        else _plain(each)
        for key, each in value.items()
    }  # fmt: skip


def _known(value: Any) -> Any:
    """What a card says without what it does not say."""
    if isinstance(value, dict):
        return {key: _known(each) for key, each in value.items() if each is not None}
    return [_known(each) for each in value] if isinstance(value, list | tuple) else value


def _told(faults: Sequence[Fault]) -> str:
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
