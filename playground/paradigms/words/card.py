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


def token_condition_of(card: Card) -> TokenCondition | None:
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
    image: tuple[int, int, int], shape: tuple[int, int, int], token_condition: TokenCondition
) -> dict[str, Ports]:
    """The same of pictures and of an x of such shapes."""
    tokens = Port(name="tokens", shape=(token_condition.length,), dtype="int64")
    whole = (Port(name="whole", shape=(token_condition.whole,)),) if token_condition.whole else ()
    embedded = (
        (Port(name="embedded", shape=(token_condition.length, token_condition.embedding)),)
        if token_condition.embedding
        else ()
    )
    weights = (weights_port(token_condition),) if token_condition.weighs else ()
    found = denoising_ports(image, shape, condition_ports(token_condition))
    found["text"] = ((tokens, *weights), (words_port(token_condition), *whole, *embedded))
    if token_condition.attention is not None:
        found["inside"] = _inside(found["denoiser"], token_condition, token_condition.attention)
    return found


def _inside(denoiser: Ports, token_condition: TokenCondition, seen: Attention) -> Ports:
    """The denoiser’s own, and attention that is kept, and what happens in every block."""
    inputs, outputs = denoiser
    blocks, heads, every = seen.blocks, seen.heads, seen.places + token_condition.length
    kept = (
        Port(name="kept", shape=(blocks, heads, seen.places, every)),
        Port(name="share", shape=(every,)),
    )
    shown = (
        Port(name="attention", shape=(blocks, heads, every, every)),
        Port(name="places", shape=(blocks + 1, seen.places, token_condition.features)),
        Port(name="texts", shape=(blocks + 1, token_condition.length, token_condition.features)),
    )
    return (*inputs, *kept), (*outputs, *shown)


def _needed(card: Card) -> Iterable[str]:
    return [name for name in ports_of_words(card) if name != "encoder"]


def _faults(card: Card) -> Faults:
    yield from denoising_faults(card, "denoiser")
    one = Denoising.of(card)
    if one is None:
        return
    token_condition, field = one.condition, "denoising.condition"
    if not isinstance(token_condition, TokenCondition):
        yield Fault(f"{field}.kind", "be “tokens” for “words”")
        return
    if not 2 <= token_condition.length <= MOST_TOKENS:
        yield Fault(f"{field}.length", f"lie between 2 and {MOST_TOKENS}", f"is {token_condition.length}")
    if token_condition.null is not None and token_condition.null < 0:
        yield Fault(f"{field}.null", "be a token, counted from 0", f"is {token_condition.null}")
    if token_condition.features < 1:
        yield Fault(f"{field}.features", "be at least 1", f"is {token_condition.features}")
    if min(token_condition.whole, token_condition.embedding) < 0:
        yield Fault(f"{field}.whole and embedding", "be 0 or more")
    if (
        len(token_condition.styles) > MOST_STYLES
        or len(set(token_condition.styles)) < len(token_condition.styles)
        or "" in token_condition.styles
    ):
        yield Fault(f"{field}.styles", f"be at most {MOST_STYLES} names, each once")
    if token_condition.weighted and token_condition.masked:
        yield Fault(f"{field}.masked", "be false where words are weighted")
    yield from _wrong_frame(token_condition, f"{field}.frame")
    yield from _wrong_steps(one)
    seen = token_condition.attention
    if seen is not None and min(seen.blocks, seen.heads, seen.rows, seen.columns) < 1:
        yield Fault(f"{field}.attention", "have at least one block, head, row and column")
    if seen is not None and not token_condition.weighted:
        yield Fault(f"{field}.weighted", "be true where attention is shown")


def _wrong_frame(token_condition: TokenCondition, field: str) -> Faults:
    if (frame := token_condition.frame) is None:
        return
    if not frame.size < token_condition.length:
        yield Fault(field, f"leave room among {token_condition.length} tokens", f"has {frame.size}")
    if min((*frame.before, *frame.after, frame.pad)) < 0:
        yield Fault(field, "hold tokens, counted from 0")
    if token_condition.styles:
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
