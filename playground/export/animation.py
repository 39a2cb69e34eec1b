"""Animations: GIF, WebP, animated PNG, and MP4 where PyAV is installed."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np
from PIL import Image

from playground.core.errors import ExportError
from playground.core.progress import Progress, Watched, unwatched
from playground.export.containers import xmp
from playground.export.images import text_chunk, to_pillow
from playground.export.pictures import Images

Encoder = Callable[[Images, int, str, Progress], bytes]

_PALETTE_SAMPLE = 64
_PALETTE_SIDE = 128
_LONGEST_WEBP_SIDE = 16383
_PASSES = 2
"""Pillow reads the pictures of a WebP or animated PNG once to see what they are, and then writes them."""


def milliseconds(fps: float) -> int:
    """How long each picture stays: in the steps of 10 ms that GIF knows, and long enough to be obeyed."""
    if not 0.1 <= fps <= 100:
        raise ExportError(f"The frame rate must lie between 0.1 and 100 pictures a second; it is {fps:g}.")
    return max(20, 10 * round(100 / fps))


def gif(canvases: Images, duration: int, document: str, progress: Progress = unwatched) -> bytes:
    """A looping GIF with one palette for all pictures; grey pictures keep every level exactly."""
    pictures = [to_pillow(canvas) for canvas in canvases]
    if pictures[0].mode == "RGB":
        # One palette for all: choosing one per picture takes nine times as long and flickers.
        palette = _shared_palette(canvases)
        pictures = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
    first, *rest = pictures
    out = io.BytesIO()
    first.save(
        out, "GIF", save_all=True, append_images=Watched(rest, progress), duration=duration, loop=0,
        comment=document.encode(), optimize=False,
    )  # fmt: skip
    return out.getvalue()


def webp(canvases: Images, duration: int, document: str, progress: Progress = unwatched) -> bytes:
    """A looping lossless WebP with the recipe in its XMP."""
    if max(canvases.shape[2:]) > _LONGEST_WEBP_SIDE:
        raise ExportError(
            f"WebP pictures have at most {_LONGEST_WEBP_SIDE} pixels a side; choose a smaller scale."
        )
    first, *rest = [to_pillow(canvas) for canvas in canvases]
    out = io.BytesIO()
    first.save(
        out, "WEBP", save_all=True, append_images=Watched(rest, progress, _PASSES), duration=duration, loop=0,
        lossless=True, method=0, xmp=xmp(document),
    )  # fmt: skip
    return out.getvalue()


def animated_png(canvases: Images, duration: int, document: str, progress: Progress = unwatched) -> bytes:
    """A looping animated PNG with the recipe in its text."""
    first, *rest = [to_pillow(canvas) for canvas in canvases]
    out = io.BytesIO()
    first.save(
        out, "PNG", save_all=True, append_images=Watched(rest, progress, _PASSES), duration=duration, loop=0,
        pnginfo=text_chunk(document),
    )  # fmt: skip
    return out.getvalue()


def mp4(canvases: Images, duration: int, document: str, progress: Progress = unwatched) -> bytes:
    """An MP4 video (H.264, not lossless), with the recipe as its comment; needs the optional package PyAV."""
    try:
        import av
    except ImportError as error:
        raise ExportError(
            "MP4 needs the package “av” (pip install av); GIF, WebP and animated PNG need nothing more."
        ) from error
    # H.264 with its usual colour format wants even sides.
    even = [(0, side % 2) for side in canvases.shape[2:]]
    padded = np.pad(canvases, [(0, 0), (0, 0), *even], mode="edge")
    out = io.BytesIO()
    try:
        with av.open(out, "w", format="mp4") as container:
            container.metadata["comment"] = document
            stream = container.add_stream("libx264", rate=Fraction(1000, duration))
            stream.width, stream.height, stream.pix_fmt = padded.shape[3], padded.shape[2], "yuv420p"
            stream.options = {"crf": "12"}
            for canvas in Watched(list(padded), progress):
                image = to_pillow(canvas).convert("RGB")
                container.mux(stream.encode(av.VideoFrame.from_image(image)))
            container.mux(stream.encode(None))
    except (av.error.FFmpegError, ValueError) as error:
        raise ExportError(f"The MP4 video could not be made: {error}; export a WebP instead.") from error
    return out.getvalue()


ENCODERS: Mapping[str, Encoder] = {".apng": animated_png, ".gif": gif, ".webp": webp, ".mp4": mp4}
"""By the suffixes of files; all want (canvases, milliseconds, document, progress)."""


def _shared_palette(canvases: Images) -> Image.Image:
    chosen = canvases[np.linspace(0, len(canvases) - 1, min(len(canvases), _PALETTE_SAMPLE)).astype(int)]
    step = max(1, canvases.shape[2] // _PALETTE_SIDE)
    strip = np.concatenate([canvas[:, ::step, ::step] for canvas in chosen], axis=2)
    return to_pillow(strip).quantize(256, method=Image.Quantize.MEDIANCUT)
