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
        """Literal["ray"], about("Panel", "Which panel is open.")] = "ray"

    views = Views(View("ray", Ray, same("model count reach angle")))
""",
        """Literal["ray", "end"], about("Panel", "Which panel is open.")] = "ray"

    views = Views(
        View("ray", Ray, same("model count reach angle")),
        View("end", Ray, same("model count reach angle")),
    )
""",
    ),
    Edit(
        "the specification",
        "tabs/toy/spec.py",
        """        )
    },
    groups=(Group("Ray", "angle reach count", "ray"),),
""",
        """        ),
        "end": PanelSpec("End", "Where the dot ends", also="network picture=end/images[-1]"),
    },
    module=__name__,
    groups=(Group("Ray", "angle reach count", "ray"), Group("End", "angle reach", "end")),
""",
    ),
    Edit(
        "the class",
        "tabs/toy/end_panel.py",
        "",
        '''"""The last picture of the ray."""

from PySide6.QtWidgets import QWidget

from playground.ui.stage.panel import Panel
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.layouts import down, lay_out


class EndPanel(Panel, QWidget):
    """Where the dot ends."""

    def __init__(self, scene):
        super().__init__(scene)
        self.strip = ImageStrip("End of the ray")
        lay_out(self, down((self.strip, 1)))
        scene.show("end", lambda shown: self.strip.set_images(shown.frame.arrays["images"][-1:]), self.strip)
''',
    ),
    Edit("the text", "texts/toy.md", "", "\n## The end of the ray {#end}\n\nThe last picture of the ray.\n"),
)
