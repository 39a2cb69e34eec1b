"""The way from one prompt to another, and from one noise to another."""

from __future__ import annotations

from typing import Any

from playground.core import foreign
from playground.ui.sampling.interpolate_panel import InterpolatePanel as BetweenPanel
from playground.ui.tabs.words.prompt_box import PromptBox
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.paragraph import Paragraph

_MOST_LETTERS = 40


class InterpolatePanel(BetweenPanel):
    """What is read of the first prompt becomes what is read of the other, place by place of the text."""

    written, stem = "Between two prompts", "prompts"
    timed = True

    def __init__(self, scene: Any) -> None:
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
        text = state.line.text if end == "a" else state.other or state.line.text
        return f"{foreign.line(text.strip(), _MOST_LETTERS)}, seed {getattr(state, end)}"

    def _swap(self) -> None:
        state = self.scene.state
        line = state.line.text
        texts = {"prompt": state.with_line(state.other or line), "other": line}
        self.scene.act("Swap A and B", a=state.b, b=state.a, t=1 - state.t, **texts)
