"""Adaptive augmentation: nothing at probability 0, known laws at 1, and a probability that follows a sign."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import torch

from playground.zoo.gan.augmenting import adjusted, augmented

pytestmark = pytest.mark.torch

COUNT = 400


def draw(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def pictures(channels: int = 3, count: int = COUNT) -> torch.Tensor:
    return 2 * torch.rand(count, channels, 16, 16, generator=torch.Generator().manual_seed(1)) - 1


def flat(colour: tuple[float, ...], count: int = COUNT) -> torch.Tensor:
    """Pictures of one colour."""
    return torch.tensor(colour)[None, :, None, None].expand(count, -1, 16, 16).contiguous()


@pytest.mark.parametrize("channels", [1, 3])
def test_nothing_is_done_with_probability_0(channels: int) -> None:
    seen = pictures(channels)
    torch.testing.assert_close(augmented(seen, 0.0, 1.0, draw()), seen, atol=1e-5, rtol=0)


def test_as_many_are_left_alone_as_the_probability_says() -> None:
    """Of eight transformations, of which half of the mirrored and some of the shifted ones are as before."""
    seen = pictures()
    for p in (0.05, 0.2):
        same = (augmented(seen, p, 1.0, draw()) - seen).abs().flatten(1).amax(dim=1) < 1e-4
        few = (1 - p) ** 6 * (1 - p / 2) * (1 - p * (1 - 1 / 25))
        assert float(same.float().mean()) == pytest.approx(few, abs=4 * math.sqrt(few * (1 - few) / COUNT))


def test_a_higher_probability_keeps_what_was_done_at_a_lower_one() -> None:
    """The numbers are the same, so that a picture that was changed stays changed."""
    seen = pictures()
    changed = [
        (augmented(seen, p, 1.0, draw()) - seen).abs().flatten(1).amax(dim=1) > 1e-4 for p in (0.1, 0.3, 0.9)
    ]
    for fewer, more in itertools.pairwise(changed):
        assert not (fewer & ~more).any() and more.sum() > fewer.sum()


def test_grey_stays_grey_and_is_moved_by_brightness_and_contrast_alone() -> None:
    found = augmented(flat((0.3, 0.3, 0.3)), 1.0, 0.3, draw())
    assert (found.amax(dim=1) - found.amin(dim=1)).abs().max() < 1e-5
    assert found[:, 0, 0, 0].std() > 0.1


def test_hue_turns_colours_about_grey_and_keeps_their_sum() -> None:
    """The colour's distance from grey, over the contrast, is that of its saturation; its mean is unturned."""
    found = augmented(flat((0.6, -0.3, -0.3)), 1.0, 0.0, draw())[:, :, 8, 8].double()
    grey = augmented(flat((0.0, 0.0, 0.0)), 1.0, 0.0, draw())[:, :, 8, 8].double()
    torch.testing.assert_close(found.mean(dim=1), grey.mean(dim=1), atol=1e-5, rtol=0)
    chroma = found - found.mean(dim=1, keepdim=True)
    angles = torch.atan2(chroma[:, 1] - chroma[:, 2], math.sqrt(3) * chroma[:, 0])
    # All hues are as likely: the mean of the unit vectors is near 0.
    assert torch.stack([angles.cos(), angles.sin()]).mean(dim=1).abs().max() < 4 / math.sqrt(COUNT)
    assert (chroma.norm(dim=1) > 0).all() and chroma.norm(dim=1).std() > 0.1


def test_around_the_pictures_there_is_paper() -> None:
    """White pictures on white stay flat, whatever is done to their places."""
    found = augmented(flat((1.0, 1.0, 1.0)), 1.0, 1.0, draw())
    assert (found.flatten(2).amax(dim=2) - found.flatten(2).amin(dim=2)).max() < 1e-4
    on_black = augmented(flat((1.0, 1.0, 1.0)), 1.0, -1.0, draw())
    assert (on_black.flatten(2).amax(dim=2) - on_black.flatten(2).amin(dim=2)).max() > 0.5


def test_shifts_are_of_whole_pixels_and_mirroring_is_exact() -> None:
    """A dot that is neither resized nor turned stays a dot of its own height."""
    seen = -torch.ones(COUNT, 1, 16, 16)
    seen[:, :, 7, 7] = 1.0
    found = augmented(seen, 0.15, -1.0, draw())
    unit = (found - found.flatten(1).amin(dim=1)[:, None, None, None]) / 2
    dots = (unit > 1e-3).flatten(1).sum(dim=1) == 1
    rows, columns = np.unravel_index(unit[dots].flatten(1).argmax(dim=1).numpy(), (16, 16))
    assert set(rows) <= set(range(5, 10)) and {7, 8} < set(columns) <= set(range(5, 11))
    assert (unit[dots].flatten(1).amax(dim=1) > 0.2).all()


def test_a_gradient_passes_through_what_is_done() -> None:
    seen = pictures(count=6).requires_grad_(True)
    augmented(seen, 1.0, 1.0, draw()).square().sum().backward()
    assert seen.grad is not None and (seen.grad.flatten(1).abs().amax(dim=1) > 0).all()


def test_a_gradient_is_the_adjoint_and_has_a_gradient_itself() -> None:
    """What is done is A·x + b: ⟨A·u, v⟩ = ⟨u, Aᵀ·v⟩, and Aᵀ·v, by which one can go on, is linear in v."""
    generator = torch.Generator().manual_seed(4)
    u, w, v = (torch.randn(6, 3, 16, 16, generator=generator) for _ in range(3))
    v.requires_grad_(True)
    seen = pictures(count=6).requires_grad_(True)
    made = augmented(seen, 1.0, 1.0, draw())
    (back,) = torch.autograd.grad(made, seen, v, create_graph=True)
    forth = augmented(seen.detach() + u, 1.0, 1.0, draw()) - made.detach()
    torch.testing.assert_close((back * u).sum(), (forth * v).sum(), rtol=1e-3, atol=1e-2)
    (again,) = torch.autograd.grad((back * w).sum(), v)
    expected = augmented(seen.detach() + w, 1.0, 1.0, draw()) - made.detach()
    torch.testing.assert_close(again, expected, rtol=1e-3, atol=1e-4)


def test_pictures_that_are_not_square_are_turned_without_being_sheared() -> None:
    """A round spot stays round, however it is turned and resized."""
    rows, columns = torch.meshgrid(torch.arange(24.0), torch.arange(48.0), indexing="ij")
    spot = torch.exp(-((rows - 11.5) ** 2 + (columns - 23.5) ** 2) / 6)
    found = augmented(spot.expand(COUNT, 1, 24, 48).contiguous(), 1.0, 0.0, draw())
    weight = (found - found[:, :, :1, :1]).abs()
    # Spots that reach the border are cut off there.
    weight = weight[weight[:, :, [0, -1]].flatten(1).amax(dim=1) < 1e-3 * weight.flatten(1).amax(dim=1)]
    assert len(weight) > COUNT / 2
    weight = weight / weight.flatten(1).sum(dim=1)[:, None, None, None]
    middle_row = (weight * rows).flatten(1).sum(dim=1)
    middle_column = (weight * columns).flatten(1).sum(dim=1)
    spread_rows = (weight * (rows - middle_row[:, None, None, None]) ** 2).flatten(1).sum(dim=1)
    spread_columns = (weight * (columns - middle_column[:, None, None, None]) ** 2).flatten(1).sum(dim=1)
    torch.testing.assert_close(spread_rows, spread_columns, rtol=0.05, atol=0.05)


def test_the_probability_follows_the_sign_and_stays_in_its_bounds() -> None:
    assert adjusted(0.3, signs=0.9, target=0.6, share=0.1, most=0.8) == pytest.approx(0.4)
    assert adjusted(0.3, signs=0.2, target=0.6, share=0.1, most=0.8) == pytest.approx(0.2)
    assert adjusted(0.3, signs=0.6, target=0.6, share=0.1, most=0.8) == 0.3
    assert adjusted(0.05, signs=-1.0, target=0.6, share=0.1, most=0.8) == 0.0
    assert adjusted(0.75, signs=1.0, target=0.6, share=0.1, most=0.8) == 0.8
