"""Recipes drawn one after another or beside each other, each into a file that is not drawn again."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
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
_TRIES = 2
"""A recipe whose worker died is given to another one."""


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

    Raises ``EngineError`` where nobody works any more.
    """
    ahead = [(name, 1) for name in reversed(list(recipes))]
    running: dict[Future[bytes], tuple[str, int]] = {}
    while ahead or running:
        while ahead and len(running) < executor.width:
            name, attempt = ahead.pop()
            running[executor.submit(msgspec.json.encode(recipes[name]), name)] = (name, attempt)
        done, _ = wait(running, timeout=_LOOK, return_when=FIRST_COMPLETED)
        executor.tend()
        if not done and (sentence := executor.idle()):
            raise EngineError(sentence)
        broken = False
        for future in done:
            name, attempt = running.pop(future)
            error = future.exception()
            if error is None:
                yield name, answer_of(future.result())
            elif is_broken(error) and attempt < _TRIES:
                broken = True
                ahead.append((name, attempt + 1))
            else:
                yield name, Answer(sentence=f"A worker died while it drew this: {type(error).__name__}.")
        if broken:
            # All others that it was given are lost as well.
            ahead += [(name, attempt) for name, attempt in running.values()]
            running.clear()
            executor.renew()


def is_drawn(path: Path, recipe: Recipe, resources: Resources) -> bool:
    """Whether a file is there and is this recipe's, drawn with the model as it is now."""
    try:
        found, facts = read_recipe(path)
        model = getattr(recipe, "model", None)
        return found == recipe and (model is None or facts.get("model_sha256") == resources.card(model).hash)
    except (PlaygroundError, DataError):
        return False
