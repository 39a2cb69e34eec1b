"""Networks of others that are told words: they draw as they did where they come from, and what is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground import paradigms
from playground.cli import main
from playground.core.cards import TokenCondition
from playground.core.errors import ImportingError
from playground.core.images import write_idx
from playground.core.noise import standard_normal
from playground.core.recipe import change
from playground.core.resources import Placement, Resources
from playground.gaussian.card import Denoising
from playground.importing.draft import Answers
from playground.importing.importing import Imported
from playground.importing.whole import check, import_model
from playground.paradigms.cards import rules
from playground.paradigms.words.recipes import Atlas, Inspect, Sample
from playground.runtimes.resources import open_resources
from tests.support.trusted import allow_all

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytestmark = [
    pytest.mark.torch,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.timeout(600),
]

STEPS, COUNT, SEED = 5, 2, 3
PROMPTS = [
    ("a red heart", "", 1.0),
    ("a reddish zebra, smiling", "blue circle", 5.0),
    ("It’s   THE café 猫", "", 7.5),
    ("", "", 3.0),
]
KINDS = ("pipeline", "graphs", "masked", "biased")


class Source:
    """A network as it was saved, what was made of it, and how it draws itself."""

    def __init__(self, kind: str, folder: Path) -> None:
        from tests.importing import text_pipes

        self.kind, self.folder = kind, folder / "source"
        torch.set_num_threads(1)
        if kind == "pipeline":
            made = text_pipes.save_pipeline(self.folder)
        else:
            self.folder.mkdir(parents=True)
            made = text_pipes.save_graphs(self.folder, **{kind: True} if kind != "graphs" else {})
        self.tokenizer, self.encoder, self.network = made
        self.brought: Imported = import_model(
            self.folder, "it", folder / "models", Answers(), "", lambda *_: None
        )
        self.world: Resources = open_resources(
            (folder / "models",), rules(), Placement("onnx"), lambda _: None
        )

    def theirs(self, prompt: str, negative: str, guidance: float) -> np.ndarray:
        """Their own loop over the same noise: grey levels, not rounded."""
        from diffusers import DDIMScheduler

        from tests.importing.text_pipes import SCHEDULER

        scheduler = DDIMScheduler(**SCHEDULER)
        scheduler.set_timesteps(STEPS)
        texts = [self.tokenizer.encode(text) for text in (prompt, negative)]
        ids = torch.tensor([text.ids for text in texts])
        mask = torch.tensor([text.attention_mask for text in texts])
        noise = standard_normal(SEED, range(COUNT), (3, 8, 8), "start")
        x = torch.from_numpy(np.asarray(noise, dtype=np.float32))
        with torch.inference_mode():
            words = self.encoder(ids)
            for t in scheduler.timesteps:
                said = [
                    self.network(
                        x, t, encoder_hidden_states=words[at : at + 1].expand(COUNT, -1, -1),
                        encoder_attention_mask=self._mask(mask[at : at + 1]),
                    ).sample
                    for at in (0, 1)
                ]  # fmt: skip
                x = scheduler.step(said[1] + guidance * (said[0] - said[1]), t, x).prev_sample
        return np.asarray(((x + 1) * 127.5).clamp(0, 255))

    def _mask(self, mask: Any) -> Any:
        return None if self.kind in ("pipeline", "graphs") else mask.expand(COUNT, -1)

    def draw(self, **changes: Any) -> Any:
        """The last frame of our own."""
        recipe = Sample(
            model="it", steps=STEPS, count=COUNT, seed=SEED, sampler="ddim", spacing="leading-shifted",
            stride="even", ending="floor",
        )  # fmt: skip
        return [frame for frame in paradigms.run(change(recipe, **changes), self.world) if frame.final][-1]

    def ours(self, **changes: Any) -> np.ndarray:
        return np.asarray(self.draw(**changes).arrays["images"], dtype=np.float64)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Source]:
    made: dict[str, Source] = {}

    def of(kind: str) -> Source:
        if kind not in made:
            made[kind] = Source(kind, tmp_path_factory.mktemp(kind))
        return made[kind]

    return of


def told(brought: Imported) -> TokenCondition:
    found = Denoising.of(brought.card)
    assert found is not None and isinstance(found.condition, TokenCondition)
    return found.condition


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_noise_and_words_give_the_same_pictures(source: Callable[[str], Source], kind: str) -> None:
    it = source(kind)
    drawn = []
    for prompt, negative, guidance in PROMPTS:
        ours = it.ours(prompt=prompt, negative=negative, guidance=guidance)
        theirs = it.theirs(prompt, negative, guidance)
        assert np.abs(ours - theirs).max() <= 1, prompt
        drawn.append(ours)
    # The words count.
    assert min(np.abs(one - drawn[0]).max() for one in drawn[1:]) > 3


def test_a_pipeline_is_known_by_its_card(source: Callable[[str], Source]) -> None:
    brought = source("pipeline").brought
    condition = told(brought)
    assert brought.card.paradigm == "words" and {*check(brought.folder).parts} == {"text", "denoiser"}
    assert (condition.length, condition.features, condition.embedding) == (16, 32, 32)
    assert condition.frame is not None and condition.frame.seen and condition.weighted
    assert brought.like == ("--sampler ddim --spacing leading-shifted --stride even --ending floor")


@pytest.mark.parametrize("kind", ["pipeline", "biased"])
def test_a_word_of_twice_the_weight_is_looked_at_as_two_of_it(
    source: Callable[[str], Source], kind: str
) -> None:
    """By a bias of the scores, which a network of theirs adds where it is told one."""
    it = source(kind)
    plain, heavy = it.ours(prompt="a heart", guidance=1.0), it.ours(prompt="a (heart:4)", guidance=1.0)
    assert np.abs(plain - heavy).max() > 0
    ids = torch.tensor([it.tokenizer.encode("a heart").ids])
    row = it.draw(prompt="a (heart:4)", guidance=1.0).arrays
    weights = torch.from_numpy(row["weights"])
    assert row["tokens"].tolist() == ids.tolist() and 4.0 in row["weights"]
    assert np.abs(heavy - _biased(it, ids, weights)).max() <= 1


def _biased(it: Source, ids: Any, weights: Any) -> np.ndarray:
    """The same loop with an attention that is written out."""
    from diffusers import DDIMScheduler

    from tests.importing.text_pipes import SCHEDULER

    class Written:
        def __call__(self, attn, hidden_states, encoder_hidden_states=None, **_):
            other = hidden_states if encoder_hidden_states is None else encoder_hidden_states
            query, key, value = (
                part.unflatten(-1, (attn.heads, -1)).transpose(1, 2)
                for part in (attn.to_q(hidden_states), attn.to_k(other), attn.to_v(other))
            )
            scores = torch.exp(query @ key.transpose(-1, -2) * attn.scale)
            if encoder_hidden_states is not None:
                scores = scores * weights[:, None, None]
            taken = scores / scores.sum(-1, keepdim=True) @ value
            return attn.to_out[0](taken.transpose(1, 2).flatten(-2))

    usual = dict(it.network.attn_processors)
    it.network.set_attn_processor(Written())
    scheduler = DDIMScheduler(**SCHEDULER)
    scheduler.set_timesteps(STEPS)
    noise = standard_normal(SEED, range(COUNT), (3, 8, 8), "start")
    x = torch.from_numpy(np.asarray(noise, dtype=np.float32))
    with torch.inference_mode():
        words = it.encoder(ids).expand(COUNT, -1, -1)
        for t in scheduler.timesteps:
            x = scheduler.step(it.network(x, t, encoder_hidden_states=words).sample, t, x).prev_sample
    it.network.set_attn_processor(usual)
    return np.asarray(((x + 1) * 127.5).clamp(0, 255))


def test_what_is_masked_is_not_seen(source: Callable[[str], Source]) -> None:
    it = source("masked")
    condition = told(it.brought)
    assert condition.masked and condition.frame is not None and not condition.frame.seen
    assert np.abs(it.ours(prompt="a (red:0) heart") - it.ours(prompt="a red heart")).max() > 0
    with pytest.raises(Exception, match="leave weights but 0 and 1 away"):
        it.ours(prompt="a (red:2) heart")


def test_weights_are_refused_where_nothing_takes_them(source: Callable[[str], Source]) -> None:
    with pytest.raises(Exception, match="leave weights away"):
        source("graphs").ours(prompt="a (red:2) heart")


@pytest.mark.parametrize("kind", ["pipeline", "graphs"])
def test_words_are_shown_and_what_is_inside_is_not(source: Callable[[str], Source], kind: str) -> None:
    it = source(kind)
    atlas = list(paradigms.run(Atlas(model="it"), it.world))[-1].arrays
    at = atlas["words"].tolist().index("heart")
    table = it.encoder.tokens.weight.detach().numpy()
    assert np.allclose(atlas["embeddings"][at], table[atlas["tokens"][at]], atol=1e-6)
    with pytest.raises(Exception, match="has no part that shows how it looks at words"):
        list(paradigms.run(Inspect(model="it", prompt="red", steps=2), it.world))


def test_a_file_of_such_a_model_verifies(
    source: Callable[[str], Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    models = source("pipeline").brought.folder.parent
    allow_all(models, tmp_path / "settings", monkeypatch)
    out = tmp_path / "heart.png"
    words = ("--model", "it", "--prompt", "a (red:1.5) heart", "--steps", "3", "--sampler", "ddim")
    assert main(["generate", *words, "--out", str(out), "--models", str(models)]) == 0
    assert main(["verify", str(out), "--models", str(models)]) == 0
    assert capsys.readouterr().err == ""


def test_older_names_of_weights_are_known(tmp_path: Path) -> None:
    from tests.importing.text_pipes import save_pipeline

    save_pipeline(tmp_path / "old", prefix="text_model.")
    brought = import_model(tmp_path / "old", "it", tmp_path / "models", Answers(), "", lambda *_: None)
    assert brought.difference < 1e-4


def test_a_vocabulary_in_two_files_is_the_same(source: Callable[[str], Source], tmp_path: Path) -> None:
    from playground.importing.tokenizer_source import read_tokenizer

    folder = source("pipeline").folder / "tokenizer"
    model = json.loads((folder / "tokenizer.json").read_text())["model"]
    (tmp_path / "vocab.json").write_text(json.dumps(model["vocab"]))
    merges = (" ".join(pair) if isinstance(pair, list) else pair for pair in model["merges"])
    (tmp_path / "merges.txt").write_text("\n".join(("#version: 0.2", *merges, "")))
    shutil.copy(folder / "tokenizer_config.json", tmp_path)
    one, other = read_tokenizer(folder), read_tokenizer(tmp_path)
    assert one[1:] == other[1:]
    for prompt, *_ in PROMPTS:
        assert one.vocabulary.encode(prompt) == other.vocabulary.encode(prompt)


def test_masks_segments_and_all_words_in_one_are_told(tmp_path: Path) -> None:
    """As of BERT; how long a text is its tokenizer says, where the graphs take any."""
    from tests.importing.text_pipes import save_segmented

    tokenizer, encoder, network = save_segmented(tmp_path / "source")
    brought = import_model(tmp_path / "source", "it", tmp_path / "models", Answers(), "", lambda *_: None)
    condition = told(brought)
    assert (condition.length, condition.whole, condition.masked) == (12, 6, True)
    assert condition.frame is not None and (condition.frame.before, condition.frame.after) == ((2,), (3,))
    world = open_resources((tmp_path / "models",), rules(), Placement("onnx"), lambda _: None)
    session = world.session("it", "text")
    text = tokenizer.encode("a red heart")
    ids, mask = (np.array([each], dtype=np.int64) for each in (text.ids, text.attention_mask))
    read = session.run({"tokens": ids, "weights": mask.astype(np.float32)})
    with torch.inference_mode():
        words, whole = encoder(*map(torch.from_numpy, (ids, mask, np.zeros_like(ids))))
        x, time = torch.randn(1, 3, 8, 8), torch.tensor([7.0])
        said = network(x, time, words, whole)
    assert np.allclose(read["words"], words, atol=1e-5) and np.allclose(read["whole"], whole, atol=1e-5)
    fed = {"x": x.numpy(), "time": time.numpy(), "weights": mask.astype(np.float32)}
    drawn = world.session("it", "denoiser").run({**fed, "words": read["words"], "whole": read["whole"]})
    assert np.allclose(drawn["prediction"], said, atol=1e-5)


def test_without_a_scheduler_it_is_measured_how_it_speaks(tmp_path: Path) -> None:
    """On pictures, told a text of no words."""
    from tests.importing import foreign, text_pipes

    class Deaf(torch.nn.Module):
        def __init__(self, net: Any) -> None:
            super().__init__()
            self.net = net

        def forward(self, x: Any, time: Any, words: Any) -> Any:
            return self.net(x, time).sample + 0 * words.mean((1, 2))[:, None, None, None]

    folder = tmp_path / "source"
    folder.mkdir()
    tokenizer, net = text_pipes.save_tokenizer(folder), foreign.small_unet(16)
    bars = torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000), 0)
    foreign.train(
        lambda x, t, _: net(x, t).sample, net.parameters(), foreign.discrete(bars, "epsilon"),
        *foreign.digits(16), 120,
    )  # fmt: skip
    ids, words = torch.zeros(2, 16, dtype=torch.long), torch.zeros(2, 16, text_pipes.FEATURES)
    encoder = text_pipes.Encoder(tokenizer.get_vocab_size()).eval()
    text_pipes.graph(encoder, (ids,), folder / "text.onnx", ["input_ids"], "last_hidden_state")
    fed, names = (torch.zeros(2, 1, 16, 16), torch.ones(2), words), ["x", "t", "encoder_hidden_states"]
    text_pipes.graph(Deaf(net.eval()), fed, folder / "net.onnx", names, "out")
    images, labels = foreign.grey_levels(16)
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    write_idx(pictures / "t10k-images-idx3-ubyte.gz", images[:, 0])
    write_idx(pictures / "t10k-labels-idx1-ubyte.gz", labels.astype(np.uint8))
    with pytest.raises(ImportingError, match="give them by --pictures"):
        import_model(folder, "it", tmp_path / "models", Answers(), "", lambda *_: None)
    brought = import_model(folder, "it", tmp_path / "models", Answers(), str(pictures), lambda *_: None)
    found = Denoising.of(brought.card)
    assert brought.card.paradigm == "words" and found is not None and found.prediction == "noise"


def _write(path: Path, **changes: Any) -> None:
    tree = json.loads(path.read_text())
    path.write_text(json.dumps({**tree, **changes}))


def _regex(folder: Path) -> None:
    _write(
        folder / "tokenizer" / "tokenizer.json",
        pre_tokenizer={
            "type": "Split", "pattern": {"Regex": "(a+)+$"}, "behavior": "Removed", "invert": True
        },
    )  # fmt: skip


def _without_tokenizer(folder: Path) -> None:
    _write(folder / "model_index.json", tokenizer=[None, None])


def _two_encoders(folder: Path) -> None:
    _write(folder / "model_index.json", text_encoder_2=["transformers", "CLIPTextModel"])


def _another_encoder(folder: Path) -> None:
    _write(folder / "text_encoder" / "config.json", architectures=["OddModel"])


def _wider(folder: Path) -> None:
    _write(folder / "text_encoder" / "config.json", hidden_size=64)


def _few_words(folder: Path) -> None:
    _write(folder / "text_encoder" / "config.json", vocab_size=10)


def _huge(folder: Path) -> None:
    _write(folder / "text_encoder" / "config.json", num_hidden_layers=10**9)


def _pickled(folder: Path) -> None:
    (folder / "text_encoder" / "model.safetensors").rename(folder / "text_encoder" / "pytorch_model.bin")


def _told_more(folder: Path) -> None:
    _write(folder / "unet" / "config.json", addition_embed_type="text_time")


BROKEN = {
    _regex: "tokenizer.json cannot be used: Invalid enum value",
    _without_tokenizer: "has text_encoder alone: a text takes text_encoder and tokenizer",
    _two_encoders: "reads texts by “text_encoder_2”, too",
    _another_encoder: "The text encoder “OddModel” in .* is not known, only CLIPTextModel is",
    _wider: "hold “embeddings.position_embedding.weight” of shape",
    _few_words: "words, but the encoder .* knows 10",
    _huge: "“num_hidden_layers” in .* is 1,000,000,000, not from 1 to 100",
    _pickled: "a pickle .* is not opened",
    _told_more: "is told more than words, or in another way",
}


@pytest.mark.parametrize("damage", BROKEN, ids=lambda each: each.__name__)
def test_what_is_no_such_pipeline_is_one_sentence_and_leaves_nothing(
    source: Callable[[str], Source], tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    folder = shutil.copytree(source("pipeline").folder, tmp_path / "source")
    damage(folder)
    with pytest.raises(ImportingError, match=BROKEN[damage]) as said:
        import_model(folder, "it", tmp_path / "models", Answers(), "", lambda *_: None)
    assert "\n" not in said.value.sentence
    assert not (tmp_path / "models").exists()


def test_a_graph_alone_says_what_is_missing(source: Callable[[str], Source], tmp_path: Path) -> None:
    from tests.importing import text_pipes

    folder = source("graphs").folder
    with pytest.raises(ImportingError, match=r"needs its text encoder .* and its tokenizer\.json"):
        import_model(folder / "unet.onnx", "it", tmp_path, Answers(), "", lambda *_: None)
    other = shutil.copytree(folder, tmp_path / "twice")
    shutil.copy(other / "text_encoder.onnx", other / "again.onnx")
    with pytest.raises(ImportingError, match="more than one text encoder"):
        import_model(other, "it", tmp_path, Answers(), "", lambda *_: None)
    decoder, picture = torch.nn.Conv2d(4, 3, 1), torch.zeros(2, 4, 8, 8)
    text_pipes.graph(decoder, (picture,), other / "again.onnx", ["latent_sample"], "sample")
    with pytest.raises(ImportingError, match="networks in latents cannot be imported as graphs"):
        import_model(other, "it", tmp_path, Answers(), "", lambda *_: None)


def test_pictures_are_those_of_a_pipeline_of_theirs(source: Callable[[str], Source]) -> None:
    """Where transformers is installed, which nothing here needs: its encoder says what torch's layers say."""
    transformers = pytest.importorskip("transformers")
    it = source("pipeline")
    theirs = transformers.CLIPTextModel.from_pretrained(it.folder / "text_encoder").eval()
    tokens = transformers.CLIPTokenizer.from_pretrained(it.folder / "tokenizer")
    for prompt, *_ in PROMPTS:
        ids = it.tokenizer.encode(prompt).ids
        assert tokens(prompt, padding="max_length", truncation=True, max_length=16).input_ids == ids
        with torch.inference_mode():
            one, other = theirs(torch.tensor([ids])).last_hidden_state, it.encoder(torch.tensor([ids]))
        assert float((one - other).abs().max()) < 1e-5
