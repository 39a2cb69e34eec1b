"""The Normalizing Flow tab: what is drawn can be traced back, and so has an exact likelihood."""

from __future__ import annotations

from playground.ui.stage.spec import A_TO_B, Group, PanelSpec, StageSpec, TabSpec
from playground.ui.tabs.nflow import diagram
from playground.ui.tabs.nflow.state import VIEWS, NflowState

IMAGES = StageSpec(
    module=__name__,
    scene="playground.ui.tabs.nflow.scene:NflowScene",
    editors="playground.ui.tabs.nflow.editors:editors_for",
    # The order of the story: what it draws, what lies between, what it finds likely.
    lists=(
        PanelSpec(
            "sample",
            "Samples",
            "Pictures drawn at a temperature",
            equations="nflow_sampling",
            explains="z=sample/z[0]",
            also="x=sample/images[0] first middle last",
            without="density",
        ),
        PanelSpec(
            "interpolate",
            "Interpolate",
            "From picture to picture through z",
            "A to B",
            A_TO_B,
            "explain:of_way",
            also="x=interpolate/images[t] first middle last z=interpolate/z[t]",
            without="density",
        ),
        PanelSpec(
            "inspect",
            "One picture",
            "Exact bits per dimension, taken apart",
            "Picture",
            equations="explain:of_picture",
            explains="x=inspect/original",
            also="density=inspect/log_density first middle last z=inspect/z",
        ),
        PanelSpec(
            "likelihood",
            "Histogram",
            "Bits per dimension of held-out and of other pictures",
            equations="nflow_bits nflow_dequantisation",
            # One picture's is none of the many's.
            explains="density=-",
            also="x first middle last z",
        ),
        PanelSpec(
            "back",
            "There and back",
            "A picture to z, and from z again",
            "Back",
            equations="nflow_picture",
            explains="first last",
            also="x middle z",
        ),
        PanelSpec(
            "scales",
            "Scales",
            "What each scale of z carries",
            equations="nflow_sampling",
            explains="middle",
            also="x first last z",
            without="density",
        ),
    ),
    table=VIEWS,
    groups=(
        Group("Samples", "label temperature count seed", "sample"),
        Group("Between A and B", "told path frames noise", "interpolate"),
        Group("Likelihood", "labelled noise order", "inspect", unfolded=True),
        Group("Likelihood", "labelled noise", "likelihood", unfolded=True),
        Group("There and back", "labelled noise", "back", unfolded=True),
        Group("Scales", "told temperature seed noise", "scales"),
    ),
    diagram=diagram.IMAGES,
)

SPEC = TabSpec(
    name="nflow",
    title="Normalizing Flow",
    kind="normalizing flow",
    state=NflowState,
    lab="playground.ui.tabs.nflow.lab.spec:LAB",
    images=IMAGES,
    binding="playground.ui.tabs.nflow.explain:NflowBinding",
)
