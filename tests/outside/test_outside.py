"""No command opens a socket to another machine, looks a host up, or writes outside its own folders.

The short form of ``python -m tests.outside``; the window’s is in ``tests/e2e``.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.outside import trace
from tests.outside.deeds import DEEDS, Home, watch
from tests.outside.seen import ROOT

WHY_NOT = trace.why_not()

pytestmark = pytest.mark.process

watched = pytest.mark.skipif(
    bool(WHY_NOT), reason=f"NOT CHECKED what the program does to the outside: {WHY_NOT}"
)

CHATTER = """
import os, socket, subprocess, sys
from pathlib import Path

code = '''
import os, socket
from pathlib import Path
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
    one.connect(("127.0.0.1", 9))
Path("/etc/resolv.conf").is_file() and open("/etc/resolv.conf").close()
Path.home().joinpath("trace of a child").write_text("")
'''
subprocess.run([sys.executable, "-c", code], check=True)
os.chdir(Path.home())
os.rename("trace of a child", "a “name”")
Path("inside").mkdir()
"""


@watched
def test_what_a_child_does_is_seen(tmp_path: Path) -> None:
    """The watch itself: a child connects and reads where hosts are looked up, and both leave files."""
    home = Home(tmp_path, tmp_path / "work")
    trace.run([sys.executable, "-c", CHATTER], home.work, home.environment, home.log)
    seen = home.see()
    assert any("127.0.0.1" in call for call in seen.internet)
    assert "/etc/resolv.conf" in seen.look_ups or not Path("/etc/resolv.conf").exists()
    names = ("trace of a child", "a “name”", "inside")
    assert [str(tmp_path / "home" / name) for name in names] == list(seen.outside)


@watched
def test_what_is_written_where_it_was_asked_for_is_no_secret(tmp_path: Path) -> None:
    home = Home(tmp_path, tmp_path / "work")
    code = "import socket; from pathlib import Path; Path('here').write_text(''); socket.socketpair()"
    trace.run([sys.executable, "-c", code], home.work, home.environment, home.log)
    assert home.see().secret == ()
    assert (home.work / "here").exists() and not home.work.is_relative_to(ROOT)


@watched
@pytest.mark.torch
@pytest.mark.parametrize(
    "name",
    ["generate", "models", "doctor", "import", "train", "train of own pictures", "compare", "screenshot"],
)
def test_nothing_leaves_the_programs_own_folders(name: str, tmp_path: Path) -> None:
    assert watch(name, tmp_path).secret == ()


def test_the_home_of_a_new_user_stays_empty(tmp_path: Path) -> None:
    """A look that any system allows, after the end; a picture needs no folder of the program's own."""
    home = Home(tmp_path, tmp_path / "work")
    subprocess.run(
        [sys.executable, "-m", *DEEDS["generate"].split()], cwd=home.work, env=home.environment, check=True
    )
    assert [path.name for path in home.work.iterdir()] == ["clothes.png"]
    assert list((tmp_path / "home").rglob("*")) == []
