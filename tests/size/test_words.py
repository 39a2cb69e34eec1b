"""The list of replaced words: what is found, and that nothing is used more often than is allowed."""

from __future__ import annotations

import io
import keyword
import re
import tokenize
import tomllib
from pathlib import Path

import pytest

from tests.size import words


def test_names_and_docstrings_are_read_and_strings_and_comments_are_not() -> None:
    text = '''
        def put(told, KeptCells=r"a place"):  # its place
            """When a model learns
            longer, look at its place."""
            return f"{told}" + told.usual_way("kept")
    '''
    assert words.used(text) == {"told": 2, "kept": 1, "usual": 1, "way": 1, "learns longer": 1}


def test_whole_words_of_names_count() -> None:
    assert words.replaced("_Told_placeOf") == {"told", "place"}
    assert (
        not words.replaced("replaced") and not words.replaced("always") and not words.replaced("overlooked")
    )


@pytest.mark.parametrize(
    "name", ["core/checkpoint.py", "gaussian/samplers/_sampler.py", "networks/mm_dit.py"]
)
def test_names_are_those_of_the_tokenizer(name: str) -> None:
    text = re.sub(r"\bf\"[^\"\n]*\"", '""', (words.ROOT / "playground" / name).read_text(encoding="utf-8"))
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    read = [one.string for one in tokens if one.type == tokenize.NAME and not keyword.iskeyword(one.string)]
    found = [one["name"] for one in words._TOKEN.finditer(text) if one["name"]]
    assert [one for one in found if not keyword.iskeyword(one)] == read


def test_one_use_more_is_a_fault_and_one_less_is_none() -> None:
    (fault,) = words.faults({"core": {"told": 3, "place": 1}}, {"core": {"told": 2, "place": 2}})
    assert fault.startswith("core: “told” is used 3 times, of which 2 are allowed; write conditioning")
    assert [*words.faults({"core": {"lane": 1}}, {})]


def test_modules_are_found_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "told.py").write_text("place = 1\n")
    assert words.counted(tmp_path) == {"core": {"place": 1, "module told": 1}}


def test_counts_are_read_as_they_are_written() -> None:
    counts = {"core": {"told": 2, "learn longer": 1}, "ui": {"way": 3}}
    assert tomllib.loads(words.toml(counts, {"ui": "not done yet"})) == counts
    assert "# not done yet" in words.toml(counts, {"ui": "not done yet"})
