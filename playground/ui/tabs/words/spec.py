"""The Text to Image tab: words are typed, and what becomes of them can be looked at on the whole way."""

from __future__ import annotations

from playground.core.cards import Card
from playground.gaussian.card import Denoising
from playground.paradigms.words import recipes as words
from playground.paradigms.words.card import token_condition_of
from playground.ui.explain.formulas import GUIDED_VELOCITY, names_of, straight_names_of
from playground.ui.sampling.spec import unused
from playground.ui.stage.spec import Group, StageSpec, TabSpec
from playground.ui.state.views import Known, View
from playground.ui.tabs.words import diagram
from playground.ui.tabs.words.state import WordsImages, WordsState

WORDS = Group("", "style negative", unfolded=True)
"""What is told beside the prompt, in every panel."""
_WALK = "sampler eta variance spacing coordinates clip clip_limit clip_share ending stride"
SAMPLER = Group("", f"guidance guided_from guided_to steps quick {_WALK}")
FREE_SAMPLER = Group("", f"guided_from guided_to {_WALK}")
"""The same where scales of guidance and numbers of steps are compared."""
PICTURE = Group("The picture", "row sample seed")
"""Which of all pictures a panel looks at."""

APART = "now=- time=- prediction=- guided=-"
"""Parts of the way to a picture where another one is seen than that of the prompt alone."""


def _no_embeddings(_recipe: words.Atlas, scene: Known) -> str:
    told = token_condition_of(scene.card)
    return "" if told is not None and told.embedding else f"“{scene.card.title}” does not show its words."


ATLAS = View("atlas", words.Atlas, opens="inside", asked="always", impossible=_no_embeddings)
"""Every panel needs it: words are completed from the vocabulary wherever they are typed."""


# Equations that several panels have


def diffuses(card: Card | None) -> bool:
    """Whether a model’s path is another than straight lines, as that of a network of others may be."""
    table = None if card is None else Denoising.of(card)
    return table is not None and table.path != "linear"


def of_guidance(_images: WordsImages, card: Card | None) -> tuple[str, ...]:
    """That of guidance, of noise or of velocities."""
    return ("guidance",) if diffuses(card) else (GUIDED_VELOCITY,)


def of_solver(images: WordsImages, card: Card | None) -> tuple[str, ...]:
    """Those of the solver that is chosen."""
    sampler = images.samples.sampler
    return names_of(sampler) if diffuses(card) else straight_names_of(sampler)


def of_network(card: Card | None) -> tuple[str, ...]:
    """That of a block, where the card names a network whose blocks are told time and words."""
    known = card is not None and card.network is not None and card.network.name == "mm-dit"
    return ("adaln_words",) if known else ()


IMAGES = StageSpec(
    module=__name__,
    scene="playground.ui.tabs.words.scene:WordsScene",
    editors="playground.ui.tabs.words.editors:editors_for",
    unused=unused,
    # The order of the story: what one types, what pulls it there, what each word is for.
    lists=("prompt", "guidance", "plane", "attention", "inside", "edit", "interpolate", "copied"),
    diagram=diagram.IMAGES,
)

SPEC = TabSpec(
    name="words",
    title="Text to Image",
    kind="text-to-image model",
    state=WordsState,
    images=IMAGES,
    binding="playground.ui.tabs.words.explain:WordsBinding",
)
