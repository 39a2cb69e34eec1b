"""Networks of diffusers with random weights: what is written says the same as they do, whatever they say."""

from __future__ import annotations

import json

import msgspec
import numpy as np
import pytest

from playground import paradigms
from playground.core.errors import ImportingError
from playground.core.noise import standard_normal
from playground.core.resources import Placement
from playground.gaussian.noise import KeyedNoise
from playground.importing.configuration import Configuration
from playground.importing.draft import Answers
from playground.importing.schedulers import understand
from playground.importing.whole import import_model
from playground.paradigms.cards import rules
from playground.paradigms.diffusion import Sample
from playground.runtimes.onnx_session import processor_session
from playground.runtimes.resources import open_resources

torch = pytest.importorskip("torch")
pytestmark = [
    pytest.mark.torch,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.timeout(300),
]


@pytest.fixture
def bring(tmp_path):
    def brought(source, **answers):
        return import_model(source, "it", tmp_path / "models", Answers(**answers), "", lambda *_: None)

    return brought


def autoencoder(kind: str):
    import diffusers

    torch.manual_seed(0)
    return getattr(diffusers, kind)(
        in_channels=1, out_channels=1, down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2, block_out_channels=(8, 16), latent_channels=2,
        norm_num_groups=4, sample_size=16, scaling_factor=0.5,
    ).eval()  # fmt: skip


def run(folder, part: str, **inputs) -> list[np.ndarray]:
    return processor_session(folder / f"{part}.onnx").run(None, inputs)


@pytest.mark.parametrize("kind", ["AutoencoderKL", "VQModel"])
def test_an_autoencoder_alone_is_a_vae(bring, tmp_path, kind) -> None:
    net = autoencoder(kind)
    if kind == "VQModel":
        # Codes that lie apart, as those that were learned do.
        torch.nn.init.normal_(net.quantize.embedding.weight)
    net.save_pretrained(tmp_path / "net")
    brought = bring(tmp_path / "net")
    assert (brought.card.paradigm, brought.card.latent) == ("vae", 2 * 8 * 8)
    images = torch.randn(3, 1, 16, 16)
    with torch.inference_mode():
        found = net.encode(images)
        code = found.latents if kind == "VQModel" else found.latent_dist.mean
        expected = net.decode(code).sample
    mean, log_variance = run(brought.folder, "encoder", image=images.numpy())
    assert np.abs(mean - 0.5 * code.numpy().reshape(3, -1)).max() <= 1e-4
    if kind == "AutoencoderKL":
        deviation = 0.5 * found.latent_dist.std.numpy().reshape(3, -1)
        assert np.exp(log_variance / 2) == pytest.approx(deviation, rel=1e-3)
    (decoded,) = run(brought.folder, "decoder", latent=mean)
    assert np.abs(decoded - expected.numpy()).max() <= 1e-4


def test_a_consistency_model_is_wrapped_as_their_scheduler_does(bring, tmp_path) -> None:
    import diffusers

    from tests.importing.foreign import small_unet

    torch.manual_seed(0)
    net, scheduler = small_unet(16).eval(), diffusers.CMStochasticIterativeScheduler(clip_denoised=False)
    diffusers.ConsistencyModelPipeline(unet=net, scheduler=scheduler).save_pretrained(tmp_path / "net")
    brought = bring(tmp_path / "net")
    assert brought.card.paradigm == "consistency"
    x = torch.randn(2, 1, 16, 16)
    for steps in (1, 2, 4):
        # Their scheduler keeps count of its steps: a new one stands at the first, the noisiest of its list.
        scheduler.set_timesteps(timesteps=[39 // steps])
        (sigma, *_), (t, *_) = scheduler.sigmas.tolist(), scheduler.timesteps
        noisy = sigma * x
        with torch.inference_mode():
            output = net(scheduler.scale_model_input(noisy, t), t).sample
            expected = scheduler.step(output, t, noisy).prev_sample
        told = np.full(2, sigma, dtype=np.float32)
        (found,) = run(brought.folder, "denoiser", x=noisy.numpy(), time=told)
        assert np.abs(found - expected.numpy()).max() <= 1e-3


@pytest.mark.parametrize(
    ("channels", "side", "why"), [(1, 8, "cannot be run"), (2, 4096, "larger than 4,096")]
)
def test_a_decoder_that_does_not_fit_is_one_sentence(bring, tmp_path, channels, side, why) -> None:
    from tests.importing.foreign import small_unet

    net = tmp_path / "net"
    small_unet(16, channels).save_pretrained(net / "unet")
    config = net / "unet" / "config.json"
    config.write_text(json.dumps({**json.loads(config.read_text()), "sample_size": side}))
    autoencoder("AutoencoderKL").save_pretrained(net / "vae")
    kinds = {"unet": ["diffusers", "UNet2DModel"], "vae": ["diffusers", "AutoencoderKL"]}
    (net / "model_index.json").write_text(json.dumps({"_class_name": "Latent", **kinds}))
    with pytest.raises(ImportingError, match=why):
        bring(net)


def test_a_transformer_in_the_latents_of_an_autoencoder(bring, tmp_path) -> None:
    import diffusers

    torch.manual_seed(0)
    net = diffusers.DiTTransformer2DModel(
        num_attention_heads=2, attention_head_dim=8, in_channels=2, out_channels=4, num_layers=2,
        sample_size=8, patch_size=2, num_embeds_ada_norm=3,
    )  # fmt: skip
    diffusers.DiTPipeline(
        transformer=net, vae=autoencoder("AutoencoderKL"), scheduler=diffusers.DDIMScheduler(),
    ).save_pretrained(tmp_path / "net")  # fmt: skip
    index = tmp_path / "net" / "model_index.json"
    labels = {"id2label": {"0": "cat", "1": "dog", "2": "eel"}}
    index.write_text(json.dumps({**json.loads(index.read_text()), **labels}))
    brought = bring(tmp_path / "net")
    assert sorted(brought.card.parts) == ["decoder", "denoiser", "encoder"]
    assert brought.card.labels == ("cat", "dog", "eel")
    assert brought.card.image.shape == (1, 16, 16)
    assert brought.difference <= 1e-4


def test_a_whole_autoencoder_is_cut_at_its_code(tmp_path, monkeypatch) -> None:
    from tests.importing.own_nets import Autoencoder

    monkeypatch.setenv("PLAYGROUND_SETTINGS", str(tmp_path / "settings"))
    torch.manual_seed(0)
    net = Autoencoder(4, torch.nn.Identity()).eval()
    torch.export.save(torch.export.export(net, (torch.zeros(2, 1, 28, 28),)), tmp_path / "net.pt2")
    answers = Answers(trust=True, range=(0.0, 1.0), data="mnist")
    brought = import_model(tmp_path / "net.pt2", "it", tmp_path / "models", answers, "", lambda *_: None)
    assert (brought.card.paradigm, brought.card.latent, brought.difference <= 1e-4) == ("vae", 4, True)
    assert (brought.card.data, len(brought.card.labels)) == ("mnist", 10)
    images = torch.rand(3, 1, 28, 28)
    with torch.inference_mode():
        expected = [one.numpy() for one in net(images)]
    mean, log_variance = run(brought.folder, "encoder", image=images.numpy())
    (drawn,) = run(brought.folder, "decoder", latent=mean)
    for found, wanted in zip((drawn, mean, log_variance), expected, strict=True):
        assert np.abs(found - wanted).max() <= 1e-4


def test_black_and_white_that_cannot_be_told_are_asked_for(tmp_path) -> None:
    from onnx import TensorProto, helper, numpy_helper, save

    make, zero = helper.make_node, numpy_helper.from_array(np.zeros(1, dtype=np.float32), "zero")
    shape = numpy_helper.from_array(np.array([-1, 1, 28, 28]), "shape")
    nodes = [
        make("Flatten", ["x"], ["flat"]), make("Identity", ["flat"], ["mean"]),
        make("Mul", ["flat", "zero"], ["spread"]), make("Reshape", ["flat", "shape"], ["y"]),
    ]  # fmt: skip
    picture, row = ["n", 1, 28, 28], ["n", 784]
    x, y, mean, spread = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, sides)
        for name, sides in (("x", picture), ("y", picture), ("mean", row), ("spread", row))
    )
    graph = helper.make_graph(nodes, "net", [x], [y, mean, spread], [zero, shape])
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), str(tmp_path / "net.onnx"))
    with pytest.raises(ImportingError, match="alike whether black and white are 0 and 1 or −1 and 1"):
        import_model(tmp_path / "net.onnx", "it", tmp_path / "models", Answers(), "mnist", lambda *_: None)


def autoencoder_graph(*, decoded: str, chance: bool = False):
    """A graph whose code has two rows, of which one is decoded."""
    from onnx import TensorProto, helper, numpy_helper

    def weight(name: str, *shape: int):
        return numpy_helper.from_array(np.ones(shape, dtype=np.float32), name)

    make = helper.make_node
    nodes = [
        make("Flatten", ["x"], ["flat"]), make("MatMul", ["flat", "w"], ["one"]),
        make("MatMul", ["flat", "v"], ["other"]), make("Identity", ["one"], ["mean"]),
        make("MatMul", [decoded, "back"], ["row"]), make("Reshape", ["row", "shape"], ["y"]),
    ]  # fmt: skip
    if chance:
        nodes[4:5] = [
            make("RandomNormalLike", ["one"], ["drawn"]), make("Add", [decoded, "drawn"], ["noisy"]),
            make("MatMul", ["noisy", "back"], ["row"]),
        ]  # fmt: skip
    shape = numpy_helper.from_array(np.array([-1, 1, 4, 4]), "shape")
    picture, row = ["n", 1, 4, 4], ["n", 2]
    ports = {"x": picture, "y": picture, "other": row, "mean": row}
    told = {
        name: helper.make_tensor_value_info(name, TensorProto.FLOAT, sides) for name, sides in ports.items()
    }
    graph = helper.make_graph(
        nodes, "net", [told["x"]], [told["y"], told["other"], told["mean"]],
        [weight("w", 16, 2), weight("v", 16, 2), weight("back", 2, 16), shape],
    )  # fmt: skip
    return helper.make_model(graph)


@pytest.mark.parametrize(("decoded", "mean"), [("one", "mean"), ("other", "other")])
def test_the_mean_is_what_is_decoded_whatever_stands_first(decoded, mean) -> None:
    from playground.importing.graph_edit import cut

    halves = cut(autoencoder_graph(decoded=decoded), "x", "y", ("other", "mean"))
    assert halves is not None
    assert {halves.mean, halves.log_variance} == {"other", "mean"}
    assert halves.mean == mean


def test_graphs_inside_a_node_are_followed_by_a_cut() -> None:
    from onnx import TensorProto, helper

    from playground.importing.graph_edit import cut

    model = autoencoder_graph(decoded="one")
    out = helper.make_tensor_value_info("decoded", TensorProto.FLOAT, ["n", 16])
    for kind, whole in (("MatMul", True), ("RandomNormalLike", False)):
        inner = helper.make_node(kind, ["one", "back"] if whole else ["one"], ["decoded"])
        branch = helper.make_graph([inner], "inner", [], [out])
        model.graph.node[4].CopyFrom(
            helper.make_node("If", ["so"], ["row"], then_branch=branch, else_branch=branch)
        )
        if whole:
            model.graph.initializer.append(helper.make_tensor("so", TensorProto.BOOL, [], [True]))
        halves = cut(model, "x", "y", ("other", "mean"))
        assert (halves is not None) == whole
        if halves is not None:
            assert {one.name for one in halves.decoder.graph.initializer} == {"back", "so", "shape"}
            assert [one.name for one in halves.decoder.graph.input] == ["one"]


def test_what_draws_noise_while_it_encodes_is_one_sentence(bring, tmp_path) -> None:
    import onnx

    # The second decodes what is no code.
    for model in (autoencoder_graph(decoded="one", chance=True), autoencoder_graph(decoded="flat")):
        onnx.save(model, str(tmp_path / "net.onnx"))
        with pytest.raises(ImportingError, match="export its decoder alone"):
            bring(tmp_path / "net.onnx")


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory):
    """A network of random weights as diffusers keeps it, and the model that was made of it."""
    import diffusers

    from tests.importing.foreign import small_unet

    torch.manual_seed(0)
    place = tmp_path_factory.mktemp("pipeline")
    net, plain = small_unet(16).eval(), diffusers.DDIMScheduler(clip_sample=False)
    diffusers.DDIMPipeline(unet=net, scheduler=plain).save_pretrained(place / "net")
    import_model(place / "net", "it", place / "models", Answers(), "", lambda *_: None)
    return net, place / "models"


LINEAR = {"beta_start": 1e-4, "beta_end": 0.02}
TRAILING = {"timestep_spacing": "trailing"}


@pytest.mark.parametrize(
    ("kind", "steps", "options"),
    [
        ("EulerDiscreteScheduler", 12, TRAILING),
        ("EulerDiscreteScheduler", 12, {}),
        ("EulerDiscreteScheduler", 9, {"use_karras_sigmas": True}),
        ("HeunDiscreteScheduler", 8, {**TRAILING, **LINEAR}),
        ("HeunDiscreteScheduler", 8, LINEAR),
        ("EulerDiscreteScheduler", 9, {"use_beta_sigmas": True}),
        ("HeunDiscreteScheduler", 7, {"use_karras_sigmas": True, **LINEAR}),
        ("DPMSolverMultistepScheduler", 20, TRAILING),
        ("DPMSolverMultistepScheduler", 20, {}),
        ("DPMSolverMultistepScheduler", 16, {"use_karras_sigmas": True}),
        ("DPMSolverMultistepScheduler", 16, {"use_beta_sigmas": True}),
        ("DPMSolverMultistepScheduler", 18, {"timestep_spacing": "leading"}),
        ("DPMSolverMultistepScheduler", 20, {"thresholding": True, "sample_max_value": 3.0}),
        ("DDIMScheduler", 12, {"clip_sample": False, **TRAILING}),
        ("DDIMScheduler", 12, {}),
        ("DDIMScheduler", 12, {"clip_sample_range": 2.5}),
        ("DDIMScheduler", 15, TRAILING),
        ("DDIMScheduler", 12, {"timestep_spacing": "linspace"}),
        ("DDIMScheduler", 12, {"set_alpha_to_one": False}),
        ("DDIMScheduler", 12, {"set_alpha_to_one": False, "steps_offset": 1, "clip_sample": False}),
        ("DDIMScheduler", 12, {"set_alpha_to_one": False, "timestep_spacing": "linspace"}),
        ("DDIMScheduler", 12, {"thresholding": True, "sample_max_value": 3.0}),
        ("DDPMScheduler", 10, {}),
        ("DDPMScheduler", 10, {"variance_type": "fixed_large", "timestep_spacing": "linspace"}),
        ("DDPMScheduler", 10, {"thresholding": True, "sample_max_value": 3.0, "clip_sample": False}),
    ],
)
def test_the_flags_that_are_named_draw_as_their_scheduler_does(
    pipeline, tmp_path, monkeypatch, kind, steps, options
) -> None:
    import diffusers

    net, models = pipeline
    scheduler = getattr(diffusers, kind)(**options)
    scheduler.save_pretrained(tmp_path)
    told = understand(Configuration(tmp_path / "scheduler_config.json"))
    rounds = kind == "DPMSolverMultistepScheduler" and any("sigmas" in option for option in options)
    assert [("nearest" in note) for note in told.notes] == [True] * rounds
    flags = told.like.replace("--", "").split()
    fields = dict(zip(flags[::2], flags[1::2], strict=True))
    named = {name.replace("-", "_"): value for name, value in fields.items()}
    recipe = msgspec.convert(
        {"kind": "diffusion-sample", "model": "it", "count": 2, "seed": 5, "steps": steps, **named}, Sample,
        strict=False,
    )  # fmt: skip
    resources = open_resources((models,), rules(), Placement(), lambda _: None)
    ours = next(each for each in paradigms.run(recipe, resources) if each.final).arrays["images"]
    scheduler.set_timesteps(steps)
    x, noise = torch.from_numpy(standard_normal(5, range(2), (1, 16, 16), "start")), KeyedNoise(5, range(2))
    if kind.startswith(("Euler", "Heun")):
        # Theirs begin with noise alone; ours at the level of the first step, which is as much on their scale.
        x = x * (scheduler.sigmas[0] ** 2 + 1) ** 0.5
    if kind == "DDPMScheduler":
        drawn = "diffusers.schedulers.scheduling_ddpm.randn_tensor"
        monkeypatch.setattr(
            drawn, lambda like, **_: torch.from_numpy(noise(np.empty(tuple(like), np.float32)))
        )
    if rounds:
        logs = np.log(((1 - scheduler.alphas_cumprod) / scheduler.alphas_cumprod).sqrt().numpy())
        exact = [scheduler._sigma_to_t(sigma, logs) for sigma in scheduler.sigmas[:-1].numpy()]
        scheduler.timesteps = torch.tensor(np.array(exact, dtype=np.float32))
    with torch.inference_mode():
        for t in scheduler.timesteps:
            scaled = scheduler.scale_model_input(x, t)
            x = scheduler.step(net(scaled, t).sample, t, x).prev_sample
    theirs = ((x.clamp(-1, 1) + 1) * 127.5).round().numpy()
    assert np.abs(ours.astype(float) - theirs).max() <= 1
