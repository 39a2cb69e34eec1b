"""Recipes drawn one after another or beside each other, each into a file that is not drawn again."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from pathlib import Path

import msgspec

from playground.batch.work import Answer, Setup, answer_of, work
from playground.core.errors import DataError, EngineError, PlaygroundError
from playground.core.recipe import Recipe
from playground.core.resources import Resources
from playground.evaluate.sweep.executor import JobExecutor, LocalExecutor, is_broken
from playground.export.metadata import read_recipe

_LOOK = 0.5
"""Seconds after which workers are looked after while they draw."""


class Here(Executor):
    """Works at once, in this process."""

    def submit(self, task, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        """The answer, already there."""
        future: Future[bytes] = Future()
        future.set_result(task(*args, **kwargs))
        return future


def hire(setup: Setup, workers: int, cluster: str) -> JobExecutor:
    """Whoever draws: this process, some of its own, or a cluster; raises ``ClusterError``."""
    task = functools.partial(work, msgspec.json.encode(setup))
    if cluster:
        from playground.evaluate.sweep.cluster import ClusterExecutor

        return ClusterExecutor(cluster, task)
    return LocalExecutor(workers, task) if workers > 1 else JobExecutor(Here, 1, task)


def draw(recipes: Mapping[str, Recipe], executor: JobExecutor) -> Iterator[tuple[str, Answer]]:
    """The answer to each recipe by its name, in the order in which they come.

    Where a worker dies, all that others had at that time is lost, and none of them says whose fault it was:
    each is drawn again alone, and one that ends its worker alone is given up. Raises ``EngineError`` where
    nobody works any more.
    """
    ahead, suspects = list(reversed(list(recipes))), list[str]()
    running: dict[Future[bytes], str] = {}
    alone = False
    while ahead or suspects or running:
        broken = False
        if suspects and not running:
            alone, broken = True, not _give(suspects.pop(), recipes, executor, running, suspects)
        elif not (suspects or (alone and running)):
            alone = False
            while ahead and len(running) < executor.width and not broken:
                broken = not _give(ahead.pop(), recipes, executor, running, ahead)
        done, _ = wait(running, timeout=_LOOK, return_when=FIRST_COMPLETED)
        executor.tend()
        if running and not done and (sentence := executor.idle()):
            raise EngineError(sentence)
        for future in done:
            name = running.pop(future)
            error = future.exception()
            if error is None:
                yield name, answer_of(future.result())
            elif is_broken(error) and not alone:
                broken = True
                suspects.append(name)
            else:
                broken = broken or is_broken(error)
                yield name, Answer(sentence=f"A worker died while it drew this: {type(error).__name__}.")
        if broken:
            suspects += running.values()
            running.clear()
            executor.renew()


def _give(
    name: str,
    recipes: Mapping[str, Recipe],
    executor: JobExecutor,
    running: dict[Future[bytes], str],
    back: list[str],
) -> bool:
    """Give a recipe to a worker, or back where there are none since one has died."""
    try:
        running[executor.submit(msgspec.json.encode(recipes[name]), name)] = name
    except BrokenExecutor:
        back.append(name)
        return False
    return True


def is_drawn(path: Path, recipe: Recipe, resources: Resources) -> bool:
    """Whether a file is there and is this recipe's, drawn with the model as it is now."""
    try:
        found, facts = read_recipe(path)
        model = getattr(recipe, "model", None)
        return found == recipe and (model is None or facts.get("model_sha256") == resources.card(model).hash)
    except (PlaygroundError, DataError):
        return False
