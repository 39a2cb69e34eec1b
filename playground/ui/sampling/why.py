"""Says why nothing is drawn for what the state asks, and offers what would do."""

from __future__ import annotations

from markupsafe import Markup

from playground.core.fields import Value
from playground.paradigms.denoising.legality import title_of
from playground.ui.sampling.scene import SamplingScene
from playground.ui.sampling.state import DenoisingImages
from playground.ui.state.controls import specs
from playground.ui.widgets.note import Note


def refusal_note(scene: SamplingScene[DenoisingImages]) -> Note:
    """The scene's refusal as a sentence with a link; hidden while there is none."""
    note = Note("Why nothing is drawn")

    def title(name: str) -> str:
        return specs(type(scene.state))[name].title.lower()

    def show() -> None:
        refusal = scene.refusal
        if refusal is None:
            note.say("")
        elif refusal.instead is None:
            note.say(refusal.sentence, warning=True)
        else:
            offer = f"{title(refusal.field)}: {title_of(refusal)}"
            note.say(Markup("{} <a href='use'>Set {}</a>").format(refusal.sentence, offer), warning=True)

    def use() -> None:
        refusal = scene.refusal
        if refusal is not None and refusal.instead is not None:
            values: dict[str, Value] = {refusal.field: refusal.instead}
            scene.act(f"Set {title(refusal.field)}", **values)

    note.linkActivated.connect(lambda _link: use())
    scene.follow(show)
    show()
    return note
