"""The models of others that were allowed, and a way to take that back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QListWidget, QListWidgetItem, QPushButton, QWidget

from playground.core import plain_text
from playground.core.errors import SettingsError
from playground.export.trust import TrustStore
from playground.ui.widgets.dialog import Dialog
from playground.ui.widgets.label import Label
from playground.ui.widgets.plain import set_tip

_WHICH = Qt.ItemDataRole.UserRole


class TrustedModels(Dialog):
    """A list; what is taken back is asked about again when it is next to be used."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Trusted models", (640, 360), parent)
        self._store = TrustStore()
        self.text = Label(wraps=True)
        self.list = QListWidget()
        self.list.setAccessibleName("Trusted models")
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.take_back = QPushButton("Do not trust any more")
        self.buttons.addButton(self.take_back, QDialogButtonBox.ButtonRole.ActionRole)
        self.fill(self.text, (self.list, 1))
        self.list.itemSelectionChanged.connect(self._follow)
        self.take_back.clicked.connect(self._take_back)
        self._fill()

    def _fill(self) -> None:
        self.list.clear()
        try:
            found = self._store.models()
        except SettingsError as error:
            found = ()
            self.text.setText(error.sentence)
        else:
            some = "Models of others that may be used, as they were when you allowed them:"
            self.text.setText(some if found else "No model of others was allowed.")
        for each in found:
            item = QListWidgetItem(plain_text.line(f"{each.name}   {each.date[:10]}   {each.folder}", 300))
            item.setData(_WHICH, each.fingerprint)
            set_tip(item, f"Fingerprint {each.fingerprint}")
            self.list.addItem(item)
        self._follow()

    def _follow(self) -> None:
        self.take_back.setEnabled(bool(self.list.selectedItems()))

    def _take_back(self) -> None:
        chosen = {item.data(_WHICH) for item in self.list.selectedItems()}
        try:
            self._store.distrust(lambda each: each.fingerprint in chosen)
        except SettingsError as error:
            self.text.setText(error.sentence)
            return
        self._fill()
