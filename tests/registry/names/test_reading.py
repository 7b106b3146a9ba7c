"""Reading a name: every script, and whatever else is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.registry.names import NAME_CHARS_MAX, Kind, UnreadableNameError, keys, read, syllables, tables
from parley.registry.names.parts import Role
from parley.registry.names.scripts import WORDS_MAX


def parts(text: str, kind: Kind | None = Kind.PERSON) -> list[tuple[str, Role]]:
    return [(part.written, part.role) for part in read(text, kind).parts]


def written(text: str, kind: Kind | None = Kind.PERSON) -> str:
    return " ".join(part.written for part in read(text, kind).parts)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "no letters"),
        ("  \t\n", "no letters"),
        ("12345", "no letters"),
        ("🙂🙂", "no letters"),
        ("\u200b\u202e\u2066", "no letters"),
        ("Mr", "a title alone"),
        ("Haji Mullah", "a title alone"),
        ("دكتور", "a title alone"),
        ("a", "one letter"),
        ("я", "one letter"),
        ("A. B.", "nothing but initials"),
    ],
)
def test_what_says_nothing_is_refused_with_what_came(text: str, kind: str) -> None:
    with pytest.raises(UnreadableNameError, match=kind):
        read(text, Kind.PERSON)


def test_the_limit_is_in_characters_and_is_said() -> None:
    read("x" * NAME_CHARS_MAX, None)
    with pytest.raises(UnreadableNameError, match=r"at most 500 characters.*501"):
        read("x" * (NAME_CHARS_MAX + 1), None)


def test_words_beyond_the_limit_are_not_compared() -> None:
    assert len(read("ab " * 150, Kind.PERSON).parts) == WORDS_MAX


@given(st.text(max_size=80), st.sampled_from([None, *Kind]))
def test_any_text_is_read_or_refused_and_has_few_keys(text: str, kind: Kind | None) -> None:
    try:
        name = read(text, kind)
    except UnreadableNameError:
        return
    assert name.parts
    assert len(keys(name)) < WORDS_MAX * 16
    assert all(0 < key.weight <= 1 and key.text for key in keys(name))


def test_keys_come_in_one_order_whatever_the_process() -> None:
    for text in ("Lashkar-e-Tayyiba", "Harkat ul-Jihad-i-Islami", "Jaish-e-Mohammed in Kashmir", "Jund al-Sham"):
        acronyms = [key.text for key in keys(read(text, Kind.ORGANISATION)) if key.text.startswith("=")]
        assert len(acronyms) > 1
        assert acronyms == sorted(acronyms)


@pytest.mark.parametrize(
    "spelling",
    ["Us\u200bama", "\u202eUsama", "Usama\u00ad", "Us\u0430m\u0430", "USAMA", "Ｕｓａｍａ", "Usáma", "Us'ama", "Usама"],
)
def test_controls_widths_accents_and_letters_that_look_alike_change_nothing(spelling: str) -> None:
    assert written(f"{spelling} Ladin") == written("Usama Ladin")


def test_a_latin_word_with_a_cyrillic_letter_and_the_other_way_round_are_of_one_script() -> None:
    assert written("Nаvаlny") == written("Navalny")  # its а is Cyrillic
    assert written("Cергей") == written("Сергей")  # its C is Latin


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Сергей Щербаков", "sirgai shirbakav"),
        ("طيبة", "tib"),
        ("लश्कर", "lashkar"),
        ("习近平", "shi jinping"),
    ],
)
def test_scripts_are_read_letter_by_letter(text: str, heard: str) -> None:
    ours = written(text).replace("e", "i").replace("o", "a")
    assert ours == heard


@pytest.mark.parametrize(
    ("text", "surname"),
    [("曾国藩", "zeng"), ("解放", "shie"), ("任正非", "ren"), ("欧阳修", "ouyang"), ("单田芳", "shan")],
)
def test_a_chinese_surname_has_its_own_reading(text: str, surname: str) -> None:
    assert (
        read(text, Kind.PERSON).parts[0].written
        == read(surname.replace("sh", "x", surname == "shie"), None).parts[0].written
    )


@pytest.mark.parametrize(
    "spelling",
    [
        "Abd al-Rahman",
        "Abdul Rahman",
        "Abdurrahman",
        "Abd-ur-Rahman",
        "ABDEL RAHMANE",
        "عبد الرحمن",
        "عبدالرحمن",
        "Абдурахман",
    ],
)
def test_a_compound_is_the_same_parts_joined_and_apart(spelling: str) -> None:
    told = [part for part in read(spelling, Kind.PERSON).parts if part.role is not Role.PARTICLE]
    assert [part.role for part in told] == [Role.ELEMENT, Role.NAME]
    assert told[0].sounds == "abd"
    assert "".join(c for c in told[1].sounds if c not in "aeiou") == "rhmn"


@pytest.mark.parametrize(
    "spelling", ["Shams ud-Din", "Shamsuddin", "Shams al-Din", "Chamseddine", "شمس الدين", "شمس‌الدین"]
)
def test_the_faith_is_an_element_joined_and_apart(spelling: str) -> None:
    assert [part.sounds for part in read(spelling, Kind.PERSON).parts if part.role is Role.ELEMENT] == ["din"]


def test_titles_particles_and_patronymics_are_told_from_names() -> None:
    assert [role for _, role in parts("Mullah Omar bin Khattab")] == [
        Role.HONORIFIC,
        Role.NAME,
        Role.PARTICLE,
        Role.NAME,
    ]
    assert parts("Sergey Viktorovich Lavrov")[1][1] is Role.PATRONYMIC
    assert parts("Сергей Викторович Лавров")[1][1] is Role.PATRONYMIC
    assert parts("J. Smith")[0][1] is Role.INITIAL


@pytest.mark.parametrize("form", ["LLC", "L.L.C.", "Limited Liability Company", "ООО", "GmbH", "有限公司", "Ltd."])
def test_legal_forms_of_one_class_are_one(form: str) -> None:
    last = read(f"Vostok {form}", Kind.ORGANISATION).parts[-1]
    assert (last.role, last.meaning) == (Role.LEGAL_FORM, "form llc")


@pytest.mark.parametrize("word", ["Army", "armée", "Армия", "jaish", "جيش", "جیش", "लश्कर", "军"])
def test_a_word_of_organisations_has_one_meaning_in_each_language(word: str) -> None:
    assert read(f"{word} Pamir", Kind.ORGANISATION).parts[0].meaning == "army"


def test_the_words_of_organisations_are_names_in_a_persons_name() -> None:
    assert parts("Lashkar Khan")[0][1] is Role.NAME


def test_what_is_common_tells_less_than_what_is_rare() -> None:
    common, rare = read("Mohammed Zarqawi", Kind.PERSON).parts
    assert common.weight < 0.3
    assert rare.weight > 0.8


@pytest.mark.parametrize("spelling", ["毛泽东", "Mao Tse-tung", "Мао Цзэдун", "Mao Zedong", "MAO Ze Dong"])
def test_a_chinese_name_is_heard_in_pinyin_whatever_system_it_is_spelled_in(spelling: str) -> None:
    heard = {unit.written for unit in read(spelling, Kind.PERSON).units}
    assert {"mao", "zedong"} <= heard


@pytest.mark.parametrize("spelling", ["Chen Tao", "Hasan Pasha", "Ali Ma", "Анна Каренина", "Tom Lee"])
def test_a_name_that_is_not_of_an_older_system_is_not_heard_in_it(spelling: str) -> None:
    told = read(spelling, Kind.PERSON)
    assert not {"zhen", "dao", "bashai", "yiwang"} & {unit.written for unit in told.units}


def test_every_syllable_is_read_back_from_the_systems_it_is_spelled_in() -> None:
    for pinyin, *spellings in tables.lines("mandarin"):
        for spelling in spellings:
            script = "latin" if spelling.isascii() else "cyrillic"
            assert pinyin in syllables.spelled(spelling, script)


@pytest.mark.parametrize("spelling", ["阿卜杜勒·拉赫曼", "阿卜杜拉赫曼"])
def test_a_compound_in_characters_is_the_same_parts(spelling: str) -> None:
    assert read(f"{spelling}·汗", Kind.PERSON).parts[0].role is Role.ELEMENT
