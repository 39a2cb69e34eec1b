"""What a tab may ask of the window, and what the window tells its tabs besides: recipes, stops, the end."""

from __future__ import annotations

import pytest

from playground import paradigms
from playground.paradigms.vae_images.recipes import Sample


@pytest.fixture
def told(tab, monkeypatch):
    """What the window tells the tab."""
    calls = []
    monkeypatch.setattr(tab, "stop", lambda: calls.append("stop") or True)
    monkeypatch.setattr(tab, "end", lambda: calls.append("end"))
    return calls


def test_the_windows_stop_reaches_the_tab(window, told):
    window.commands["stop"].trigger()
    assert told == ["stop"]


def test_the_windows_end_reaches_every_tab_once(desktop, window, told):
    desktop.close(window)
    assert told == ["end"]


def test_a_recipe_that_a_tab_hands_out_is_shown_by_its_own_tab(window, tab, monkeypatch):
    accepted = []
    monkeypatch.setattr(paradigms, "paradigm_of", lambda recipe: type("P", (), {"name": "spots"}))
    monkeypatch.setattr(tab, "accept", lambda recipe: accepted.append(recipe) or True)
    recipe = Sample(model="any")
    tab.recipe_chosen.emit(recipe)
    assert accepted == [recipe]
    assert window.messages.messages == []


def test_a_recipe_that_no_tab_can_show_gives_one_sentence(window, tab):
    tab.recipe_chosen.emit(Sample(model="any"))
    (message,) = window.messages.messages
    assert message.sentence == "No tab here can show this recipe."


def test_undoing_a_recipe_that_was_shown_in_another_tab_leads_back(window, tab, monkeypatch):
    monkeypatch.setattr(paradigms, "paradigm_of", lambda recipe: type("P", (), {"name": "spots"}))
    monkeypatch.setattr(tab, "accept", lambda recipe: tab.store.edit("show", count=55) or True)
    other = window.desk.visit("other")
    before, steps = tab.store.state, window.undo.count()
    other.recipe_chosen.emit(Sample(model="any"))
    assert window.desk.current is tab and tab.store.state.count == 55
    assert window.undo.count() == steps + 1
    window.commands["undo"].trigger()
    assert window.desk.current is other and tab.store.state == before
    window.commands["redo"].trigger()
    assert window.desk.current is tab and tab.store.state.count == 55


def test_undoing_a_recipe_that_was_shown_in_its_own_tab_stays_there(window, tab, monkeypatch):
    monkeypatch.setattr(paradigms, "paradigm_of", lambda recipe: type("P", (), {"name": "spots"}))
    monkeypatch.setattr(tab, "accept", lambda recipe: tab.store.edit("show", count=55) or True)
    tab.recipe_chosen.emit(Sample(model="any"))
    window.commands["undo"].trigger()
    assert window.desk.current is tab and tab.store.state.count != 55


def test_a_tab_that_undoing_has_changed_unseen_is_shown(window, tab):
    other = window.desk.visit("other")
    other.changed_unseen.emit()
    assert window.desk.current is other
    tab.changed_unseen.emit()
    assert window.desk.current is tab
