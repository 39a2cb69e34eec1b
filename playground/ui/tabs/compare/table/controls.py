"""The left column: what the table is of, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from playground.ui.state.store import Store
from playground.ui.tabs.compare.names_editor import NamesEditor
from playground.ui.tabs.compare.table.state import TableState
from playground.ui.widgets.form import Form
from playground.ui.widgets.form_column import FormColumn
from playground.ui.widgets.label import Label

_FILLING = (
    "What is told of pictures comes from “Quality and cost”, stability from the 2-D league: measure there, "
    "and the table fills."
)
_FIELDS = ("data", "origin", "intervals", "best")


class TableControls(FormColumn):
    """A form, and where the numbers come from."""

    def __init__(self, store: Store[TableState], data: Callable[[], Iterable[str]]) -> None:
        """``data`` gives the names of the data sets there are."""
        super().__init__(12)
        self.form = Form(store, _FIELDS, {"data": lambda field: NamesEditor(field, data)})
        self.note = Label(name="Notes on the table", wraps=True)
        self.add(self.form, self.note)

    def show_notes(self, notes: Sequence[str]) -> None:
        """Say what must be known to read the table."""
        self.note.setText(Markup("<br><br>").join([*notes, _FILLING]))
