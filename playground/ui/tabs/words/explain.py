"""How the equations of text to image depend on what the tab shows."""

from __future__ import annotations

from playground.ui.explain.formulas import GIVEN_VELOCITY, beside_flow, formulas, guided, step_terms
from playground.ui.sampling.interpolations import BETWEEN, WAYS, of_flows, way_terms
from playground.ui.stage.binding import FamilyBinding
from playground.ui.stage.stage_widget import Values
from playground.ui.tabs.words.scene import WordsScene
from playground.ui.tabs.words.state import WordsImages

_STEPS = beside_flow()
_STEP = tuple(dict.fromkeys(term for name in _STEPS for term in formulas()[name].terms))

_TERMS = {
    **BETWEEN,
    "kept": ("kept",),
    "local": ("local",),
    "counts": ("step_size",),
    "scales": ("guidance",),
    "prompt": ("label",),
    "negative": ("unconditional",),
    "style": ("label",),
    "block": ("attention", "scores"),
    "head": ("attention", "scores"),
    "averaged": ("attention",),
    "guidance": ("guidance", "guidance_excess", "network"),
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
        "straight_path", GIVEN_VELOCITY, "flow_guidance", "joint_attention", "kept_attention", "local_edit",
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
        values = step_terms(scene.path, images.samples.steps, images.samples.spacing) if straight else {}
        return {
            **values,
            "straight_path": {"t": time},
            GIVEN_VELOCITY: {}
            if known is None
            else guided(scene.steps.recipe, scene.card, float(known.scalars["t"])),
            **{of_flows(way): terms for way, terms in way_terms(images.interpolate, images.look.t).items()},
            "flow_guidance": {"guidance": f"{images.samples.guidance:g}"},
            "kept_attention": {"kept": f"{images.edit.kept:g}"},
            "local_edit": {"local": f"{images.edit.local:g}"},
            "guidance": {
                "guidance": f"{images.samples.guidance:g}",
                "guidance_excess": f"{images.samples.guidance - 1:g}",
            },
        }
