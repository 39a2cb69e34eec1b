"""What is planned for which models, under which keys, at what cost; and that workers measure just that."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from playground.core import folders
from playground.core.captioned import captioned
from playground.core.cards import Card
from playground.core.errors import CardError, DataError, RecipeError
from playground.core.recipe import change
from playground.core.resources import Placement, RuntimeName
from playground.evaluate.comparison import Point, measure
from playground.evaluate.prompts import prompts_of
from playground.evaluate.report import flat
from playground.evaluate.sweep.choices import usual_pictures
from playground.evaluate.sweep.costs import Costs, evaluations_of
from playground.evaluate.sweep.events import Planned
from playground.evaluate.sweep.heartbeat import HeartbeatWriter, forget_heartbeat, make_folder, read_heartbeat
from playground.evaluate.sweep.jobs import VARIANTS, Job
from playground.evaluate.sweep.lock import ComputeLock
from playground.evaluate.sweep.naming import job_of, key_of, recipe_of, setting_of, variant_of, whole
from playground.evaluate.sweep.plan import AFFORDABLE, Wish, arrange, jobs_of, plan
from playground.evaluate.sweep.settings import GUIDED, guided
from playground.evaluate.sweep.store import Store
from playground.evaluate.sweep.work import answer_of, measured, work
from playground.evaluate.sweep.world import Setup, SweepWorld, digest_of
from playground.gaussian.adapt import path_of
from playground.gaussian.card import Denoising
from playground.paradigms import consistency, contrastive, diffusion, flow
from playground.paradigms.cards import rules
from playground.paradigms.flow.runs import likelihood
from playground.paradigms.gan_images.recipes import Sample as GanSample
from playground.paradigms.nflow_images.recipes import Sample as NflowSample
from playground.paradigms.vae_images.recipes import Sample as VaeSample
from playground.runtimes.catalogue import catalogue
from tests.support.fake_classifier import NAME
from tests.support.sweeps import MACHINE, make_result
from tests.support.tiny_classifier import write_classifier, write_data
from tests.support.tiny_model import write_model

SAMPLES = 60


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setup:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "user"))
    monkeypatch.setattr(folders, "shipped_models", lambda: tmp_path / "models")
    write_model(tmp_path / "models" / "tiny")
    write_classifier(tmp_path / "models" / NAME)
    data = write_data(tmp_path / "data")
    return Setup(
        model_folders=(str(tmp_path / "models"),),
        cache=str(tmp_path / "cache"),
        data=str(data),
        heartbeats=str(tmp_path),
    )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "results")


def planned_of(setup: Setup, store: Store, **wish: object) -> tuple[Planned, ...]:
    return plan(Wish(samples=SAMPLES, **wish), SweepWorld(setup), store, Costs([], MACHINE)).planned  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def shipped() -> dict[str, Card]:
    return {entry.card.name: entry.card for entry in catalogue((folders.shipped_models(),), rules()).entries}


def test_a_model_that_is_told_words_draws_each_prompt_once(shipped: dict[str, Card]) -> None:
    prompts = len(prompts_of(captioned("emoji")))
    for name, usual in (("emoji-words", prompts), ("emoji-words-fast", prompts), ("fashion-flow", 2000)):
        for wish, count in ((Wish(), usual), (Wish(samples=500), 500)):
            asked = [job for job in jobs_of(shipped[name], wish, []) if job.task == "pictures"]
            assert {job.samples for job in asked} == {count}
    assert usual_pictures("emoji", shipped) == prompts
    assert usual_pictures("fashion-mnist", shipped) == usual_pictures("nothing", shipped) == 2000


def test_a_worker_measures_what_the_evaluation_does(setup: Setup, store: Store, tmp_path: Path) -> None:
    (first, *_) = planned_of(setup, store)
    answer = answer_of(work(msgspec.json.encode(setup), msgspec.json.encode(first.job), first.key))
    assert answer.result is not None and answer.sentence == ""
    assert answer.result.key == first.key and answer.result.job == first.job
    assert answer.result.machine.processor and answer.result.date.endswith("Z")
    world = SweepWorld(setup)
    point = Point(recipe=recipe_of(first.job), samples=SAMPLES)
    frames = list(
        measure(point, world.resources, world.yardstick(world.resources.card("tiny")), tmp_path / "other")
    )
    numbers = {name: value for name, value in flat(answer.result.report).items() if "milli" not in name}
    assert frames[-1].scalars.items() >= numbers.items() and numbers
    assert read_heartbeat(setup.heartbeats, first.key) is None
    store.put(answer.result)
    assert [one.kept for one in planned_of(setup, store) if one.key == first.key] == [True]


class Visited(ComputeLock):
    """A shared lock that counts what its only worker does."""

    shared = True

    def __init__(self) -> None:
        self.asides, self.times_alone, self._is_alone = 0, 0, False

    def step_aside(self) -> None:
        """Whoever is alone and steps aside waits for itself."""
        assert not self._is_alone
        self.asides += 1

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Be alone."""
        self.times_alone, self._is_alone = self.times_alone + 1, True
        yield
        self._is_alone = False


def test_a_worker_steps_aside_between_frames_and_is_alone_once(setup: Setup, store: Store) -> None:
    (first, *_) = planned_of(setup, store)
    world, lock = SweepWorld(setup), Visited()
    result = measured(first.job, first.key, world, lock)
    point = Point(recipe=recipe_of(first.job), samples=SAMPLES)
    # As many frames come from kept pictures, but for those of their making.
    kept = list(
        measure(point, world.resources, world.yardstick(world.resources.card("tiny")), Path(setup.cache))
    )
    assert lock.times_alone == 1 and lock.asides >= len(kept)
    assert any("nothing else was measured" in note for note in result.report.notes)


def test_a_worker_answers_in_a_sentence_whatever_happens(setup: Setup, store: Store) -> None:
    (first, *_) = planned_of(setup, store)
    said = msgspec.json.encode(setup)
    other = answer_of(work(said, msgspec.json.encode(first.job), "another key"))
    assert other.result is None and "another version of tiny" in other.sentence
    unknown = Job(recipe={"kind": "vae-sample", "model": "nobody"})
    assert "no model" in answer_of(work(said, msgspec.json.encode(unknown), "k")).sentence
    assert "Unexpected error" in answer_of(work(said, b"{", "k")).sentence
    with pytest.raises(DataError, match="cannot be read"):
        answer_of(b"nonsense")


def test_fresh_plans_take_nothing_for_done(setup: Setup, store: Store) -> None:
    (first, *_) = planned_of(setup, store)
    store.put(make_result(key=first.key, model="tiny"))
    jobs = [first.job]
    for fresh, kept in ((False, True), (True, False)):
        (found,) = arrange(jobs, SweepWorld(setup), store, Costs([], MACHINE), fresh=fresh).planned
        assert found.kept is kept


def test_values_that_are_given_are_combined(setup: Setup, store: Store) -> None:
    found = planned_of(setup, store, given={"temperature": (0.5, 1.0), "output": ("mean", "sample")})
    settings = {(one.job.recipe["temperature"], one.job.recipe["output"]) for one in found}
    assert settings == {(0.5, "mean"), (0.5, "sample"), (1.0, "mean"), (1.0, "sample")}
    assert len({one.key for one in found}) == 4
    with pytest.raises(RecipeError, match="has no steps to choose"):
        planned_of(setup, store, models=("tiny",), given={"steps": (5,)})
    assert planned_of(setup, store, models=("tiny", NAME), given={"steps": (5,)}) == ()
    with pytest.raises(CardError, match="no model"):
        planned_of(setup, store, models=("nobody",))


def test_models_without_a_classifier_are_left_out_in_words(
    setup: Setup, store: Store, tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path / "models" / NAME)
    found = plan(Wish(), SweepWorld(setup), store, Costs([], MACHINE))
    assert found.planned == ()
    assert any("no classifier of fake-data" in sentence for sentence in found.left_out)


def test_a_key_names_all_that_numbers_depend_on(shipped: dict[str, Card]) -> None:
    card, judge = shipped["fashion-flow"], shipped["fashion-classifier"]
    job = job_of(flow.Sample(model=card.name))

    def key(job: Job = job, held_out: str = "shipped", runtime: RuntimeName = "onnx") -> str:
        return key_of(job, card, judge, held_out, Placement(runtime))

    others = [
        key(job_of(flow.Sample(model=card.name, steps=21))),
        key(job_of(flow.Sample(model=card.name, seed=1))),
        key(job_of(flow.Sample(model=card.name, coordinates="angle"))),
        key(msgspec.structs.replace(job, samples=100)),
        key(msgspec.structs.replace(job, repeats=2)),
        key(held_out="others"),
        key(runtime="torch"),
        key_of(job, msgspec.structs.replace(card, files=card.files[:1]), judge, "shipped", Placement()),
        key_of(job, card, None, "shipped", Placement()),
    ]
    assert len({key(), *others}) == len(others) + 1
    assert key(job_of(flow.Sample(model=card.name, count=3))) == key()
    assert key(whole(Job(recipe={"kind": "flow-sample", "model": card.name}))) == key()
    # What was measured before solvers could be told their coordinates stays what it is.
    before = {name: value for name, value in job.recipe.items() if name != "coordinates"}
    assert key(msgspec.structs.replace(job, recipe=before)) == key()


def test_every_shipped_model_has_a_family_and_settings_that_run(shipped: dict[str, Card]) -> None:
    setup = Setup(model_folders=(str(folders.shipped_models()),), cache="")
    found = plan(Wish(), SweepWorld(setup), Store(Path("nowhere")), Costs([], MACHINE))
    judged = {name: card for name, card in shipped.items() if card.data in ("fashion-mnist", "emoji")}
    drawing = {name for name, card in judged.items() if card.paradigm not in ("classifier", contrastive.NAME)}
    assert {one.job.model for one in found.planned} == drawing
    assert {one.family for one in found.planned} <= set(VARIANTS)
    assert {"vae", "ddpm", "ddim", "flow", "reflow", "consistency"} <= {one.family for one in found.planned}
    for one in found.planned:
        assert recipe_of(one.job).model == one.job.model and one.title  # type: ignore[attr-defined]
        assert one.seconds is None or 0 < one.seconds <= AFFORDABLE
    full = plan(Wish(full=True), SweepWorld(setup), Store(Path("nowhere")), Costs([], MACHINE))
    dear = {one.title for one in full.planned} - {one.title for one in found.planned}
    assert any("DDPM, 1,000 steps" in title for title in dear)
    assert all(any(sentence.startswith(title) for sentence in found.left_out) for title in dear)
    assert full.planned[0].title in dear


@pytest.mark.parametrize(
    ("recipe", "name", "family"),
    [
        (VaeSample(model="m"), "fashion-vae-16", "vae"),
        (diffusion.Sample(model="m", sampler="ddpm"), "fashion-ddpm", "ddpm"),
        (diffusion.Sample(model="m", sampler="ddim"), "fashion-ddpm", "ddim"),
        (diffusion.Sample(model="m", sampler="heun"), "fashion-ddpm", "solver"),
        (diffusion.Bound(model="m"), "fashion-ddpm", "ddpm"),
        (flow.Sample(model="m"), "fashion-flow", "flow"),
        (flow.Sample(model="m"), "fashion-reflow", "reflow"),
        (flow.Sample(model="m"), "fashion-dit", "latent"),
        (consistency.Sample(model="m"), "fashion-consistency", "consistency"),
    ],
)
def test_families(recipe, name: str, family: str, shipped: dict[str, Card]) -> None:
    assert variant_of(job_of(recipe), shipped[name]) == family
    with pytest.raises(RecipeError, match="no pictures"):
        variant_of(job_of(recipe), shipped["fashion-classifier"])


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        (flow.Sample(model="m", sampler="euler", steps=1), "Euler, 1 step"),
        (
            flow.Sample(model="m", steps=8, guidance=2.3, guided_from=0.45, guided_to=0.65),
            "Adams–Bashforth 2, 8 steps, guidance 2.3 from 0.45 to 0.65",
        ),
        (diffusion.Sample(model="m", eta=0.5, spacing="uniform"), "DDIM, 50 steps, η 0.5"),
        (
            diffusion.Sample(model="m", clip="range", ending="floor", stride="even"),
            "DDIM, 50 steps, clipped at 1, to the floor, even steps",
        ),
        (
            diffusion.Sample(model="m", sampler="ddpm", clip="quantile", clip_limit=3.0, ending="floor"),
            "DDPM, 50 steps, clipped at the quantile 0.995, at most 3",
        ),
        (diffusion.Sample(model="m", sampler="euler", clip="range"), "Euler, 50 steps"),
        (GanSample(model="m", truncation=0.7), "truncation 0.7"),
        (NflowSample(model="m", temperature=0.7), "temperature 0.7"),
        (VaeSample(model="m", output="sample"), "temperature 1, pixels drawn"),
        (diffusion.Bound(model="m"), "bits per dimension"),
    ],
)
def test_settings_in_words(recipe, words: str) -> None:
    assert setting_of(job_of(recipe).recipe) == words


def test_jobs_of_nonsense_are_refused() -> None:
    for recipe in (
        {},
        {"kind": "nobody"},
        {"kind": "flow-sample", "model": ""},
        {"kind": "flow-sample", "model": "m", "steps": 0},
    ):
        with pytest.raises(RecipeError):
            recipe_of(Job(recipe=recipe))
    bound = job_of(diffusion.Bound(model="m", count=7))
    assert (bound.task, bound.samples) == ("likelihood", 7)
    with pytest.raises(RecipeError, match="task"):
        recipe_of(msgspec.structs.replace(bound, task="pictures"))
    assert whole(msgspec.structs.replace(bound, task="pictures")) == bound


def test_what_a_network_cannot_do_is_left_out_in_words(shipped: dict[str, Card]) -> None:
    world = SweepWorld(Setup(model_folders=(str(folders.shipped_models()),), cache=""))
    jobs = [
        job_of(flow.Sample(model="fashion-flow", sampler=sampler, steps=1))
        for sampler in ("euler", "consistency", "dopri5")
    ]
    nonsense = Job(recipe={"model": "fashion-flow"})
    found = arrange([*jobs, nonsense], world, Store(Path("nowhere")), Costs([], MACHINE))
    assert [one.job for one in found.planned] == jobs[:1]
    assert len(found.left_out) == 3 and all(said.startswith("fashion-flow: ") for said in found.left_out)


def test_expected_evaluations_are_those_that_are_counted(shipped: dict[str, Card]) -> None:
    counted = {
        flow.Sample(model="m", sampler="euler", steps=10): 10,
        flow.Sample(model="m", sampler="ab2", steps=8, guidance=2.3, guided_from=0.45, guided_to=0.65): 10,
        flow.Sample(model="m", sampler="ab2", steps=8, guidance=2.3): 16,
        flow.Sample(model="m", sampler="midpoint", steps=5): 10,
    }
    for recipe, evaluations in counted.items():
        assert evaluations_of(job_of(recipe), shipped["fashion-flow"]) == pytest.approx(evaluations, abs=0.5)


def test_guidance_acts_where_paths_are_equally_noisy(shipped: dict[str, Card]) -> None:
    straight = guided(shipped["fashion-flow"])
    assert (straight["guided_from"], straight["guided_to"]) == GUIDED
    curved = guided(shipped["fashion-ddpm"])
    denoising = Denoising.of(shipped["fashion-ddpm"])
    assert denoising is not None
    path = path_of(denoising)
    for name, t in zip(("guided_from", "guided_to"), GUIDED, strict=True):
        level = path.level(curved[name] * path.end)
        assert level.sigma / level.alpha == pytest.approx(t / (1 - t), rel=0.05)
    with pytest.raises(RecipeError, match="guided"):
        guided(shipped["fashion-vae-16"])


def test_costs_come_from_this_machines_results_before_the_cards(shipped: dict[str, Card]) -> None:
    card = shipped["fashion-flow"]
    job = job_of(flow.Sample(model=card.name, sampler="euler", steps=10), samples=100)
    slow = make_result(model=card.name, evaluations=10, milliseconds=1000)
    from_card = Costs([], MACHINE).seconds(job, card)
    measured = Costs([slow], MACHINE).seconds(job, card)
    elsewhere = Costs([slow], msgspec.structs.replace(MACHINE, processor="Slide rule")).seconds(job, card)
    assert from_card is not None and measured is not None
    assert measured == pytest.approx(100, rel=0.05) and elsewhere == from_card < 10
    torch = Placement("torch")
    assert Costs([slow], MACHINE, torch).seconds(job, card) == measured
    quick = make_result(model=card.name, evaluations=10, milliseconds=100)
    facts = {**quick.report.facts, "runtime": "torch"}
    quick = msgspec.structs.replace(quick, report=msgspec.structs.replace(quick.report, facts=facts))
    assert Costs([quick, slow], MACHINE).seconds(job, card) == measured
    assert Costs([quick, slow], MACHINE, torch).seconds(job, card) == pytest.approx(10, rel=0.05)
    unknown = msgspec.structs.replace(card, measured={})
    assert Costs([], MACHINE).seconds(job, unknown) is None


def test_a_heartbeat_is_heard_until_it_ends(tmp_path: Path) -> None:
    writer = HeartbeatWriter(str(tmp_path), "k")
    assert read_heartbeat(str(tmp_path), "k") is None
    writer.write(1, 9)
    writer.write(2, 9)
    heartbeat = read_heartbeat(str(tmp_path), "k")
    assert heartbeat is not None and (heartbeat.done, heartbeat.total) == (1, 9)
    (tmp_path / "k.beat").write_bytes(b"half")
    assert read_heartbeat(str(tmp_path), "k") is None
    writer.end()
    forget_heartbeat(str(tmp_path), "k")
    assert list(tmp_path.iterdir()) == []
    make_folder(str(tmp_path / "new"))
    (tmp_path / "new" / "k.12.part").write_bytes(b"")
    make_folder(str(tmp_path / "new"))
    assert list((tmp_path / "new").iterdir()) == []
    for silent in (HeartbeatWriter("", "k"), HeartbeatWriter(str(tmp_path / "absent"), "k")):
        silent.write(1, 2)
        silent.end()


@pytest.mark.skipif(sys.platform == "win32", reason="has no limits of file sizes")
def test_a_heartbeat_on_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        HeartbeatWriter(str(tmp_path), "k").write(1, 9)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_likelihood_is_measured_by_the_models_own_recipe(shipped: dict[str, Card]) -> None:
    setup = Setup(model_folders=(str(folders.shipped_models()),), cache="")
    job = job_of(flow.Likelihood(model="fashion-reflow", count=2, steps=2))
    world = SweepWorld(setup)
    answer = answer_of(work(msgspec.json.encode(setup), msgspec.json.encode(job), world.key(job)))
    assert answer.result is not None, answer.sentence
    bits = answer.result.measures["bits_per_dim"]
    *_, last = likelihood(recipe_of(job), world.resources)  # type: ignore[arg-type]
    assert bits.value == pytest.approx(last.scalars["bits_per_dim"])
    assert bits.samples == 2 and bits.low is not None and bits.low < bits.value
    assert np.isfinite(bits.value) and answer.result.family == "reflow"


def test_likelihood_steps_aside_for_others_and_takes_no_times(shipped: dict[str, Card]) -> None:
    world, lock = SweepWorld(Setup(model_folders=(str(folders.shipped_models()),), cache="")), Visited()
    job = job_of(flow.Likelihood(model="fashion-reflow", count=2, steps=2))
    measured(job, world.key(job), world, lock)
    frames = list(likelihood(recipe_of(job), world.resources))  # type: ignore[arg-type]
    assert (lock.asides, lock.times_alone) == (len(frames), 0)


def test_a_change_of_the_seed_is_another_measurement(setup: Setup) -> None:
    world = SweepWorld(setup)
    recipe = VaeSample(model="tiny")
    assert world.key(job_of(recipe)) != world.key(job_of(change(recipe, seed=1)))


def test_another_content_of_a_data_set_is_another_measurement(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = SweepWorld(msgspec.structs.replace(setup, data=""))
    job = job_of(VaeSample(model="tiny"), samples=SAMPLES)
    keys = set()
    for content in ("", "abc", "abd"):
        monkeypatch.setattr("playground.evaluate.sweep.world.content_of", lambda _, content=content: content)
        keys |= {world.key(job), world.key(job)}
    assert len(keys) == 3


def test_a_data_set_of_ones_own_is_known_by_the_content_that_it_says(tmp_path: Path) -> None:
    (tmp_path / "set.json").write_text(json.dumps({"sha256": "b" * 64}), encoding="utf-8")
    assert digest_of(tmp_path) == "b" * 64
