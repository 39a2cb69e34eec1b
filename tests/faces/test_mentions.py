"""Any text is read: what it says, of what, and where."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground.faces import phrases as tables
from playground.faces.captions import caption
from playground.faces.lexicon import key
from playground.faces.mentions import Reading, mentions
from playground.faces.phrases import phrases
from playground.faces.sampling import sample
from playground.faces.sentences import impossible


def said(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """The words, factors and values of all mentions, in the first style that has them."""
    reading = mentions(text)
    found = []
    for mention in reading.mentions:
        factor, values = next(iter(mention.meaning.styles.values()), ("", ()))
        found.append((reading.quoted(mention).lower(), factor, values))
    return found


def plain(reading: Reading) -> list[object]:
    return [(each.meaning, each.of, each.denied) for each in reading.mentions]


@pytest.mark.parametrize(
    ("text", "colours"),
    [
        ("red hair and a blue dress, on a green wall", {"hair": "red", "clothes": "blue", "ground": "green"}),
        ("a person in red with blue hair, on green", {"hair": "blue", "clothes": "red", "ground": "green"}),
        ("blue-haired, in green, against grey", {"hair": "blue", "clothes": "green", "ground": "grey"}),
        ("The hair is long and pink. The top is black. The wall is white.",
         {"hair": "pink", "clothes": "black", "ground": "white"}),
        ("hair: black, T shirt: white, wall: grey", {"hair": "black", "clothes": "white", "ground": "grey"}),
        ("a red long wavy hair, yellow jacket", {"hair": "red", "clothes": "yellow"}),
        ("GRAY BACKGROUND, ORANGE SWEATER!!", {"clothes": "orange", "ground": "grey"}),
        ("in front of a pale blue wall wearing purple", {"clothes": "purple", "ground": "blue"}),
        ("light brown hair, light skin, light blue background", {"hair": "brown", "ground": "blue"}),
        ("a bald guy with a ginger beard in a dark green shirt", {"hair": "red", "clothes": "green"}),
    ],
)  # fmt: skip
def test_colours_belong_to_the_right_thing(text: str, colours: dict[str, str]) -> None:
    names = {"hair": "hair_colour", "clothes": "clothes_colour", "ground": "ground"}
    found = {factor: values for _, factor, values in said(text) if factor in names.values()}
    assert found == {names[thing]: (colour,) for thing, colour in colours.items()}


@pytest.mark.parametrize(
    ("text", "denied", "stated"),
    [
        ("no beard", {"beard"}, set()),
        ("no beard or glasses, smiling", {"beard", "glasses"}, {"mouth"}),
        ("without glasses and with a beard", {"glasses"}, {"beard"}),
        ("neither glasses nor a moustache", {"glasses", "beard"}, set()),
        ("is not smiling but has a goatee", {"mouth"}, {"beard"}),
        ("doesn’t wear any sunglasses", {"glasses"}, set()),
        ("no, with glasses", set(), {"glasses"}),
        ("no pink hair, a red dress", {"hair_colour"}, {"clothes", "clothes_colour"}),
        ("without a red dress", {"clothes"}, set()),
        ("clean-shaven, hair not blond", {"hair_colour"}, {"beard"}),
    ],
)
def test_denials_reach_what_they_should(text: str, denied: set[str], stated: set[str]) -> None:
    found = mentions(text).mentions
    assert {each.meaning.factor for each in found if each.denied} == denied
    assert {each.meaning.factor for each in found if not each.denied} == stated


def test_words_for_people_say_nothing_and_unknown_ones_are_told() -> None:
    for person in ("man", "woman", "boy", "girl", "guy", "person", "portrait of a lady"):
        assert mentions(f"A {person}.") == Reading(f"A {person}.", (), mentions(f"A {person}.").idle, ())
    text = "a quokka with glasses, zzyzx"
    assert [text[start:stop] for start, stop in mentions(text).unknown] == ["quokka", "zzyzx"]


def test_case_signs_and_spelling_do_not_matter() -> None:
    generator = np.random.default_rng(11)
    for row in sample(11, 200):
        text = caption(row, generator).text
        for other in (text.upper(), text.lower(), text.title(), f"“{text}!!!”", text.replace(" ", "  "),
                      text.replace("-", " "), text.replace("-", "‑"), f"\n{text} …"):  # fmt: skip
            assert plain(mentions(other)) == plain(mentions(text)), other
    for one, other in (("grey hair", "gray hair"), ("a moustache", "a mustache"), ("blond", "blonde"),
                       ("a checked shirt", "a checkered shirt"), ("a T-shirt", "a tshirt")):  # fmt: skip
        assert plain(mentions(one)) == plain(mentions(other))


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    _check(mentions(text))


WORDS = """no red hair and , is on in or beard glasses long - haired with not dark eyes blue
dress curly . light smiling background without a 🙂 nor eyebrow shirt"""


@given(st.lists(st.sampled_from(WORDS.split()), max_size=20))
@example(["no", "red", "smiling", "haired"])
def test_any_order_of_words_is_read(words: list[str]) -> None:
    reading = mentions(" ".join(words))
    _check(reading)
    impossible(reading)


def _check(reading: Reading) -> None:
    """Spans lie inside the text and do not overlap, and hold all that is no blank."""
    spans = sorted([*((m.start, m.stop) for m in reading.mentions), *reading.idle, *reading.unknown])
    place = 0
    for start, stop in spans:
        assert place <= start < stop <= len(reading.text)
        assert _is_left_out(reading.text[place:start])
        place = stop
    assert _is_left_out(reading.text[place:])


def _is_left_out(text: str) -> bool:
    return not text.strip() or text.strip() in "-‐‑"


def test_no_phrase_means_two_things() -> None:
    """Of the same thing, or alone: a reader could not know which."""
    for table in (*tables.ADJECTIVES.values(), *tables.NOUNS.values(), tables.ALONE,
                  [entry for entries in tables.NOUNS.values() for entry in entries]):  # fmt: skip
        seen: dict[tuple[str, ...], object] = {}
        for said_, listed in table:
            for phrase in phrases(listed):
                assert seen.setdefault(key(phrase.text), said_) == said_, phrase.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "curly hair and raised eyebrows",
            ("“curly hair” comes only in the style persona", "only in the style toon"),
        ),
        ("bald with long hair", ("“bald” and “long hair” cannot both be true",)),
        ("red and blue hair", ("“red hair” and “blue hair” cannot both be true",)),
        ("closed eyes behind sunglasses", ("“closed eyes” could not be seen with “sunglasses”",)),
        ("a long beard and a dress", ("“dress” could not be seen with “long beard”",)),
        ("a beanie over blond hair", ("“blond hair” could not be seen with “beanie”",)),
        ("green hair", ("No style draws “green hair”",)),
        ("a girl with earrings", ("No style draws “earrings”",)),
        ("glasses, no glasses", ("cannot both be true",)),
        ("curly hair, turtleneck", ("comes only in",)),
    ],
)
def test_what_no_style_can_draw_is_said(text: str, words: tuple[str, ...]) -> None:
    sentence = impossible(mentions(text))
    assert sentence is not None
    assert all(word in sentence for word in words), sentence
    assert sentence.endswith(".") and sentence.count(". ") == 0


@pytest.mark.parametrize(
    "text",
    ["", "a face", "a smiling man with a full beard", "no beard but a moustache", "bald with a red beard",
     "sunglasses and not winking", "long wavy red hair in a bun, on blue"],
)  # fmt: skip
def test_nothing_is_said_against_what_can_be_drawn(text: str) -> None:
    assert impossible(mentions(text)) is None


def test_no_caption_is_impossible() -> None:
    generator = np.random.default_rng(12)
    for row in sample(12, 500):
        text = caption(row, generator).text
        assert impossible(mentions(text)) is None, text
