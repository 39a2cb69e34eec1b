"""What the card of a network that is told words must say."""

from __future__ import annotations

from collections.abc import Iterable

from playground.core.card_faults import CardRules, Fault, Faults
from playground.core.cards import Attention, Card, TokenCondition
from playground.core.conditions import condition_of, condition_ports, weights_port, words_port
from playground.core.ports import Port, Ports
from playground.gaussian import adapt
from playground.gaussian.card import Denoising, denoising_ports
from playground.paradigms.denoising.card import denoising_faults

MOST_TOKENS = 1000
MOST_STYLES = 64
MOST_STEPS = 100
MOST_COUNTS = 16
"""Numbers of steps that a network may be distilled for."""


def told_by(card: Card) -> TokenCondition | None:
    """By which tokens a model is told words; ``None`` where it is told none."""
    condition = condition_of(card)
    return condition if isinstance(condition, TokenCondition) else None


def ports_of_words(card: Card) -> dict[str, Ports]:
    """Those of a denoiser, of what reads tokens for it, and of what shows how it looks at them."""
    one = Denoising.of(card)
    if one is None or not isinstance(one.condition, TokenCondition):
        return {}
    return text_ports(card.image.shape, one.shape, one.condition)


def text_ports(
    image: tuple[int, int, int], shape: tuple[int, int, int], told: TokenCondition
) -> dict[str, Ports]:
    """The same of pictures and of an x of such shapes."""
    tokens = Port(name="tokens", shape=(told.length,), dtype="int64")
    whole = (Port(name="whole", shape=(told.whole,)),) if told.whole else ()
    embedded = (Port(name="embedded", shape=(told.length, told.embedding)),) if told.embedding else ()
    weights = (weights_port(told),) if told.weighs else ()
    found = denoising_ports(image, shape, condition_ports(told))
    found["text"] = ((tokens, *weights), (words_port(told), *whole, *embedded))
    if told.attention is not None:
        found["inside"] = _inside(found["denoiser"], told, told.attention)
    return found


def _inside(denoiser: Ports, told: TokenCondition, seen: Attention) -> Ports:
    """The denoiser’s own, and attention that is kept, and what happens in every block."""
    inputs, outputs = denoiser
    blocks, heads, every = seen.blocks, seen.heads, seen.places + told.length
    kept = (
        Port(name="kept", shape=(blocks, heads, seen.places, every)),
        Port(name="share", shape=(every,)),
    )
    shown = (
        Port(name="attention", shape=(blocks, heads, every, every)),
        Port(name="places", shape=(blocks + 1, seen.places, told.features)),
        Port(name="texts", shape=(blocks + 1, told.length, told.features)),
    )
    return (*inputs, *kept), (*outputs, *shown)


def _needed(card: Card) -> Iterable[str]:
    return [name for name in ports_of_words(card) if name != "encoder"]


def _faults(card: Card) -> Faults:
    yield from denoising_faults(card, "denoiser")
    one = Denoising.of(card)
    if one is None:
        return
    told, field = one.condition, "denoising.condition"
    if not isinstance(told, TokenCondition):
        yield Fault(f"{field}.kind", "be “tokens” for “words”")
        return
    if not 2 <= told.length <= MOST_TOKENS:
        yield Fault(f"{field}.length", f"lie between 2 and {MOST_TOKENS}", f"is {told.length}")
    if told.null is not None and told.null < 0:
        yield Fault(f"{field}.null", "be a token, counted from 0", f"is {told.null}")
    if told.features < 1:
        yield Fault(f"{field}.features", "be at least 1", f"is {told.features}")
    if min(told.whole, told.embedding) < 0:
        yield Fault(f"{field}.whole and embedding", "be 0 or more")
    if len(told.styles) > MOST_STYLES or len(set(told.styles)) < len(told.styles) or "" in told.styles:
        yield Fault(f"{field}.styles", f"be at most {MOST_STYLES} names, each once")
    if told.weighted and told.masked:
        yield Fault(f"{field}.masked", "be false where words are weighted")
    yield from _wrong_frame(told, f"{field}.frame")
    yield from _wrong_steps(one)
    seen = told.attention
    if seen is not None and min(seen.blocks, seen.heads, seen.rows, seen.columns) < 1:
        yield Fault(f"{field}.attention", "have at least one block, head, row and column")
    if seen is not None and not told.weighted:
        yield Fault(f"{field}.weighted", "be true where attention is shown")


def _wrong_frame(told: TokenCondition, field: str) -> Faults:
    if (frame := told.frame) is None:
        return
    if not frame.size < told.length:
        yield Fault(field, f"leave room among {told.length} tokens", f"has {frame.size}")
    if min((*frame.before, *frame.after, frame.pad)) < 0:
        yield Fault(field, "hold tokens, counted from 0")
    if told.styles:
        yield Fault(field, "not be there beside styles, whose token takes its place")


def _wrong_steps(one: Denoising) -> Faults:
    """What is wrong with the numbers of steps that a network was distilled for."""
    if not one.steps:
        return
    if len(one.steps) > MOST_COUNTS or len(set(one.steps)) < len(one.steps):
        yield Fault("denoising.steps", f"be at most {MOST_COUNTS} numbers, each once")
    if not 1 <= min(one.steps) <= max(one.steps) <= MOST_STEPS:
        yield Fault("denoising.steps", f"be numbers from 1 to {MOST_STEPS}")
    elif (same := adapt.alike(one.steps)) is not None:
        said = f"not hold both {same[0]} and {same[1]}, of which the network is told the same time"
        yield Fault("denoising.steps", said)
    if one.path != "linear":
        yield Fault("denoising.steps", "be empty where the path is not linear")


RULES = CardRules(ports=ports_of_words, needed=_needed, faults=_faults, table=Denoising)
