"""Which pictures a result shows where they are not those of its recipe."""

from __future__ import annotations

import msgspec
import pytest

from playground.core.errors import RecipeError
from playground.core.recipe import written
from playground.paradigms.words.recipes import Sample
from playground.ui.tabs.compare.quality.pictures import COUNT, shown_by
from tests.support.compare_results import result

RECIPE = Sample(model="emoji-words", prompt="red heart\nblue circle", style="noto", count=1)


def test_pictures_from_words_are_of_the_prompts_that_the_result_tells() -> None:
    made = result("emoji-words", "words", kind="words-sample")
    report = msgspec.structs.replace(made.report, shows=written(RECIPE))
    assert shown_by(msgspec.structs.replace(made, report=report)) == RECIPE
    assert getattr(shown_by(result()), "count") == COUNT  # noqa: B009


@pytest.mark.parametrize(
    "shows",
    [{"kind": "words-sample", "model": "other"}, {"kind": "nothing"}, {"kind": "words-sample", "count": "x"}],
)
def test_what_a_file_says_of_another_model_or_cannot_be_read_is_refused(shows: dict[str, object]) -> None:
    made = result("emoji-words", "words", kind="words-sample")
    report = msgspec.structs.replace(made.report, shows=shows)
    with pytest.raises(RecipeError):
        shown_by(msgspec.structs.replace(made, report=report))
