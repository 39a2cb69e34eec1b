"""Networks whose code has to run to be converted: only where it is trusted, and kept from everything else."""

from __future__ import annotations

import ctypes
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from playground.core.errors import ImportingError, PlaygroundError, SettingsError
from playground.importing import code_process, confinement
from playground.importing.code_process import examples, fingerprint
from playground.importing.code_subprocess import Order, _convert
from playground.importing.draft import Answers
from playground.importing.sources import look

torch = pytest.importorskip("torch")
pytestmark = [
    pytest.mark.torch,
    pytest.mark.timeout(300),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

NET = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        {before}
        self.layer = nn.Conv2d(1, 1, 3, padding=1)

    def forward(self, x, t):
        return self.layer(x) * (1 + t[:, None, None, None])
"""


def can_confine() -> bool:
    """Whether the kernel’s Landlock knows all writing, and signals."""
    return sys.platform == "linux" and ctypes.CDLL(None).syscall(444, None, 0, 1) >= 6


KEPT = pytest.mark.parametrize("by", ["kernel", "bubblewrap"])


@pytest.fixture
def kept_by(by, monkeypatch) -> None:
    """Let the code be kept by the kernel alone, or by bubblewrap."""
    if by == "kernel":
        monkeypatch.setattr(confinement, "why_not", lambda: "it is not installed")
    elif confinement.why_not():
        pytest.skip(f"bubblewrap: {confinement.why_not()}")
    if by == "kernel" and not can_confine():
        pytest.skip("this kernel has no such Landlock")


@pytest.fixture
def order(tmp_path, monkeypatch):
    """A state dict, and a file with its class that does something besides."""
    monkeypatch.setenv("PLAYGROUND_SETTINGS", str(tmp_path / "settings"))

    def made(before: str = "pass", **limits) -> Order:
        from safetensors.torch import save_file

        (tmp_path / "net.py").write_text(NET.format(before=before))
        layer = torch.nn.Conv2d(1, 1, 3, padding=1)
        save_file(
            {f"layer.{name}": value for name, value in layer.state_dict().items()},
            tmp_path / "net.safetensors",
        )
        return Order(
            source=str(tmp_path / "net.safetensors"),
            module=f"{tmp_path / 'net.py'}:Net",
            shape=(1, 8, 8),
            **limits,
        )

    return made


@pytest.fixture
def convert(tmp_path):
    """Run it in a folder, and give the graph and what was noticed."""

    def converted(order: Order, trust: bool = True) -> tuple[Path, list[str]]:
        folder = tmp_path / "apart"
        folder.mkdir(exist_ok=True)
        notices: list[str] = []
        return code_process.converted(order, trust, folder, notices.append), notices

    return converted


def test_code_runs_only_where_it_is_trusted_and_that_is_kept_by_its_bytes(order, convert) -> None:
    asked = order()
    with pytest.raises(ImportingError, match="--trust"):
        convert(asked, trust=False)
    graph, notices = convert(asked)
    assert graph.is_file()
    assert set(examples(graph.parent)) == {"x", "t", "out"}
    assert bool(notices) != (can_confine() or not confinement.why_not())
    convert(asked, trust=False)
    before = fingerprint(asked)
    assert fingerprint(order("self.more = 1")) != before
    with pytest.raises(ImportingError, match="--trust"):
        convert(asked, trust=False)


def test_a_damaged_list_of_what_is_trusted_is_set_aside_before_anything_runs(
    order, convert, tmp_path, monkeypatch
) -> None:
    settings = tmp_path / "settings"
    settings.mkdir()
    (settings / "trusted-models.json").write_text("{")
    monkeypatch.setattr("playground.core.folders.user_settings", lambda: settings)
    asked = order()
    graph, notices = convert(asked)
    assert graph.is_file()
    assert any("It is now called trusted-models.json.broken-1" in notice for notice in notices)
    convert(asked, trust=False)


def test_nothing_runs_where_its_trust_cannot_be_kept(order, convert, tmp_path, monkeypatch) -> None:
    (tmp_path / "settings").write_text("a file where the folder should be")
    monkeypatch.setattr("playground.core.folders.user_settings", lambda: tmp_path / "settings")
    monkeypatch.setattr(code_process, "_run", lambda *_: pytest.fail("it ran"))
    with pytest.raises(SettingsError, match="settings"):
        convert(order())


def test_nothing_is_looked_at_where_the_model_cannot_be_written(tmp_path, monkeypatch) -> None:
    from playground.importing import whole

    (tmp_path / "models").write_text("a file where the folder should be")
    monkeypatch.setattr(whole, "look", lambda *_: pytest.fail("it was looked at"))
    with pytest.raises(ImportingError, match="cannot be written"):
        whole.import_model(tmp_path, "it", tmp_path / "models", Answers(), "", lambda *_: None)
    (tmp_path / "others" / "it").mkdir(parents=True)
    with pytest.raises(ImportingError, match="already"):
        whole.import_model(tmp_path, "it", tmp_path / "others", Answers(), "", lambda *_: None)


def test_trust_in_weights_is_none_in_code(order) -> None:
    asked = order()
    weights = msgspec.structs.replace(asked, weights=True)
    assert fingerprint(weights) != fingerprint(asked)


def test_a_pickle_is_not_read_by_a_torch_that_may_run_it(order, convert, monkeypatch) -> None:
    asked = msgspec.structs.replace(order(), weights=True)
    for version in ("2.4.1", "2.5.1+cpu", "2.10.0"):
        monkeypatch.setattr("importlib.metadata.version", lambda _, version=version: version)
        below = version != "2.10.0"
        with pytest.raises(ImportingError, match=r"below 2\.6 may run" if below else "say --trust"):
            convert(asked, trust=below)


def test_what_stands_beside_is_trusted_with_it(order, convert, tmp_path) -> None:
    inner = tmp_path / "inner" / "deep"
    inner.mkdir(parents=True)
    beside = [tmp_path / "blocks.py", inner / "more.py", inner / "compiled.pyc"]
    for path in beside:
        path.write_text("")
    asked = order()
    prints = [fingerprint(asked)]
    for path in beside:
        path.write_text("1")
        prints.append(fingerprint(asked))
    (inner / "notes.txt").write_text("no code")
    (tmp_path / "inner" / "loop").symlink_to(tmp_path / "inner")
    beside[0].rename(tmp_path / "bricks.py")
    prints.append(fingerprint(asked))
    assert len(set(prints)) == 5
    (inner / "notes.txt").write_text("still none")
    assert fingerprint(asked) == prints[-1]


def test_a_source_runs_and_not_what_was_compiled_from_another(order, convert, tmp_path) -> None:
    import py_compile

    blocks = tmp_path / "blocks.py"
    blocks.write_text("raise ValueError('compiled')")
    py_compile.compile(str(blocks), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    blocks.write_text("raise ValueError('source')")
    asked = order("import blocks")
    with pytest.raises(ImportingError, match="ValueError: source"):
        convert(asked)
    # What could not be converted is asked about again.
    with pytest.raises(ImportingError, match="--trust"):
        convert(asked, trust=False)


DEEDS = {
    "reach a network": ("__import__('socket').create_connection(('127.0.0.1', {port}))",),
    "speak to your other programs through sockets that are files": (
        "__import__('socket').socket(__import__('socket').AF_UNIX).connect('{local}')",
    ),
    "write, make or remove files outside a temporary folder": (
        "open('{place}', 'w').write('here')",
        "open('{victim}', 'a').write('here')",
        "__import__('subprocess').run(['touch', '{place}'], check=True)",
        "os.rename('{victim}', '{place}')",
        "os.unlink('{victim}')",
    ),
    "change permissions and times of your files": ("os.chmod('{victim}', 0o600)", "os.utime('{victim}')"),
    "see your other processes": ("open('/proc/{process}/cmdline').read().index('{mark}')",),
    "send signals to your other processes (window, trainings, whoever started it)": (
        "os.kill({process}, 15)",
        "os.kill(os.getppid(), 15)",
    ),
    "change limits, priority or shared memory of your other processes": (
        "__import__('resource').prlimit({process}, 7, (5, 5))",
        "os.setpriority(os.PRIO_PROCESS, {process}, 19)",
        "os.sched_setaffinity({process}, os.sched_getaffinity(0))",
        "1 / (libc.shmat({memory}, None, 0) != -1)",  # 1 / False raises
    ),
    "write into your terminal, or take it over": ("open('{terminal}', 'w').write('rm')",),
    "read what you type into a terminal meanwhile": (
        "os.read(os.open('{terminal}', os.O_RDONLY | os.O_NOCTTY), 6).index(b'secret')",
    ),
    "read what you can read": ("open('{victim}').read().index('mine')",),
    "fill the disk with many files in its temporary folder": (
        "[open(f'file {{at}}', 'w').close() for at in range(100)]",
    ),
}
"""What code may try, by rows of the page’s table; the row that is not here has a test of its own, below."""

ALL = """
        import ctypes, os
        libc = ctypes.CDLL(None)
        libc.shmat.restype = ctypes.c_ssize_t
        done = []
        for at, deed in enumerate({deeds!r}):
            try:
                eval(deed)
            except Exception:
                continue
            done.append(at)
        raise ValueError("done: %s" % done)
"""


def told(by: str) -> dict[str, bool]:
    """What the page says that code may do on Linux, with bubblewrap or without."""
    page = (Path(__file__).parents[2] / "docs/add/model.md").read_text(encoding="utf-8")
    table = page.split("| what it may | with bubblewrap | Linux alone |")[1].split("\n\n")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]
    return {row[0]: row[1 if by == "bubblewrap" else 2].startswith("**yes") for row in rows}


@pytest.fixture
def others(tmp_path):
    """What is there for the code to reach: by the names that deeds call them."""
    import socket
    import tempfile

    victim = tmp_path / "victim"
    victim.write_text("mine")
    libc = ctypes.CDLL(None)
    memory = libc.shmget(0, 4096, 0o1600)  # IPC_PRIVATE, IPC_CREAT
    keyboard, terminal = os.openpty()
    os.write(keyboard, b"secret\n")
    # Names of sockets are short.
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen([sys.executable, "-c", "input()", "marked"], stdin=subprocess.PIPE) as waiting,
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket(socket.AF_UNIX) as local,
    ):
        local.bind(f"{folder}/s")
        local.listen()
        server.settimeout(0.0)
        local.settimeout(0.0)
        yield {
            "port": server.getsockname()[1], "local": f"{folder}/s", "place": tmp_path / "home",
            "victim": victim, "process": waiting.pid, "mark": "marked", "memory": memory,
            "terminal": os.ttyname(terminal),
        }  # fmt: skip
        for each in (server, local):
            with pytest.raises(BlockingIOError):
                each.accept()
        assert waiting.poll() is None
    libc.shmctl(memory, 0, None)  # IPC_RMID
    os.close(keyboard)
    os.close(terminal)
    assert not (tmp_path / "home").exists()
    assert victim.read_text() == "mine"


@KEPT
@pytest.mark.usefixtures("kept_by")
def test_what_reaches_out_is_stopped_or_the_page_says_that_it_is_not(order, convert, others, by) -> None:
    import resource

    may = told(by)
    assert may.keys() - DEEDS.keys() == {"outlive the conversion"}
    deeds = [(row, deed.format(**others)) for row, held in DEEDS.items() for deed in held]
    with pytest.raises(ImportingError, match="cannot be converted: ValueError: done: ") as found:
        convert(order(ALL.format(deeds=[deed for _, deed in deeds])))
    done = json.loads(found.value.sentence.partition("done: ")[2].strip("."))
    assert [deed for at, (_, deed) in enumerate(deeds) if at in done] == [
        deed for row, deed in deeds if may[row]
    ]
    assert resource.prlimit(others["process"], resource.RLIMIT_NOFILE)[0] > 5
    assert os.getpriority(os.PRIO_PROCESS, others["process"]) == os.getpriority(os.PRIO_PROCESS, 0)


STARTS = """
        import errno, fcntl, os, time
        # In bubblewrap, the first process of its own leads the session.
        assert os.getsid(0) in (os.getpid(), 1), "it has the terminal of whoever imports"
        for deed in (lambda: fcntl.ioctl(0, 0x5412, b"x"), lambda: fcntl.ioctl(0, 0x541C, b"x"), os.setsid):
            try:
                deed()
            except OSError as error:
                assert error.errno == errno.EACCES, error
            else:
                raise AssertionError(deed)
        import resource
        assert resource.getrlimit(resource.RLIMIT_FSIZE) == (4 << 30, 4 << 30)
        least, most = resource.getrlimit(resource.RLIMIT_NPROC)
        assert 64 < least == most < 100_000, (least, most)
        held = open("held", "w")
        fcntl.flock(held, fcntl.LOCK_EX)
        if os.fork() == 0:
            try:
                os.setpgid(0, 0)
            except OSError:
                pass
            time.sleep(10_000)
"""


@KEPT
@pytest.mark.usefixtures("kept_by")
def test_no_terminal_is_in_reach_and_what_it_started_ends_with_it(order, convert) -> None:
    import fcntl

    graph, notices = convert(order(STARTS))
    assert notices == []
    with (graph.parent / "held").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)


WAITS = """
        import fcntl, time
        held = open("held", "w")
        fcntl.flock(held, fcntl.LOCK_EX)
        open("told", "w").close()
        time.sleep(10_000)
"""

ASKS = """
import sys
from pathlib import Path
import msgspec
from playground.importing.code_process import converted
from playground.importing.code_subprocess import Order
converted(msgspec.json.decode(sys.argv[1], type=Order), True, Path(sys.argv[2]), print)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and locks of POSIX")
def test_it_ends_with_whoever_asked(order, tmp_path) -> None:
    import fcntl

    folder = tmp_path / "apart"
    folder.mkdir()
    os.mkfifo(folder / "told")
    words = [sys.executable, "-c", ASKS, msgspec.json.encode(order(WAITS)).decode(), str(folder)]
    with subprocess.Popen(words) as asking:
        (folder / "told").read_bytes()
        asking.kill()
    with (folder / "held").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)


LIAR = """
import os, pathlib
os.write(1, b"[false,false]")
pathlib.Path("report.json").write_text('{"fault": "", "network": true, "writing": true}')
"""


def test_what_is_confined_is_not_for_the_code_to_say(order, convert, monkeypatch) -> None:
    monkeypatch.setattr(confinement, "why_not", lambda: "it is not installed")
    monkeypatch.setattr(code_process, "python", lambda *_: [sys.executable, "-c", LIAR])
    _, notices = convert(order())
    assert len(notices) == 1
    assert "the network and your files" in notices[0]


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are the system's")
def test_too_much_memory_or_time_is_one_sentence(order, convert) -> None:
    with pytest.raises(ImportingError, match=r"cannot be converted|memory"):
        convert(order("self.more = torch.zeros(1 << 33)"))
    with pytest.raises(ImportingError, match="time"):
        convert(order("[None for _ in iter(int, 1)]", seconds=2))


DAMAGES = {
    "truncated": lambda data: data[: len(data) // 2],
    "swapped": lambda data: data[:40] + data[40:4096][::-1] + data[4096:],
    "empty": lambda data: b"",
    "gigabytes": lambda data: (1 << 40).to_bytes(8, "little") + data[8:],
}
KINDS = {".pt": "", ".pt2": "", ".safetensors": "Net", ".pth": "Net"}


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A network as every format holds it that has to be run."""
    from safetensors.torch import save_file

    folder = tmp_path_factory.mktemp("saved")
    (folder / "net.py").write_text(NET.format(before="pass"))
    made = {}
    exec(NET.format(before="pass"), made)
    net = torch.jit.script(torch.nn.Conv2d(1, 1, 3, padding=1)).eval()
    net.save(str(folder / "net.pt"))
    example = (torch.zeros(2, 1, 8, 8), torch.zeros(2))
    torch.export.save(torch.export.export(made["Net"](), example), folder / "net.pt2")
    save_file(made["Net"]().state_dict(), folder / "net.safetensors")
    torch.save(made["Net"]().state_dict(), folder / "net.pth")
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_damaged_or_renamed_is_one_sentence_and_most_of_it_before_trust(
    saved, tmp_path, kind
) -> None:
    data = (saved / f"net{kind}").read_bytes()
    spoiled = {how: damage(data) for how, damage in DAMAGES.items()}
    spoiled |= {f"as {other}": (saved / f"net{other}").read_bytes() for other in KINDS if other != kind}
    module = f"{saved / 'net.py'}:Net" if KINDS[kind] else ""
    source, asked = tmp_path / f"it{kind}", []
    for how, held in spoiled.items():
        source.write_bytes(held)
        with pytest.raises(PlaygroundError) as refused:
            look(source, Answers(module=module, shape=(1, 8, 8)))
        assert "\n" not in refused.value.sentence
        if "--trust" in refused.value.sentence:
            asked.append(how)
            with pytest.raises(ValueError, match="that this version of PyTorch reads, or it is damaged"):
                _convert(Order(source=str(source), module=module, shape=(1, 8, 8)), tmp_path)
    assert not {"truncated", "empty"} & {*asked} or kind == ".pth"


class Evil:
    def __reduce__(self):
        return os.system, ("touch evil",)


def test_a_pickle_is_not_opened(order, convert, tmp_path) -> None:
    asked = order()
    torch.save({"layer.weight": Evil()}, tmp_path / "net.pth")
    (tmp_path / "bare.pth").write_bytes(pickle.dumps(Evil()))
    for name in ("net.pth", "bare.pth"):
        spoiled = Order(source=str(tmp_path / name), module=asked.module, shape=asked.shape)
        with pytest.raises(ImportingError, match="cannot be converted"):
            convert(spoiled)
        assert not list(tmp_path.rglob("evil"))
