"""The public interface: what is promised of it, by laws that a user could check by hand."""

from __future__ import annotations

import doctest
import importlib
import io
import math
import pkgutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import playground as pg
from playground import api
from playground.export.pictures import Layout, arrange

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")


class Net(torch.nn.Module):
    """Some function of x and time, whose answers differ from sample to sample."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.layer = torch.nn.Conv2d(1, 2, 3, padding=1)
        self.register_buffer("wave", torch.linspace(0, 3, 64).reshape(8, 8), persistent=False)

    def forward(self, x, time):
        one, two = self.layer(x).chunk(2, dim=1)
        return torch.tanh(one) + two * torch.cos(self.wave + time[:, None, None, None] / 500)


class Denoiser(torch.nn.Module):
    """The exact velocity of pixels that are −1 or 1 as often, told 0 … 1000."""

    def forward(self, x, time):
        t = time[:, None, None, None] / 1000
        data = torch.tanh((1 - t) * x / t.clamp(min=1e-3) ** 2)
        return (x - data) / t.clamp(min=1e-3)


def wrapped(**values: object) -> pg.Model:
    options = {"time": lambda t: 999 * (1 - t), "sign": -1, "shape": (1, 8, 8), "path": "linear", **values}
    return pg.wrap(Net(), prediction="velocity", **options)


def loaded_by(code: str) -> set[str]:
    program = f"{code}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_loads_nothing_of_others() -> None:
    loaded = loaded_by("import playground as pg; dir(pg), pg.API, pg.__version__")
    assert not loaded & {"numpy", "msgspec", "torch", "onnxruntime", "onnx", "PySide6", "PIL", "platformdirs"}


def test_drawing_with_a_shipped_model_loads_neither_torch_nor_qt() -> None:
    loaded = loaded_by("import playground as pg\npg.sample('fashion-flow', steps=1, count=1)")
    assert "onnxruntime" in loaded
    assert not loaded & {"torch", "PySide6"}


def test_every_name_is_there_has_a_type_and_is_told_of() -> None:
    stub = Path(pg.__file__).with_suffix(".pyi").read_text()
    page = (Path(__file__).parents[2] / "docs/python.md").read_text()
    for name in pg.__all__:
        assert getattr(pg, name) is not None
        assert f" as {name}\n" in stub or f"{name}: " in stub
        assert name == "__version__" or f"pg.{name}" in page
    assert stub.count(" as ") + 2 == len(pg.__all__)
    assert set(pg.__all__) <= set(dir(pg))
    with pytest.raises(AttributeError, match="nothing_of_that_name"):
        pg.nothing_of_that_name  # noqa: B018


@pytest.mark.parametrize("name", [entry.name for entry in pkgutil.iter_modules(api.__path__)])
def test_examples_give_what_they_say(name, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(f"playground.api.{name}")
    found = doctest.testmod(module, optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL)
    assert found.failed == 0


def test_sampling_a_module_of_ones_own_is_eulers_method() -> None:
    result = pg.sample(wrapped(), sampler="euler", steps=10, count=3, seed=7)
    net, x = Net().eval(), torch.from_numpy(result.arrays["start"].copy())
    steps = [x]
    with torch.no_grad():
        for step in range(10, 0, -1):
            told = torch.full((3,), 999 * (1 - step / 10))
            x = x - 0.1 * -net(x, told)
            steps.append(x)
    assert np.abs(result.trajectory - torch.stack(steps).numpy()).max() <= 1e-6


def test_a_time_that_is_no_straight_line_is_told_as_it_is() -> None:
    asked = []

    class Listening(Net):
        def forward(self, x, time):
            asked.append(float(time[0]))
            return super().forward(x, time)

    bent = pg.wrap(Listening(), time=lambda t: 1000 * t**2, shape=np.array((1, 8, 8)))
    pg.sample(bent, sampler="euler", steps=4, count=1)
    assert asked == pytest.approx([1000, 562.5, 250, 62.5])
    with pytest.raises(pg.PlaygroundError, match="straight line"):
        pg.export(bent, "bent")


def test_a_clock_is_asked_only_where_the_path_is() -> None:
    class Listening(Net):
        def forward(self, x, time):
            asked.append(float(time[0]))
            return super().forward(x, time) * 0

    asked = []
    edm = pg.wrap(
        Listening(), path="variance exploding", prediction="data", time=lambda s: math.log(s) / 4,
        shape=(1, 8, 8),
    )  # fmt: skip
    pg.sample(edm, sampler="euler", steps=3, count=1)
    assert edm.time_of is not None
    assert asked[0] == pytest.approx(math.log(80) / 4)
    # Straight along all of σ, and not along its first part alone.
    bent = pg.wrap(
        Net(), path="variance exploding", prediction="data", time=lambda s: max(s, 2.0), shape=(1, 8, 8)
    )
    assert bent.time_of is not None


def test_a_module_stays_as_it_was() -> None:
    net = Net().train()
    # As whoever trains only a part of a network leaves the rest of it.
    net.frozen = torch.nn.Dropout().eval()
    before = {name: each.clone() for name, each in net.state_dict().items()}
    pg.sample(pg.wrap(net, shape=(1, 8, 8)), steps=2, count=1)
    assert net.training and not net.frozen.training
    assert all(torch.equal(each, before[name]) for name, each in net.state_dict().items())


def test_an_exported_module_draws_as_it_did_and_its_picture_verifies(tmp_path) -> None:
    own = wrapped()
    folder = pg.export(own, "exported", tmp_path)
    again = pg.load(folder)
    one, two = (pg.sample(each, sampler="heun", steps=4, count=2, seed=1) for each in (own, again))
    assert np.abs(one.trajectory - two.trajectory).max() < 1e-4
    from playground.export.verify import verify

    assert verify(two.save(tmp_path / "two.png")[0], again.resources).same
    with pytest.raises(pg.PlaygroundError, match="already exists"):
        pg.export(own, "exported", tmp_path)


def test_a_saved_picture_gives_its_recipe_again(tmp_path) -> None:
    result = pg.sample("fashion-vae-2d", count=2, seed=5)
    (path,) = result.save(tmp_path / "two.png", scale=2)
    assert pg.recipe(path) == result.recipe
    assert pg.recipe(path, seed=6).seed == 6
    assert result._repr_png_().startswith(b"\x89PNG")
    with pytest.raises(pg.PlaygroundError, match="no trajectory"):
        result.trajectory  # noqa: B018


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        (lambda: pg.sample("fashion-flow", stepz=3), "did you mean “steps”"),
        (lambda: pg.sample("fashion-flow", steps="many"), "Expected `int`"),
        (lambda: pg.sample("fashion-flow", steps=10**9), "1000"),
        (lambda: pg.sample("fashion-classifier"), "makes no pictures"),
        (lambda: pg.recipe("vae-simple"), "no recipe kind"),
        (lambda: pg.run(pg.recipe("vae-sample", model="fashion-vae-2d"), "fashion-vae-16"), "not for"),
        (lambda: wrapped(path="curved"), "no path “curved”"),
        (lambda: wrapped(shape=(8, 8)), "channels, height, width"),
        (lambda: wrapped(shape=None), "how large its pictures are"),
        (lambda: wrapped(path=([0, 1], [1, 1], [0, 0])), "more noise"),
        (lambda: wrapped(path=([], [], [])), "2 to 10000 times"),
        (lambda: wrapped(path=([0, 1], [1, 0])), "three of them"),
        (lambda: wrapped(path=([0, 1, float("nan")], [1, 0.5, 0], [0, 0.5, 1])), "no path"),
        (lambda: wrapped(path=([0, 0, 0], [1, 0.5, 0], [0, 0.5, 1])), "times must rise"),
        (lambda: wrapped(path="variance preserving", schedule_steps=0), "lie between 2"),
        (lambda: wrapped(schedule="foo"), "“cosine”"),
        (lambda: wrapped(sign=3), "3"),
        (lambda: pg.wrap(Net(), shape=(1, 8, 8), prediction="foo"), "“velocity”"),
        (lambda: wrapped(values=(1, 1)), "image.low"),
        (lambda: wrapped(values=(1, -1)), "image.low"),
        (lambda: wrapped(values=(1,)), "no model"),
        (lambda: wrapped(shape=(1, 8.5, 8)), "float"),
        (lambda: wrapped(shape=8), "channels, height, width"),
        (lambda: wrapped(shape=(1, 0, 8)), "at least one"),
        (lambda: wrapped(classes=-1), "classes"),
        (lambda: wrapped(classes=2, null=1), "behind the classes"),
        (lambda: wrapped(classes=2, null=9), "behind 2 classes comes 2"),
        (lambda: wrapped(null=0), "give classes"),
        (lambda: wrapped(name=""), "name"),
        (lambda: wrapped(time=lambda t: t / 0), "finite"),
        (lambda: wrapped(time=lambda t: None), "no number"),
        (lambda: pg.sample(wrapped(shape=(3, 8, 8)), steps=1), "The module failed"),
        (lambda: pg.wrap(lambda x, t: x, shape=(1, 8, 8)), "no torch module"),
        (lambda: pg.show(wrapped()), "export it first"),
        (lambda: pg.export(pg.load("fashion-flow"), "mine"), "Only what playground.wrap gives"),
        (lambda: pg.export(wrapped(), "../mine"), "no name of a folder"),
        (lambda: pg.export(wrapped(), "a" * 300), "no name of a folder"),
        (lambda: pg.load("a" * 5000), "There is no model"),
        (lambda: pg.recipe("a" * 5000), "no recipe kind"),
    ],
)
def test_what_cannot_be_costs_one_sentence(deed, told) -> None:
    with pytest.raises(pg.PlaygroundError) as found:
        deed()
    assert told in found.value.sentence


def test_a_grid_is_what_its_recipes_give() -> None:
    grid = pg.grid(wrapped(), steps=[1, 3], seed=range(2), count=2)
    shown = Image.open(io.BytesIO(grid._repr_png_()))
    sheet = np.asarray(shown).transpose(2, 0, 1)
    assert (sheet == grid.images[0]).all()
    for name, recipe in grid.recipes.items():
        cell = arrange(pg.run(recipe, grid.model).images, Layout())[0, 0]
        large = cell.repeat(7, axis=0).repeat(7, axis=1)
        found = np.lib.stride_tricks.sliding_window_view(sheet[0], large.shape)
        assert (found == large).all(axis=(2, 3)).any(), name


def test_what_is_measured_of_a_module_wraps_it() -> None:
    images = np.random.default_rng(0).integers(0, 2, (8, 1, 8, 8), dtype=np.uint8) * 255
    table = pg.identify(Denoiser(), images)
    assert table.found.best is not None, table
    seen = torch.from_numpy(images).float().div(127.5).sub(1).requires_grad_()
    for held in (seen, seen.bfloat16(), seen.half(), seen.double()):
        assert pg.identify(Denoiser(), held).found.best == table.found.best
    model = pg.wrap(Denoiser(), shape=(1, 8, 8), **table.arguments)
    images = pg.sample(model, sampler="euler", steps=20, count=4).images
    assert np.isin(images, [0, 255]).mean() > 0.9
    assert table._repr_html_().startswith("<table")


def test_show_opens_the_window_on_the_recipe(monkeypatch) -> None:
    from playground.commands import window

    started: list[list[str]] = []
    monkeypatch.setattr("subprocess.Popen", started.append)
    monkeypatch.setattr("playground.api.showing.check_display", lambda _: None)
    result = pg.sample("fashion-vae-2d", count=1, seed=3)
    for what in (result, result.recipe, pg.load("fashion-vae-2d")):
        pg.show(what)
    for words in started:
        assert words[1:4] == ["-P", "-m", "playground"]
        window.check_file(Path(words[words.index("--open") + 1]))
    told = [pg.recipe(words[words.index("--open") + 1]) for words in started]
    assert told[0] == told[1] == result.recipe
    assert told[2].model == "fashion-vae-2d"
