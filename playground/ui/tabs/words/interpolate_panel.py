"""The way from one prompt to another, and from one noise to another."""

from __future__ import annotations

from playground.core import plain_text
from playground.core.cards import Card
from playground.core.recipe import change
from playground.paradigms.words import recipes as words
from playground.ui.explain.formulas import straight_names_of
from playground.ui.sampling.interpolate_panel import InterpolatePanel as BetweenPanel
from playground.ui.sampling.interpolations import WAYS, of_flows
from playground.ui.stage.spec import A_TO_B, Group, PanelSpec, Simple
from playground.ui.state.views import View
from playground.ui.tabs.words.prompt_box import PromptBox
from playground.ui.tabs.words.scene import WordsScene
from playground.ui.tabs.words.spec import APART, ATLAS, SAMPLER, WORDS
from playground.ui.tabs.words.state import WordsImages, line_of
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.paragraph import Paragraph

_MOST_LETTERS = 40


class InterpolatePanel(BetweenPanel[WordsScene]):
    """What is read of the first prompt becomes what is read of the other, place by place of the text."""

    written, stem = "Between two prompts", "prompts"
    timed = True

    def __init__(self, scene: WordsScene) -> None:
        self.box, self.other = PromptBox(scene), PromptBox(scene, "other", "interpolate")
        super().__init__(scene)
        scene.follow(self._show_way, "prompt row other", "interpolate")

    def _lay_out(self) -> None:
        # Prompts are longer than seeds.
        self.names = {"a": Paragraph(), "b": Paragraph()}
        middle = down((self.view, 1), across((self.position, 1), self.swap))
        ends = across((self._end("a"), 2), (middle, 4), (self._end("b"), 2), spacing=16)
        prompts = across((self.box, 1), (self.other, 1), spacing=10)
        lay_out(self, down(prompts, (ends, 1), self.slider, self.strip), top=2)

    def name_of(self, end: str) -> str:
        """The prompt of an end, and its seed."""
        state = self.scene.state
        text = state.line.text if end == "a" else state.interpolate.other or state.line.text
        return f"{plain_text.line(text.strip(), _MOST_LETTERS)}, {super().name_of(end)}"

    def _swap(self) -> None:
        state, way = self.scene.state, self.scene.state.interpolate
        line = state.line.text
        texts = {"prompt": state.with_line(way.other or line), "other": line}
        self.scene.act("Swap A and B", **self.swapped(), **texts)


def _line(images: WordsImages) -> words.Interpolate:
    """From the line that is looked at."""
    return change(images.interpolate, prompt=images.line.text)


def _equations(images: WordsImages, _card: Card | None) -> tuple[str, ...]:
    """That of the way between two noises, and those of the solver that is chosen."""
    return (of_flows(WAYS[images.interpolate.path]), *straight_names_of(images.interpolate.sampler))


PANEL = PanelSpec(
    "interpolate",
    "Two prompts",
    "From one prompt to another, and from noise to noise",
    "Two",
    A_TO_B,
    _equations,
    explains="start=-",
    also=f"words read {APART} network step data=interpolate/images[t]",
    draws=InterpolatePanel,
    asks=(View("interpolate", words.Interpolate, computed=_line, left="prompt", writes=line_of), ATLAS),
    controls=(WORDS, Group("Between A and B", "row a b path frames sample_a sample_b"), SAMPLER),
    simple=Simple("a b path"),
)
