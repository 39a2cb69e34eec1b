"""One command measures the world of faces."""

from __future__ import annotations

import msgspec
import pytest

from playground.core.errors import DataError
from playground.faces.factors import OF_STYLE, VALUES
from playground.zoo import cli, faces_report
from playground.zoo.faces_report import FacesReport


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Least differences are tested where they are worked out; here few factors have them."""
    least = faces_report.least_differences

    def quickly(size: int, *_: object) -> object:
        return least(16, {"style": ("persona",), "hair": ("bald", "cap"), "eyes": ("open", "closed")})

    monkeypatch.setattr(faces_report, "least_differences", quickly)
    monkeypatch.setattr(faces_report, "valid_below", lambda *_: 1.0)
    monkeypatch.setattr(faces_report, "_OTHER_STYLE", 3)
    monkeypatch.setattr(faces_report, "valid", lambda far, *_: far < 1)


def test_it_is_told_as_json_and_in_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["faces", "--count", "60", "--size", "16", "--seed", "3", "--json"]) == 0
    report = msgspec.json.decode(capsys.readouterr().out, type=FacesReport)
    assert report.all.faces == report.all.right == 60 and not any(report.wrong.values())
    assert {*report.by_skin} == {*VALUES["skin"]} and {*report.by_style} == {*OF_STYLE}
    for parts in (report.by_skin, report.by_style):
        assert sum(part.faces for part in parts.values()) == sum(part.right for part in parts.values()) == 60
    assert report.original is not None and report.original <= 4
    assert len(report.held_out_by_pair) == 10 and 0 < report.held_out_by_hash < report.held_out < 1
    by_factor = {least.factor: least for least in report.least}
    assert by_factor["hair"].fewest == ("bald", "cap") and {*by_factor["hair"].by_skin} == {*VALUES["skin"]}
    assert all(least.fewest_pixels >= 0 and least.distance > 0 for least in report.least)

    lines = [*faces_report.told(report)]
    assert lines[0].startswith("Read back at 16 × 16, seed 3: all factors that are seen of 60 of 60 faces")
    assert any("bald | cap" in line for line in lines)


def test_no_faces_are_not_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["faces", "--count", "0"]) == 1
    assert "Say a number of faces above zero" in capsys.readouterr().err
    with pytest.raises(DataError, match="16 to 64 pixels"):
        faces_report.measured(1, 65)
