"""Which words of any text say what of a face, which say nothing, and which are not known.

What is said of a thing is bound to it: in "long red hair, blue dress" the dress is blue and the hair is red.
The longest phrase wins. A denial reaches the next thing, unless a sign, "and", "but" or "with" comes first.
"""

from __future__ import annotations

import msgspec

from playground.faces.lexicon import Roles, Token, lexicon, longest, tokens
from playground.faces.meanings import Meaning, Mention, denied
from playground.faces.phrases import SIGNS

Span = tuple[int, int]
"""Where words start in a text, and where they stop."""

_BEFORE = {
    **dict.fromkeys(("on", "against", "before", "over", "front of", "in front of"), "background"),
    **dict.fromkeys(("in", "wearing", "wears", "wear", "dressed in", "clad in", "worn"), "clothes"),
}
"""What a colour is of that stands behind such a word."""
_LINKS = {"is", "are", "was", "were", ":", "=", "dyed", "coloured", "colored", "looks", "being"}
_JOINS = {",", "and", "&", "+", "or"}
_ENDS_DENIAL = {"and", "but", "with", "who", "on", "against"}


class Reading(msgspec.Struct, frozen=True):
    """What a text says, in its order, and the spans of words that say nothing and of those not known."""

    text: str
    mentions: tuple[Mention, ...]
    idle: tuple[Span, ...] = ()
    unknown: tuple[Span, ...] = ()

    def quoted(self, mention: Mention) -> str:
        """The words of a mention with the thing that they are said of."""
        words = self.text[mention.start : mention.stop]
        return f"{words} {mention.of}" if mention.of else words


class Item(msgspec.Struct):
    """A known phrase, a sign, or an unknown word of a text, and what was found of it.

    ``thing`` is the place of the item that it is said of.
    """

    words: str
    start: int
    stop: int
    roles: Roles | None
    said: Meaning | None = None
    of: str = ""
    thing: int = -1


def mentions(text: str) -> Reading:
    """What a text says of a face; any text is read."""
    items = _items(text)
    for index, item in enumerate(items):
        if item.roles is not None:
            _decide(items, index, item.roles)
    found = _denied(items)
    for item in items:
        if item.said is not None:
            found.append(Mention(item.start, item.stop, item.said, item.of))
    found.sort(key=lambda each: each.start)
    free = [
        item for item in items if not any(each.start < item.stop and item.start < each.stop for each in found)
    ]
    return Reading(
        text,
        tuple(found),
        tuple((item.start, item.stop) for item in free if _is_known(item)),
        tuple((item.start, item.stop) for item in free if not _is_known(item)),
    )


def _is_known(item: Item) -> bool:
    return item.roles is not None or item.words in SIGNS


def _items(text: str) -> list[Item]:
    """The longest known phrases of a text, one after another."""
    found, words = [], tokens(text)
    index = 0
    while index < len(words):
        size, roles = _longest(words, index)
        taken = words[index : index + size]
        found.append(Item(" ".join(each.word for each in taken), taken[0].start, taken[-1].stop, roles))
        index += size
    return found


def _longest(words: list[Token], index: int) -> tuple[int, Roles | None]:
    most = min(longest(words[index].word), len(words) - index)
    for size in range(most, 0, -1):
        roles = lexicon().get(tuple(each.word for each in words[index : index + size]))
        if roles is not None:
            return size, roles
    return 1, None


def _decide(items: list[Item], index: int, roles: Roles) -> None:
    """Find what an item says, and of which thing."""
    item = items[index]
    if roles.adjectives and not _modifies(items, index, roles):
        for thing in (_ahead(items, index), _behind(items, index, roles)):
            if _take(items, item, roles, thing):
                return
    if roles.of:
        item.said, item.thing = roles.says, index
        return
    if roles.adjectives and not _modifies(items, index, roles):
        topic = _by_preposition(items, index)
        if topic in roles.adjectives:
            item.said, item.of = roles.adjectives[topic], topic
            return
    if roles.alone is not None:
        item.said = roles.alone
        return
    if roles.adjectives and not _modifies(items, index, roles):
        for thing in (_further_ahead(items, index), _further_behind(items, index)):
            if _take(items, item, roles, thing):
                return


def _take(items: list[Item], item: Item, roles: Roles, thing: int) -> bool:
    """Let what an item says be said of a thing, if it can be."""
    topic = _topic(items[thing]) if thing >= 0 else ""
    if topic not in roles.adjectives:
        return False
    item.said, item.of, item.thing = roles.adjectives[topic], topic, thing
    return True


def _topic(item: Item) -> str:
    return item.roles.of or item.roles.joins if item.roles else ""


def _modifies(items: list[Item], index: int, roles: Roles) -> bool:
    """Whether a word such as "dark" only stands before a colour."""
    after = items[index + 1].roles if index + 1 < len(items) else None
    return roles.modifies and after is not None and after.is_colour and not after.of


def _among(item: Item) -> bool:
    """Whether an item may stand between what is said of a thing and that."""
    roles = item.roles
    return roles is not None and bool(roles.adjectives or roles.filler or roles.alone) and not roles.of


def _ahead(items: list[Item], index: int) -> int:
    """The thing that follows at once or behind others that are said of it; -1 for none."""
    for further in range(index + 1, len(items)):
        roles = items[further].roles
        if roles is not None and roles.joins:
            own = items[index].roles
            by_itself = roles.alone and own is not None and own.alone  # "A blonde bearded person".
            if further == index + 1 and not by_itself:
                return further
            if not roles.alone:
                return -1
        if roles is not None and roles.of:
            return further
        if not _among(items[further]):
            return -1
    return -1


def _behind(items: list[Item], index: int, roles: Roles) -> int:
    """The thing before it, as in "eyes closed", "hair is long and red"; -1 for none."""
    back = index - 1
    while back >= 0 and _is_filler(items[back]):
        back -= 1
    if back >= 1 and items[back].words in _JOINS:
        if items[back].words == "," and roles.alone:
            return -1  # In "eyes closed, happy" the person is.
        before = items[back - 1]
        # "Closed eyes and blue": only what itself stands behind its thing hands it on.
        return before.thing if 0 <= before.thing < back - 1 else -1
    if back >= 1 and items[back].words in _LINKS:
        back -= 1
    return back if back >= 0 and _is_thing(items[back]) else -1


def _is_filler(item: Item) -> bool:
    return item.roles is not None and item.roles.filler and not item.roles.of and item.said is None


def _is_thing(item: Item) -> bool:
    return item.roles is not None and bool(item.roles.of)


def _by_preposition(items: list[Item], index: int) -> str:
    """What a colour is of by the word before it: what is behind, or what is worn."""
    back = index - 1
    while back >= 0 and (_is_filler(items[back]) or items[back].words in ("a", "an", "the")):
        back -= 1
    if back >= 2 and items[back].words in _JOINS and items[back - 1].of and items[back - 1].thing < 0:
        return items[back - 1].of
    if back < 0:
        return ""
    if items[back].words == "of":
        return "background" if back and items[back - 1].words == "front" else ""
    return _BEFORE.get(items[back].words, "")


def _further_ahead(items: list[Item], index: int) -> int:
    """The next thing behind commas, "and" and what else is said of it; -1 for none."""
    for further in range(index + 1, len(items)):
        if _topic(items[further]):
            return further
        if not (_among(items[further]) or items[further].words in _JOINS):
            return -1
    return -1


def _further_behind(items: list[Item], index: int) -> int:
    """The last thing before commas, "and" and what else is said of it; -1 for none."""
    for back in range(index - 1, -1, -1):
        if _is_thing(items[back]):
            return back
        if not (_among(items[back]) or items[back].words in _JOINS):
            return -1
    return -1


def _denied(items: list[Item]) -> list[Mention]:
    """Mentions of what is denied; what these items said is taken from them."""
    found = []
    for index, item in enumerate(items):
        if item.roles is not None and item.roles.denies and item.said is None:
            start, first = item.start, index + 1
            while (group := _next_said(items, first)) is not None:
                found.append(_denial(items, group, start))
                last = max(group)
                if last + 1 >= len(items) or items[last + 1].words != "or":
                    break
                first = last + 2
                following = _next_said(items, first)
                start = items[min(following)].start if following else 0
    return found


def _next_said(items: list[Item], first: int) -> list[int] | None:
    """The places of what is said next of one thing, if a denial before ``first`` reaches it."""
    for index in range(first, len(items)):
        item = items[index]
        if item.said is not None:
            together = [index]
            if item.thing >= 0:
                together = [
                    other
                    for other in range(index, len(items))
                    if items[other].thing == item.thing and items[other].said is not None
                ]
            return together
        ends = item.roles is None or item.roles.denies or item.words in _ENDS_DENIAL
        if ends or (item.words in SIGNS):
            return None
    return None


def _denial(items: list[Item], group: list[int], start: int) -> Mention:
    """Of "no red dress" it is the dress that is denied, of "no red hair" the colour."""
    thing = items[group[-1]].thing
    chosen = items[thing if thing in group else group[0]]
    said = (chosen.roles.excludes if chosen.roles and not chosen.of else None) or chosen.said
    of = chosen.of
    stop = max(chosen.stop, items[thing].stop if thing >= 0 else 0)
    # What stands between, as in "no red smiling hair", is denied with the thing.
    last = max(index for index, item in enumerate(items) if item.stop <= stop)
    for index in range(min(group), max(*group, last) + 1):
        items[index].said = None
    return Mention(start, stop, denied(said) if said else Meaning("", {}), "" if thing >= 0 else of, True)
