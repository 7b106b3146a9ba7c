"""What people type: what passes, what is refused, and that the refusal is safe to print."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.council import errors
from parley.council.errors import InputError, Message
from parley.council.text import code, line, paragraphs, symbol

NAMES = [
    "Афтаб Хасан Хан",
    "آفتاب حسن خان",
    "反恐怖机构",
    "Ñandú – “draft” №5",
    "می‌خواهم",
    "क्षि",
    "𠮷野",
    "👩‍💻",
]


def title(value: object, **more: bool) -> str:
    return line(value, what="title", chars_max=20, **more)


@pytest.mark.parametrize("name", NAMES)
def test_names_in_the_scripts_of_the_council_pass_unchanged(name: str) -> None:
    assert title(name) == unicodedata.normalize("NFC", name)


def test_text_is_trimmed_and_put_into_normal_form_c() -> None:
    assert title("\ufeff \u00a0Cafe\u0301\u200b \r\n") == "Café"


def test_every_line_end_becomes_one_newline() -> None:
    assert paragraphs("a\r\nb\rc\u2028d\u2029e\tf\n", what="text", chars_max=50) == "a\nb\nc\nd\ne\tf"


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9b", "\x1f", "\ud800"])
def test_control_characters_and_lone_surrogates_are_refused_everywhere(control: str) -> None:
    for check in (line, paragraphs):
        for text in (f"a{control}b", f"a{control}", f"{control}b"):
            with pytest.raises(InputError, match="control characters") as refusal:
                check(text, what="text", chars_max=50)
            assert str(refusal.value).isprintable()


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\u2028b"])
def test_a_line_has_no_line_breaks(text: str) -> None:
    with pytest.raises(InputError, match="one line"):
        title(text)


def test_a_line_has_no_tab() -> None:
    with pytest.raises(InputError, match=r"U\+0009"):
        title("a\tb")


@pytest.mark.parametrize("character", ["\ue000", "\U0010fffd", "\u0378", "\uffff", "\U0002ffff", "\ufdd0"])
def test_private_and_unassigned_characters_are_refused(character: str) -> None:
    with pytest.raises(InputError, match="Unicode standard"):
        title(f"a{character}")


def test_an_ideograph_newer_than_the_tables_of_python_passes() -> None:
    assert title("\U0003347f") == "\U0003347f"


@pytest.mark.parametrize("character", ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e"])
def test_overrides_and_embeddings_are_refused_even_when_closed(character: str) -> None:
    with pytest.raises(InputError, match="another order"):
        title(f"invoice{character}fdp.exe\u202c")


@pytest.mark.parametrize("text", ["\u2066a", "a\u2069", "\u2067a\u2069\u2069", "\u2069a\u2066", "\u2068\u2066a\u2069"])
def test_isolates_that_are_not_balanced_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="isolates"):
        title(text)


def test_isolates_are_balanced_line_by_line() -> None:
    with pytest.raises(InputError, match="isolates"):
        paragraphs("a\u2067b\nc\u2069d", what="text", chars_max=50)


def test_balanced_isolates_and_direction_marks_pass() -> None:
    for text in ("\u2067\u2066a\u2069\u2069b", "a\u200eب\u200f\u061c", "\u2068آفتاب\u2069 a"):
        assert title(text) == text


@pytest.mark.parametrize("character", ["\U000e0041", "\u206e", "\ufff9", "\ufeff"])
def test_characters_that_nobody_sees_are_refused(character: str) -> None:
    with pytest.raises(InputError, match="nobody sees"):
        title(f"a{character}b")


@pytest.mark.parametrize("text", ["", "  \n", "\u200b", "\u3164", "\u200d", "\u2800", "\u0301", "\u2066\u2069"])
def test_what_cannot_be_seen_is_empty(text: str) -> None:
    with pytest.raises(InputError, match="nothing that can be seen"):
        title(text)
    assert title(text, required=False) == ""


def test_paragraphs_of_joiners_alone_are_empty() -> None:
    assert paragraphs("\u200d\n\u200d", what="text", chars_max=50, required=False) == ""


@pytest.mark.parametrize("value", [None, 7, b"bytes", ["a"], True])
def test_what_is_not_text_is_refused_and_none_is_not_empty(value: object) -> None:
    with pytest.raises(InputError, match="Expected: text"):
        title(value, required=False)


def test_a_text_too_long_says_how_long_it_may_be_and_how_long_it_is() -> None:
    assert title("x" * 20) == "x" * 20
    for count in (21, 10_000):
        with pytest.raises(InputError, match=rf"at most this many characters: 20\. Came: this many: {count}"):
            title("x" * count)


def test_the_length_is_that_of_the_normal_form() -> None:
    assert title("e\u0301" * 20) == "é" * 20
    with pytest.raises(InputError, match="this many: 40"):
        title("\u0958" * 20)  # its normal form is two characters


def test_marks_heaped_on_one_letter_are_refused_before_they_cost_anything() -> None:
    with pytest.raises(InputError, match="marks in a row"):
        paragraphs("e" + "\u0315\u0300" * 15_000, what="text", chars_max=10_000)


@pytest.mark.parametrize("text", ["RATS/SEM/2021/DOC.1", "РАТС/СЕМ/2021", "A-1 (Rev.2)", "第1号/2021", "7"])
def test_symbols_as_they_stand_on_documents_pass(text: str) -> None:
    assert symbol(text) == text


def test_runs_of_spaces_in_a_symbol_are_one() -> None:
    assert symbol(" A \u00a0 1 ") == "A 1"


@pytest.mark.parametrize("text", ["/A", "A*1", "A_1", "<b>", "A&1", "", "-", "A\\B", "A\u200e1", "A%s", "A" * 101])
def test_a_symbol_of_other_characters_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        symbol(text)


def test_a_code_is_ascii_in_parts() -> None:
    assert code("sco-rats") == "sco-rats"
    assert code("KZ") == "KZ"
    for wrong in ("", "-a", "a-", "a--b", "a b", "é", "٣", "a/b", "a\n b", "a" * 51):
        with pytest.raises(InputError):
            code(wrong)


@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_passes_or_is_refused_and_what_passes_passes_again(text: str) -> None:
    for check in (line, paragraphs):
        try:
            once = check(text, what="text", chars_max=40)
        except InputError as refusal:
            assert str(refusal).isprintable() or "\u2068" in str(refusal)  # noqa: PT017 both ends are legal
        else:
            assert check(once, what="text", chars_max=40) == once
            assert unicodedata.is_normalized("NFC", once)
            once.encode()


def test_a_refusal_is_translated_part_by_part() -> None:
    words = {"at most %(most)d": "не более %(most)d", "Shorten it.": "Сократите."}
    refusal = InputError("title", Message("at most %(most)d", most=3), "100%\u202e", "Shorten it.")
    assert str(refusal) == "title: Expected: at most 3. Came: 100%<U+202E>. Shorten it."
    assert refusal.reason.translated(lambda template: words.get(template, template)) == (
        "Expected: не более 3. Came: 100%<U+202E>. Сократите."
    )


def test_what_came_empty_is_called_nothing() -> None:
    assert str(InputError("files", "one file at least", "", "Choose it.")).endswith("Came: nothing. Choose it.")


def test_what_came_is_shortened_and_cannot_reorder_the_sentence() -> None:
    assert errors.shown("x" * 1_000) == "x" * 60 + "…"
    assert errors.shown("آفتاب") == "\u2068آفتاب\u2069"
    assert errors.shown(b"\x00") == r"b'\x00'"
    assert errors.shown("a\x00\u2069\ud800") == "a<U+0000><U+2069><U+D800>"


def test_absent_and_not_released_are_one_error_with_one_text() -> None:
    assert str(errors.NotFoundError()) == str(errors.NotFoundError())
    with pytest.raises(TypeError):
        errors.NotFoundError("a secret")  # type: ignore[call-arg]


def test_a_missing_right_says_which_role_would_have_it() -> None:
    refusal = errors.NotAllowedError(right="convene meetings", roles=["focal point", "secretariat"])
    assert str(refusal) == "You may not do this: convene meetings. Who may: focal point, secretariat."


def test_a_template_without_params_is_said_as_it_stands() -> None:
    assert str(errors.ConflictError("100% sure")) == "100% sure"
    assert isinstance(errors.SealedError(), errors.ParleyError)
