"""Repositories named ``hf:owner/name``, fetched by the hub's own client from a server here."""

from __future__ import annotations

import hashlib
import http.server
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import unquote

import pytest

pytest.importorskip("huggingface_hub")
pytestmark = [pytest.mark.torch, pytest.mark.timeout(300)]

COMMIT = "0123456789abcdef0123456789abcdef01234567"
FETCH = """
import sys
from pathlib import Path
from playground.core.errors import ImportingError
from playground.importing.whole import fetched
try:
    place = fetched(sys.argv[1], Path(sys.argv[2]))
except ImportingError as error:
    print("refused", error.sentence)
else:
    print(*sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()
                  and ".cache" not in path.parts))
"""


class Hub:
    """A server with one repository, ``someone/their-model``."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files, self.asked = files, list[str]()
        hub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                self._answer(body=False)

            def do_GET(self) -> None:
                self._answer(body=True)

            def _answer(self, *, body: bool) -> None:
                path = unquote(self.path).partition("?")[0]
                hub.asked.append(path)
                data, headers = hub.answer(path)
                self.send_response(404 if data is None else 200)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data or b"")))
                self.end_headers()
                if body and data:
                    self.wfile.write(data)

            def log_message(self, *_words: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path: str) -> tuple[bytes | None, dict[str, str]]:
        """What the hub says of its repository, or a file of it."""
        if path.startswith("/api/models/someone/their-model"):
            siblings = [{"rfilename": name, "size": len(data)} for name, data in self.files.items()]
            if "/tree/" in path:
                told: object = [
                    {"type": "file", "path": name, "size": len(data), "oid": hashlib.sha1(data).hexdigest()}
                    for name, data in self.files.items()
                ]
            else:
                told = {"id": "someone/their-model", "sha": COMMIT, "siblings": siblings}
            return json.dumps(told).encode(), {"Content-Type": "application/json"}
        name = path.partition(f"/resolve/{COMMIT}/")[2]
        if path.startswith("/someone/their-model/resolve/") and name in self.files:
            etag = hashlib.sha1(self.files[name]).hexdigest()
            return self.files[name], {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT}
        return None, {"X-Error-Code": "RepoNotFound"}


@pytest.fixture
def hub():
    made = Hub(
        {
            "model_index.json": b'{"_class_name": "DDPMPipeline"}',
            "unet/config.json": b"{}",
            "unet/diffusion_pytorch_model.safetensors": b"weights",
            "unet/diffusion_pytorch_model.bin": b"a pickle",
            "run.py": b"print()",
            "tokenizer/merges.txt": b"r e",
            "notes.txt": b"",
        }
    )
    yield made
    made.server.shutdown()
    made.server.server_close()


def fetch(hub: Hub, source: str, folder: Path) -> str:
    endpoint = f"http://127.0.0.1:{hub.server.server_address[1]}"
    environment = {**os.environ, "HF_ENDPOINT": endpoint, "HF_HOME": str(folder / "home"), "HF_TOKEN": ""}
    environment |= {"NO_PROXY": "*", "HF_HUB_DISABLE_XET": "1"}
    found = subprocess.run(
        [sys.executable, "-c", FETCH, source, str(folder)], env=environment, check=True, timeout=200,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return found.stdout.decode().strip()


def test_configurations_and_weights_are_fetched_and_nothing_else(hub: Hub, tmp_path: Path) -> None:
    assert fetch(hub, "hf:someone/their-model", tmp_path).split() == [
        "model_index.json", "tokenizer/merges.txt", "unet/config.json",
        "unet/diffusion_pytorch_model.safetensors",
    ]  # fmt: skip
    assert (
        tmp_path / "their-model" / "unet" / "diffusion_pytorch_model.safetensors"
    ).read_bytes() == b"weights"
    assert not [path for path in hub.asked if path.endswith((".bin", ".py"))]


def test_a_repository_that_is_not_there_is_one_sentence(hub: Hub, tmp_path: Path) -> None:
    said = fetch(hub, "hf:nobody/nothing", tmp_path)
    assert said.startswith("refused nobody/nothing could not be fetched from the Hugging Face Hub: ")
    assert said.count("\n") == 0
