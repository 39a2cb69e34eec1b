"""Packages installed beside the program add to it, in every process; a broken one costs a sentence."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from playground.core import plugins
from tests.support.installed import ROOT, declare, install_toy, python

BOTH = """
import sys
from playground.core import folders
from playground.gaussian import planar, samplers
from playground.paradigms.cards import rules
from playground.paradigms.flow import Sample
from playground.paradigms.plane.recipes import FlowLab
from playground.runtimes.catalogue import catalogue

FlowLab(data="heart", sampler="ralston"), Sample(model="m", sampler="ralston")
print(*(each.name for each in samplers.discover()))
print(*(each.name for each in planar.discover()))
print(*(entry.card.name for entry in catalogue(folders.model_folders(), rules()).entries))
"""
ENGINE = """
from playground.engine.client import EngineClient
from playground.engine.protocol import FrameMessage
from playground.paradigms.plane.recipes import FlowLab
from tests.support import engine_diary

engine_diary.PATIENCE = 200.0  # Its process has low priority, and loads torch.

if __name__ == "__main__":
    diary = engine_diary.Diary()
    with EngineClient(diary) as client:
        client.start("lab", FlowLab(data="heart", sampler="ralston"))
        print(*diary.wait(FrameMessage).frame.arrays)
"""

SCREENSHOT = ("-m", "playground", "screenshot")

WINDOW = """
import json, sys
from pathlib import Path
from PySide6.QtWidgets import QPlainTextEdit
from playground.core import folders
from playground.engine.inprocess import InProcessEngine
from playground.gaussian import samplers
from playground.ui.shell import app
from playground.ui.shell.session import Session, SessionFile

class Early:
    def connect(self, listener):
        return InProcessEngine(listener)

app.make_application()
window = app.open_window((), SessionFile(folders.user_settings()), Session())
app._settle_in(window, [], None)
messages = [message.sentence for message in window.messages.messages]
details = window.messages.messages[0].findChild(QPlainTextEdit).toPlainText()
loaded = sorted({name.partition(".")[0] for name in sys.modules})
titles = [each.title for each in samplers.discover()]
print(json.dumps({"messages": messages, "details": details, "loaded": loaded, "titles": titles}))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the toy is installed."""
    folder = tmp_path_factory.mktemp("site")
    install_toy(folder)
    return folder


def test_a_package_adds_a_sampler_a_data_set_and_a_model(site: Path) -> None:
    done = python(site, "-c", BOTH)
    assert done.returncode == 0, done.stderr
    names, sets, models = (line.split() for line in done.stdout.splitlines())
    # As its rank says.
    assert names[names.index("ralston") - 1] == "heun" and names[names.index("ralston") + 1] == "ab2"
    assert sets[sets.index("heart") - 1] == "two-moons"
    assert "toy-dot" in models and "digits-flow" in models


def test_the_laws_of_samplers_and_data_sets_hold_for_those_of_others(site: Path) -> None:
    laws = ("tests/gaussian/test_samplers.py", "tests/gaussian/test_planar.py")
    done = python(site, "-m", "pytest", "-q", "-k", "ralston or heart", *(str(ROOT / law) for law in laws))
    assert done.returncode == 0, done.stdout
    assert int(done.stdout.split(" passed")[0].split()[-1]) > 20


@pytest.mark.process
@pytest.mark.timeout(240)
def test_the_engine_process_trains_on_points_and_walks_with_a_sampler_of_others(site: Path) -> None:
    done = python(site, "-c", ENGINE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "points" in done.stdout


@pytest.mark.process
@pytest.mark.timeout(240)
def test_the_window_draws_with_a_sampler_of_others(site: Path, tmp_path: Path) -> None:
    recipe, out = tmp_path / "recipe.json", tmp_path / "digits.png"
    fields = {"kind": "flow-sample", "model": "digits-flow", "sampler": "ralston", "steps": 2, "count": 1}
    recipe.write_text(json.dumps({"format": "playground-recipe", "version": 1, "recipe": fields}))
    told = python(site, *SCREENSHOT, "--recipe", str(recipe), "--out", str(out))
    assert (told.returncode, told.stderr) == (0, "")
    with Image.open(out) as picture:
        assert picture.size == (1440, 900)


def test_commands_run_a_family_of_others_and_verify_what_it_drew(site: Path, tmp_path: Path) -> None:
    out = tmp_path / "ray.png"
    flags = ("--kind", "toy-ray", "--model", "toy-dot", "--count", "5", "--reach", "0.5", "--out", str(out))
    made = python(site, "-m", "playground", "generate", *flags)
    assert made.returncode == 0, made.stderr
    again = python(site, "-m", "playground", "verify", str(out))
    assert again.returncode == 0, again.stderr
    without = python(tmp_path, "-m", "playground", "verify", str(out))
    assert without.returncode == 1 and "Traceback" not in without.stderr


def test_commands_run_a_model_and_a_sampler_of_others(site: Path, tmp_path: Path) -> None:
    ralston = ("--model", "digits-flow", "--sampler", "ralston", "--steps", "2", "--count", "1")
    toy = ("--model", "toy-dot", "--count", "2")
    for number, flags in enumerate((ralston, toy)):
        out = tmp_path / f"{number}.png"
        told = python(site, "-m", "playground", "generate", *flags, "--out", str(out))
        assert told.returncode == 0, told.stderr
        assert out.is_file()
        assert ("is foreign" in told.stderr) == (flags is toy)


_FAMILY = (
    "from msgspec.structs import replace\nfrom playground.core.recipe import Recipe\n"
    "from playground.paradigms.family import Family\nfrom playground.paradigms.vae.family import PARADIGM\n"
    "class Own(Recipe, frozen=True, kw_only=True, tag='{kind}'): pass\n"
    "THING = Family(name='{name}', title='Some', order=9, runs={{Own: None}}, variants=({variants}))"
)

BROKEN = {
    "no-variant": ("families", _FAMILY.format(kind="some-x", name="some", variants=""), "it has no variant"),
    "name-taken": (
        "families",
        _FAMILY.format(kind="gan-x", name="gan", variants=""),
        "one of the name “gan” already",
    ),
    "variant-taken": (
        "families",
        _FAMILY.format(kind="some-x", name="some", variants="*PARADIGM.variants,"),
        "there is a variant or candidate “vae” already",
    ),
    "kind-of-another": (
        "families",
        _FAMILY.format(
            kind="vae-sample", name="some", variants="replace(PARADIGM.variants[0], name='some'),"
        ),
        "the kind “vae-sample” does not begin with “some-”",
    ),
    "table-of-another": (
        "families",
        _FAMILY.format(kind="some-x", name="some", variants="replace(PARADIGM.variants[0], name='some'),")
        + "\nfrom playground.core.cards import Table\nfrom playground.core.card_faults import CardRules\n"
        "class Own(Table, frozen=True, kw_only=True): field = 'gan'\n"
        "THING = replace(THING, card=CardRules(ports=dict, needed=tuple, table=Own))",
        "its cards have a table “gan”, which is not its name",
    ),
    "raises": ("samplers", "raise ValueError('on purpose')", "ValueError: on purpose"),
    "ends": ("planar", "raise SystemExit(3)", "SystemExit: 3"),
    "interrupts": ("planar", "raise KeyboardInterrupt", "KeyboardInterrupt"),
    "panics": ("samplers", "raise type('Panic', (BaseException,), {})('on purpose')", "Panic: on purpose"),
    "torn": ("samplers", "def (", "SyntaxError"),
    "heavy": ("samplers", "import torch", "it imports torch at once"),
    "empty": ("planar", "", "AttributeError"),
    "other": ("samplers", "THING = 5", "it is no Sampler but “int”"),
    "taken": ("samplers", "from playground.gaussian.samplers.euler import SAMPLER as THING", "already"),
    "drawing": (
        "planar",
        "from playground.gaussian.planar import gaussians\nimport numpy as np\n"
        "THING = gaussians('drawn', 'Mine', 5, np.ones((1, 2)), 0.1)",
        "there is one of the name “drawn” already",
    ),
    "shouting": (
        "samplers",
        "from msgspec.structs import replace\nfrom playground.gaussian.samplers.euler import SAMPLER\n"
        "THING = replace(SAMPLER, name='A B')",
        "its name “A B”",
    ),
    "unranked": (
        "samplers",
        "from msgspec.structs import replace\nfrom playground.gaussian.samplers.euler import SAMPLER\n"
        "THING = replace(SAMPLER, name='unranked', rank='first')",
        "it has no rank",
    ),
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the toy is installed beside a package for everything that can be wrong with one."""
    folder = tmp_path_factory.mktemp("broken")
    install_toy(folder)
    for name, (group, source, _) in BROKEN.items():
        module = f"broken_{name}".replace("-", "_")
        (folder / f"{module}.py").write_text(source)
        declare(folder, module, {f"playground.{group}": {name: f"{module}:THING"}})
    declare(folder, "gone", {"playground.samplers": {"gone": "there_is_no_such:THING"}})
    declare(folder, "nowhere", {"playground.models": {"nowhere": "there_is_no_such.models"}})
    return folder


def test_a_broken_plugin_costs_a_command_one_sentence(broken: Path, tmp_path: Path) -> None:
    out = tmp_path / "0.png"
    done = python(
        broken, "-m", "playground", "generate", "--model", "digits-flow", "--sampler", "ralston",
        "--steps", "1", "--count", "1", "--out", str(out), "--json",
    )  # fmt: skip
    assert done.returncode == 0 and json.loads(done.stdout) and out.is_file()
    said = done.stderr.splitlines()
    assert len(said) == len(BROKEN) + 2
    for name, (_, _, why) in BROKEN.items():
        (line,) = (each for each in said if f"broken_{name} 1.0 ".replace("-", "_") in each)
        assert line.startswith("playground: The plug-in ") and why in line and line.endswith(".")


def test_a_window_opens_with_broken_plugins_and_says_so(broken: Path, tmp_path: Path) -> None:
    done = python(broken, "-c", WINDOW, PLAYGROUND_SETTINGS=str(tmp_path))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["titles"].count("Ralston") == 1
    assert "torch" not in told["loaded"]
    (message,) = told["messages"]
    assert message.startswith(f"{len(BROKEN) + 2} plug-ins are left out")
    for name, (_, _, why) in BROKEN.items():
        assert f"broken_{name} 1.0 ".replace("-", "_") in told["details"] and why in told["details"], name


def test_doctor_names_what_is_broken_and_what_is_added(broken: Path) -> None:
    done = python(broken, "-m", "playground", "doctor", "--json")
    checks = [check for check in json.loads(done.stdout)["checks"] if check["name"] == "plug-in"]
    problems = [check for check in checks if check["status"] == "problem"]
    assert done.returncode == 1 and done.stderr == ""
    assert len(problems) == len(BROKEN) + 2
    added = {check["found"] for check in checks}
    for what in ("“ralston” to samplers", "“heart” to planar", "“toy” to families", "“toy” to models"):
        assert f"playground_toy 0.3 adds {what}" in added


@pytest.fixture
def hanging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], list[str]]]:
    """Loads a plug-in of some source that has two names, and gives what is said of it."""

    def said(source: str) -> list[str]:
        (tmp_path / "hanging.py").write_text(source)
        groups = {f"playground.{group}": {"it": "hanging:THING"} for group in ("samplers", "planar")}
        declare(tmp_path, "hanging", groups)
        plugins._installed.cache_clear()
        for group in (plugins.SAMPLERS, plugins.PLANAR):
            assert plugins.load(group, lambda found: found) == []
        return [trouble.sentence for trouble in plugins.troubles()]

    monkeypatch.setattr("sys.path", [str(tmp_path), *sys.path])
    monkeypatch.setattr(plugins, "LONGEST", 0.1)
    monkeypatch.setattr(plugins, "_troubles", {})
    monkeypatch.setattr(plugins, "_hung", set())
    yield said
    plugins._installed.cache_clear()
    sys.modules.pop("hanging", None)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows wakes nobody who sleeps")
@pytest.mark.parametrize(
    "source",
    ["while True: pass", "import time; time.sleep(10_000)", "input = __import__('os').read(PIPE, 1)"],
)
def test_one_that_hangs_is_named(hanging: Callable[[str], list[str]], source: str) -> None:
    ours, theirs = os.pipe()
    said = hanging(source.replace("PIPE", str(ours)))
    os.close(ours)
    os.close(theirs)
    assert len(said) == 2
    assert all("“it” (hanging:THING)" in each and "more than 0.1 seconds" in each for each in said)


def test_one_that_hangs_outside_the_main_thread_is_named(hanging: Callable[[str], list[str]]) -> None:
    with ThreadPoolExecutor(1) as pool:
        said = pool.submit(hanging, "while True: pass").result()
    assert len(said) == 2 and "more than 0.1 seconds" in said[0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_ctrl_c_is_heard_while_a_plugin_is_imported(
    hanging: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugins, "LONGEST", 60.0)
    # What is started in the background of a shell ignores it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            hanging("import os, signal; os.kill(os.getpid(), signal.SIGINT)")
    finally:
        signal.signal(signal.SIGINT, before)


def test_all_plugins_can_be_left_out(broken: Path) -> None:
    done = python(broken, "-m", "playground", "models", "--json", **{plugins.OFF: "1"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "toy-dot" not in done.stdout


def test_packages_are_found_without_reading_what_every_package_says_of_itself(site: Path) -> None:
    """Which takes longer than all else that a start looks for."""
    code = "import sys, playground.core.plugins as p; print(*p.plugins(p.SAMPLERS)[0]); "
    done = python(site, "-S", "-c", code + "print('importlib.metadata' in sys.modules, 'toy' in sys.modules)")
    assert done.stdout.splitlines() == [
        "playground_toy 0.3 playground.samplers ralston toy.ralston:SAMPLER", "False False",
    ]  # fmt: skip


def test_of_a_package_that_is_found_twice_the_first_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    declare(first, "some-thing", {"playground.planar": {"one": "here:ONE"}, "console_scripts": {"x": "y:z"}})
    declare(second, "some.thing", {"playground.planar": {"two": "there:TWO"}})
    monkeypatch.setattr("sys.path", [str(first), str(tmp_path / "none"), str(second)])
    plugins._installed.cache_clear()
    try:
        assert [each.target for each in plugins.plugins(plugins.PLANAR)] == ["here:ONE"]
        assert plugins.plugins(plugins.SAMPLERS) == ()
    finally:
        plugins._installed.cache_clear()
