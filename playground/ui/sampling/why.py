"""Says why nothing is drawn for what the state asks, and offers what would do."""

from __future__ import annotations

from markupsafe import Markup

from playground.core.fields import Value, fields
from playground.paradigms.denoising.legality import title_of
from playground.ui.sampling.scene import SamplingScene
from playground.ui.sampling.state import SamplingImages
from playground.ui.widgets.note import Note


class Why(Note):
    """The scene's refusal as a sentence with a link; hidden while there is none."""

    def __init__(self, scene: SamplingScene[SamplingImages]) -> None:
        super().__init__("Why nothing is drawn")
        self.scene = scene
        self.linkActivated.connect(lambda _link: self._use())
        scene.follow(self._show_refusal)
        self._show_refusal()

    def _show_refusal(self) -> None:
        refusal = self.scene.refusal
        if refusal is None:
            self.say("")
        elif refusal.instead is None:
            self.say(refusal.sentence, warning=True)
        else:
            offer = f"{self._title(refusal.field)}: {title_of(refusal)}"
            self.say(Markup("{} <a href='use'>Set {}</a>").format(refusal.sentence, offer), warning=True)

    def _use(self) -> None:
        refusal = self.scene.refusal
        if refusal is not None and refusal.instead is not None:
            values: dict[str, Value] = {refusal.field: refusal.instead}
            self.scene.act(f"Set {self._title(refusal.field)}", **values)

    def _title(self, name: str) -> str:
        state: type[SamplingImages] = type(self.scene.state)
        return next(field.title for field in fields(state) if field.name == name).lower()
