"""The flow of pictures is a bijection, its densities are those of one, and they integrate to one."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import torch
from scipy import special
from torch import Tensor, nn

from playground.core.errors import CardError
from playground.core.likelihood import scale_of_pixels
from playground.networks import build
from playground.networks import image_flow_cells as cells
from playground.networks import image_flow_normal as normal
from playground.networks.image_flow_scales import around, nearest
from tests.support.tiny_flow import CLASSES, CONFIG, pictures, tiny_flow

pytestmark = pytest.mark.torch

SIZES: dict[str, dict[str, Any]] = {
    "one halving": {},
    "two halvings": {"height": 8, "width": 12, "halvings": 2, "blocks": [1, 1]},
    "one pixel left": {"height": 2, "width": 2},
    "with neighbours to choose from": {
        "channels": 3,
        "height": 8,
        "width": 4,
        "halvings": 2,
        "blocks": [1, 1],
        "copies": True,
    },
    "on grids": {"height": 8, "width": 12, "halvings": 1, "blocks": [1], "grids": [2]},
    "on grids, with neighbours": {
        "height": 12,
        "width": 8,
        "halvings": 2,
        "blocks": [1, 1],
        "copies": True,
        "grids": [0, 1],
    },
    "in colour": {"channels": 3, "height": 4, "width": 8, "halvings": 2, "blocks": [1, 1]},
}


def given(config: dict[str, Any], count: int = 9) -> tuple[Tensor, Tensor, Tensor]:
    """Pictures with black and white ones among them, their noise, and labels, the last of which is none."""
    merged = {**CONFIG, **config}
    shape = (merged.get("channels", 1), merged["height"], merged["width"])
    image = torch.tensor(pictures(count, shape), dtype=torch.float32)
    noise = torch.rand(image.shape, generator=torch.Generator().manual_seed(2))
    return image, noise, torch.arange(count) % (CLASSES + 1)


def mixtures(count: int, components: int = 3) -> Tensor:
    """Parameters ``(count, 3·components, 5)``, some of them far beyond what is sensible."""
    random = torch.randn(count, 3 * components, 5, generator=torch.Generator().manual_seed(4))
    scale = torch.tensor([3.0, 0.7, 4.0]).repeat_interleave(components)
    shift = torch.tensor([0.0, 0.5, -3.0]).repeat_interleave(components)
    return random * scale[:, None] + shift[:, None]


@pytest.mark.parametrize("name", SIZES)
@torch.inference_mode()
def test_pictures_come_back_from_their_z(name: str) -> None:
    network = tiny_flow(**SIZES[name])
    image, noise, label = given(SIZES[name])
    z, _ = network.get_submodule("normalise")(image, noise, label)
    back = network.get_submodule("generate")(z, label)
    assert float((back - (image + noise) / 256).abs().max()) <= 1e-4


@pytest.mark.parametrize("name", SIZES)
@torch.inference_mode()
def test_z_comes_back_from_its_picture(name: str) -> None:
    network = tiny_flow(**SIZES[name]).double()
    shape = given(SIZES[name])[0].shape
    z = torch.randn(shape, generator=torch.Generator().manual_seed(5), dtype=torch.float64)
    label = torch.arange(len(z)) % (CLASSES + 1)
    value = 256 * network.get_submodule("generate")(z, label)
    assert 0 <= float(value.min()) <= float(value.max()) < 256
    again, _ = network.get_submodule("normalise")(value.floor(), value - value.floor(), label)
    assert float((again - z).abs().max()) <= 1e-4


@pytest.mark.parametrize("more", [{}, {"copies": True}, {"copies": True, "grids": [0, 1]}])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("label", [1, CLASSES])
def test_the_log_density_is_that_of_the_jacobian(label: int, channels: int, more: dict[str, Any]) -> None:
    network = tiny_flow(channels=channels, height=4, width=8, halvings=2, blocks=[1, 1], **more).double()
    image, noise, _ = given({"channels": channels, "width": 8})
    value = (image[4:5] + noise[4:5]).double()

    def z_of(flat: Tensor) -> Tensor:
        at = flat.reshape(value.shape)
        whole = at.detach().floor()
        z: Tensor = network.get_submodule("normalise")(whole, at - whole, torch.tensor([label]))[0]
        return z.flatten()

    network.requires_grad_(False)
    jacobian = torch.autograd.functional.jacobian(z_of, value.flatten())
    _, log_determinant = torch.linalg.slogdet(jacobian)
    log_base = torch.distributions.Normal(0, 1).log_prob(z_of(value.flatten())).sum()
    whole = value.floor()
    _, density = network.get_submodule("normalise")(whole, value - whole, torch.tensor([label]))
    assert float(density.sum()) == pytest.approx(float(log_base + log_determinant), abs=1e-5 * channels)
    assert float(network(whole, value - whole, torch.tensor([label]))) == pytest.approx(float(density.sum()))


@pytest.mark.parametrize("copies", [False, True])
@torch.inference_mode()
def test_densities_of_pictures_of_four_pixels_integrate_to_one(copies: bool) -> None:
    network = tiny_flow(0.2, height=2, width=2, copies=copies).double()
    with torch.no_grad():
        # What lies near a neighbour's value alone would be met by few points.
        for name, parameter in network.named_parameters():
            if name.endswith("log_scales.bias"):
                parameter.fill_(-1.0)
    points = torch.quasirandom.SobolEngine(4, scramble=True, seed=6).draw(2**15, dtype=torch.float64)
    # A third of the points each go to black, to white, and to all that lies between.
    third, within = (3 * points).floor(), (3 * points) % 1
    value = torch.where(third == 0, within, torch.where(third == 1, 1 + 254 * within, 255 + within))
    volume = torch.where(third == 1, 3.0 * 254, 3.0).log().sum(dim=1)
    whole = value.floor().reshape(-1, 1, 2, 2)
    noise = value.reshape(-1, 1, 2, 2) - whole
    log_density = network(whole, noise, torch.zeros(len(value), dtype=torch.int64))
    assert float((log_density + volume).exp().mean()) == pytest.approx(1, abs=0.01)


def test_who_copies_knows_the_colours_beside_it_before_it_has_learned() -> None:
    """Of a picture of one colour, what is said of each value but the first is spread around that colour."""
    torch.manual_seed(0)
    network = build("image-flow", {**CONFIG, **SIZES["with neighbours to choose from"]}).eval()
    plain = build("image-flow", {**CONFIG, **SIZES["with neighbours to choose from"], "copies": False}).eval()
    image = torch.tensor([40.0, 130.0, 210.0]).reshape(1, 3, 1, 1).expand(1, 3, 8, 4)
    found = [each(image, torch.full_like(image, 0.5), torch.tensor([CLASSES])) for each in (network, plain)]
    assert float(found[0].detach()) > float(found[1].detach()) + 50


@pytest.mark.parametrize("first", [0, 3])
@pytest.mark.parametrize("place", range(4))
def test_neighbours_are_the_pixels_that_touch(first: int, place: int) -> None:
    order = (first, 3 - first, 1, 2)
    channels, rows, columns = 2, 5, 4
    where = torch.arange(2 * rows * 2 * columns, dtype=torch.float64).reshape(2 * rows, 2 * columns)
    places = [where[at // 2 :: 2, at % 2 :: 2] for at in order]
    known = torch.stack([part for each in places[: max(1, place)] for part in (each, -each)])[None]
    near = nearest(order, place)
    values = around(known, channels, near)
    assert len(near) == [8, 4, 4, 8][place]
    for row, column in itertools.product(range(1, rows - 1), range(1, columns - 1)):
        here = divmod(int(places[place][row, column]), 2 * columns)
        found = [divmod(int(each), 2 * columns) for each in values.of(0)[0, :, row, column]]
        far = [max(abs(there[0] - here[0]), abs(there[1] - here[1])) for there in found]
        assert set(far) == {1 if place else 2}
        assert len(set(found)) == len(near)
        assert torch.equal(values.of(1), -values.of(0))


@torch.inference_mode()
def test_each_scale_of_z_is_where_it_is_said_to_be() -> None:
    config = SIZES["two halvings"]
    network = tiny_flow(**config)
    where = torch.from_numpy(scale_of_pixels(config["height"], config["width"], config["halvings"]))
    z = torch.randn(1, 1, config["height"], config["width"], generator=torch.Generator().manual_seed(7))
    label = torch.zeros(1, dtype=torch.int64)
    generate = network.get_submodule("generate")
    before = generate(z, label)[0, 0]
    for scale in range(config["halvings"] + 1):
        changed = generate(torch.where(where == scale, z + 0.5, z), label)[0, 0] != before
        assert not changed[where < scale].any()
        assert changed[where == scale].all()


@torch.inference_mode()
def test_a_picture_says_the_same_in_any_batch() -> None:
    network = tiny_flow()
    image, noise, label = given({})
    z, density = network.get_submodule("normalise")(image, noise, label)
    for index in range(len(image)):
        one = slice(index, index + 1)
        alone = network.get_submodule("normalise")(image[one], noise[one], label[one])
        torch.testing.assert_close((z[one], density[one]), alone, rtol=0, atol=2e-6)


@torch.inference_mode()
def test_levels_share_out_all_probability() -> None:
    parameters = mixtures(20).double()
    levels = torch.arange(256.0, dtype=torch.float64)
    each = torch.stack([cells.log_mass(parameters, level.expand(20, 5)) for level in levels])
    assert torch.allclose(each.exp().sum(dim=0), torch.ones(20, 5, dtype=torch.float64), atol=1e-9)


@torch.inference_mode()
def test_masses_are_differences_of_the_mixtures_distribution() -> None:
    parameters = mixtures(20)
    weight, location, log_scale = (part.double().numpy() for part in parameters.chunk(3, dim=1))
    scale = np.exp(np.clip(log_scale, cells.LEAST_LOG_SCALE, cells.MOST_LOG_SCALE))
    for level in (0, 1, 100, 254, 255):
        low = -np.inf if level == 0 else level / 256
        high = np.inf if level == 255 else (level + 1) / 256
        mass = special.expit((high - location) / scale) - special.expit((low - location) / scale)
        wanted = (special.softmax(weight, axis=1) * mass).sum(axis=1)
        found = cells.log_mass(parameters, torch.full((20, 5), float(level))).exp()
        np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("radix", [2, 16, 256])
@torch.inference_mode()
def test_values_rise_with_z_and_are_found_again(radix: int) -> None:
    parameters = mixtures(1).double().expand(2000, -1, -1)
    value = torch.linspace(0, 256, 2002, dtype=torch.float64)[1:-1, None].expand(-1, 5)
    level = value.floor()
    mass = cells.log_mass(parameters, level).exp()
    z = cells.to_normal(parameters, level, value - level, mass)
    assert (z.diff(dim=0) >= 0).all()
    # Where there is hardly any probability, there is no telling the values apart.
    likely = mass > 1e-6
    found = [
        sum(cells.from_tails(*part, radix=radix))  # 256 intervals at once of all values take much memory
        for part in zip(*(whole.split(250) for whole in (parameters, *normal.tails(z))), strict=True)
    ]
    assert float((torch.cat(found) - value)[likely].abs().max()) < 1e-3


@torch.inference_mode()
def test_the_normal_distribution_is_exact_in_both_tails() -> None:
    z = torch.linspace(-9, 9, 1801, dtype=torch.float64)
    below, above = normal.tails(z)
    np.testing.assert_allclose(below.numpy(), special.ndtr(z.numpy()), rtol=3e-7)
    np.testing.assert_allclose(above.numpy(), special.ndtr(-z.numpy()), rtol=3e-7)
    for kind in (torch.float32, torch.float64):
        again = normal.quantile(*normal.tails(z.to(kind)))
        torch.testing.assert_close(again, z.to(kind), rtol=1e-6, atol=1e-6)
    ends = normal.quantile(torch.tensor([0.0, 1.0]), torch.tensor([1.0, 0.0]))
    assert torch.isfinite(ends).all()
    assert float(ends[0]) == -float(ends[1]) < -11


def test_weights_are_kept_once_and_serve_both_directions(tmp_path: Any) -> None:
    network = tiny_flow()
    kept = network.state_dict()
    assert all(name.startswith("normalise.") for name in kept)
    assert sum(tensor.numel() for tensor in kept.values() if tensor.is_floating_point()) == sum(
        parameter.numel() for parameter in network.parameters()
    )
    other = build("image-flow", CONFIG)
    other.load_state_dict(kept)
    z, label = torch.randn(2, 1, 4, 4), torch.tensor([0, 1])
    one, two = (each.get_submodule("generate")(z, label) for each in (network, other.eval()))
    assert torch.equal(one, two)


def test_a_conditioner_computes_in_half_precision_and_a_coupling_does_not() -> None:
    network = tiny_flow()
    image, noise, label = given({})
    with torch.autocast("cpu", torch.bfloat16):
        rough = network(image, noise, label)
    exact = network(image, noise, label)
    assert rough.dtype == torch.float32
    assert not torch.equal(rough, exact)
    torch.testing.assert_close(rough, exact, rtol=0.02, atol=0.5)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"height": 6, "halvings": 2, "blocks": [1, 1]}, "multiples of 4"),
        ({"blocks": [1, 1]}, "blocks must say"),
        ({"blocks": [0]}, "blocks must say"),
        ({"height": 64, "width": 64}, "at most 256"),
        ({"components": 0}, "components"),
        ({"grids": [0, 1]}, "grids must say"),
    ],
)
def test_a_wrong_configuration_is_named(config: dict[str, Any], said: str) -> None:
    with pytest.raises(CardError, match=said):
        build("image-flow", {**CONFIG, **config})


def test_the_flow_learns_what_is_black() -> None:
    """A gradient exists everywhere, and following it makes the pictures more likely."""
    network = tiny_flow().train()
    image, noise, label = given({}, 32)
    image = torch.zeros_like(image)
    optimiser = torch.optim.Adam(network.parameters(), lr=0.02)
    losses = []
    for _ in range(30):
        loss = -network(image, noise, label).mean()
        optimiser.zero_grad()
        loss.backward()
        assert all(
            parameter.grad is None or parameter.grad.isfinite().all() for parameter in network.parameters()
        )
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.25 * losses[0]


def test_networks_of_both_directions_are_modules() -> None:
    assert {name for name, _ in tiny_flow().named_children()} == {"normalise", "generate"}
    assert isinstance(tiny_flow().get_submodule("normalise.flow"), nn.Module)
