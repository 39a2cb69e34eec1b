"""The shipped equations, explanations and lessons are whole, and damaged ones are refused in one sentence."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.errors import PlaygroundError
from playground.core.folders import assets, shipped_models
from playground.core.recipe import Recipe, change
from playground.gaussian.samplers import Sampler, discover
from playground.paradigms.cards import read_card
from playground.paradigms.vae_images import recipes as vae
from playground.ui.explain import content
from playground.ui.tabs.vae.state import VaeImages, VaeState

EQUATIONS = assets() / "equations"
NAMES = sorted(path.stem for path in EQUATIONS.glob("*.toml"))
EXPLANATIONS = sorted(path.stem for path in (assets() / "explanations").glob("*.md"))
TABS = sorted(path.stem for path in (assets() / "lessons").glob("*.toml"))
LESSONS = {lesson.id: lesson for lesson in content.load_lessons("vae")}
ON_IMAGES = {
    name: msgspec.structs.replace(lesson, preset=lesson.preset["images"])
    for name, lesson in LESSONS.items()
    if lesson.preset["stage"] == "images"
}
"""Lessons on the Images stage, with what they set there."""
MODELS = ("fashion-vae-2d", "digits-vae-2d", "fashion-vae-16", "faces-vae")


def texts_of(explanation: content.Explanation) -> list[str]:
    """All Markdown of an explanation."""
    parts = (part for each in explanation.sections for part in (each.text, each.more, each.help))
    return [explanation.text, explanation.more, *parts]


def length(markdown: str) -> int:
    """Words that are read, without marks and the addresses of links."""
    return sum(bool(re.search(r"\w", word)) for word in re.sub(r"\]\([^)]*\)|<[^>]*>", "", markdown).split())


def test_the_index_lists_every_source_and_every_piece_exactly_once() -> None:
    index = json.loads((EQUATIONS / "index.json").read_text(encoding="utf-8"))["equations"]
    assert sorted(index) == NAMES
    listed = [piece["file"] for equation in index.values() for piece in equation["pieces"]]
    on_disk = [path.relative_to(EQUATIONS).as_posix() for path in EQUATIONS.rglob("*.svg")]
    assert sorted(listed) == sorted(on_disk)


@pytest.mark.parametrize("name", NAMES)
def test_the_index_was_built_from_the_present_source(name: str) -> None:
    source = tomllib.loads((EQUATIONS / f"{name}.toml").read_text(encoding="utf-8"))
    equation = content.load_equation(name)
    assert (equation.title, equation.words) == (source["title"], source["words"])
    built = [(piece.term, piece.kind, piece.words) for piece in equation.pieces]
    assert built == [
        (part.get("term", ""), part.get("kind", "term"), part.get("words", "")) for part in source["piece"]
    ]


@pytest.mark.parametrize("name", NAMES)
def test_pieces_carry_the_colour_that_is_replaced_and_say_what_their_terms_mean(name: str) -> None:
    equation = content.load_equation(name)
    for piece in equation.pieces:
        assert equation.ink in piece.svg
        assert bool(piece.term) == bool(piece.words)
        assert piece.width > 0 and piece.ascent > -piece.descent


@pytest.mark.parametrize("name", EXPLANATIONS)
def test_an_explanation_points_only_at_terms_that_exist(name: str) -> None:
    explanation = content.load_explanation(name)
    markdown = "\n".join(texts_of(explanation))
    links = [part.split(")")[0] for part in markdown.split("](")[1:]]
    terms = {term for equation in NAMES for term in content.load_equation(equation).terms}
    assert links
    assert {link.removeprefix("term:") for link in links if link.startswith("term:")} <= terms
    assert all(link.startswith(("term:", "https://")) for link in links)


@pytest.mark.parametrize("name", EXPLANATIONS)
def test_no_index_stands_in_the_prose_as_it_is_typed(name: str) -> None:
    explanation = content.load_explanation(name)
    markdown = "\n".join(texts_of(explanation))
    prose = re.sub(r"`[^`]*`|\]\([^)]*\)", "", markdown)
    assert re.findall(r"\b\w_\{?\w+", prose) == []


@pytest.mark.parametrize("name", TABS)
def test_an_answer_has_at_most_60_words(name: str) -> None:
    lengths = {lesson.id: length(lesson.answer) for lesson in content.load_lessons(name)}
    assert {each: words for each, words in lengths.items() if words > 60} == {}


@pytest.mark.parametrize("name", EXPLANATIONS)
def test_an_explanation_has_at_most_120_words_before_more(name: str) -> None:
    explanation = content.load_explanation(name)
    lengths = {section.id: length(section.text) for section in explanation.sections}
    lengths[""] = length(explanation.text)
    assert {each: words for each, words in lengths.items() if words > 120} == {}


def test_words_are_counted_as_they_are_read() -> None:
    assert length("**The** [KL divergence](term:kl) – z<sub>A</sub> of {it}\n\n- is ½.") == 8


LINE = st.text("abc ½*[]", min_size=1).filter(lambda text: bool(text.strip()))


@given(LINE, LINE, LINE, LINE)
def test_what_stands_behind_the_mark_is_more_and_nothing_is_lost(a: str, b: str, c: str, d: str) -> None:
    mark, here = "\n\n<!-- more -->\n\n", "\n\n### Here you can\n\n"
    markdown = f"# T\n\n{a}{mark}{b}\n\n## S {{#s}}\n\n{c}{mark}{d}{here}{a}\n\n## U {{#u}}\n\n{b}"
    explanation = content.parse_explanation(markdown, "x.md")
    assert texts_of(explanation) == [each.strip() for each in (a, b, c, d, a, b, "", "")]


def test_the_vae_explanation_has_a_section_with_help_for_every_panel() -> None:
    explanation = content.load_explanation("vae")
    sections = {section.id: section for section in explanation.sections}
    assert set(sections) == {"lab", "plane", "encode", "interpolate", "sample", "directions", "dimensions"}
    assert all(section.help for section in sections.values())
    with pytest.raises(content.ContentError, match="no section “nowhere”"):
        explanation.section("nowhere")


def test_there_are_at_least_six_lessons_on_images_and_some_on_the_lab() -> None:
    assert len(ON_IMAGES) >= 6 and len(LESSONS) - len(ON_IMAGES) >= 2


@pytest.mark.parametrize("name", sorted(LESSONS.keys() - ON_IMAGES.keys()))
def test_a_lesson_on_the_lab_sets_its_recipe_and_leaves_the_images(name: str) -> None:
    start = VaeState(images=VaeImages().with_values(**{"reconstruct.seed": 11}))
    state = content.apply_preset(LESSONS[name], start)
    assert state.stage == "lab" and state.images == start.images
    for field, value in LESSONS[name].preset["lab"]["run"].items():
        found = getattr(state.lab.run, field)
        assert found == (tuple(value) if isinstance(found, tuple) else value)


@pytest.mark.parametrize("name", ON_IMAGES)
def test_a_lesson_sets_what_it_says_and_leaves_the_rest(name: str) -> None:
    lesson = ON_IMAGES[name]
    seeds = {"reconstruct.seed": 11, "sample.count": 3, "codes.count": 77}
    start = VaeImages().with_values(draw=5, temperature=0.3, tiles=12, **seeds)
    state = content.apply_preset(lesson, start)
    before, after = start.by_name(), state.by_name()
    assert lesson.preset.keys() <= after.keys()
    for control, value in after.items():
        assert value == lesson.preset.get(control, before[control]), control
    assert state.model in MODELS
    assert state.model == lesson.preset["model"]
    latent = 2 if state.model.endswith("2d") else 16
    assert max(state.plane.horizontal, state.plane.vertical) < latent and len(state.decode.latent) <= latent
    for source in (state.reconstruct.source, state.interpolate.a, state.interpolate.b):
        if isinstance(source, vae.HeldOut):
            assert 0 <= source.index < 1000
        if isinstance(source, vae.Drawing):
            assert len(source.pixels) == 28 * 28


def test_lessons_fit_the_models_that_ship() -> None:
    cards = {
        card.name: card for card in map(read_card, (p.parent for p in shipped_models().glob("*/card.toml")))
    }
    for lesson in ON_IMAGES.values():
        state = content.apply_preset(lesson, VaeImages())
        if state.model not in cards:
            continue
        card, source = cards[state.model], state.reconstruct.source
        assert max(state.plane.horizontal, state.plane.vertical) < card.latent
        assert len(state.decode.latent) <= card.latent
        assert not isinstance(source, vae.Drawing) or len(source.pixels) == card.image.dimensions


def test_presets_that_do_not_fit_are_refused_in_one_sentence() -> None:
    lesson = ON_IMAGES["temperature"]
    for preset in ({"heat": 1.0}, {"temperature": 9.0}, {"temperature": "hot"}, {"path": "crooked"}):
        with pytest.raises(content.ContentError) as caught:
            content.apply_preset(msgspec.structs.replace(lesson, preset=preset), VaeImages())
        assert lesson.title in caught.value.sentence
        assert not caught.value.sentence.endswith("..")


class _Stage(Recipe, frozen=True, kw_only=True, tag="test-stage"):
    steps: int = 10
    source: vae.ImageSource = vae.HeldOut(3)


class _Staged(Recipe, frozen=True, kw_only=True, tag="test-staged"):
    stage: str = "lab"
    images: _Stage = _Stage()


def test_a_preset_reaches_into_a_stage_and_leaves_its_other_fields() -> None:
    start = _Staged(images=_Stage(steps=7, source=vae.Drawing(bytes(784))))
    base = LESSONS["border"]

    lesson = msgspec.structs.replace(base, preset={"stage": "images", "images": {"steps": 4}})
    assert content.apply_preset(lesson, start) == change(
        start, stage="images", images=change(start.images, steps=4)
    )
    other = {"source": {"from": "held-out", "index": 5}}
    lesson = msgspec.structs.replace(base, preset={"images": other})
    assert content.apply_preset(lesson, start).images == _Stage(steps=7, source=vae.HeldOut(5))
    for wrong in ({"images": {"stops": 4}}, {"images": 4}):
        with pytest.raises(content.ContentError, match=base.title):
            content.apply_preset(msgspec.structs.replace(base, preset=wrong), start)


def test_an_empty_preset_changes_nothing() -> None:
    state = VaeImages().with_values(source=vae.Drawing(bytes(784)), **{"decode.latent": (0.5, -1.0)})
    lesson = msgspec.structs.replace(LESSONS["border"], preset={})
    assert content.apply_preset(lesson, state) == state


@pytest.mark.parametrize(
    "markdown",
    [
        "",
        "no title\n",
        "# T\n\n## A {#a}\n\n",
        "# T\n\n## A {#a}\n\nx\n\n## B {#a}\n\ny\n",
        "# T\n\nx\n\n<!-- more -->\n\ny\n\n<!-- more -->\n\nz\n",
        "# T\n\n## A {#a}\n\n<!-- more -->\n\ny\n",
        "# T\n\n## A {#a}\n\nx\n\n<!-- more -->\n\ny\n\n<!-- more -->\n\nz\n",
        "# T\n\n## A {#a}\n\nx\n\n### Here you can\n\ny\n\n### Here you can\n\nz\n",
    ],
)
def test_damaged_explanations_are_refused(markdown: str) -> None:
    with pytest.raises(content.ContentError, match=r"^[^\n]+\.$"):
        content.parse_explanation(markdown, "x.md")


@given(st.text())
def test_any_text_is_an_explanation_or_refused(text: str) -> None:
    try:
        explanation = content.parse_explanation("# Title\n" + text, "x.md")
    except content.ContentError:
        return
    assert explanation.title == "Title"


def _copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EQUATIONS, tmp_path / "equations"))


def test_missing_and_damaged_files_are_refused_in_one_sentence(tmp_path: Path) -> None:
    equations = _copied(tmp_path)
    next((equations / "elbo").glob("*.svg")).unlink()
    (tmp_path / "bad.toml").write_text("lesson = [{id = 1}]", encoding="utf-8")
    (tmp_path / "bytes.md").write_bytes(b"# \xff\xfe")
    lesson = '[[lesson]]\nid="a"\ntitle="a"\ntext="a"\nquestion="a"\nlook_for="a"\nanswer="a"\npreset={}\n'
    (tmp_path / "twice.toml").write_text(lesson * 2, encoding="utf-8")
    for attempt in (
        lambda: content.load_equation("elbo", equations),
        lambda: content.load_equation("nothing", equations),
        lambda: content.load_equation("elbo", tmp_path),
        lambda: content.load_lessons("bad", tmp_path),
        lambda: content.load_lessons("twice", tmp_path),
        lambda: content.load_explanation("bytes", tmp_path),
        lambda: content.load_explanation("absent", tmp_path),
    ):
        with pytest.raises(PlaygroundError, match=r"^[^\n]+\.$"):
            attempt()
    (equations / "index.json").write_text("{", encoding="utf-8")
    with pytest.raises(content.ContentError, match="damaged"):
        content.load_equation("kl", equations)


@pytest.mark.parametrize("chosen", discover(), ids=lambda each: each.name)
def test_the_equations_of_samplers_are_typeset_and_have_the_terms_that_are_told(chosen: Sampler) -> None:
    for formula in chosen.formulas:
        assert set(formula.terms) <= set(content.load_equation(formula.name, formula.folder).terms)
