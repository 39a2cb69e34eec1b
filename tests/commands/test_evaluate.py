"""``playground evaluate`` from the command line: flags, resuming, files, and what a VAE's card says."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from playground import cli
from playground.export.atomic import write_card
from playground.paradigms.cards import read_card
from tests.support.fake_classifier import NAME
from tests.support.tiny_classifier import write_classifier, write_data
from tests.support.tiny_model import write_model
from tests.support.trusted import allow_all


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "user"))
    folder = tmp_path / "models"
    write_model(folder / "tiny")
    write_classifier(folder / NAME)
    allow_all(folder, tmp_path / "settings", monkeypatch)
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_data(tmp_path / "data")


def evaluate(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    capsys.readouterr()
    status = cli.main(["evaluate", *map(str, words)])
    return status, *capsys.readouterr()


@pytest.fixture
def pictures(models: Path, data: Path) -> tuple[object, ...]:
    return ("--model", "tiny", "--models", models, "--data", data, "--samples", 60, "--json")


@pytest.fixture
def vae_is_measured_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """What needs PyTorch is left to other tests."""
    from playground.commands import evaluation

    monkeypatch.setattr(evaluation, "measure_held_out", lambda card, _: card)


pytestmark_pictures = pytest.mark.usefixtures("vae_is_measured_by_hand")


@pytestmark_pictures
def test_json_names_every_measure_with_its_interval(pictures, capsys) -> None:
    status, out, _ = evaluate(capsys, *pictures, "--temperature", 0.5, "--repeats", 2)
    assert status == 0
    (point,) = json.loads(out)["points"]
    assert point["recipe"]["temperature"] == 0.5 and point["recipe"]["kind"] == "vae-sample"
    assert point["features"] == NAME
    frechet = point["measures"]["frechet_distance"]
    assert (frechet["samples"], frechet["repeats"], len(frechet["values"])) == (60, 2, 2)
    assert frechet["low"] < frechet["value"] < frechet["high"] and frechet["interval"] == "half-samples"
    assert point["real"]["frechet_distance"]["samples"] == 60
    assert point["reference"] == "300 training images of fake-data"
    assert point["facts"]["runtime"] == "onnx"


@pytestmark_pictures
def test_a_sweep_is_all_combinations_and_resumes(pictures, capsys, tmp_path, monkeypatch) -> None:
    from playground.evaluate import comparison

    out = tmp_path / "found.json"
    words = (*pictures, "--temperature", "0.5,1", "--output", "mean,sample", "--out", out)
    measured = comparison.measure_sets
    calls = []

    def interrupted(*given):
        calls.append(given)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return measured(*given)

    monkeypatch.setattr(comparison, "measure_sets", interrupted)
    assert evaluate(capsys, *words)[0] == 130
    assert not out.exists()
    assert evaluate(capsys, *words)[0] == 0
    points = json.loads(out.read_text(encoding="utf-8"))["points"]
    settings = [(point["recipe"]["temperature"], point["recipe"]["output"]) for point in points]
    assert settings == [(0.5, "mean"), (0.5, "sample"), (1.0, "mean"), (1.0, "sample")]
    status, _, said = evaluate(capsys, *words)
    assert status == 1 and "exists already" in said
    assert evaluate(capsys, *words, "--overwrite")[0] == 0


@pytestmark_pictures
def test_text_puts_real_pictures_beside_the_models(pictures, capsys) -> None:
    status, out, _ = evaluate(capsys, *pictures[:-1])
    assert status == 0
    assert f"Fréchet distance ({NAME} features)" in out
    assert "60 held-out images of fake-data" in out and "no Inception FID" in out


@pytestmark_pictures
def test_write_puts_one_points_numbers_into_the_card(pictures, models, capsys) -> None:
    assert evaluate(capsys, *pictures, "--write")[0] == 0
    for _ in range(2):
        card = read_card(models / "tiny")
        assert card.measured["samples"] == 60
        assert card.measured["frechet_distance_low"] <= card.measured["frechet_distance"]
        assert "real_coverage" in card.measured
        assert card.measured_with.count("pictures: ") == 1
        assert evaluate(capsys, *pictures, "--write")[0] == 0
    status, _, said = evaluate(capsys, *pictures, "--temperature", "0,1", "--write")
    assert status == 2 and "one recipe" in said


@pytestmark_pictures
def test_write_leaves_no_numbers_that_belong_to_another_distance(pictures, models, capsys) -> None:
    card = read_card(models / "tiny")
    other = {"kernel_distance": 9.0, "kernel_distance_error": 9.0, "noise_kernel_distance": 9.0}
    other |= {"real_kernel_distance_error": 9.0, "classifier_accuracy": 9.0, "class_agreement_low": 9.0}
    kept = {"bits_per_dim": 3.0, "bits_per_dim_error": 0.1, "copies": 0.25, "copies_expected": 0.01}
    how = "held-out ones; pictures: 48 as usual, no Fréchet distance; copies: of 48 pictures, those"
    write_card(models / "tiny", msgspec.structs.replace(card, measured={**other, **kept}, measured_with=how))
    for _ in range(2):
        assert evaluate(capsys, *pictures, "--write")[0] == 0
        card = read_card(models / "tiny")
        assert 9.0 not in card.measured.values()
        assert {name: card.measured[name] for name in kept} == kept
        assert card.measured_with.startswith("held-out ones; pictures: 1 × 60")
        assert card.measured_with.endswith("; copies: of 48 pictures, those")


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["--samples", "60"], 2, "a model must be given"),
        (["no-such-model"], 2, "There is no model"),
        (["--model", "tiny", "other"], 2, "one model too many"),
        (["--model", "tiny", "--temperature", "warm"], 2, "warm"),
        (["--model", "tiny", "--temperature", "5"], 2, "5"),
        (["--model", "tiny", "--samples", "2"], 2, "pictures"),
        (["--model", "tiny", "--samples", "60"], 1, "--data"),
        (["--model", NAME], 2, "makes no pictures"),
    ],
)
@pytestmark_pictures
def test_what_is_wrong_is_one_sentence(words, status, says, models, data, capsys) -> None:
    found = evaluate(capsys, *words, "--models", models)
    assert (found[0], found[1]) == (status, "")
    assert says in found[2] and found[2].count("\n") == 1 and "Traceback" not in found[2]


def test_help_shows_the_flags_of_the_models_recipe(models, capsys) -> None:
    assert "--temperature" in evaluate(capsys, "tiny", "--models", models, "--help")[1]
    assert "--temperature" not in evaluate(capsys, "--help")[1]


@pytest.mark.torch
def test_a_vae_is_measured_on_held_out_images_without_more_words(models, data, capsys, monkeypatch) -> None:
    import tests.support.tiny_network  # noqa: F401

    monkeypatch.chdir(models / "tiny")
    status, out, _ = evaluate(capsys, ".", "--data", data, "--json")
    found = json.loads(out)
    assert (status, found["name"], "points" in found) == (0, "tiny", False)
    assert found["measured"]["images"] == 90
    status, out, _ = evaluate(capsys, "tiny", "--models", models, "--data", data, "--json", "--samples", 60)
    assert json.loads(out)["measured"]["elbo_nats"] == found["measured"]["elbo_nats"]
    assert len(json.loads(out)["points"]) == 1


@pytest.mark.torch
def test_a_models_files_are_checked_first(models, data, capsys) -> None:
    graph = models / "tiny" / "decoder.onnx"
    graph.write_bytes(graph.read_bytes()[:100])
    status, _, said = evaluate(capsys, models / "tiny", "--data", data)
    assert status == 1 and "is cut off" in said
