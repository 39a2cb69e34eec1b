"""What is drawn beside what was learned: held against a search of its own, over every picture."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from playground import paradigms
from playground.core.captioned import CaptionedImages, captioned
from playground.core.errors import RecipeError
from playground.core.frames import Frame
from playground.core.prompts import parse
from playground.core.recipe import change, from_json, to_json
from playground.core.resources import Resources
from playground.evaluate.contrastive import Contrastive
from playground.paradigms.words.recipes import Copied, Sample, Unseen
from tests.paradigms.words.conftest import Draw

pytestmark = pytest.mark.torch

ONE = Copied(model="large-words", prompt="red heart\nblue circle", style="noto", steps=2, count=2, nearest=2)


@pytest.fixture(scope="module")
def frame(large: Resources) -> Frame:
    *_, last = paradigms.run(ONE, large)
    return last


def vectors(large: Resources, images: NDArray[np.uint8]) -> list[NDArray[np.float64]]:
    """Pictures by both measures, written down anew."""
    flat = images.reshape(len(images), -1).astype(np.float64) / 255
    seen = Contrastive("emoji-pair", large).look(images).astype(np.float64)
    return [flat / np.sqrt(flat.shape[1]), seen]


def apart(one: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([np.sqrt(((others - each) ** 2).sum(axis=1)) for each in one])


def test_the_nearest_are_those_of_a_search_of_all(frame: Frame, large: Resources) -> None:
    real = captioned("emoji")
    drawn, learned = (vectors(large, each) for each in (frame.arrays["images"], real.learned.images))
    for by in range(2):
        far = apart(drawn[by], learned[by])
        np.testing.assert_allclose(frame.arrays["distances"][by], np.sort(far, axis=1)[:, :2], atol=1e-5)
        for row, names in enumerate(frame.arrays["names"][by].tolist()):
            for place, name in enumerate(names):
                image = frame.arrays["near"][by, row, place]
                at = next(i for i, each in enumerate(real.learned.images) if np.array_equal(each, image))
                assert far[row, at] == pytest.approx(np.sort(far[row])[place], abs=1e-5)
                # Some are the same picture in two styles, or of two things.
                alike = [i for i, each in enumerate(real.learned.images) if np.array_equal(each, image)]
                assert name in {
                    f"{real.learned.captions[i][0]}, {real.styles[real.learned.labels[i]]}" for i in alike
                }


def test_what_is_usual_is_how_far_held_out_pictures_lie(frame: Frame, large: Resources) -> None:
    real = captioned("emoji")
    some = np.arange(0, len(real.held_out), 8)
    held_out, learned = (vectors(large, each) for each in (real.held_out.images[some], real.learned.images))
    for by in range(2):
        usual = frame.arrays["usual"][by]
        assert usual.shape == (239,) and (np.diff(usual) >= 0).all()
        least = apart(held_out[by], learned[by]).min(axis=1)
        assert all(np.abs(usual - each).min() < 1e-5 for each in least)
        for share, far in zip(frame.arrays["nearer"][by], frame.arrays["distances"][by, :, 0], strict=True):
            assert share == pytest.approx((usual <= far).mean(), abs=1.01 / 239)


def test_the_pictures_are_those_that_are_drawn_without_looking_for_any(
    frame: Frame, large: Resources
) -> None:
    fields = {name: getattr(ONE, name) for name in Sample.__struct_fields__ if hasattr(ONE, name)}
    *_, alone = paradigms.run(Sample(**fields), large)
    np.testing.assert_array_equal(frame.arrays["images"], alone.arrays["images"])


def place_of(part: CaptionedImages, name: str, style: int) -> int | None:
    every = zip(part.captions, part.labels, strict=True)
    return next((i for i, (texts, label) in enumerate(every) if texts[0] == name and label == style), None)


def test_what_was_asked_for_is_known_or_held_out(frame: Frame, large: Resources) -> None:
    real = captioned("emoji")
    drawn = vectors(large, frame.arrays["images"])
    for row, name in enumerate(("red heart", "blue circle")):
        place = place_of(real.learned, name, 1)
        assert frame.arrays["known"][row] == (0 if place is None else 1)
        part = real.held_out if place is None else real.learned
        image = part.images[place_of(part, name, 1)]
        np.testing.assert_array_equal(frame.arrays["real"][row], image)
        for by, told in enumerate(vectors(large, image[None])):
            own = np.sqrt(((drawn[by][2 * row : 2 * row + 2] - told) ** 2).sum(axis=1))
            np.testing.assert_allclose(frame.arrays["apart"][by, 2 * row : 2 * row + 2], own, atol=1e-5)


@pytest.mark.parametrize("asked", [{"style": ""}, {"prompt": "red zebra heart"}, {"prompt": ""}])
def test_of_what_is_no_caption_there_is_no_picture(asked: dict[str, str], large: Resources) -> None:
    *_, last = paradigms.run(change(ONE, **asked), large)
    assert set(last.arrays["known"].tolist()) == {-1}
    assert np.isnan(last.arrays["apart"]).all()


def test_each_pair_that_was_never_seen_is_asked_for_by_its_prompt_and_style(large: Resources) -> None:
    (only,) = paradigms.run(Unseen(model="large-words"), large)
    real = captioned("emoji")
    np.testing.assert_array_equal(only.arrays["images"], real.held_out.images)
    assert "CC BY 4.0" in str(only.scalars["licence"])
    prompts, styles = only.arrays["prompts"].tolist(), only.arrays["styles"].tolist()
    assert only.arrays["names"].tolist() == [texts[0] for texts in real.held_out.captions]
    for prompt, texts in zip(prompts, real.held_out.captions, strict=True):
        text = "".join(span.text for span in parse(prompt))
        assert text.startswith(texts[0]) and " ".join(texts).startswith(text)
        assert all(span.weight == 1 for span in parse(prompt))
    noto = [prompt for prompt, style in zip(prompts, styles, strict=True) if style == "noto"][:6]
    *_, last = paradigms.run(change(ONE, prompt="\n".join(noto), count=1, steps=1), large)
    assert last.arrays["known"].tolist() == [0] * 6
    for image, prompt in zip(last.arrays["real"], noto, strict=True):
        np.testing.assert_array_equal(image, only.arrays["images"][prompts.index(prompt)])


def test_pictures_of_another_size_are_one_sentence(draw: Draw) -> None:
    with pytest.raises(RecipeError, match="another size"):
        draw(change(ONE, model="tiny-words"))


@pytest.mark.parametrize("recipe", [ONE, Unseen(model="some")])
def test_recipes_survive_as_text(recipe: Copied | Unseen) -> None:
    assert from_json(to_json(recipe), paradigms.recipe_types())[0] == recipe
