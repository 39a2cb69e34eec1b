"""The numbers under a lab's planes: what the sampler gave stands apart from what the network has learned."""

from __future__ import annotations

from playground.ui.sampling.lab.readings import readings
from playground.ui.widgets.readings import as_text

SCALARS = {
    "nfe": 1, "modes_covered": 0, "modes": 8, "mode_quality": 0.02, "mode_error": 0.4, "kl": 0.021,
    "kl_error": 0.004, "kl_smear": 0.0, "field_error": 0.03, "straightness": 0.2,
}  # fmt: skip


def test_the_learned_density_stands_on_another_line_than_a_samplers_failure() -> None:
    """With one step the points miss the modes, and the density is as good as with a hundred."""
    sampled, learned = as_text(readings(SCALARS)).split("\n")
    assert "points on one 2%" in sampled and "KL" not in sampled
    assert learned.startswith("KL of the learned density 0.021 ± 0.004 nats") and "field error" in learned


def test_of_what_data_a_divergence_is_is_said() -> None:
    assert "data smeared by 0.10" in as_text(readings({**SCALARS, "kl_smear": 0.1}))
