"""What a source is: a folder that diffusers wrote, a graph, weights, or what is refused with a reason."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from playground.core import leftovers, plain_text
from playground.core.errors import ImportingError
from playground.core.frames import Array
from playground.core.guard import guarded
from playground.core.ports import Ports
from playground.core.regular_files import open_regular, unreadable_reason
from playground.export.onnx_graph import difference
from playground.importing.code_subprocess import Order
from playground.importing.draft import MAX_SIDE, Answers, Draft, OnePart, Tensors
from playground.runtimes.onnx_session import processor_session
from playground.runtimes.safetensors_header import read_header


class Exemplified:
    """A part with ``examples`` of what it was given and what it said, by the names of its source's values."""

    def __init__(self, part: OnePart, examples: Mapping[str, Array]) -> None:
        self._part, self._examples = part, examples

    @property
    def tensors(self) -> Tensors:
        """Those of the part."""
        return self._part.tensors

    @property
    def given(self) -> Mapping[str, str]:
        """What its own inputs are called by the card."""
        return self._part.given

    def write(self, ports: Ports, weights: Path, graph: Path) -> None:
        """As the part does."""
        self._part.write(ports, weights, graph)

    def difference(self, ports: Ports, graph: Path, reach: Mapping[str, tuple[float, float]]) -> float:
        """Between graphs, and between the graph and what the code itself said."""
        known = {self.given[name]: value for name, value in self._examples.items() if name in self.given}
        worst = self._part.difference(ports, graph, reach)
        with guarded(ImportingError, "What the code said cannot be compared"):
            feeds = {
                port.name: known[port.name].reshape(-1, *port.shape).astype(port.dtype) for port in ports[0]
            }
            for port, found in zip(ports[1], processor_session(graph).run(None, feeds), strict=True):
                said, mine = (one.reshape(len(found), -1) for one in (known[port.name], found))
                worst = max(worst, difference(mine, said[:, : mine.shape[1]]))
        return worst


Notice = Callable[[str], None]

_OF_DIFFUSERS = ("model_index.json", "config.json", "diffusion_pytorch_model.safetensors")
_TOKENIZER = "tokenizer.json"
_ZIP, _PICKLE = b"PK\x03\x04", b"\x80"


def look(source: Path, answers: Answers, notice: Notice = lambda _: None) -> Draft:
    """What a source turned out to be; raises :class:`ImportingError` with why it is no model."""
    if answers.size is not None and not 1 <= answers.size <= MAX_SIDE:
        raise ImportingError(f"--size is {answers.size}, not from 1 to {MAX_SIDE:,}.")
    if source.is_dir():
        return _of_folder(source, answers)
    if not source.exists():
        raise ImportingError(f"There is no {source}.")
    if source.suffix.lower() == ".onnx":
        from playground.importing.onnx_source import draft as of_graph

        return of_graph(source, answers)
    if answers.module or source.suffix.lower() == ".pt2" or _is_scripted(source):
        return _of_code(source, answers, notice)
    if source.suffix.lower() == ".safetensors":
        from playground.importing.state_source import draft as of_weights

        return of_weights(source, answers)
    if _start(source).startswith((_ZIP, _PICKLE)):
        return _of_pickle(source, answers, notice)
    raise ImportingError(
        f"{source} is nothing that can be imported: a folder that diffusers saved, an .onnx file, "
        "TorchScript, a .pt2, or a state dict."
    )


def folder_of(source: Path) -> Path:
    """The folder that is meant by a file of it, as diffusers saved both, or with a tokenizer beside graphs;
    any other source itself."""
    if source.name == _TOKENIZER:
        return source.parent.parent if source.parent.name == "tokenizer" else source.parent
    if source.name not in _OF_DIFFUSERS:
        return source
    from playground.importing.diffusers_source import is_diffusers

    return source.parent if is_diffusers(source.parent) else source


def _of_pickle(source: Path, answers: Answers, notice: Notice) -> Draft:
    """What the weights in a pickle belong to, which are read apart."""
    from playground.importing import code_process
    from playground.importing.state_source import draft as of_weights

    _refuse_broken(source)
    with leftovers.new_folder() as folder:
        order = Order(source=str(source.resolve()), weights=True)
        return of_weights(code_process.converted(order, answers.trust, folder, notice), answers, source)


def _of_code(source: Path, answers: Answers, notice: Notice) -> Draft:
    """What a network is that has to be run to be converted: it runs once, and is a graph from then on."""
    from playground.importing import code_process
    from playground.importing.onnx_source import draft as of_graph

    order = Order(source=str(source.resolve()), module=_module(answers.module), shape=answers.shape)
    _refuse_broken(source)
    with leftovers.new_folder() as folder:
        graph = code_process.converted(order, answers.trust, folder, notice)
        found = of_graph(graph, answers)
        examples = code_process.examples(folder)
    checked = {name: Exemplified(part, examples) for name, part in found.parts.items()}
    return msgspec.structs.replace(found, title=source.stem, parts=checked)


def _refuse_broken(source: Path) -> None:
    """Raise for a file that is not of the kind that its name says, before anybody is asked to trust it."""
    kind = source.suffix.lower()
    if kind == ".safetensors":
        read_header(source)
    elif kind == ".pt2" and not zipfile.is_zipfile(source):
        raise ImportingError(f"{source} is no archive of torch.export, or it is damaged.")
    elif _start(source).startswith(_ZIP) and not zipfile.is_zipfile(source):
        raise ImportingError(f"{source} is an archive that is damaged or breaks off in the middle.")


def _start(source: Path) -> bytes:
    """The first bytes of a file."""
    try:
        with open_regular(source, 1 << 62) as file:
            return file.read(4)
    except OSError as error:
        raise ImportingError(f"{source} cannot be read: {unreadable_reason(error)}.") from error


def _module(named: str) -> str:
    file, _, name = named.rpartition(":")
    if named and (not name.isidentifier() or not Path(file).is_file()):
        raise ImportingError(f"“{plain_text.line(named)}” is no file and class, such as net.py:Net.")
    return f"{Path(file).resolve()}:{name}" if named else ""


def _is_scripted(source: Path) -> bool:
    """Whether a file is an archive of TorchScript, by its names alone."""
    try:
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return any("/code/" in name for name in names) and any(name.endswith("/constants.pkl") for name in names)


def _of_words(source: Path, answers: Answers) -> Draft | None:
    """What the graphs beside a tokenizer are together; ``None`` where there are none, or weights as well."""
    from playground.importing import onnx_text

    tokenizer = onnx_text.tokenizer_of(source)
    if tokenizer is None or len(onnx_text.graphs_of(source)) < 2 or [*source.glob("*/diffusion_*")]:
        return None
    return onnx_text.draft(source, tokenizer, answers)


def _of_folder(source: Path, answers: Answers) -> Draft:
    if (source / "card.toml").is_file():
        raise ImportingError(
            f"{source} is a model of this program already: name it to “playground generate --model”, or copy "
            "it to the folder of your own models."
        )
    from playground.importing import diffusers_source

    if (words := _of_words(source, answers)) is not None:
        return words
    if diffusers_source.is_diffusers(source):
        return diffusers_source.draft(source, answers)
    graphs = sorted(source.glob("*.onnx"))
    if len(graphs) == 1:
        from playground.importing.onnx_source import draft as of_graph

        return of_graph(graphs[0], answers)
    raise ImportingError(
        f"{source} is no folder that diffusers saved (it has neither model_index.json nor a config.json that "
        "names a class), and no folder with one graph, or with two and a tokenizer."
    )
