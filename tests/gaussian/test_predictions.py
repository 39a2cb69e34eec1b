"""Laws of predictions and of guidance."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.errors import RecipeError
from playground.gaussian.levels import Pair, mix
from playground.gaussian.models import Counted, Guided, guide
from playground.gaussian.paths import Linear, VarianceExploding, VariancePreserving
from playground.gaussian.predictions import KINDS, convert, denoiser, from_pair, to_pair
from tests.gaussian.support import MIXTURE, PATHS, random

LEVELS = {
    f"{name}-{u}": path.level(path.end * u) for name, path in PATHS.items() for u in (0.003, 0.2, 0.5, 0.97)
}
AT = pytest.mark.parametrize("level", LEVELS.values(), ids=LEVELS)


def pair(seed: int = 0) -> Pair:
    source = random(seed)
    return Pair(source.standard_normal((5, 3, 2)), source.standard_normal((5, 3, 2)))


@AT
@pytest.mark.parametrize("kind", KINDS)
def test_every_prediction_tells_data_and_noise(kind, level) -> None:
    truth = pair()
    found = to_pair(kind, from_pair(kind, truth, level), mix(*truth, level), level)
    assert found.data == pytest.approx(truth.data, rel=1e-6, abs=1e-6)
    assert found.noise == pytest.approx(truth.noise, rel=1e-6, abs=1e-6)


@AT
@pytest.mark.parametrize("target", KINDS)
@pytest.mark.parametrize("source", KINDS)
def test_conversions_go_there_and_back(source, target, level) -> None:
    x, value = random(1).standard_normal((2, 7, 2))
    there = convert(source, target, value, x, level)
    assert convert(target, source, there, x, level) == pytest.approx(value, rel=1e-6, abs=1e-6)


@AT
@pytest.mark.parametrize("kind", KINDS)
def test_any_prediction_explains_x(kind, level) -> None:
    x, value = random(2).standard_normal((2, 7, 2))
    assert mix(*to_pair(kind, value, x, level), level) == pytest.approx(x, abs=1e-8)


@AT
def test_score_and_velocity_are_those_of_the_density(level) -> None:
    points = random(3).standard_normal((20, 2)) * (level.alpha + level.sigma)
    answer = MIXTURE(points, level)
    h = 1e-5 * (1 + level.sigma)
    score = np.stack(
        [
            (MIXTURE.log_density(points + h * e, level) - MIXTURE.log_density(points - h * e, level))
            / (2 * h)
            for e in np.eye(2)
        ],
        axis=1,
    )
    assert from_pair("score", answer, level) == pytest.approx(score, rel=1e-4, abs=1e-5)
    assert from_pair("velocity", answer, level) == pytest.approx(MIXTURE.velocity(points, level))


def test_v_is_the_derivative_by_the_angle_and_the_linear_velocity_is_a_difference() -> None:
    truth, path = pair(), VariancePreserving()
    level = path.level(400.0)
    angle = np.arctan2(level.sigma, level.alpha)
    turned = [np.cos(angle + h) * truth.data + np.sin(angle + h) * truth.noise for h in (1e-6, -1e-6)]
    assert from_pair("v", truth, level) == pytest.approx((turned[0] - turned[1]) / 2e-6, abs=1e-8)
    assert from_pair("velocity", truth, Linear().level(0.3)) == pytest.approx(truth.noise - truth.data)
    assert from_pair("velocity", truth, VarianceExploding().level(3.0)) is not truth.data
    assert from_pair("velocity", truth, VarianceExploding().level(3.0)) == pytest.approx(truth.noise)


@pytest.mark.parametrize("kind", ["data", "v", "velocity"])
def test_pure_noise_is_told_where_it_can_be(kind) -> None:
    level, truth = Linear().level(1.0), pair()
    found = to_pair(kind, from_pair(kind, truth, level), truth.noise, level)
    assert found.data == pytest.approx(truth.data)
    assert found.noise == pytest.approx(truth.noise)


@pytest.mark.parametrize("kind", ["noise", "score"])
def test_pure_noise_says_nothing_of_the_data(kind) -> None:
    x = np.ones((1, 2))
    with pytest.raises(RecipeError, match="pure noise"):
        to_pair(kind, x, x, Linear().level(1.0))


@pytest.mark.parametrize("path", [Linear(), VariancePreserving(floor=0)], ids=["linear", "vp"])
@pytest.mark.parametrize("kind", ["noise", "data", "v", "score"])
def test_clean_data_is_the_limit(path, kind) -> None:
    clean, x = path.level(0.0), random(4).standard_normal((6, 2)) * 0.3 + MIXTURE.means[0]
    answer = MIXTURE(x, clean)
    assert answer.data == pytest.approx(x)
    assert answer.noise == pytest.approx(np.zeros_like(x))
    value = MIXTURE.score(x, clean) if kind == "score" else from_pair(kind, answer, clean)
    found = to_pair(kind, value, x, clean)
    assert found.data == pytest.approx(x)
    assert found.noise == pytest.approx(np.zeros_like(x))
    near = path.level(1e-5 * path.end)
    assert MIXTURE(x, near).data == pytest.approx(x, abs=2e-3)


def test_what_is_infinite_at_clean_data_is_refused() -> None:
    x, clean = np.ones((1, 2)), VariancePreserving().level(0.0)
    with pytest.raises(RecipeError, match="velocity"):
        to_pair("velocity", x, x, clean)
    with pytest.raises(RecipeError, match="velocity"):
        from_pair("velocity", Pair(x, x), clean)
    with pytest.raises(RecipeError, match="score"):
        from_pair("score", Pair(x, x), clean)


@AT
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scale", [0.0, 1.0, 2.5, -0.5])
def test_guidance_is_the_same_in_every_language(kind, level, scale) -> None:
    x, conditional, unconditional = random(5).standard_normal((3, 6, 2))
    direct = guide(
        convert("noise", kind, conditional, x, level), convert("noise", kind, unconditional, x, level), scale
    )
    model = Guided(
        denoiser(lambda x, level: conditional, "noise"),
        denoiser(lambda x, level: unconditional, "noise"),
        scale,
    )
    assert from_pair(kind, model(x, level), level) == pytest.approx(direct, rel=1e-6, abs=1e-7)


def test_guidance_of_gaussians_sharpens_towards_the_condition() -> None:
    """The score of p(x)·p(c|x)^w is the guided score, exactly where both densities are known."""
    from playground.gaussian.exact import Mixture

    level = VarianceExploding().level(1e-3)
    everything, one = Mixture([1], [[0.0]], [[[4.0]]]), Mixture([1], [[1.0]], [[[1.0]]])
    x = np.linspace(-2, 2, 9)[:, None]
    guided = from_pair("score", Guided(one, everything, 3.0)(x, level), level)
    assert guided == pytest.approx(-(x / 4) + 3 * (-(x - 1) + x / 4), abs=1e-4)


@pytest.mark.parametrize(("scale", "cost"), [(0.0, 1), (1.0, 1), (2.0, 2), (-1.0, 2)])
def test_evaluations_are_counted_with_guidance(scale, cost) -> None:
    asked = [0, 0]

    def model(which: int):
        def answer(x, level):
            asked[which] += 1
            return Pair(x, x)

        return answer

    counted = Counted(Guided(model(0), model(1), scale))
    for _ in range(3):
        counted(np.ones((4, 2)), Linear().level(0.5))
    assert counted.nfe == 3 * cost == sum(asked)
    assert asked[0 if scale == 1 else 1] == 3


def test_where_guidance_does_not_act_the_condition_alone_is_asked() -> None:
    def model(value: float):
        return lambda x, level: Pair(np.full_like(x, value), x)

    counted = Counted(Guided(model(3.0), model(1.0), 2.0, lambda level: 0.4 <= level.t <= 0.6))
    x = np.ones((4, 2))
    found = {t: counted(x, Linear().level(t)).data[0, 0] for t in (0.3, 0.4, 0.5, 0.6, 0.7)}
    assert found == {0.3: 3.0, 0.4: 5.0, 0.5: 5.0, 0.6: 5.0, 0.7: 3.0}
    assert counted.nfe == 5 + 3
