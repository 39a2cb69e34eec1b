"""What a source is: a folder that diffusers wrote, a graph, or something that is refused with a reason."""

from __future__ import annotations

from pathlib import Path

from playground.core.errors import ImportingError
from playground.core.regular import open_regular, why_unreadable
from playground.importing.draft import Answers, Draft

_ZIP, _PICKLE = b"PK\x03\x04", b"\x80"


def look(source: Path, answers: Answers) -> Draft:
    """What a source turned out to be; raises :class:`ImportingError` with why it is no model."""
    if source.is_dir():
        return _of_folder(source, answers)
    if not source.exists():
        raise ImportingError(f"There is no {source}.")
    if source.suffix.lower() == ".onnx":
        from playground.importing.onnx_source import draft as of_graph

        return of_graph(source, answers)
    raise ImportingError(_why_not(source))


def _of_folder(source: Path, answers: Answers) -> Draft:
    if (source / "card.toml").is_file():
        raise ImportingError(
            f"{source} is a model of this program already: name it to “playground generate --model”, or copy "
            "it to the folder of your own models."
        )
    from playground.importing import diffusers_source

    if diffusers_source.is_diffusers(source):
        return diffusers_source.draft(source, answers)
    graphs = sorted(source.glob("*.onnx"))
    if len(graphs) == 1:
        from playground.importing.onnx_source import draft as of_graph

        return of_graph(graphs[0], answers)
    raise ImportingError(
        f"{source} is no folder that diffusers saved (it has neither model_index.json nor a config.json that "
        "names a class), and no folder with one graph."
    )


def _why_not(source: Path) -> str:
    """Why a file is not taken."""
    try:
        with open_regular(source, 1 << 62) as file:
            start = file.read(4)
    except OSError as error:
        return f"{source} cannot be read: {why_unreadable(error)}."
    if start.startswith((_ZIP, _PICKLE)):
        return (
            f"{source} is a Python pickle or an archive with one, which could run any code, so it was not "
            "opened; export the network to ONNX, or save it with diffusers."
        )
    return f"{source} is nothing that can be imported: a folder that diffusers saved, or an .onnx file."
