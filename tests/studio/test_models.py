"""The model of a training takes the place of its former one, and of no other."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from playground.core.errors import ExportError
from playground.export.atomic import write_card
from playground.studio import models
from playground.zoo.train import Trained
from playground.zoo.vae.recipe import TrainVae
from tests.support.fakes import make_card

pytestmark = pytest.mark.torch

RECIPE = TrainVae(name="mine", title="Mine", data="mine", network="none", config={}, latent=2)
CARD = msgspec.structs.replace(make_card(name="mine"), data="mine")


class Finished:
    """A training at its end, as far as writing looks at it."""

    recipe, step, total = RECIPE, 1, 1

    def result(self) -> Trained:
        return Trained(weights={}, steps=1, seconds=1.0, best_step=1)


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PLAYGROUND_SETTINGS", str(tmp_path / "settings"))

    def written(*given: object) -> None:
        *_, folder = given
        assert isinstance(folder, Path)
        folder.mkdir()
        write_card(folder, CARD)

    monkeypatch.setattr(models, "_written", written)


def write() -> Path:
    return models.write(Finished(), "mine", (1, 16, 16))


@pytest.mark.parametrize("change", [{"data": "others"}, {"name": "other"}])
def test_a_model_of_something_else_stays(change: dict[str, str]) -> None:
    target = models.folder_of("mine")
    target.mkdir(parents=True)
    write_card(target, msgspec.structs.replace(CARD, **change))
    before = (target / "card.toml").read_bytes()
    with pytest.raises(ExportError, match="another one lies in"):
        write()
    assert (target / "card.toml").read_bytes() == before


def test_the_former_model_stays_where_the_new_one_cannot_take_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = write()
    (target / "former").touch()
    rename = Path.rename

    def refused(self: Path, to: Path) -> Path:
        if to == target and self.name == "mine":
            raise PermissionError(13, "Permission denied")
        return rename(self, to)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", refused)
        with pytest.raises(ExportError, match="permission denied"):
            write()
    assert (target / "former").exists()
    assert write() == target and not (target / "former").exists()
