"""What it takes to add a panel, as edits of the toy package: each stands in one place of one file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Edit(NamedTuple):
    """What stands in place of ``old`` in a file of the package; at its end, where nothing does."""

    what: str
    file: str
    old: str
    new: str

    def make(self, package: Path) -> None:
        """Edit the file of the package, or begin it."""
        path = package / self.file
        text = path.read_text("utf-8") if path.exists() else ""
        if text.count(self.old) != 1 and self.old:
            raise ValueError(f"{self.file} has no single place for {self.what}")
        edited = text.replace(self.old, self.new) if self.old else text + self.new
        path.write_text(edited, "utf-8")


EDITS = (
    Edit(
        "the state",
        "tabs/toy/spec.py",
        """    ray: Ray = Ray(model="toy-dot")
""",
        """    ray: Ray = Ray(model="toy-dot")
    end: Ray = Ray(model="toy-dot")
""",
    ),
    Edit("the specification", "tabs/toy/spec.py", """lists=("ray",)""", """lists=("ray", "end")"""),
    Edit(
        "the panel",
        "tabs/toy/end_panel.py",
        "",
        '''"""The last picture of the ray."""

from PySide6.QtWidgets import QWidget

from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec
from playground.ui.state.views import View
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.layouts import down, lay_out
from toy.recipes import Ray


class EndPanel(Panel, QWidget):
    """Where the dot ends."""

    def __init__(self, scene):
        super().__init__(scene)
        self.strip = ImageStrip("End of the ray")
        lay_out(self, down((self.strip, 1)))
        scene.show("end", lambda shown: self.strip.set_images(shown.frame.arrays["images"][-1:]), self.strip)


PANEL = PanelSpec(
    "end",
    "End",
    "Where the dot ends",
    also="network picture=end/images[-1]",
    draws=EndPanel,
    asks=(View("end", Ray, shows=False),),
    controls=(Group("End", "angle reach"),),
)
''',
    ),
    Edit("the text", "texts/toy.md", "", "\n## The end of the ray {#end}\n\nThe last picture of the ray.\n"),
)
