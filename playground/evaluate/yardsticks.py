"""Finds what pictures of a data set are held against: its classifier, training features, held-out images."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from playground.core import folders
from playground.core.captioned import captioned_held_out
from playground.core.cards import Card
from playground.core.errors import DataError
from playground.core.heldout import SHORT, content_in, content_of
from playground.core.images import read_labelled_images
from playground.core.progress import Progress, unwatched
from playground.core.resources import Resources
from playground.evaluate.features import Classifier
from playground.evaluate.paired import PairFeatures, WordsYardstick
from playground.evaluate.picture_yardstick import PictureYardstick
from playground.evaluate.reference import (
    Reference,
    find_reference,
    make_reference,
    reference_file,
    write_reference,
)
from playground.paradigms.contrastive import NAME
from playground.paradigms.families import family_of
from playground.paradigms.spoken import knows_words

USUAL_SIZE = 2000
"""Pictures in a set, which is enough for a Fréchet distance."""


def classifier_of(data: str, cards: Iterable[Card]) -> Card:
    """The classifier of a data set that ships, or that was made for it, or else the first.

    Another model that says that it is one changes no measure. Raises :class:`DataError` if there is none.
    """
    found = _first(data, "classifier", cards)
    if found is None:
        raise DataError(f"There is no classifier of {data}, in whose features pictures could be compared.")
    return found


def judge_of(card: Card, cards: Iterable[Card]) -> Card:
    """The model in whose features a model’s pictures are compared: a classifier, or one that knows words.

    What is drawn of words is judged by one that knows words; so is all of a data set without a classifier.
    Raises :class:`DataError` where there is none.
    """
    there, spoken = tuple(cards), told_by_words(card)
    pair = _first(card.data, NAME, there)
    if pair is not None and (spoken or _first(card.data, "classifier", there) is None):
        return pair
    if spoken:
        raise DataError(
            f"There is no model here that tells how well words and pictures of “{card.data}” agree, so what "
            f"{card.title} draws cannot be measured."
        )
    return classifier_of(card.data, there)


def told_by_words(card: Card) -> bool:
    """Whether a model is told words."""
    family = family_of(card.paradigm)
    return family is not None and family.generate is not None and knows_words(family.generate)


def usual_size(card: Card) -> int:
    """Pictures in a set of a model’s, where nobody asks for another number.

    Of one that is told words it is a drawing for each prompt that there is: the captions that are held out.
    """
    prompts = captioned_held_out(card.data) if told_by_words(card) else 0
    return prompts or USUAL_SIZE


def _first(data: str, paradigm: str, cards: Iterable[Card]) -> Card | None:
    """That which ships, or that was made here, before those of others."""
    found = [card for card in cards if (card.paradigm, card.data) == (paradigm, data)]
    places = (folders.shipped_models(), folders.own_features())
    ours = (card for card in found if any((place / card.name).is_dir() for place in places))
    return next(ours, next(iter(found), None))


def yardstick_of(
    classifier: str, resources: Resources, cache: Path, folder: Path | None, progress: Progress = unwatched
) -> PictureYardstick:
    """What pictures are held against in a classifier's features.

    ``folder`` has the data set's IDX files, for more held-out images than ship, and for the features of the
    training images where none that ship are of this very classifier; that of a user's own data set is known.
    What is made is kept in ``cache``, and ``progress`` counts images meanwhile. A contrastive model looks at
    the captioned pictures that ship; raises ``DataError`` where none do.
    """
    if resources.card(classifier).paradigm == NAME:
        pair = PairFeatures(classifier, resources)
        return WordsYardstick(pair, resources.captioned(pair.card.data))
    judge = Classifier(classifier, resources)
    own = folders.held_out(judge.card.data) if content_of(judge.card.data) else None
    folder = folder or own
    content = content_in(folder)
    name = "-".join(filter(None, (judge.card.hash[:16], content[:SHORT])))
    path = cache / "features" / f"{name}.safetensors"

    def make() -> Reference:
        reference = make_reference(read_labelled_images(folder or Path(), "train"), judge, progress=progress)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_reference(path, reference, overwrite=True)
        return reference

    reference = find_reference(judge, (reference_file(judge.card.data), path), make if folder else None)
    held_out = read_labelled_images(folder, "t10k") if folder else resources.held_out(judge.card.data)
    return PictureYardstick(judge, reference, held_out, content)
