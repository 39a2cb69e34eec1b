"""A model of others is used in the window only after somebody allowed it, as it was then."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from playground.core import folders
from playground.core.errors import SettingsError, UntrustedModelError
from playground.core.resources import Placement
from playground.export.atomic import write_card
from playground.export.trust import FILE, Gate, TrustStore
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import Entry, entry_of
from playground.runtimes.resources import ModelStore
from tests.support.tiny_model import sign, write_model


@pytest.fixture
def store(tmp_path: Path) -> TrustStore:
    return TrustStore(tmp_path / "settings")


@pytest.fixture
def tiny(tmp_path: Path) -> Entry:
    write_model(tmp_path / "models" / "tiny")
    return again(tmp_path)


def again(tmp_path: Path) -> Entry:
    """The model, read anew."""
    return entry_of("tiny", (tmp_path / "models",), rules())


def test_shipped_models_and_copies_of_them_are_nobodys_question(store: TrustStore, tmp_path: Path) -> None:
    name = "fashion-vae-2d"
    assert store.trusts(entry_of(name, (folders.shipped_models(),), rules()))
    (tmp_path / name).mkdir()
    shutil.copy(folders.shipped_models() / name / "card.toml", tmp_path / name)
    assert store.trusts(entry_of(name, (tmp_path,), rules()))
    card = entry_of(name, (tmp_path,), rules()).card
    write_card(tmp_path / name, msgspec.structs.replace(card, summary="Mine now."))
    assert not store.trusts(entry_of(name, (tmp_path,), rules()))


def test_an_answer_holds_until_a_file_changes(store: TrustStore, tiny: Entry, tmp_path: Path) -> None:
    assert not store.trusts(tiny)
    store.trust(tiny)
    assert store.trusts(tiny)
    assert TrustStore(tmp_path / "settings").trusts(again(tmp_path))
    graph = tiny.folder / "decoder.onnx"
    graph.write_bytes(graph.read_bytes() + b"\x00")
    sign(tiny.folder, tiny.card)
    assert not store.trusts(again(tmp_path))


def test_what_was_allowed_can_be_taken_back(store: TrustStore, tiny: Entry, tmp_path: Path) -> None:
    other = TrustStore(tmp_path / "settings")
    assert not other.trusts(tiny)
    store.trust(tiny)
    assert other.trusts(tiny)
    assert [each.name for each in other.models()] == ["tiny"]
    assert store.distrust(lambda each: each.name == "tiny") == 1
    assert not other.trusts(tiny) and store.models() == ()
    assert store.distrust(lambda _each: True) == 0


@pytest.mark.parametrize(
    "damage",
    [b"", b"nonsense", b'{"format": 2, "models": []}', b'{"format": 1, "models": [3]}', b"[" * 99_999],
)
def test_a_damaged_list_trusts_nobody_and_is_set_aside(
    store: TrustStore, tiny: Entry, tmp_path: Path, damage: bytes
) -> None:
    store.trust(tiny)
    store.path.write_bytes(damage)
    assert not store.trusts(tiny)
    with pytest.raises(SettingsError, match="The list of trusted models"):
        store.models()
    with pytest.raises(SettingsError):
        store.trust(tiny)
    told = store.mend()
    assert told.count(f"{FILE}.broken-1") == 1 and "\n" not in told
    assert (tmp_path / "settings" / f"{FILE}.broken-1").read_bytes() == damage
    assert store.mend() == ""
    store.trust(tiny)
    assert store.trusts(tiny)


def test_a_folder_that_refuses_is_a_sentence(tiny: Entry, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = TrustStore(tmp_path / "file")
    assert not store.trusts(tiny)
    with pytest.raises(SettingsError, match="cannot be made"):
        store.trust(tiny)


def test_no_network_is_loaded_of_a_model_that_nobody_allowed(
    store: TrustStore, tiny: Entry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []
    monkeypatch.setattr("playground.runtimes.resources._loader", lambda *_: loaded.append("x"))
    monkeypatch.setattr("playground.runtimes.resources.read_header", lambda *_: loaded.append("x"))
    resources = ModelStore((tmp_path / "models",), rules(), Gate(store).refuse).at(Placement(), pytest.fail)
    with pytest.raises(UntrustedModelError, match="did not come with the program") as refused:
        resources.session("tiny", "decoder")
    assert refused.value.model == "tiny" and loaded == []


def test_a_model_that_was_loaded_is_refused_once_that_was_taken_back(
    store: TrustStore, tiny: Entry, tmp_path: Path
) -> None:
    models = ModelStore((tmp_path / "models",), rules(), Gate(store).refuse)
    store.trust(tiny)
    models.at(Placement(), pytest.fail).session("tiny", "decoder")
    store.distrust(lambda _each: True)
    with pytest.raises(UntrustedModelError):
        models.at(Placement(), pytest.fail).session("tiny", "decoder")


def test_a_command_is_told_once_of_each_model_of_others(store: TrustStore, tiny: Entry) -> None:
    told: list[str] = []
    admit = Gate(store).telling(told.append)
    for _ in range(3):
        admit(tiny)
    assert told == [f"The model tiny in {tiny.folder} is foreign: it did not come with the program."]
    store.trust(tiny)
    Gate(store).telling(pytest.fail)(tiny)
