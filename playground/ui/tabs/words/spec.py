"""The Text to Image tab: words are typed, and what becomes of them can be looked at on the whole way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from playground.paradigms.denoising.legality import idle
from playground.ui.stage.spec import A_TO_B, Group, PanelSpec, StageSpec, TabSpec, Walk
from playground.ui.tabs.words import diagram
from playground.ui.tabs.words.state import VIEWS, WordsImages, WordsState

if TYPE_CHECKING:
    from playground.ui.tabs.words.scene import WordsScene

_SAMPLER = (
    "guidance guided_from guided_to steps quick sampler eta variance spacing coordinates clip clip_limit "
    "clip_share ending stride"
)

_APART = "now=- time=- prediction=- guided=-"
"""Parts of the way to a picture where another one is seen than that of the prompt alone."""


def unused(state: WordsImages, group: Group) -> Collection[str]:
    """Fields beside the sampler that it does not use, and the bounds of guidance where there is none."""
    fields = set(group.fields.split())
    if "sampler" not in fields:
        return ()
    bounds = {"guided_from", "guided_to"} if state.guidance == 1 else set[str]()
    return (bounds | idle(state.sampler, state.clip)) & fields


def _go_to(scene: WordsScene, position: int) -> Mapping[str, float]:
    trajectory = scene.steps
    if not len(trajectory):
        return {}
    place = trajectory.at(position / max(1, trajectory.last_step))
    there = trajectory.at(scene.state.position) == place
    return {} if there else {"position": trajectory.position(place)}


STEPS = Walk("Steps of the sampler", "Go to a step", lambda _scene: None, _go_to)

IMAGES = StageSpec(
    module=__name__,
    scene="playground.ui.tabs.words.scene:WordsScene",
    editors="playground.ui.tabs.words.editors:editors_for",
    unused=unused,
    # The order of the story: what one types, what pulls it there, what each word is for.
    lists=(
        PanelSpec(
            "prompt",
            "Prompt",
            "Type, and the picture follows",
            "Type",
            equations="explain:of_steps",
            explains="data=samples/end",
            also="words read network start=samples/start now=samples/x time=samples/t prediction guided step",
        ),
        PanelSpec(
            "guidance",
            "Guidance",
            "With the words, without them, and beyond",
            "Guide",
            walk=STEPS,
            equations="explain:of_guidance",
            explains="guided=samples/added now=samples/x time=samples/t",
            also="prediction=samples/conditional read network step words start=samples/start "
            "data=samples/end",
        ),
        PanelSpec(
            "plane",
            "Guidance × steps",
            "Each scale of guidance in each number of steps",
            "Plane",
            equations="explain:of_plane",
            explains="step",
            also="words read start now time network prediction guided data",
        ),
        PanelSpec(
            "attention",
            "Attention",
            "Where each word is looked at",
            "Looks",
            walk=STEPS,
            equations="explain:of_attention",
            explains="prediction=samples/conditional",
            also="words read now=samples/x time=samples/t network data=samples/end",
        ),
        PanelSpec(
            "inside",
            "Letter to pixel",
            "Words as numbers, and what each block makes of them",
            "Inside",
            STEPS,
            "explain:of_inside",
            explains="words network",
            also="read now=samples/x time=samples/t prediction=samples/conditional data=samples/end",
        ),
        PanelSpec(
            "edit",
            "Edit",
            "Change a word and keep the rest of the picture",
            equations="kept_attention local_edit joint_attention",
            explains="read",
            also=f"words start=- {_APART} network step data=edit/images[1]",
        ),
        PanelSpec(
            "interpolate",
            "Two prompts",
            "From one prompt to another, and from noise to noise",
            "A–B",
            A_TO_B,
            "explain:of_way",
            explains="start=-",
            also=f"words read {_APART} network step data=interpolate/images[t]",
        ),
        PanelSpec(
            "copied",
            "Copied or composed?",
            "What was learned that is nearest to each picture",
            "Copied",
            equations="explain:of_copies",
            also="words read start now time network prediction guided step data=copied/images[0]",
        ),
    ),
    table=VIEWS,
    groups=(
        Group("", "style negative", unfolded=True),
        Group("Pictures", "count seed", "prompt guidance"),
        Group("Attention", "averaged block head", "attention", unfolded=True),
        Group("Compared", "scales compared", "plane"),
        Group("The picture", "row sample seed", "attention plane inside"),
        Group("What is kept", "local kept kept_places kept_whole map_of", "edit"),
        Group("Pictures", "row few seed", "edit"),
        Group("Pictures", "count seed nearest", "copied"),
        Group("Between A and B", "row a b way frames", "interpolate"),
        Group("", _SAMPLER, "prompt guidance attention inside edit interpolate copied"),
        Group("", _SAMPLER.replace("guidance ", "").replace(" steps quick", ""), "plane"),
    ),
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
