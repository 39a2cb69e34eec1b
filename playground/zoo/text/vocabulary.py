"""Words as numbers: the tokenizer of a model that is told words, made from the captions it learns from.

Whole words, in lower case, and signs. The first numbers are kept for what is no word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

PAD, UNKNOWN, NOTHING = 0, 1, 2
"""Nothing more, a word that is not known, and no text or style at all."""

VOCABULARY = "vocabulary.json"
"""The file of a run, and of a model."""

MAX_BYTES = 10_000_000

_KEPT = ("[pad]", "[unknown]", "[nothing]")
_WORD = r"[^\W_]+|[^\w\s]"


def vocabulary_of(captions: Iterable[Sequence[str]], styles: Sequence[str]) -> Tokenizer:
    """The tokenizer of all words of these captions; ``[style]`` is a token for each of the styles."""
    tokenizer = Tokenizer(models.WordLevel({}, unk_token=_KEPT[UNKNOWN]))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(_WORD), "removed", invert=True)
    words = sorted({word for caption in captions for text in caption for word in words_of(tokenizer, text)})
    kept = (*_KEPT, *(f"[{style}]" for style in styles))
    tokenizer.model = models.WordLevel(
        {word: number for number, word in enumerate((*kept, *words))}, unk_token=_KEPT[UNKNOWN]
    )
    return tokenizer


def words_of(tokenizer: Tokenizer, text: str) -> list[str]:
    """The words that a text is taken apart into, known or not."""
    normal = tokenizer.normalizer.normalize_str(text)
    return [word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(normal)]


def style_token(style: int) -> int:
    """The token of a style by its place among the styles."""
    return len(_KEPT) + style


def padded(tokens: Sequence[int], length: int) -> list[int]:
    """So many tokens: what is too long is cut off, and what is short filled up."""
    return [*tokens[:length], *[PAD] * (length - len(tokens))]


def nothing_and(words: Sequence[int], length: int) -> list[int]:
    """The tokens of words whose style is not told."""
    return padded([NOTHING, *words], length)
