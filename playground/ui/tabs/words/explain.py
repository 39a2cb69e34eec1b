"""How the equations of text to image depend on what the tab shows."""

from __future__ import annotations

from playground.core.cards import Card
from playground.gaussian.card import Denoising
from playground.ui.explain.formulas import flow_names_of, formulas, names_of, of_training, step_terms
from playground.ui.sampling.ways import BETWEEN, WAYS, of_flows, way_terms
from playground.ui.stage.binding import FamilyBinding
from playground.ui.stage.stage_widget import Values
from playground.ui.tabs.words.scene import WordsScene
from playground.ui.tabs.words.state import WordsImages

JOINT = "mm-dit"
"""The network in which places and words look at each other, and whose blocks are told time and words."""
_STEPS = tuple(name for name, formula in formulas().items() if formula.beside_flow)
_STEP = tuple(dict.fromkeys(term for name in _STEPS for term in formulas()[name].terms))

_TERMS = {
    **BETWEEN,
    "kept": ("kept",),
    "local": ("local",),
    "compared": ("step_size",),
    "scales": ("guidance",),
    "prompt": ("label",),
    "negative": ("unconditional",),
    "style": ("label",),
    "block": ("attention", "scores"),
    "head": ("attention", "scores"),
    "averaged": ("attention",),
    "guidance": ("guidance", "guidance_excess"),
    "guided_from": ("guidance",),
    "guided_to": ("guidance",),
    "position": ("t",),
    "steps": _STEP,
    "sampler": _STEP,
    "spacing": _STEP,
    "seed": ("noise",),
}


class WordsBinding(FamilyBinding[None, WordsImages, WordsScene]):
    """Equations by panel, and the values of their terms."""

    name = "words"
    equations = (
        "straight_path", "flow_ode", "flow_guidance", "joint_attention", "kept_attention", "local_edit",
        "token_embedding", "logit_normal", "adaln_words", "mixing", "guidance", *formulas(),
        *map(of_flows, WAYS.values()),
    )  # fmt: skip
    terms = _TERMS

    def image_values(self, images: WordsImages, scene: WordsScene) -> Values:
        """The step that is looked at, and the scale of guidance."""
        moment = scene.moment
        straight = scene.path.kind == "linear"
        known = moment if straight else None
        time = "" if known is None else f"{scene.clock.told(float(known.scalars['t'])):.2f}"
        values = step_terms(scene.path, images.steps, images.spacing) if straight else {}
        return {
            **values,
            "straight_path": {"t": time},
            **{of_flows(way): terms for way, terms in way_terms(images, images.t).items()},
            "flow_guidance": {"guidance": f"{images.guidance:g}"},
            "kept_attention": {"kept": f"{images.kept:g}"},
            "local_edit": {"local": f"{images.local:g}"},
            "guidance": {
                "guidance": f"{images.guidance:g}",
                "guidance_excess": f"{images.guidance - 1:g}",
            },
        }


def _diffuses(card: Card | None) -> bool:
    """Whether a model’s path is another than straight lines, as that of a network of others may be."""
    table = None if card is None else Denoising.of(card)
    return table is not None and table.path != "linear"


def of_guidance(_images: WordsImages, card: Card | None) -> tuple[str, ...]:
    """That of guidance, of noise or of velocities."""
    return ("guidance",) if _diffuses(card) else ("flow_guidance",)


def of_steps(images: WordsImages, card: Card | None) -> tuple[str, ...]:
    """Those of the path and of the solver that is chosen, and what the card says of training and network."""
    guided = of_guidance(images, card) if images.guidance not in (0, 1) else ()
    if _diffuses(card):
        return ("mixing", *names_of(images.sampler), *guided)
    return (
        "straight_path",
        "flow_ode",
        *flow_names_of(images.sampler),
        *guided,
        *of_training(card),
        *_of_network(card),
    )


def _of_network(card: Card | None) -> tuple[str, ...]:
    """That of a block, where the card names a network whose blocks are so."""
    known = card is not None and card.network is not None and card.network.name == JOINT
    return ("adaln_words",) if known else ()


def of_attention(_images: WordsImages, card: Card | None) -> tuple[str, ...]:
    """Those of the attention, and of the block that it stands in."""
    return ("joint_attention", *_of_network(card))


def of_inside(_images: WordsImages, card: Card | None) -> tuple[str, ...]:
    """Those of how words are read, and of the blocks in their order."""
    return ("token_embedding", *_of_network(card), "joint_attention")


def of_plane(images: WordsImages, card: Card | None) -> tuple[str, ...]:
    """That of guidance, and those of the solver that is chosen."""
    names = names_of(images.sampler) if _diffuses(card) else flow_names_of(images.sampler)
    return (*of_guidance(images, card), *names)


def of_copies(_images: WordsImages, _card: Card | None) -> tuple[str, ...]:
    """Those of how the pictures are drawn."""
    return ("flow_ode", "flow_guidance")


def of_way(images: WordsImages, _card: Card | None) -> tuple[str, ...]:
    """That of the way between two noises, and those of the solver that is chosen."""
    return (of_flows(WAYS[images.way]), *flow_names_of(images.sampler))
