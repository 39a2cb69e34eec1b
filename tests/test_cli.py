"""The command line: exit statuses, sentences, and the same pictures from every way of asking."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image

from playground import __version__, cli, paradigms
from playground.commands import flags
from playground.core.fields import fields
from playground.core.recipe import kind_of
from playground.export.atomic import write_card
from playground.export.containers import KEY
from playground.export.images import png
from playground.export.metadata import read_recipe
from playground.export.reading import read_arrays, read_canvases
from playground.paradigms import flow
from playground.paradigms.gan_images import recipes as gan
from playground.paradigms.plane.recipes import FlowLab
from playground.paradigms.race.recipes import Race
from playground.paradigms.vae_images.recipes import Drawing, HeldOut, Interpolate, Latent, Reconstruct, Sample
from playground.runtimes import exact
from tests.support.fakes import HEIGHT, WIDTH
from tests.support.tiny_model import write_model
from tests.support.trusted import allow_all


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    write_model(folder / "tiny")
    return folder


@pytest.fixture
def playground(models, capsys, tmp_path_factory, monkeypatch):
    """Run a command in this process, by somebody who trusts its models: status, stdout, stderr."""
    allow_all(models, tmp_path_factory.mktemp("settings"), monkeypatch)

    def run(*words: object) -> tuple[int, str, str]:
        needs_models = words and words[0] in ("generate", "verify", "models", "doctor")
        places = ["--models", str(models)] if needs_models else []
        capsys.readouterr()
        status = cli.main([*map(str, words), *places])
        return status, *capsys.readouterr()

    return run


def refused(result: tuple[int, str, str], status: int) -> str:
    assert result[0] == status, result
    assert result[1] == ""
    assert result[2].startswith("playground: ")
    assert result[2].count("\n") == 1
    return result[2]


class TestGenerate:
    def test_the_same_command_gives_the_same_bytes(self, playground, tmp_path) -> None:
        for name in ("a.png", "b.png"):
            out = tmp_path / name
            result = playground("generate", "--model", "tiny", "--count", 9, "--seed", 7, "--out", out)
            assert result == (0, f"{out}\n", "")
        assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
        assert read_recipe(tmp_path / "a.png")[0] == Sample(model="tiny", count=9, seed=7)

    def test_a_model_is_named_by_its_folder_or_looked_for_there(self, models, tmp_path, capsys) -> None:
        for words in (["--model", models / "tiny"], ["--model", "tiny", "--models", models / "tiny"]):
            out = tmp_path / f"{len(words)}.png"
            assert cli.main(["generate", "--count", "4", "--out", str(out), *map(str, words)]) == 0
            assert read_recipe(out)[0] == Sample(model="tiny", count=4)

    @pytest.mark.torch
    def test_both_runtimes_give_the_same_pictures(self, playground, tmp_path) -> None:
        import tests.support.tiny_network  # noqa: F401

        for runtime in ("onnx", "torch"):
            out = tmp_path / f"{runtime}.png"
            command = ("generate", "--model", "tiny", "--count", 64, "--seed", 7, "--out", out)
            assert playground(*command, "--runtime", runtime)[0] == 0
            assert read_recipe(out)[1]["runtime"] == runtime
        onnx, torch = (read_canvases(tmp_path / f"{name}.png").astype(int) for name in ("onnx", "torch"))
        assert np.abs(onnx - torch).max() <= 1
        status, out, _ = playground("verify", tmp_path / "torch.png")
        assert (status, out.partition(":")[0]) == (0, "Same")

    def test_sample_three_does_not_depend_on_the_count(self, playground, tmp_path) -> None:
        for count in (4, 64):
            out = tmp_path / f"{count}"
            assert (
                playground("generate", "--model", "tiny", "--count", count, "--seed", 7, "--out", out)[0] == 0
            )
        few, many = (read_canvases(tmp_path / count / "0003.png") for count in ("4", "64"))
        assert np.array_equal(few, many)

    def test_a_picture_is_made_again_from_itself(self, playground, tmp_path) -> None:
        first, again = tmp_path / "a.png", tmp_path / "b.png"
        options = ("--layout", "grid", "--columns", 5, "--spacing", 2, "--scale", 3)
        assert playground("generate", "--model", "tiny", "--count", 12, *options, "--out", first)[0] == 0
        assert playground("generate", "--recipe", first, "--out", again)[0] == 0
        assert first.read_bytes() == again.read_bytes()

    def test_flags_change_a_recipe_that_was_read(self, playground, tmp_path) -> None:
        playground("generate", "--model", "tiny", "--count", 3, "--seed", 1, "--out", tmp_path / "a.json")
        playground("generate", "--recipe", tmp_path / "a.json", "--seed", 2, "--out", tmp_path / "b.npz")
        assert read_recipe(tmp_path / "b.npz")[0] == Sample(model="tiny", count=3, seed=2)
        assert read_arrays(tmp_path / "b.npz")["images"].shape == (3, 1, HEIGHT, WIDTH)

    def test_an_interpolation_of_points_becomes_an_animation(self, playground, tmp_path) -> None:
        out = tmp_path / "a.gif"
        ends = ("--a", "latent:0.5,-1", "--b", "latent:-2", "--path", "spherical", "--frames", 6)
        result = playground("generate", "--kind", "vae-interpolate", "--model", "tiny", *ends, "--out", out)
        assert result[0] == 0
        expected = Interpolate(
            model="tiny", a=Latent((0.5, -1.0)), b=Latent((-2.0,)), path="spherical", frames=6
        )
        assert read_recipe(out)[0] == expected
        assert len(read_canvases(out)) == 6
        assert playground("verify", out)[0] == 0

    def test_a_drawn_picture_is_reconstructed(self, playground, tmp_path) -> None:
        pixels = np.arange(HEIGHT * WIDTH, dtype=np.uint8).reshape(1, HEIGHT, WIDTH)
        (tmp_path / "drawing.png").write_bytes(png(pixels, "{}"))
        source = ("--source", f"drawing:{tmp_path / 'drawing.png'}")
        out = tmp_path / "a.png"
        assert (
            playground("generate", "--kind", "vae-reconstruct", "--model", "tiny", *source, "--out", out)[0]
            == 0
        )
        assert read_recipe(out)[0] == Reconstruct(model="tiny", source=Drawing(pixels.tobytes()))
        assert np.array_equal(read_canvases(out)[0, 0, :HEIGHT, :WIDTH], pixels[0])

    def test_json_says_what_was_done(self, playground, tmp_path) -> None:
        command = (
            "generate",
            "--model",
            "tiny",
            "--count",
            2,
            "--out",
            tmp_path / "a.png",
            "--sidecar",
            "--json",
        )
        said = json.loads(playground(*command)[1])
        assert said["files"] == [str(tmp_path / "a.png"), str(tmp_path / "a.png.json")]
        assert said["recipe"]["kind"] == "vae-sample"
        assert len(said["facts"]["model_sha256"]) == 64

    def test_nothing_is_overwritten_unasked(self, playground, tmp_path) -> None:
        command = ("generate", "--model", "tiny", "--count", 2, "--out", tmp_path / "a.png")
        assert playground(*command)[0] == 0
        before = (tmp_path / "a.png").read_bytes()
        assert "already exists" in refused(playground(*command, "--seed", 5), 1)
        assert (tmp_path / "a.png").read_bytes() == before
        assert playground(*command, "--seed", 5, "--overwrite")[0] == 0
        assert (tmp_path / "a.png").read_bytes() != before

    @pytest.mark.parametrize(
        ("words", "status", "message"),
        [
            ((), 2, "--out"),
            (("--out", "a.png"), 2, "--model must be given"),
            (("--model", "tiny", "--out", "a.bmp"), 2, "“.bmp” is not known"),
            (
                ("--model", "tiny", "--out", "a.png", "--count", "0"),
                2,
                "“Images” must lie between 1 and 100,000",
            ),
            (("--model", "tiny", "--out", "a.png", "--count", "many"), 2, "invalid int value"),
            (("--model", "tiny", "--out", "a.png", "--temperature", "nan"), 2, "“Temperature”"),
            (("--model", "tiny", "--out", "a.png", "--scale", "0"), 1, "scale must lie between"),
            (("--model", "tiny", "--out", "a.png", "--output", "dream"), 2, "invalid choice"),
            (("--model", "tiny", "--out", "a.png", "--nope"), 2, "--nope"),
            (("--model", "t" * 200, "--out", "a.png"), 2, "“Model” may have at most 100 characters"),
            (("--kind", "vae-dream", "--out", "a.png"), 2, "no recipe kind “vae-dream”"),
            (
                ("--kind", "vae-decode", "--model", "tiny", "--latent", "1,2,3", "--out", "a.png"),
                1,
                "3 coordinates",
            ),
            (
                ("--kind", "vae-decode", "--model", "tiny", "--latent", "1,x", "--out", "a.png"),
                2,
                "must be numbers",
            ),
            (("--kind", "vae-interpolate", "--a", "moon:3", "--out", "a.png"), 2, "held-out:…"),
            (("--kind", "vae-interpolate", "--a", "heldout:x", "--out", "a.png"), 2, "a whole number"),
            (("--kind", "vae-reconstruct", "--source", "drawing:gone.png", "--out", "a.png"), 2, "gone.png"),
            # Of pictures nobody knows the error of the best guess.
            (
                ("--model", "fashion-ddpm", "--sampler", "ddpm", "--variance", "analytic", "--out", "a.png"),
                2,
                "invalid choice: 'analytic'",
            ),
            (("--model", "gone", "--out", "a.png"), 2, "no model “gone”"),
            (("--model", "tiny", "--out", "gone/a.png"), 1, "gone does not exist"),
            (("--model", "tiny", "--device", "abacus", "--out", "a.png"), 1, "no device “abacus”"),
            (("--recipe", "gone.png", "--out", "a.png"), 1, "gone.png cannot be read: there is no such file"),
        ],
    )
    def test_bad_requests_are_one_sentence(
        self, playground, tmp_path, monkeypatch, words, status, message
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert message in refused(playground("generate", *words), status)
        assert list(tmp_path.iterdir()) == []

    def test_a_recipe_of_another_kind_is_refused(self, playground, tmp_path) -> None:
        playground("generate", "--model", "tiny", "--count", 2, "--out", tmp_path / "a.png")
        words = ("--recipe", tmp_path / "a.png", "--kind", "vae-plane", "--out", tmp_path / "b.png")
        assert "kind vae-sample, not vae-plane" in refused(playground("generate", *words), 2)


class TestVerify:
    def test_one_changed_pixel_is_said(self, playground, tmp_path) -> None:
        path = tmp_path / "a.png"
        playground("generate", "--model", "tiny", "--count", 4, "--out", path)
        assert playground("verify", path)[:2] == (
            0, "Same: equal to the recipe’s result in every value.\n"
        )  # fmt: skip
        pixels = read_canvases(path)[0, :1].copy()
        pixels[0, 3, 2] = (int(pixels[0, 3, 2]) + 100) % 256
        document = Image.open(path).text[KEY]
        path.write_bytes(png(pixels, document))
        status, out, _ = playground("verify", path)
        assert (status, out.partition(":")[0]) == (1, "Different")
        assert "row 3, column 2" in out
        status, out, _ = playground("verify", path, "--json")
        said = json.loads(out)
        assert (status, said["same"], said["model_matches"]) == (1, False, True)
        assert said["largest"] in (100, 156)

    @pytest.mark.parametrize("name", ["gone.png", "text.png", "folder"])
    def test_what_cannot_be_verified_is_one_sentence(self, playground, tmp_path, name) -> None:
        (tmp_path / "text.png").write_text("hello")
        (tmp_path / "folder").mkdir()
        assert name in refused(playground("verify", tmp_path / name), 1)


class TestScreenshot:
    @pytest.mark.parametrize(
        ("words", "status", "message"),
        [
            (("--out", "a.gif"), 2, "must end in .png"),
            (("--out", "old.png"), 1, "already exists"),
            (("--out", "a.png", "--size", "big"), 2, "must look like 1440x900"),
            (("--out", "a.png", "--size", "10x10"), 2, "between 320 and 8192"),
            (("--out", "a.png", "--recipe", "gone.json"), 1, "gone.json cannot be read"),
            (("--out", "a.png", "--training", "gone"), 1, "There is no training “gone”"),
        ],
    )
    def test_bad_requests_are_one_sentence(
        self, playground, tmp_path, monkeypatch, words, status, message
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "old.png").write_bytes(b"old")
        assert message in refused(playground("screenshot", *words), status)
        assert [path.name for path in tmp_path.iterdir()] == ["old.png"]

    @pytest.mark.process
    @pytest.mark.qt
    def test_a_tab_is_rendered_without_a_display(self, models, tmp_path) -> None:
        out = tmp_path / "a.png"
        words = (
            "screenshot",
            "--out",
            str(out),
            "--size",
            "1200x800",
            "--theme",
            "dark",
            "--models",
            str(models),
        )
        folders = {"PLAYGROUND_SETTINGS": str(tmp_path / "s"), "PLAYGROUND_DATA": str(tmp_path / "d")}
        done = in_shell(*words, DISPLAY=None, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None, **folders)
        assert (done.returncode, done.stdout) == (0, f"{out}\n"), done.stderr
        with Image.open(out) as image:
            assert image.size == (1200, 800)
            assert len(image.convert("L").getcolors()) > 20


class TestAnimations:
    WORDS = ("generate", "--model", "exact-flow-mnist", "--steps", 3, "--count", 4, "--scale", 1)

    def moved(self, playground, out, *words) -> tuple[int, tuple[int, int], str]:
        status, _, err = playground(*self.WORDS, "--out", out, *words)
        assert (status, err) == (0, "")
        recipe, _ = read_recipe(out)
        with Image.open(out) as image:
            return image.n_frames, image.size, recipe.output

    def test_samples_move_from_noise_to_data_side_by_side(self, playground, tmp_path) -> None:
        assert self.moved(playground, tmp_path / "a.gif") == (4, (56, 56), "trajectory")

    def test_what_was_said_is_animated(self, playground, tmp_path) -> None:
        shown = self.moved(playground, tmp_path / "a.gif", "--output", "samples")
        assert shown == (4, (28, 28), "samples")
        ways = self.moved(playground, tmp_path / "b.gif", "--output", "predictions", "--moments", 2)
        assert ways == (2, (56, 56), "predictions")

    def test_a_picture_shows_samples(self, playground, tmp_path) -> None:
        assert self.moved(playground, tmp_path / "a.png") == (1, (56, 56), "samples")


@pytest.mark.parametrize(
    "words",
    [
        ("models",),
        ("models", "--json"),
        ("window",),
        (),
        ("generate", "--model", "tiny", "--out", "a.png"),
        ("verify", "a.png"),
        ("evaluate", "tiny"),
        ("evaluate", "--model", "tiny"),
        ("compare", "--list"),
        ("compare", "--table"),
        ("screenshot", "--out", "a.png"),
    ],
)
@pytest.mark.parametrize("what", ["missing", "file"])
def test_a_models_folder_that_is_none_is_one_sentence_wherever_it_is_named(
    playground, tmp_path, words, what
) -> None:
    (tmp_path / "file").write_text("no folder")
    status, out, err = playground(*words, "--models", tmp_path / what)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert str(tmp_path / what) in err and ("does not exist" if what == "missing" else "no folder") in err


class TestModels:
    def test_models_are_listed_with_what_was_measured(self, playground, models) -> None:
        status, out, err = playground("models", "--json")
        (tiny,) = [model for model in json.loads(out) if model["name"] == "tiny"]
        assert (status, err) == (0, "")
        assert {"measured", "title", "licence", "sha256", "folder", "latent"} <= set(tiny)
        assert "tiny" in playground("models")[1]

    def test_a_title_commands_neither_the_table_nor_the_terminal(self, playground, tmp_path) -> None:
        card = write_model(tmp_path / "loud")
        write_card(tmp_path / "loud", msgspec.structs.replace(card, title="[/b] [red]x\x1b[2J\u202e"))
        status, out, _ = playground("models", "--models", tmp_path)
        assert status == 0
        assert "[/b] [red]x\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}" in out.replace("\n", " ")

    def test_exact_models_are_listed_after_the_trained_ones(self, playground) -> None:
        listed = json.loads(playground("models", "--json")[1])
        names = [model["name"] for model in listed]
        exact_ones = list(exact.cards())
        assert exact_ones and names[-len(exact_ones) :] == exact_ones and "tiny" in names
        assert all(Path(model["folder"]).is_dir() for model in listed)
        table = playground("models")[1]
        assert all(name in table for name in names)

    def test_broken_cards_are_problems_on_stderr(self, playground, tmp_path) -> None:
        (tmp_path / "bad").mkdir()
        (tmp_path / "bad" / "card.toml").write_text("nonsense")
        status, out, err = playground("models", "--json", "--models", tmp_path)
        assert status == 1
        assert [model["name"] for model in json.loads(out) if model["name"] == "bad"] == []
        assert "bad/card.toml" in err.replace("\\", "/")


def test_every_kind_of_recipe_has_help_and_a_flag_for_every_field(playground) -> None:
    for kind in paradigms.recipe_types():
        status, out, _ = playground("generate", "--kind", kind_of(kind), "--help")
        assert status == 0
        for field in fields(kind):
            assert f"--{field.name.replace('_', '-')}" in out


def test_flags_say_drawings_in_base64(capsys) -> None:
    parser = cli.Parser(prog="playground generate", allow_abbrev=False)
    flags.add_flags(parser, FlowLab)
    points = np.array([0.5, -1], dtype=np.float32).tobytes()
    args = parser.parse_args(["--drawing", base64.b64encode(points).decode()])
    assert flags.build(FlowLab, None, args) == FlowLab(drawing=points)
    with pytest.raises(SystemExit):
        parser.parse_args(["--drawing", "no base64"])
    assert "must be bytes in base64" in capsys.readouterr().err


def test_flags_say_sources_in_any_spelling() -> None:
    parser = cli.Parser(prog="playground generate", allow_abbrev=False)
    flags.add_flags(parser, Interpolate)
    for text in ("held-out:12", "heldout:12", "Held-Out:12"):
        args = parser.parse_args(["--model", "tiny", "--a", text])
        assert flags.build(Interpolate, None, args) == Interpolate(model="tiny", a=HeldOut(12))


def test_flags_say_a_races_lanes_in_json(capsys) -> None:
    parser = cli.Parser(prog="playground generate", allow_abbrev=False)
    flags.add_flags(parser, Race)
    lanes = '[{"kind": "flow-sample", "model": "tiny", "steps": 3}, {"kind": "gan-sample", "model": "pair"}]'
    args = parser.parse_args(["--lanes", lanes, "--count", "2"])
    wanted = Race(lanes=(flow.Sample(model="tiny", steps=3), gan.Sample(model="pair")), count=2)
    assert flags.build(Race, None, args) == wanted
    with pytest.raises(SystemExit):
        parser.parse_args(["--lanes", "tiny"])
    assert "not the JSON of such a list" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("nope",), 2, "nope"),
        (("--nope",), 2, "--nope"),
        (("verify",), 2, "file"),
        (("train", "gone"), 2, "gone"),
    ],
)
def test_bad_commands_are_one_sentence(playground, words, status, message) -> None:
    assert message in refused(playground(*words), status)


def test_version_and_help(playground) -> None:
    assert playground("--version")[:2] == (0, f"playground {__version__}\n")
    status, out, _ = playground("--help")
    assert status == 0
    assert all(name in out for name in cli.COMMANDS)
    assert all(playground(name, "--help")[0] == 0 for name in cli.COMMANDS)


def test_a_defect_is_one_sentence_and_a_traceback_only_on_request(playground, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("two\nlines")

    monkeypatch.setattr("playground.runtimes.catalogue.catalogue", fail)
    assert "unexpected error: KeyError" in refused(playground("models"), 1)
    assert "Traceback" in playground("models", "--debug")[2]


def test_an_interruption_is_130(playground, monkeypatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("playground.runtimes.catalogue.catalogue", interrupt)
    assert refused(playground("models"), 130) == "playground: interrupted\n"


def in_shell(*words: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **{key: value for key, value in changes.items() if value is not None}}
    for key in (key for key, value in changes.items() if value is None):
        environment.pop(key, None)
    return subprocess.run(
        [sys.executable, "-m", "playground", *words], capture_output=True, text=True, env=environment,
        check=False, encoding="utf-8",
    )  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="X11 and Wayland are Linux's")
@pytest.mark.parametrize(
    ("display", "message"),
    [(None, "there is no display"), (":987", "does not answer"), ("x", "does not answer")],
)
def test_no_display_is_one_sentence(display, message) -> None:
    done = in_shell(DISPLAY=display, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
    assert (done.returncode, done.stdout) == (1, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="pipes break differently there")
def test_a_reader_that_leaves_is_no_error(models) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "playground", "models", "--json", "--models", str(models)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    process.stdout.close()
    error = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), error) == (cli.BROKEN_PIPE, b"")


posix = pytest.mark.skipif(os.name == "nt", reason="shells and devices differ there")


def said_by(shell: str, folder: Path, *words: str) -> tuple[int, str]:
    """The status of a command that a shell starts in a folder, and its standard error."""
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])}
    done = subprocess.run(
        ["sh", "-c", shell, "sh", sys.executable, "-m", "playground", *words],
        cwd=folder, env=environment, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


@posix
@pytest.mark.parametrize(
    ("shell", "why"), [('exec "$@" >&-', "it is closed"), ('exec "$@" >/dev/full', "no space left on device")]
)
@pytest.mark.parametrize("words", [("models",), ("models", "--json"), ("--help",), ("models", "--help")])
def test_standard_output_that_takes_nothing_is_one_sentence(tmp_path, shell, why, words) -> None:
    if "full" in shell and not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    assert said_by(shell, tmp_path, *words) == (
        1, f"playground: What there is to say cannot be written to standard output: {why}.\n"
    )  # fmt: skip


@posix
def test_a_command_that_says_nothing_needs_no_standard_output(models, tmp_path) -> None:
    status, said = said_by('exec "$@" >&-', tmp_path, "models", "--check", str(tmp_path / "none"))
    assert status == 1 and said.startswith("playground: The model card")


@posix
@pytest.mark.parametrize("words", [("doctor",), ("models",), ("import", "x"), ("window",)])
def test_a_current_folder_that_was_removed_is_one_sentence(tmp_path, words) -> None:
    shell = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"'
    assert said_by(shell, tmp_path, *words) == (
        1, "playground: The current folder is no longer there; go to another one.\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ("verify", ""), ("models", "--check", ""), ("models", "--models", ""), ("data", "add", "x", ""),
        ("train", "vae", "--data", ""), ("train", "digits-flow", "--data", ""),
        ("train", "digits-flow", "--out", " "), ("generate", "--recipe", "", "--out", "x.png"),
        ("generate", "--model", "tiny", "--count", "1", "--out", ""), ("import", "x", "--into", ""),
    ],
)  # fmt: skip
def test_an_empty_name_is_not_the_current_folder(playground, tmp_path, monkeypatch, words) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = playground(*words)
    assert status in (1, 2) and out == ""
    assert err.count("\n") == 1 and "“.” means the current folder" in err
    assert not list(tmp_path.iterdir())


def test_a_name_that_is_too_long_is_one_sentence(playground, tmp_path) -> None:
    out = tmp_path / f"{300 * 'a'}.png"
    said = refused(playground("generate", "--model", "tiny", "--count", 1, "--out", out), 1)
    assert "the name is too long" in said
    said = refused(playground("verify", out), 1)
    assert "too long" in said


def test_an_error_of_the_system_is_a_sentence_about_its_file(playground, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "some/file")

    monkeypatch.setattr("playground.runtimes.catalogue.catalogue", fail)
    said = refused(playground("models"), 1)
    assert said == "playground: some/file cannot be used: it may not be read by you.\n"


@pytest.mark.parametrize("words", [("data", "add", "x", ""), ("import", ""), ("models", "--models", "")])
def test_nothing_is_not_the_current_folder(playground, monkeypatch, tmp_path, words) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.png").write_bytes(png(np.zeros((1, 8, 8), np.uint8), ""))
    status, out, said = playground(*words)
    assert status in (1, 2) and out == "" and "is named" in said
