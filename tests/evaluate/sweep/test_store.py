"""Results in a folder: read back as they were, broken files set aside, the league's left alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.errors import DataError, ExportError
from playground.core.guard import DamagedFileError
from playground.evaluate.sweep import store
from playground.evaluate.sweep.choosing import is_of_now
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.store import Store, check, collect, read_collection, write_collection
from playground.paradigms.cards import rules
from tests.support.sweeps import make_result


def test_a_result_comes_back_as_it_was(tmp_path: Path) -> None:
    store, result = Store(tmp_path / "new" / "folder"), make_result(guidance=2.3)
    assert store.get(result.key) is None and list(store) == []
    store.put(result)
    assert store.get(result.key) == result
    assert list(Store(store.folder)) == [result]
    assert b"\n" not in store.path(result.key).read_bytes()[:-1]


def test_a_removed_result_is_gone_and_may_be_removed_twice(tmp_path: Path) -> None:
    store, gone, other = Store(tmp_path), make_result(key="k0"), make_result(key="k1")
    for each in (gone, other):
        store.put(each)
    for _ in range(2):
        store.remove(gone.key)
    assert list(Store(tmp_path)) == [other] and not store.path(gone.key).exists()


def test_a_result_that_cannot_be_removed_is_named(tmp_path: Path) -> None:
    store = Store(tmp_path)
    (store.path("k0") / "in the way").mkdir(parents=True)
    with pytest.raises(ExportError, match=r"k0\.json cannot be removed"):
        store.remove("k0")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"not json",
        b"\xff\xfe",
        b"[" * 100_000,
        msgspec.json.encode(make_result(key="other")),
        msgspec.json.encode(msgspec.structs.replace(make_result(), format="playground-result-9")),
        b" " * 2_000_000,
    ],
)
def test_a_broken_file_is_set_aside_and_said(content: bytes, tmp_path: Path) -> None:
    store = Store(tmp_path)
    good = make_result(key="k1")
    store.put(good)
    bad = tmp_path / "k0.json"
    bad.write_bytes(content)
    assert list(store) == [good]
    assert not bad.exists() and (tmp_path / "k0.json.bad").read_bytes() == content
    (problem,) = store.problems
    assert "k0.json.bad" in problem and problem.count("\n") == 0
    assert list(Store(tmp_path)) == [good]


def test_results_of_the_league_and_halves_are_left_alone(tmp_path: Path) -> None:
    for name in ("league-1.json", ".playground-0.json", "notes.txt"):
        (tmp_path / name).write_text("something else", encoding="utf-8")
    store = Store(tmp_path)
    assert list(store) == [] and store.problems == []
    assert len(list(tmp_path.iterdir())) == 3


def test_two_writers_do_each_other_no_harm(tmp_path: Path) -> None:
    first, second = make_result(frechet=0.1), make_result(frechet=0.2)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Store(tmp_path).put, [first, second] * 20))
    assert Store(tmp_path).get("k0") in (first, second)
    assert [path.name for path in tmp_path.iterdir()] == ["k0.json"]


def test_many_results_in_one_file_come_back_as_they_were(tmp_path: Path) -> None:
    results = [make_result(key=f"k{number}", date=f"2026-11-2{number}T00:00:00Z") for number in range(3)]
    path = write_collection(tmp_path / "all.json", collect(results))
    found = read_collection(path)
    assert found.results == tuple(results)
    assert (found.date, found.command) == (results[2].date, results[2].command)
    assert len(path.read_bytes().splitlines()) == 5  # Head, three results, end.
    with pytest.raises(DataError, match="no results"):
        collect([])


def test_results_that_were_read_from_an_indented_file_are_written_in_a_line_each(tmp_path: Path) -> None:
    pretty = msgspec.json.format(msgspec.json.encode(make_result()), indent=4)
    result = msgspec.json.decode(pretty, type=Result)
    path = write_collection(tmp_path / "all.json", collect([result]))
    assert len(path.read_bytes().splitlines()) == 3
    Store(tmp_path / "store").put(result)
    assert Store(tmp_path / "store").get("k0") == make_result()


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\x80", b"[" * 100_000])
def test_a_broken_collection_is_one_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"all\.json cannot be read") as found:
        read_collection(path)
    assert "\n" not in found.value.sentence
    with pytest.raises(DataError, match="cannot be read"):
        read_collection(tmp_path / "absent.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
GOOD = msgspec.json.decode(msgspec.json.encode(make_result()))


@given(st.binary(max_size=100) | JSON.map(msgspec.json.encode))
def test_garbage_is_no_collection(content: bytes) -> None:
    with pytest.raises((msgspec.MsgspecError, ValueError, RecursionError, DamagedFileError)):
        store.decode(content)


@given(st.sampled_from(sorted(GOOD)), JSON)
def test_a_result_with_a_wrong_field_is_refused_or_a_result(name: str, value: object) -> None:
    content = msgspec.json.encode({**GOOD, name: value})
    try:
        check(msgspec.json.decode(content, type=Result))
    except (msgspec.MsgspecError, ValueError, DamagedFileError):
        return
    assert type(value) is type(GOOD[name]) or isinstance(value, int)


def test_what_ships_can_be_read_and_is_of_the_models_that_ship() -> None:
    from playground.core import folders
    from playground.runtimes.catalogue import catalogue

    if not store.shipped_file().is_file():
        pytest.skip("no results ship yet")
    shipped = store.shipped()
    assert shipped is not None and shipped.results
    cards = {entry.card.name: entry.card for entry in catalogue((folders.shipped_models(),), rules()).entries}
    stale = {
        result.model
        for result in shipped.results
        if result.model not in cards or not is_of_now(result, cards[result.model])
    }
    assert not stale
    assert shipped.date and shipped.machine.processor and shipped.command.startswith("playground compare")
