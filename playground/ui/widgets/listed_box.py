"""A drop-down list that says more of an entry where it is open than where that is chosen."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from playground.ui.widgets.inputs import ChoiceBox

_LISTED = Qt.ItemDataRole.UserRole + 1
"""The role under which an entry has what the open list says of it."""


class ListedBox(ChoiceBox):
    """Closed it is as wide as short texts need, and open as wide as long ones."""

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_Listed(self))

    def add(self, text: str, listed: str, data: object = None) -> None:
        """Append an entry with what the open list says of it."""
        self.addItem(text, data)
        self.setItemData(self.count() - 1, listed, _LISTED)

    def widen_list(self) -> None:
        """Give the open list room for what it says."""
        view = self.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + view.verticalScrollBar().sizeHint().width())


class _Listed(QStyledItemDelegate):
    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Take what is listed, where that is more than the text."""
        super().initStyleOption(option, index)
        if listed := index.data(_LISTED):
            option.text = listed
