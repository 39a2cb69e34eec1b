"""The Text to Image tab: words are typed, and what becomes of them can be looked at on the whole way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from playground.paradigms.denoising.legality import idle
from playground.ui.stage.spec import Group, PanelSpec, StageSpec, TabSpec, Walk
from playground.ui.tabs.words import diagram
from playground.ui.tabs.words.state import WordsImages, WordsState

if TYPE_CHECKING:
    from playground.ui.tabs.words.scene import WordsScene

_SAMPLER = (
    "guidance guided_from guided_to steps quick sampler eta variance spacing coordinates clip clip_limit "
    "clip_share ending stride"
)


def unused(state: WordsImages, group: Group) -> Collection[str]:
    """Fields beside the sampler that it does not use, and the bounds of guidance where there is none."""
    fields = set(group.fields.split())
    if "sampler" not in fields:
        return ()
    bounds = {"guided_from", "guided_to"} if state.guidance == 1 else set[str]()
    return (bounds | idle(state.sampler, state.clip)) & fields


def _go_to(scene: WordsScene, position: int) -> Mapping[str, float]:
    trajectory = scene.trajectory
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
    panels={
        "prompt": PanelSpec(
            "Prompt",
            "Type, and the picture follows",
            equations="explain:of_steps",
            explains="words read network start=samples/start data=samples/end",
            also="now=samples/x time=samples/t prediction guided step",
        ),
        "guidance": PanelSpec(
            "Guidance",
            "With the words, without them, and beyond",
            walk=STEPS,
            equations="flow_guidance",
            explains="guided=samples/added prediction=samples/conditional step now=samples/x time=samples/t",
            also="read network words start=samples/start data=samples/end",
        ),
    },
    groups=(
        Group("", "style negative", unfolded=True),
        Group("Pictures", "count seed", "prompt guidance"),
        Group("", _SAMPLER),
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
