"""From a draft to a model's folder: weights, graphs, what was measured, the card, and four pictures.

Nothing has its name before all of it was checked: a model that does not run, or says other than its source,
leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from playground import paradigms
from playground.core import folders, leftovers, plain_text
from playground.core.cards import FORMAT, Card, LabelCondition, ModelFile, Part, Table, TokenCondition
from playground.core.conditions import condition_ports
from playground.core.errors import ExportError, ImportingError, PlaygroundError
from playground.core.frames import Array, Frame
from playground.core.images import LabelledImages
from playground.core.ports import Ports
from playground.core.recipe import Recipe, change
from playground.core.resources import Placement
from playground.core.vocabulary import Vocabulary, read_vocabulary
from playground.export.atomic import write_card, write_file
from playground.export.writing import export
from playground.gaussian import samplers
from playground.gaussian.adapt import network_time, path_of
from playground.gaussian.card import Denoising, denoising_ports
from playground.importing.conventions import SIGNED, UNSIGNED, Convention, Range
from playground.importing.draft import Answers, Draft
from playground.importing.graph_time import insert_logarithm
from playground.importing.identify import ALIKE, DOUBTFUL, Identified, identify
from playground.importing.learned import with_data
from playground.paradigms.cards import read_card, rules
from playground.paradigms.denoising.legality import refusal_of, sampler_refusal, usual_sampler
from playground.paradigms.denoising.network import denoising_of
from playground.paradigms.denoising.recipes import Samples
from playground.paradigms.families import family_of
from playground.paradigms.gan_images.card import Gan, gan_ports
from playground.paradigms.nflow_images.card import nflow_ports
from playground.paradigms.vae_images.card import vae_ports
from playground.paradigms.words.card import text_ports
from playground.paradigms.words.recipes import OfWords
from playground.runtimes.graph_facts import Facts
from playground.runtimes.graph_guard import CheckFailedError, check_in_child
from playground.runtimes.graph_verdict import read_graph
from playground.runtimes.onnx_session import processor_session
from playground.runtimes.resources import open_resources

WEIGHTS, SAMPLES = "weights.safetensors", "samples.png"
TOLERANCE = 1e-4
NEAR = 0.02
"""Drawn values may lie so far beyond black and white."""
DRAWN = 4
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_STEPS = 25


class Imported(NamedTuple):
    """A model that was brought in: its folder and card, what was measured, and what is to be said.

    ``said`` is how it is taken to speak, ``like`` are flags that sample as the source does.
    """

    folder: Path
    card: Card
    identified: Identified | None
    difference: float
    notes: tuple[str, ...]
    said: str
    like: str


def name_of(answers: Answers, source: Path) -> str:
    """The model's name: given, or the source's made fit; raises :class:`ImportingError` where it is unfit."""
    made = re.sub(r"[^a-z0-9._-]+", "-", source.name.removesuffix(source.suffix).lower()).strip("-._")
    name = answers.name or made[:64] or "model"
    if not _NAME.fullmatch(name):
        raise ImportingError(
            f"“{plain_text.line(name)}” cannot be a model’s name: small letters, digits, “-”, “.” and “_” "
            "can."
        )
    return name


def check_writable(name: str, into: Path) -> None:
    """Raise :class:`ImportingError` where the model ``into/name`` could not be written.

    What is made to try it goes again, but for folders above the program's own.
    """
    if (into / name).exists():
        raise ImportingError(f"There is a model “{name}” in {into} already; choose another by --name.")
    place = into.absolute()
    ours = (
        each for each in (place, *place.parents) if each == place or each.is_relative_to(folders.user_data())
    )
    made = [folder for folder in ours if not folder.exists()]
    with _naming_folder(into):
        try:
            into.mkdir(parents=True, exist_ok=True)
            with leftovers.new_folder(into):
                pass
        finally:
            for folder in made:
                with contextlib.suppress(OSError):
                    folder.rmdir()


@contextmanager
def _naming_folder(into: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ImportingError(f"The model cannot be written in {into}: {error.strerror or error}.") from error


def write_model(
    draft: Draft,
    name: str,
    into: Path,
    answers: Answers,
    pictures: Sequence[LabelledImages],
    progress: Callable[[str, float], None] = lambda _what, _share: None,
) -> Imported:
    """Write a draft as the model ``into/name``; raises :class:`ImportingError`, leaving nothing.

    ``pictures`` are sets of which one may be like those it was trained on, of the model's shape; without
    them nothing can be measured.
    """
    check_writable(name, into)
    with _naming_folder(into):
        into.mkdir(parents=True, exist_ok=True)
    with _naming_folder(into), leftovers.new_folder(into) as temporary:
        made = _Making(draft, temporary / name, answers, pictures, progress).made()
        (temporary / name).rename(into / name)
    return made._replace(folder=into / name)


class _Making:
    """The steps from a draft to a folder, in their order."""

    def __init__(
        self,
        draft: Draft,
        folder: Path,
        answers: Answers,
        pictures: Sequence[LabelledImages],
        progress: Callable[[str, float], None],
    ) -> None:
        self._draft, self._folder, self._answers = draft, folder, answers
        self._pictures, self._progress = pictures, progress
        self._notes = list(draft.notes)
        self._image = draft.image
        folder.mkdir()

    def made(self) -> Imported:
        """The folder, complete."""
        ports = self._ports()
        self._progress("Graphs", 0.0)
        self._write_weights()
        for name, part in self._draft.parts.items():
            graph = self._folder / f"{name}.onnx"
            part.write(ports[name], self._folder / WEIGHTS, graph)
            self._judge(graph, ports[name])
        difference = self._compare(ports)
        if self._draft.shape is None and not self._draft.ranged:
            low, high = self._range(ports)
            self._image = msgspec.structs.replace(self._image, low=low, high=high)
        identified, convention = self._spoken()
        if convention is not None and convention.clock != "plain":
            insert_logarithm(self._folder / "denoiser.onnx", convention.clock)
        card = self._card(ports, convention)
        write_card(self._folder, card)
        card = read_card(self._folder)
        self._draw(card)
        said = convention.title if convention else ""
        return Imported(
            self._folder, card, identified, difference, tuple(self._notes), said, self._draft.like
        )

    def _ports(self) -> dict[str, Ports]:
        draft, image = self._draft, self._draft.image.shape
        told = condition_ports(draft.condition)
        if draft.shape is not None and isinstance(draft.condition, TokenCondition):
            return text_ports(image, draft.shape, draft.condition)
        if draft.shape is not None:
            return denoising_ports(image, draft.shape, told)
        if draft.paradigm == "gan":
            return gan_ports(image, self._gan)
        if draft.paradigm == "nflow":
            return nflow_ports(image, told)
        return vae_ports(
            image, draft.latent, ("location", "log_scale") if draft.likelihood else ("location",)
        )

    @property
    def _gan(self) -> Gan:
        """What the card says of a generator."""
        said = (table for table in self._draft.tables if isinstance(table, Gan))
        return next(said, Gan(latent=self._draft.latent, condition=self._draft.condition))

    def _write_weights(self) -> None:
        tensors: dict[str, NDArray[Any]] = {}
        for part in self._draft.parts.values():
            tensors |= {name: np.ascontiguousarray(value) for name, value in part.tensors.items()}
        write_file(self._folder / WEIGHTS, save(tensors))
        for name, text in self._draft.texts.items():
            write_file(self._folder / name, text)

    def _judge(self, graph: Path, ports: Ports) -> None:
        """Raise for a graph that the program would not use, before any runtime loads it."""
        files = {WEIGHTS: (self._folder / WEIGHTS).stat().st_size}
        facts = Facts(inputs=ports[0], outputs=ports[1], files=files)
        try:
            fault = check_in_child(read_graph(graph), facts).fault
        except CheckFailedError as error:
            fault = str(error)
        if fault:
            raise ImportingError(f"The graph of the {graph.stem} would not be used: {fault}.")

    def _compare(self, ports: dict[str, Ports]) -> float:
        """The largest difference of any part, which is no larger than is allowed."""
        worst = 0.0
        for name, part in self._draft.parts.items():
            found = part.difference(ports[name], self._folder / f"{name}.onnx", self._reach())
            if not found <= TOLERANCE:
                how = (
                    f"differs by {found:.1e} from its source, above {TOLERANCE:g}"
                    if math.isfinite(found)
                    else "is not finite where its source is, or gives another number of pictures"
                )
                raise ImportingError(f"The graph of the {name} {how}, so the model was not written.")
            worst = max(worst, found)
        return worst

    def _range(self, ports: dict[str, Ports]) -> Range:
        """The values of black and white: those between which pictures come back best, or what is drawn is."""
        if "encoder" in self._draft.parts:
            return self._range_back()
        ((name, _),) = self._draft.parts.items()
        rng, feeds = np.random.default_rng(0), {}
        for port in ports[name][0]:
            whole = port.dtype == "int64"
            drawn = np.zeros(16) if whole else rng.standard_normal((16, *port.shape))
            feeds[port.name] = drawn.astype(port.dtype)
        values = processor_session(self._folder / f"{name}.onnx").run(None, feeds)[0]
        found = next(
            (
                one
                for one in (UNSIGNED, SIGNED)
                if values.min() >= one[0] - NEAR and values.max() <= one[1] + NEAR
            ),
            None,
        )
        if found is None:
            raise ImportingError(
                f"What it draws lies between {values.min():.3g} and {values.max():.3g}: say by --range what "
                "black and white are, such as --range=-1:1."
            )
        self._notes.append(
            f"What it draws lies between {found[0]:g} and {found[1]:g}, taken for black and white."
        )
        return found

    def _range_back(self) -> Range:
        """Black and white where an autoencoder gives pictures back best, of those that it may have seen."""
        encoder, decoder = (processor_session(self._folder / f"{n}.onnx") for n in ("encoder", "decoder"))
        least = dict.fromkeys((UNSIGNED, SIGNED), math.inf)
        for pictures in self._pictures:
            for low, high in least:
                values = (low + (high - low) / 255 * pictures.images.astype(np.float32)).astype(np.float32)
                back = decoder.run(None, {"latent": encoder.run(None, {"image": values})[0]})[0]
                lost = float(np.square(back - values).mean() / values.var(axis=0).mean())
                least[low, high] = min(least[low, high], lost)
        best, other = sorted((lost, one) for one, lost in least.items())
        if not best[0] < DOUBTFUL:
            raise ImportingError(
                "Pictures do not come back from this autoencoder as they went in: give some like those it "
                "was trained on by --pictures, or say by --range what black and white are, such as "
                "--range=-1:1."
            )
        if other[0] - best[0] <= ALIKE:
            raise ImportingError(
                "Pictures come back from this autoencoder alike whether black and white are 0 and 1 or −1 "
                "and 1: say by --range what black and white are, such as --range=-1:1."
            )
        self._notes.append(
            f"Black and white are taken for {best[1][0]:g} and {best[1][1]:g}, by which {1 - best[0]:.0%} of "
            "the variance of a few pictures comes back."
        )
        return best[1]

    def _reach(self) -> dict[str, tuple[float, float]]:
        said = self._draft.convention.denoising if self._draft.convention else None
        path = path_of(said) if said else None
        # A network that was told a class is compared at all of them.
        found = {"label": (0.0, float(max(0, self._draft.condition.classes - 1)))}
        if isinstance(self._draft.condition, TokenCondition):
            # Some words are looked at and some are not, where that is all.
            found["weights"] = (-1.0, 1.0) if self._draft.condition.masked else (0.25, 2.0)
            found["tokens"] = (0.0, float(len(self._vocabulary()) - 1))
        if said and path:
            ends = sorted(network_time(said, path.level(t)) for t in (max(path.floor, 1e-3), path.end))
            found["time"] = (ends[0], ends[1])
        if self._draft.paradigm == "nflow":
            found |= {"image": (self._image.low, self._image.high), "noise": (0.0, 1.0)}
        return found | {"x": (-2.0, 2.0)}

    def _spoken(self) -> tuple[Identified | None, Convention | None]:
        """What was measured of a denoising network, and how it is taken to speak."""
        draft = self._draft
        if draft.shape is None:
            return None, None
        configured = draft.convention
        if not self._pictures:
            if configured is None:
                raise ImportingError(
                    "How this network speaks has to be measured on a few pictures like those it was trained "
                    "on; give them by --pictures."
                )
            self._notes.append("Without pictures (--pictures) it was not measured whether that is so.")
            return None, configured
        found = None
        for pictures in self._pictures:
            other = self._identified(pictures)
            # What was trained on one kind of pictures fits badly to another.
            if found is None or other.rows[0].score < found.rows[0].score:
                found = other
            if found.verdict == "found":
                break
        assert found is not None
        return found, self._chosen(found)

    def _identified(self, pictures: LabelledImages) -> Identified:
        draft = self._draft
        session = processor_session(self._folder / "denoiser.onnx")
        labels = pictures.labels.astype(np.int64)
        classes, nothing = draft.condition.classes, self._nothing()

        def network(x: Array, time: Array, label: Array) -> Array:
            feeds = {"x": x.astype(np.float32), "time": time}
            feeds |= {name: np.repeat(values, len(x), axis=0) for name, values in nothing.items()}
            if classes:
                feeds["label"] = label % classes
            return np.asarray(session.run(None, feeds)[0])

        seen: NDArray[Any] = pictures.images
        if "encoder" in draft.parts:
            seen = self._encoded(pictures.images)
        also = [draft.convention] if draft.convention else []
        return identify(
            network, seen, labels, also=also, progress=lambda share: self._progress("How it speaks", share)
        )

    def _vocabulary(self) -> Vocabulary:
        condition = self._draft.condition
        assert isinstance(condition, TokenCondition)
        return read_vocabulary(self._folder / condition.vocabulary)

    def _nothing(self) -> dict[str, Array]:
        """What a network of words is told where it is told none: ``(1, …)`` each."""
        condition = self._draft.condition
        if not isinstance(condition, TokenCondition) or condition.frame is None:
            return {}
        frame = condition.frame
        around = (*frame.before, *frame.after)
        rest = condition.length - len(around)
        tokens = np.array([[*around, *[frame.pad] * rest]], dtype=np.int64)
        weights = np.array([[*[1.0] * len(around), *[float(frame.seen)] * rest]], dtype=np.float32)
        beside = {"weights": weights} if condition.weighs else {}
        session = processor_session(self._folder / "text.onnx")
        names = [one.name for one in session.get_outputs()]
        read = dict(zip(names, session.run(None, {"tokens": tokens, **beside}), strict=True))
        return {name: read[name] for name in ("words", "whole") if name in read} | beside

    def _encoded(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        session = processor_session(self._folder / "encoder.onnx")
        low, high = self._image.low, self._image.high
        values = (low + (high - low) / 255 * images[:64].astype(np.float32)).astype(np.float32)
        blocks = [session.run(None, {"image": one[None]})[0] for one in values]
        return np.concatenate(blocks).astype(np.float32)

    def _chosen(self, found: Identified) -> Convention:
        """The convention to use, with a note where it is not what was measured, or not sure."""
        configured, best = self._draft.convention, found.best
        if configured is not None and not self._answers.measured:
            agree = any(_same(configured, one) for one in found.alike)
            if best is None or (found.verdict == "doubtful" and not agree):
                self._notes.append(f"Its configuration could not be confirmed. {found.sentence}")
            elif not agree:
                self._notes.append(
                    f"Its configuration says: {configured.title}. What was measured is another: "
                    f"{found.sentence} --measured takes that."
                )
            return configured
        if best is None:
            raise ImportingError(found.sentence)
        if found.verdict == "doubtful" and not self._answers.measured:
            raise ImportingError(f"{found.sentence} Take it all the same by --measured.")
        if found.verdict == "alike":
            self._notes.append(found.sentence)
        if not self._draft.ranged:
            self._image = msgspec.structs.replace(self._image, low=best.range[0], high=best.range[1])
        return best

    def _card(self, ports: dict[str, Ports], convention: Convention | None) -> Card:
        draft = self._draft
        tables: list[Table] = [*draft.tables]
        if convention is not None and draft.shape is not None:
            kind: Literal["consistency", "denoiser"] = "consistency" if draft.consistency else "denoiser"
            said = {"shape": draft.shape, "condition": draft.condition, "kind": kind}
            tables.append(msgspec.structs.replace(convention.denoising, **said))
        elif draft.paradigm == "gan":
            tables = [self._gan]
        parts = {
            name: Part(graph=f"{name}.onnx", inputs=ports[name][0], outputs=ports[name][1])
            for name in draft.parts
        }
        names = (WEIGHTS, *(part.graph for part in parts.values()), *draft.texts)
        # The network itself knows of no logarithm.
        clock = convention.clock if convention else "plain"
        card = Card(
            format=FORMAT, name=self._folder.name, title=plain_text.line(self._answers.title or draft.title),
            summary="Imported: trained elsewhere.", paradigm=_paradigm(draft, convention),
            licence=self._answers.licence, image=self._image, latent=draft.latent, tables=tuple(tables),
            labels=draft.labels if isinstance(draft.condition, LabelCondition) else (),
            parts=parts, files=tuple(_file(self._folder / name) for name in names), weights=WEIGHTS,
            likelihood=draft.likelihood, network=draft.network if clock == "plain" else None,
        )  # fmt: skip
        return with_data(card, self._answers.data) if self._answers.data else card

    def _draw(self, card: Card) -> None:
        self._progress("Pictures", 0.0)
        out = self._folder / SAMPLES
        try:
            recipe, frame = drawn(card, self._folder)
            export(frame, recipe, frame.facts or {}, out, layout="grid", columns=DRAWN)
        except ExportError:
            self._notes.append(f"Pictures of {card.image.channels} channels cannot be shown as one file.")
        except PlaygroundError as error:
            raise ImportingError(f"The model cannot be used: {error.sentence}") from error


def drawn(card: Card, folder: Path) -> tuple[Recipe, Frame]:
    """Four pictures of a model in a folder, by its family's recipe, and that recipe; raises as runs do."""
    family = family_of(card.paradigm)
    if family is None or family.generate is None:
        raise ImportingError(f"Nothing here draws pictures with a model of “{card.paradigm}”.")
    recipe = family.generate(**{"model": card.name, "count": DRAWN, **family.usual(card)})
    if isinstance(recipe, OfWords):
        path = path_of(denoising_of(card))
        names = (recipe.sampler, usual_sampler(type(recipe)), *(each.name for each in samplers.discover()))
        legal = next((name for name in names if not sampler_refusal(name, card, path)), recipe.sampler)
        # Nobody has said any words yet.
        recipe = change(recipe, sampler=legal, guidance=1.0)
    if (denoising := Denoising.of(card)) is not None and isinstance(recipe, Samples):
        path = path_of(denoising)
        recipe = change(recipe, steps=min(_STEPS, path.steps or _STEPS) if recipe.steps > 4 else recipe.steps)
        usual = usual_sampler(type(recipe))
        # Some samplers cannot begin where this path does.
        for _ in range(3):
            refused = refusal_of(recipe, card, path, usual)
            if refused is None or refused.instead is None:
                break
            recipe = change(recipe, **{refused.field: refused.instead})
    resources = open_resources((folder.parent,), rules(), Placement(), lambda _: None)
    frames = [frame for frame in paradigms.run(recipe, resources) if frame.final]
    if not frames:
        raise ImportingError("The model draws nothing.")
    return recipe, frames[-1]


def _paradigm(draft: Draft, convention: Convention | None) -> str:
    """That of the draft; of a denoising network whose path was measured, that of its path."""
    if draft.shape is None or draft.consistency or convention is None or draft.paradigm == "words":
        return draft.paradigm
    return "flow" if convention.denoising.path == "linear" else "diffusion"


def _same(one: Convention, other: Convention) -> bool:
    """Whether two conventions tell a network the same at the same noise, within a hundredth of all times."""
    if one.clock != other.clock or one.denoising.prediction != other.denoising.prediction:
        return False
    paths = path_of(one.denoising), path_of(other.denoising)
    told = [
        (one.time(paths[0].level(paths[0].time(-2 * math.log(ratio)))),
         other.time(paths[1].level(paths[1].time(-2 * math.log(ratio)))))
        for ratio in (0.2, 1.0, 5.0)
    ]  # fmt: skip
    most = max(abs(value) for pair in told for value in pair)
    return one.denoising.sign == other.denoising.sign and all(abs(a - b) <= 0.01 * most for a, b in told)


def _file(path: Path) -> ModelFile:
    data = path.read_bytes()
    return ModelFile(path=path.name, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
