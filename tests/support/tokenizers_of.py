"""Small tokenizers of every kind, as the library ``tokenizers`` trains and writes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

TEXTS = (
    "a red heart and a reddish heart", "the blue circle of hearts", "green squares, red circles",
    "smiling faces and a smiling cat", "it’s 12 o'clock", "une étoile naïve",
) * 4  # fmt: skip
CLIP = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


def clip(size: int = 600) -> Tokenizer:
    """Byte pairs with a sign at each word's end, between two signs (Radford et al. 2021)."""
    made = Tokenizer(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>"))
    made.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(CLIP), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    ends = ["<|startoftext|>", "<|endoftext|>"]
    _train(made, trainers.BpeTrainer(
        vocab_size=size, end_of_word_suffix="</w>", show_progress=False, special_tokens=ends,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
    ))  # fmt: skip
    first, last = ((each, made.token_to_id(each)) for each in ends)
    made.post_processor = processors.RobertaProcessing(
        last, first, trim_offsets=False, add_prefix_space=False
    )
    made.decoder = decoders.ByteLevel()
    return _whole_bytes(made)


def _whole_bytes(made: Tokenizer) -> Tokenizer:
    """Let every byte be known at the end of a word, too, as it is to CLIP."""
    tree = json.loads(made.to_str())
    vocab = tree["model"]["vocab"]
    for letter in sorted(pre_tokenizers.ByteLevel.alphabet()):
        vocab.setdefault(f"{letter}</w>", len(vocab))
    return Tokenizer.from_str(json.dumps(tree))


def byte_pairs() -> Tokenizer:
    """Byte pairs in which a blank begins a word (Radford et al. 2019)."""
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    _train(made, trainers.BpeTrainer(
        vocab_size=400, show_progress=False, special_tokens=["<|endoftext|>"],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
    ))  # fmt: skip
    return made


def word_piece() -> Tokenizer:
    """The longest parts first (Devlin et al. 2019)."""
    made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    _train(made, trainers.WordPieceTrainer(vocab_size=120, show_progress=False, special_tokens=special))
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    made.enable_padding(length=12, pad_id=0, pad_token="[PAD]")
    made.enable_truncation(12)
    return made


def unigram() -> Tokenizer:
    """The likeliest parts, of which those that begin a word say so (Kudo 2018)."""
    made = Tokenizer(models.Unigram())
    made.normalizer = normalizers.NFKC()
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<pad>", "</s>", "<unk>"]
    _train(made, trainers.UnigramTrainer(
        vocab_size=90, show_progress=False, special_tokens=special, unk_token="<unk>"
    ))  # fmt: skip
    made.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return made


def word_level() -> Tokenizer:
    """Whole words."""
    made = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    _train(made, trainers.WordLevelTrainer(show_progress=False, special_tokens=["[PAD]", "[UNK]"]))
    made.enable_padding(length=8, pad_id=0, pad_token="[PAD]")
    return made


KINDS: dict[str, Callable[[], Tokenizer]] = {
    "clip": clip, "byte pairs": byte_pairs, "word piece": word_piece, "unigram": unigram,
    "word level": word_level,
}  # fmt: skip


def kept(made: Tokenizer) -> dict[str, Any]:
    """What a model keeps of it: no signs around a text, nothing that fills it up."""
    tree: dict[str, Any] = json.loads(made.to_str())
    return tree | dict.fromkeys(("truncation", "padding", "post_processor", "decoder"))


def _train(made: Tokenizer, trainer: Any) -> None:
    made.train_from_iterator(TEXTS, trainer)
