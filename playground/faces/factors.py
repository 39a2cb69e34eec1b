"""What a face is: a style, and that style's factors, each with the values that it has.

Faces in number are codes ``(n, factors)`` uint8: for each of :data:`FACTORS` the place of its value in
:data:`VALUES`, or :data:`ABSENT` where the style has no such factor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.core.fields import about, fields
from playground.core.plain_text import line

Codes: TypeAlias = NDArray[np.uint8]
FrozenChoice: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
Choice: TypeAlias = Mapping[str, Sequence[str]]
"""Of some factors the values that a face may have, if its style has that factor; others may have any."""
ABSENT = 255
"""The code of a factor that a style does not have."""

Skin = Annotated[
    Literal["very light", "light", "medium", "dark", "very dark"], about("skin", "Tone of the skin.")
]
HairColour = Annotated[
    Literal["black", "brown", "blond", "red", "grey", "blue", "pink"],
    about("hair colour", "Of hair, beard and brows."),
]
Glasses = Annotated[Literal["none", "glasses", "sunglasses"], about("glasses", "Sunglasses hide the eyes.")]
ClothesColour = Annotated[
    Literal["red", "blue", "green", "yellow", "purple", "orange", "white", "black"],
    about("clothes colour", "Main colour of the clothes."),
]
Ground = Annotated[
    Literal["white", "blue", "green", "yellow", "pink", "grey"],
    about("background", "Colour behind the face."),
]


class Toon(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="style", tag="toon"
):
    """A face of parts of the style ToonHead by Johan Melin."""

    skin: Skin = "medium"
    hair: Annotated[
        Literal["side parting", "undercut", "spiky", "bun"], about("hair", "How the hair is worn in front.")
    ] = "side parting"
    length: Annotated[
        Literal["short", "neck length", "shoulder length", "long", "long wavy"],
        about("hair length", "How far the hair falls behind."),
    ] = "short"
    hair_colour: HairColour = "brown"
    brows: Annotated[
        Literal["level", "raised", "frowning", "worried", "one raised"],
        about("eyebrows", "How they are held."),
    ] = "level"
    eyes: Annotated[
        Literal["open", "wide open", "happy", "closed", "winking"], about("eyes", "How far they are open.")
    ] = "open"
    glasses: Glasses = "none"
    mouth: Annotated[
        Literal["smiling", "laughing", "sad", "angry", "astonished"], about("mouth", "What it expresses.")
    ] = "smiling"
    beard: Annotated[
        Literal["none", "moustache", "goatee", "full beard", "long beard"],
        about("beard", "A long one hides the cut of the clothes."),
    ] = "none"
    clothes: Annotated[
        Literal["T-shirt", "turtleneck", "jacket", "dress", "shirt"], about("clothes", "How they are cut.")
    ] = "T-shirt"
    clothes_colour: ClothesColour = "blue"
    ground: Ground = "white"


class Persona(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="style", tag="persona"
):
    """A face of parts of the style Personas by Draftbit."""

    skin: Skin = "medium"
    hair: Annotated[
        Literal[
            "side parting",
            "bun",
            "bald",
            "cropped",
            "curly top",
            "curly",
            "mohawk",
            "bob",
            "long",
            "pigtails",
            "cap",
            "beanie",
        ],
        about("hair", "How the hair is worn, or what is worn over it."),
    ] = "side parting"
    hair_colour: HairColour = "brown"
    eyes: Annotated[
        Literal["open", "happy", "closed", "winking"], about("eyes", "How far they are open.")
    ] = "open"
    glasses: Glasses = "none"
    mouth: Annotated[
        Literal["smiling", "laughing", "sad", "astonished", "smirking", "lips"],
        about("mouth", "What it expresses."),
    ] = "smiling"
    beard: Annotated[
        Literal["none", "moustache", "goatee", "full beard", "walrus"],
        about("beard", "A full one hides the mouth."),
    ] = "none"
    clothes: Annotated[
        Literal["T-shirt", "sweater", "wrap", "checked shirt"], about("clothes", "How they are cut.")
    ] = "T-shirt"
    clothes_colour: ClothesColour = "blue"
    ground: Ground = "white"


Face: TypeAlias = Toon | Persona

STYLES: dict[str, type[Toon] | type[Persona]] = {"toon": Toon, "persona": Persona}
OF_STYLE: dict[str, dict[str, tuple[str, ...]]] = {
    style: {field.name: field.choices for field in fields(kind)} for style, kind in STYLES.items()
}
"""The values of every factor of every style, by their names."""

FACTORS: tuple[str, ...] = ("style", *OF_STYLE["toon"])
EVERY: Choice = {}
"""The choice of all faces."""
VALUES: dict[str, tuple[str, ...]] = {"style": tuple(STYLES)} | {
    factor: tuple(dict.fromkeys(value for factors in OF_STYLE.values() for value in factors.get(factor, ())))
    for factor in FACTORS[1:]
}
"""The values of each factor in any style, in the order of their codes."""

COLUMN: dict[str, int] = {factor: place for place, factor in enumerate(FACTORS)}


def legal(style: str, factor: str) -> NDArray[np.uint8]:
    """The codes that a factor has in a style; none where it has no such factor."""
    if factor == "style":
        return np.array([VALUES["style"].index(style)], dtype=np.uint8)
    return np.array(
        [VALUES[factor].index(value) for value in OF_STYLE[style].get(factor, ())], dtype=np.uint8
    )


def within(style: str, choice: Choice) -> dict[str, NDArray[np.int64]]:
    """The values that a style's factors may have, by their places among the style's; nothing if one has none.

    Raises :class:`DataError` for a factor or value that no style has.
    """
    check(choice)
    found = {
        factor: np.array([place for place, value in enumerate(values) if value in choice.get(factor, values)])
        for factor, values in OF_STYLE[style].items()
    }
    possible = style in choice.get("style", STYLES) and all(places.size for places in found.values())
    return found if possible else {}


def frozen(choice: Choice) -> FrozenChoice:
    """A choice that can be a key; the order of factors and values does not count."""
    return tuple(sorted((factor, tuple(sorted(values))) for factor, values in choice.items()))


def check(choice: Choice) -> None:
    """Raise :class:`DataError` where a factor or value is none that a style has."""
    for factor, values in choice.items():
        if factor not in VALUES:
            raise DataError(f"Faces have no factor “{line(factor)}”; they have {', '.join(FACTORS)}.")
        for value in values:
            if value not in VALUES[factor]:
                raise DataError(
                    f"The factor {factor} of faces has no value “{line(value)}”; it has "
                    f"{', '.join(VALUES[factor])}."
                )


def encode(*faces: Face) -> Codes:
    """Codes ``(n, factors)`` of faces."""
    codes = np.full((len(faces), len(FACTORS)), ABSENT, dtype=np.uint8)
    for row, face in zip(codes, faces, strict=True):
        row[0] = VALUES["style"].index(style_of(face))
        for factor in OF_STYLE[style_of(face)]:
            row[COLUMN[factor]] = VALUES[factor].index(getattr(face, factor))
    return codes


def decode(row: Codes) -> Face:
    """The face of one row of codes; raises :class:`DataError` where a value is none of the style's."""
    if len(row) != len(FACTORS) or row[0] >= len(STYLES):
        raise DataError("These codes are no face.")
    style = VALUES["style"][row[0]]
    chosen = {}
    for factor in OF_STYLE[style]:
        if row[COLUMN[factor]] not in legal(style, factor):
            raise DataError(f"A face of the style {style} has no {factor} number {row[COLUMN[factor]]}.")
        chosen[factor] = VALUES[factor][row[COLUMN[factor]]]
    return STYLES[style](**chosen)


def style_of(face: Face) -> str:
    """The name of a face's style."""
    return "toon" if isinstance(face, Toon) else "persona"


COUNTS: tuple[int, ...] = tuple(len(VALUES[factor]) for factor in FACTORS)
"""How many values each factor has; as a code that number stands for a factor that is left open."""


def factor_codes(codes: Codes, which: NDArray[np.bool_]) -> NDArray[np.int64]:
    """What is told of faces ``(n, factors)`` where ``which`` of their factors are told."""
    known = which & (codes != ABSENT)
    return np.where(known, codes.astype(np.int64), np.array(COUNTS, dtype=np.int64))


def left_open(count: int) -> NDArray[np.int64]:
    """What tells nothing, for so many pictures."""
    return np.tile(np.array(COUNTS, dtype=np.int64), (count, 1))
