"""A judge's file is read back whole, or one sentence says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from playground.core.errors import PlaygroundError
from playground.evaluate.judge import Judge, JudgeFacts, judge_bytes, load_judge
from playground.networks import build

pytestmark = pytest.mark.torch

FACTS = JudgeFacts(network="classifier", config={"classes": 3, "hidden": 5}, accuracy=0.5, images=4)


def test_a_judge_comes_back_as_it_was(tmp_path: Path) -> None:
    network = build(FACTS.network, FACTS.config).eval()
    (tmp_path / "judge.safetensors").write_bytes(judge_bytes(network.state_dict(), FACTS))
    judge = load_judge(tmp_path / "judge.safetensors")
    image = torch.rand(2, 1, 28, 28)
    assert judge.facts == FACTS
    assert torch.equal(judge.network(image), network(image))


def test_a_network_without_scores_has_no_features_to_compare_in() -> None:
    """Whatever part of it comes last."""
    network = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(4, 2))
    with pytest.raises(PlaygroundError, match="“classifier” has no features"):
        _ = Judge(network=network, facts=FACTS).features


def test_a_damaged_judge_is_one_sentence(tmp_path: Path) -> None:
    network = build(FACTS.network, FACTS.config)
    path = tmp_path / "judge.safetensors"
    whole = judge_bytes(network.state_dict(), FACTS)
    for content in (
        b"",
        whole[:-50],
        b"\x80\x04pickle",
        whole.replace(b'\\"classes\\":3', b'\\"classes\\":4'),
    ):
        assert content != whole
        path.write_bytes(content)
        with pytest.raises(PlaygroundError, match="The judge") as caught:
            load_judge(path)
        assert "install" in caught.value.sentence and "\n" not in caught.value.sentence
    save_file(network.state_dict(), path)
    with pytest.raises(PlaygroundError, match="The judge"):
        load_judge(path)
