"""Tiny networks that are told words, with random weights, as others save them; none knows the importer.

The text encoder is torch's own transformer, whose weights are written under the names that the library
transformers gives them.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from tests.support.tokenizers_of import clip, word_piece

LENGTH, FEATURES, WIDER, LAYERS, HEADS, SIDE = 16, 32, 48, 2, 4, 8
SCHEDULER: dict[str, Any] = {
    "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "clip_sample": False,
    "set_alpha_to_one": False, "steps_offset": 1,
}  # fmt: skip


class QuickGelu(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * torch.sigmoid(1.702 * x)


class Encoder(nn.Module):
    """CLIP's text encoder by torch's own layers: input ids to the last hidden state."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.tokens, self.places = nn.Embedding(words, FEATURES), nn.Embedding(LENGTH, FEATURES)
        layer = nn.TransformerEncoderLayer(
            FEATURES, HEADS, WIDER, 0.0, QuickGelu(), batch_first=True, norm_first=True
        )
        self.layers = nn.TransformerEncoder(layer, LAYERS, nn.LayerNorm(FEATURES), enable_nested_tensor=False)
        with torch.no_grad():
            for parameter in self.parameters():
                parameter.add_(0.2 * torch.randn_like(parameter))

    def forward(self, input_ids: Tensor) -> Tensor:
        mask = nn.Transformer.generate_square_subsequent_mask(LENGTH)
        seen: Tensor = self.layers(self.tokens(input_ids) + self.places.weight, mask)
        return seen

    def named(self) -> dict[str, Tensor]:
        """Its weights as transformers names them."""
        found = {
            "embeddings.token_embedding.weight": self.tokens.weight,
            "embeddings.position_embedding.weight": self.places.weight,
        }
        found |= {f"final_layer_norm.{name}": each for name, each in self.layers.norm.named_parameters()}
        for at, layer in enumerate(self.layers.layers):
            own = f"encoder.layers.{at}"
            for kind in ("weight", "bias"):
                three = getattr(layer.self_attn, f"in_proj_{kind}").chunk(3)
                for name, part in zip("qkv", three, strict=True):
                    found[f"{own}.self_attn.{name}_proj.{kind}"] = part
                for name, part in (
                    ("self_attn.out_proj", layer.self_attn.out_proj), ("mlp.fc1", layer.linear1),
                    ("mlp.fc2", layer.linear2), ("layer_norm1", layer.norm1), ("layer_norm2", layer.norm2),
                ):  # fmt: skip
                    found[f"{own}.{name}.{kind}"] = getattr(part, kind)
        return {name: each.detach().contiguous().clone() for name, each in found.items()}


def unet() -> Any:
    """A network that looks at words at two resolutions."""
    from diffusers import UNet2DConditionModel

    made = UNet2DConditionModel(
        sample_size=SIDE, in_channels=3, out_channels=3, layers_per_block=1, block_out_channels=(8, 16),
        norm_num_groups=4, cross_attention_dim=FEATURES, attention_head_dim=4,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
    )  # fmt: skip
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return made.eval()


def save_tokenizer(folder: Path) -> Tokenizer:
    """CLIP's, which fills up with the sign at the end."""
    made = clip()
    folder.mkdir(parents=True, exist_ok=True)
    made.save(str(folder / "tokenizer.json"))
    told = {"tokenizer_class": "CLIPTokenizer", "model_max_length": LENGTH, "pad_token": "<|endoftext|>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(told))
    made.enable_truncation(LENGTH)
    made.enable_padding(length=LENGTH, pad_id=made.token_to_id("<|endoftext|>"))
    return made


def save_pipeline(folder: Path, prefix: str = "") -> tuple[Tokenizer, Encoder, Any]:
    """A pipeline in pixels, with a ``prefix`` before the names of the encoder's weights."""
    from diffusers import DDIMScheduler

    torch.manual_seed(0)
    tokenizer = save_tokenizer(folder / "tokenizer")
    encoder, network = Encoder(tokenizer.get_vocab_size()).eval(), unet()
    network.save_pretrained(folder / "unet")
    DDIMScheduler(**SCHEDULER).save_pretrained(folder / "scheduler")
    (folder / "text_encoder").mkdir()
    weights = {f"{prefix}{name}": each for name, each in encoder.named().items()}
    save_file(weights, folder / "text_encoder" / "model.safetensors")
    config = {
        "architectures": ["CLIPTextModel"], "model_type": "clip_text_model", "hidden_act": "quick_gelu",
        "vocab_size": tokenizer.get_vocab_size(), "hidden_size": FEATURES, "intermediate_size": WIDER,
        "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "max_position_embeddings": LENGTH,
    }  # fmt: skip
    (folder / "text_encoder" / "config.json").write_text(json.dumps(config))
    index = {
        "_class_name": "StableDiffusionPipeline", "tokenizer": ["transformers", "CLIPTokenizer"],
        "text_encoder": ["transformers", "CLIPTextModel"], "unet": ["diffusers", "UNet2DConditionModel"],
        "scheduler": ["diffusers", "DDIMScheduler"], "vae": [None, None],
    }  # fmt: skip
    (folder / "model_index.json").write_text(json.dumps(index))
    return tokenizer, encoder, network


Made = tuple[Tokenizer, Encoder, Any]


def save_graphs(folder: Path, *, masked: bool = False, biased: bool = False) -> Made:
    """The same as two graphs with a tokenizer; the network is told a mask, or a bias of its scores."""
    torch.manual_seed(0)
    tokenizer = save_tokenizer(folder)
    encoder, network = Encoder(tokenizer.get_vocab_size()).eval(), unet()
    ids = torch.zeros(2, LENGTH, dtype=torch.long)
    graph(encoder, (ids,), folder / "text_encoder.onnx", ["input_ids"], "last_hidden_state")
    words = torch.zeros(2, LENGTH, FEATURES)
    told = [torch.zeros(2, 3, SIDE, SIDE), torch.zeros(2, dtype=torch.long), words]
    names = ["sample", "timestep", "encoder_hidden_states"]
    if masked:
        told.append(torch.ones(2, LENGTH, dtype=torch.long))
    elif biased:
        told.append(torch.zeros(2, 1, LENGTH))
    if masked or biased:
        names.append("encoder_attention_mask")
    graph(Drawing(network, biased), tuple(told), folder / "unet.onnx", names, "out_sample")
    (folder / "scheduler_config.json").write_text(
        json.dumps({"_class_name": "DDIMScheduler", "num_train_timesteps": 1000, **SCHEDULER})
    )
    return tokenizer, encoder, network


class Drawing(nn.Module):
    """A network as it is exported: a mask of 0 and 1, or what is added to the scores."""

    def __init__(self, network: Any, biased: bool = False) -> None:
        super().__init__()
        self.network, self._biased = network, biased

    def forward(self, x: Tensor, time: Tensor, words: Tensor, mask: Tensor | None = None) -> Tensor:
        if mask is not None and self._biased:
            # It makes a bias of its own of a mask: (1 − mask) · −10,000.
            mask = 1 + mask[:, 0] / 10_000
        answer: Tensor = self.network(
            x, time, encoder_hidden_states=words, encoder_attention_mask=mask, return_dict=False
        )[0]
        return answer


class Segmented(nn.Module):
    """An encoder that is told a mask and segments, and gives all words in one, too, as BERT does."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.tokens, self.segments = nn.Embedding(words, FEATURES), nn.Embedding(2, FEATURES)
        self.mix, self.all = nn.Linear(FEATURES, FEATURES), nn.Linear(FEATURES, 6)

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
        seen = self.tokens(ids) + self.segments(segments)
        share = mask[..., None].float()
        mean = (seen * share).sum(1, keepdim=True) / share.sum(1, keepdim=True).clamp(min=1)
        words = torch.tanh(self.mix(seen + mean))
        return words, self.all(words[:, 0])


class Simple(nn.Module):
    """A network that is told words and all of them in one, and looks at each as much as at any other."""

    def __init__(self, channels: int = 3) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.words, self.all = nn.Linear(FEATURES, channels), nn.Linear(6, channels)

    def forward(self, x: Tensor, time: Tensor, words: Tensor, whole: Tensor) -> Tensor:
        said = self.words(words).mean(1) + self.all(whole) + torch.log1p(time.float())[:, None]
        seen: Tensor = self.conv(x) + said[:, :, None, None]
        return seen


def save_segmented(folder: Path) -> tuple[Tokenizer, Segmented, Simple]:
    """Two such, with word pieces; how long a text is the tokenizer alone says."""
    torch.manual_seed(0)
    tokenizer = word_piece()
    (folder / "tokenizer").mkdir(parents=True)
    tokenizer.save(str(folder / "tokenizer" / "tokenizer.json"))
    encoder, network = Segmented(tokenizer.get_vocab_size()).eval(), Simple().eval()
    ids = torch.zeros(2, 12, dtype=torch.long)
    for part in ("text_encoder", "unet"):
        (folder / part).mkdir()
    graph(
        encoder, (ids, ids + 1, ids), folder / "text_encoder" / "model.onnx",
        ["input_ids", "attention_mask", "token_type_ids"], "last_hidden_state", "pooler_output",
        long=["input_ids", "attention_mask", "token_type_ids", "last_hidden_state"],
    )  # fmt: skip
    told = (torch.zeros(2, 3, SIDE, SIDE), torch.ones(2), torch.zeros(2, 12, FEATURES), torch.zeros(2, 6))
    names = ["sample", "timestep", "encoder_hidden_states", "pooler_output"]
    graph(network, told, folder / "unet" / "model.onnx", names, "out", long=[names[2]])
    (folder / "scheduler_config.json").write_text(
        json.dumps({"_class_name": "DDIMScheduler", "num_train_timesteps": 1000, **SCHEDULER})
    )
    return tokenizer, encoder, network


def graph(
    module: nn.Module,
    told: tuple[Tensor, ...],
    path: Path,
    names: list[str],
    *given: str,
    long: Sequence[str] = (),
) -> None:
    """Write a graph for any batch, and of ``long`` values for any number of tokens."""
    axes = {name: {0: "batch", **({1: "tokens"} if name in long else {})} for name in (*names, *given)}
    with warnings.catch_warnings():
        # On what the tracer takes for a constant.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module, told, path, input_names=names, output_names=[*given], dynamic_axes=axes, opset_version=17,
            dynamo=False,
        )  # fmt: skip
