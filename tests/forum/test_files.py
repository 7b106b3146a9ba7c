"""Which uploads are taken, and that judging one is bounded whatever its bytes are."""

from __future__ import annotations

import hashlib
import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forum.bad_files import BAD, GOOD, MIB, bomb, ooxml, pdf, png, zeros

from parley.council.errors import InputError
from parley.forum.files import FileFacts, FileLimits, inspect, safe_name

LIMITS = FileLimits(
    file_bytes_max=25 * MIB, archive_bytes_max=250 * MIB, archive_entries_max=10_000, archive_ratio_max=200
)
FLIPPED = ["note.pdf", "objects.pdf", "hall.png", "hall.jpg", "chart.docx", "notes.odt", "from Excel.csv"]


def judge(name: str, content: bytes, declared: str = "", limits: FileLimits = LIMITS) -> FileFacts:
    return inspect(name, declared, content, limits)


@pytest.mark.parametrize("name", GOOD)
def test_a_file_of_a_kind_that_is_taken_passes(name: str) -> None:
    content = GOOD[name]()
    facts = judge(name, content)
    assert facts.extension == name.rpartition(".")[2].lower()
    assert (facts.size, facts.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert judge(name, content, facts.media_type) == facts
    assert judge(name, content, "application/octet-stream") == facts


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_a_sentence_that_is_safe_to_print(name: str) -> None:
    with pytest.raises(InputError) as refusal:
        judge(name, BAD[name]())
    assert refusal.value.field == "file"
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("svg.txt", "HTML, SVG, XML or a script"),
        ("png.pdf", "by its bytes, a PNG image"),
        ("docx.xlsx", "by its content, DOCX"),
        ("old.docx", "old or encrypted office file"),
        ("macro.docx", "macros"),
        ("docm.docx", "macros"),
        ("hidden_macro.docx", "no office file"),
        ("renamed_macro.docx", "embedded object"),
        ("template.docx", "loaded from https://a.example/t.dotm"),
        ("beacon.docx", "loaded from http://a.example"),
        ("late_entities.docx", "declares entities"),
        ("utf16_entities.docx", "declares entities"),
        ("utf7.docx", "unknown encoding"),
        ("escaped_script.pdf", "a script"),
        ("only_js.pdf", "a script"),
        ("false_stream.pdf", "a script"),
        ("packed_script.pdf", "a script"),
        ("encrypted.odt", "without a password"),
        ("encrypted.docx", "without a password"),
        ("bomb.docx", "unpacks to at most"),
        ("lying_bomb.docx", "larger than it declares"),
        ("patient_bomb.docx", "larger than it declares"),
        ("ratio_bomb.docx", "unpacks to at most"),
        ("nested_bomb.docx", "unpacks to at most"),
        ("many_entries.docx", "parts in the file"),
        ("deep.docx", "archives inside archives"),
        ("macro_inside.docx", "macros"),
        ("overlapping.docx", "overlap"),
        ("in_front.docx", "in front"),
        ("hidden_between.docx", "hidden between"),
        ("zero.csv", r"the character U\+0000"),
        ("program_inside.docx", "a program for Windows"),
        ("zip_inside.docx", "no office file"),
        ("absolute.docx", "name /etc"),
        ("twice_named_by_case.docx", "same name"),
        ("outside.docx", r"name \.\./"),
        ("nul_name.docx", r"name a<U\+0000>"),
        ("in_front_of_zip.docx", "gap"),
        ("two_stories.docx", "two different things"),
        ("zip.pdf", "ZIP archive as well"),
        ("cut.pdf", "cut off"),
        ("behind.png", "behind its end"),
        ("huge.png", "pixels"),
    ],
)
def test_a_refusal_names_its_reason(name: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        judge(name, BAD[name]())


def test_a_file_over_the_limit_says_the_limit_and_its_size() -> None:
    with pytest.raises(InputError, match=r"1 to this many bytes: 10\. Came: bytes: 11"):
        judge("a.txt", b"x" * 11, limits=replace(LIMITS, file_bytes_max=10))


@pytest.mark.parametrize(
    "extension",
    ["html", "svg", "xml", "zip", "docm", "exe", "js", "doc", "ics", "xlsb", "dotx", "gif", "p\u200ddf"],
)
def test_a_kind_that_is_not_taken_is_refused_by_its_name(extension: str) -> None:
    with pytest.raises(InputError):
        judge(f"a.{extension}", pdf())


@pytest.mark.parametrize("declared", ["text/html", "image/svg+xml", "application/pdf", "image/PNG; x=<b>\0"])
def test_a_declared_type_that_disagrees_is_refused(declared: str) -> None:
    if "PNG" in declared:
        assert judge("a.png", png(), declared).media_type == "image/png"
        return
    with pytest.raises(InputError, match="media type"):
        judge("a.png", png(), declared)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "pdf",
        ".pdf",
        "..pdf",
        ". .pdf",
        "a.",
        "a/b.pdf",
        "..\\b.pdf",
        "C:\\b.pdf",
        "a\0.pdf",
        "a\n.pdf",
        "a\t.pdf",
        "invoice\u202efdp.exe",
        "invoice\u202eexe.pdf",
        "invoice\u2067exe\u2069.pdf",
        "a\u200e.pdf",
        "a\u200b.pdf",
        "a\ud800.pdf",
        "con.pdf",
        "LPT1 .tar.pdf",
        "x" * 197 + ".pdf",
    ],
)
def test_a_name_that_could_deceive_or_cannot_be_stored_is_refused(name: str) -> None:
    with pytest.raises(InputError) as refusal:
        safe_name(name)
    assert refusal.value.field == "file"
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("  Programme \u00a0 (final).PDF ", "Programme (final).PDF"),
        ("Cafe\u0301.pdf", "Café.pdf"),
        ('a:b?"c".pdf', "a_b__c_.pdf"),
        ("دعوت‌نامہ.pdf", "دعوت‌نامہ.pdf"),
        ("x" * 196 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_is_kept_but_for_space_normal_form_and_what_windows_cannot_store(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert safe_name(safe) == safe


@given(st.text(alphabet=st.characters(), max_size=30))
def test_any_name_is_made_safe_or_refused(name: str) -> None:
    try:
        safe = safe_name(name + ".pdf")
    except InputError:
        return
    assert safe == safe_name(safe)
    assert not set(safe) & set('/\\<>:"|?*\0\n')
    assert not safe.startswith(".")


@settings(max_examples=200)
@given(
    st.sampled_from(sorted({name.rpartition(".")[2].lower() for name in GOOD})),
    st.sampled_from([b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04", pdf()[:-30]]),
    st.binary(max_size=2_000),
)
def test_random_bytes_are_judged_or_refused_and_nothing_else(extension: str, start: bytes, rest: bytes) -> None:
    try:
        facts = judge(f"a.{extension}", start + rest)
    except InputError as refusal:
        assert str(refusal)  # noqa: PT017 both ends are legal
    else:
        assert facts.size == len(start + rest)


@settings(max_examples=400)
@given(st.sampled_from(FLIPPED), st.data())
def test_a_flipped_byte_leaves_a_file_valid_or_refused(name: str, data: st.DataObject) -> None:
    content = bytearray(GOOD[name]())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        judge(name, bytes(content))
    except InputError as refusal:
        assert str(refusal)  # noqa: PT017 both ends are legal


@pytest.mark.parametrize("name", ["note.pdf", "hall.png", "hall.jpg", "chart.docx", "notes.odt"])
def test_an_upload_cut_anywhere_is_refused(name: str) -> None:
    content = GOOD[name]()
    whole = len(content.rstrip(b"\n"))
    for size in range(whole):
        with pytest.raises(InputError):
            judge(name, content[:size])


@pytest.mark.parametrize("declared_bytes", [1_000, 240 * MIB, 2**32 - 2])
def test_a_zip_bomb_of_10_mb_is_judged_in_little_memory(declared_bytes: int) -> None:
    content = bomb(declared_bytes=declared_bytes)
    assert 9 * MIB < len(content) < 12 * MIB
    with pytest.raises(InputError):
        _judged_within("a.docx", content, 4 * MIB)


def test_a_pdf_bomb_is_judged_in_little_memory() -> None:
    compress = zeros(1_000)
    start = b"\x78\xda" + b"\x00\x08\x00\xf7\xff1 0 2 0 " + compress
    content = pdf(b"3 0 obj\n<<>>\nstream\n" + start + b"\nendstream\nendobj\n")
    with pytest.raises(InputError, match="unpacks to at most"):
        _judged_within("a.pdf", content, 4 * MIB)


def test_a_pdf_full_of_streams_that_never_end_is_judged_in_little_memory() -> None:
    _judged_within("a.pdf", pdf(b"stream\n" * 200_000 + b"endstream\n" * 200_000), 4 * MIB)


def test_a_tag_that_never_ends_is_judged_like_any_other() -> None:
    part = b"<Relationship " * 20_000 + b"aaaa" * 200_000 + b'="' * 1_001
    content = ooxml("docx", {"word/_rels/a.xml.rels": part})
    with pytest.raises(InputError):
        judge("a.docx", content)
    judge("a.docx", content, limits=replace(LIMITS, archive_ratio_max=1_000))


def _judged_within(name: str, content: bytes, memory_bytes: int) -> None:
    """`content` itself is there before the measuring starts."""
    tracemalloc.start()
    try:
        judge(name, content)
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < memory_bytes
