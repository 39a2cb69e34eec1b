"""A dotted key has few parts, wherever it stands, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from playground.core import toml
from playground.core.guard import DamagedFileError

_PARTS = 5_000
_LONG = "a." * _PARTS + "a"


@pytest.mark.parametrize(
    "text",
    [
        f"{_LONG} = 1",
        f"[{_LONG}]",
        f"x = 1\r\n[[ {_LONG} ]]",
        "x = {" + _LONG + " = 1}",
        "a . \t" * _PARTS + "a = 1",
        '"a\\"#".\'b\'.' * _PARTS + "a = 1",
        # A string of several lines may hold quotes, and end with some.
        f'x = [["""a"b""", {{{_LONG} = 1}}]]',
        f"x = [['''a'b''''', {{{_LONG} = 1}}]]",
        f"x = 1 # it’s \" and '\n{_LONG} = 1",
    ],
)
def test_a_key_of_many_parts_is_refused(text: str) -> None:
    with pytest.raises(DamagedFileError, match="more than 32 parts"):
        toml.decode(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f'"{_LONG}"', _LONG),
        (f"'''\n{_LONG}'''", _LONG),
        (f'"""\n{_LONG} \\" " ""\\"""""', f'{_LONG} " " """"'),
        (f"1 # {_LONG}", 1),
        ("[" + "0.5, " * _PARTS + "]", [0.5] * _PARTS),
    ],
)
def test_what_is_no_key_may_have_many_points(text: str, value: object) -> None:
    assert toml.decode(f"x = {text}") == {"x": value}
