"""Pictures and words become unit vectors, each of itself alone."""

from __future__ import annotations

import pytest
import torch

from playground.networks.picture_text import Config, PictureText

pytestmark = pytest.mark.torch

CONFIG = Config(
    height=8, width=16, first=8, narrow=4, vocabulary=20, length=6, embedding=8, features=16, heads=2, space=5
)


def network() -> PictureText:
    """One whose layers are normalised by what pictures are like."""
    torch.manual_seed(0)
    found = PictureText(CONFIG)
    for _ in range(40):
        found.picture(torch.rand(32, 3, 8, 16))
    return found.eval()


def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours() -> None:
    model = network()
    pictures, tokens = torch.rand(7, 3, 8, 16), torch.randint(1, 20, (7, 6))
    for part, examples in ((model.picture, pictures), (model.words, tokens)):
        vectors = part(examples)
        assert vectors.shape == (7, 5)
        torch.testing.assert_close(vectors.norm(dim=1), torch.ones(7))
        torch.testing.assert_close(part(examples[2:3]), vectors[2:3], atol=1e-5, rtol=1e-5)
        assert vectors.std(dim=0).min() > 1e-3, "they tell examples apart"


def test_words_are_read_and_what_fills_up_is_not() -> None:
    model = network()
    tokens = torch.tensor([[2, 5, 9, 0, 0, 0], [2, 5, 8, 0, 0, 0]])
    one, other = model.words(tokens)
    assert (one - other).abs().max() > 1e-4
    with torch.no_grad():
        model.words.reader.embed.weight[0] += 1
        model.words.reader.place[:, 3:] += 1
    torch.testing.assert_close(model.words(tokens), torch.stack([one, other]), atol=1e-5, rtol=1e-5)
