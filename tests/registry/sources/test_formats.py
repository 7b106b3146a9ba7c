"""What each format says is read into the same parts, and nothing is dropped without being said."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.registry.sources import samples

from parley.registry.rules.content import from_json, to_json
from parley.registry.rules.entries import Birth, Content, Identifier, Kind, Quality
from parley.registry.sources import FORMATS, ListFile, detect, read
from parley.registry.sources.countries import country
from parley.registry.sources.parts import clean, iso, script_of, spoken

FILES = {
    "un": [samples.un(samples.UN_PERSON, samples.entity())],
    "ofac-csv": [samples.SDN, samples.ALT, samples.ADD],
    "ofac-advanced": [samples.OFAC_ADVANCED],
    "eu": [samples.EU],
    "ftm": [samples.FTM_NESTED],
}


def contents(found: ListFile) -> dict[str, Content]:
    return {entry.reference: entry.content for entry in found.entries}


def names(content: Content) -> list[tuple[str, str]]:
    return [(name.text, name.quality.value) for name in content.names]


def said(found: ListFile) -> list[tuple[str, str]]:
    return [(each.reference, str(each.sentence)) for each in found.unread]


@pytest.mark.parametrize("format_", FORMATS)
def test_each_format_is_detected_and_keeps_its_content_through_json(format_: str) -> None:
    assert detect(FILES[format_][0]) == format_
    found = read(FILES[format_])
    assert found.entries
    for entry in found.entries:
        assert from_json(to_json(entry.content)) == entry.content
        assert entry.content.names[0].quality is Quality.PRIMARY


def test_the_united_nations_list() -> None:
    found = read(FILES["un"])
    assert found.made_at == datetime(2021, 12, 1, 1, 31, 19, 923000, UTC)
    person, works = contents(found)["QDi.999"], contents(found)["TSe.001"]
    assert (person.kind, works.kind) == (Kind.PERSON, Kind.ORGANISATION)
    assert names(person) == [
        ("VELIDOR AMAR ZARNAK", "primary"),
        ("فيليدور زرنك", "good"),
        ("Velidur Sarnak", "good"),
        ("Velidor Zarnaq", "good"),
        ("Абу Тест", "low"),
        ("Abu Test", "low"),
    ]
    assert [name.language for name in person.names if name.language] == ["und-Arab", "und-Cyrl"]
    assert person.names[-1].basis == "a.k.a. (formerly listed as)"
    assert not {name.basis for name in person.names} & {"Good", "Low"}  # that is their quality
    assert person.births == (
        Birth("1979", place="Oldtown"),
        Birth("1980", approximate=True, place="Oldtown, Iraq"),
        Birth("1976", "1978", place="Oldtown, Iraq"),
    )
    assert (person.nationalities, person.countries) == (("IR",), ("PK",))
    assert person.addresses == ("Newtown, Pakistan, as at 2010",)
    assert person.identifiers == (Identifier("passport", "T-17", "IQ"),)
    assert person.functions == ("Dr.", "Head of the First Works")
    assert (person.listed_on, person.amended_on) == (date(2005, 5, 2), (date(2009, 1, 2), date(2010, 1, 2)))
    assert person.legal_basis == "Security Council resolutions 1267 (1999), 1989 (2011) and 2253 (2015)"
    assert "A remark over two lines." in person.remarks
    assert "passport T-17: 2000-01-01" in person.remarks
    assert "Nationality: Ruritania" in person.remarks
    assert said(found) == [("QDi.999", "Expected: a country. Came: Ruritania. It is kept among the remarks.")]


def test_translated_names_are_added_and_say_that_they_are_not_the_lists() -> None:
    (entry,) = read([samples.un(samples.entity("QDe.118", "LASHKAR-E-TAYYIBA"))]).entries
    added = {name.text: name for name in entry.content.names[1:]}
    assert added["虔诚军"].language == "zh"
    assert all(name.basis.startswith("Not on the United Nations' list") for name in added.values())
    (person,) = read([samples.un(samples.UN_PERSON)]).entries
    assert not any("Not on" in name.basis for name in person.content.names)


def test_ofacs_csv() -> None:
    found = contents(read(FILES["ofac-csv"]))
    person, works, vessel, aircraft = (found[n] for n in ("101", "102", "103", "104"))
    assert names(person) == [
        ("Velidor ZARNAK Jr.", "primary"),
        ("Velidur SARNAK", "good"),
        ("ABU TEST", "low"),
    ]
    place = "Oldtown, Iraq"
    assert person.births == (
        Birth("1948-12-10", place=place),
        Birth("1950", approximate=True, place=place),
        Birth("1951", "1952", place=place),
    )
    assert person.nationalities == ("IR",)
    assert person.identifiers == (Identifier("passport", "T1084010", "EG"), Identifier("passport", "19820215"))
    assert (person.programme, person.functions) == ("TEST; SDT", ("Director, First Works",))
    assert "Linked To: FIRST WORKS" in person.remarks
    assert names(works)[1:] == [("THE FIRST WORKSHOP", "good"), ("FW", "good")]
    assert (works.addresses, works.countries) == (("1 Test Street, Havana, Cuba",), ("CU",))
    assert vessel.identifiers == (
        Identifier("call sign", "CL2192"),
        Identifier("IMO number", "1234567"),
        Identifier("MMSI", "123456789"),
    )
    assert (vessel.kind, aircraft.kind) == (Kind.VESSEL, Kind.AIRCRAFT)


def test_ofacs_files_come_in_any_order_and_the_first_alone_will_do() -> None:
    together = read([samples.ADD, samples.ALT, samples.SDN], "ofac-csv")
    assert together.entries == read(FILES["ofac-csv"]).entries
    longer = read([b'102,"DOB 1999; and more."\r\n', samples.SDN, samples.ALT], "ofac-csv")
    assert contents(longer)["102"].remarks == "DOB 1999; and more."
    alone = read([samples.SDN])
    assert len(alone.entries) == 4
    assert said(alone) == [("", "The file of alternate names was not given.")]


def test_names_for_entries_that_are_not_there_say_that_the_file_may_be_cut() -> None:
    cut = samples.SDN[: samples.SDN.index(b"102,")]
    found = read([cut, samples.ALT], "ofac-csv")
    assert found.kept == {"102"}  # so that it is not delisted
    assert "may have been cut" in said(found)[0][1]


def test_ofacs_advanced_xml_says_the_same_as_its_csv() -> None:
    found = read(FILES["ofac-advanced"])
    assert found.made_at == datetime(2021, 11, 5, tzinfo=UTC)
    person, works, vessel = (contents(found)[n] for n in ("101", "102", "103"))
    assert names(person) == [("Velidor ZARNAK", "primary"), ("Velidur SARNAK", "good"), ("ABU TEST", "low")]
    assert (person.kind, works.kind, vessel.kind) == (Kind.PERSON, Kind.ORGANISATION, Kind.VESSEL)
    assert person.births == (Birth("1948", place="Iraq"),)
    assert person.nationalities == ("IQ",)
    assert person.identifiers == (
        Identifier("passport", "T1084010", "IQ"),
        Identifier("Digital Currency Address - XBT", "12aNKp"),
    )
    assert (person.functions, person.remarks) == (("Director",), "Hair Color: Brown")
    assert (person.programme, person.legal_basis, person.listed_on) == ("TEST", "Executive Order 1", date(2001, 12, 4))
    assert (works.addresses, works.countries) == (("Havana, Cuba",), ("CU",))
    assert vessel.identifiers == (Identifier("IMO number", "1234567"),)
    assert person.page.endswith("id=101")
    assert found.unread == ()


def test_the_eus_list() -> None:
    found = read(FILES["eu"])
    assert found.made_at == datetime(2021, 11, 5, 15, 47, 4, 449000, UTC)
    person, works = contents(found)["EU.1.1"], contents(found)["EU.2.2"]
    assert names(person) == [("Velidor Zarnak", "primary"), ("Велидор Зарнак", "good"), ("Abu Test", "low")]
    assert [name.language for name in person.names] == ["en", "bg", ""]
    assert person.births == (Birth("1980", approximate=True, place="Oldtown, IRAQ"),)
    assert person.identifiers == (
        Identifier("passport", "T-17", "IQ"),
        Identifier("United Nations reference", "QDi.999"),
    )
    assert "passport T-17: expired" in person.remarks
    assert "Date of birth: 1981-02-30" in person.remarks
    assert (person.legal_basis, person.programme) == ("2020/1 (OJ L1)", "TAQA")
    assert (person.page, person.listed_on) == ("https://eur-lex.europa.eu/test", date(2002, 11, 21))
    assert (works.countries, works.addresses) == (("CU",), ("1 Test Street, Havana, CUBA",))
    assert works.identifiers == (Identifier("Other number", "X-1"),)
    assert [reference for reference, _ in said(found)] == ["EU.1.1"]


def test_follow_the_money_in_both_forms_says_the_same() -> None:
    nested, lines = read([samples.FTM_NESTED]), read([samples.FTM_LINES])
    assert nested.made_at == lines.made_at == datetime(2021, 11, 5, 10, tzinfo=UTC)
    assert contents(nested) == contents(lines)
    person = contents(nested)["T-1"]
    assert names(person) == [
        ("Velidor Zarnak", "primary"),
        ("Велидор Зарнак", "good"),
        ("Velidur Sarnak", "good"),
        ("Abu Test", "low"),
    ]
    assert (person.births, person.nationalities) == ((Birth("1980-04"),), ("IQ",))
    assert (person.addresses, person.countries) == (("1 Test Street",), ("CU",))
    assert person.reasons == {"en": "It claimed an attack."}
    assert (person.programme, person.listed_on) == ("TEST", date(2005, 5, 2))
    assert contents(nested)["T-3"].identifiers == (Identifier("IMO number", "1234567"),)
    assert said(nested) == []
    assert said(lines) == [
        ("", "Of the kind Family, or no target of a list: 1. Left out."),
        ("", "Of the kind Person, or no target of a list: 1. Left out."),
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Pakistan", "PK"),
        ("Democratic People's Republic of Korea", "KP"),
        ("Korea, North", "KP"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Congo", "CG"),
        ("Côte d’Ivoire", "CI"),
        ("Viet Nam", "VN"),
        ("Türkiye", "TR"),
        ("Bahrain (citizenship revoked in Jan. 2015)", "BH"),
        ("pk", "PK"),
        ("Sudan/South Sudan", ""),
        ("UNKNOWN", ""),
        ("Kosovo", ""),  # not in ISO 3166-1
        ("", ""),
    ],
)
def test_countries_are_known_by_the_names_that_lists_use(name: str, code: str) -> None:
    assert country(name) == code


def test_dates_are_read_as_far_as_they_are_known_and_in_the_calendar() -> None:
    assert [spoken(t) for t in ("10 Dec 1948", "Dec 1948", "1948", "30 Feb 1948", "10 Foo 1948", "")] == [
        "1948-12-10",
        "1948-12",
        "1948",
        "",
        "",
        "",
    ]
    assert [iso(t) for t in ("2015-04-14-04:00", "2015-04-14T00:00:00Z", "2015-02-31", "2015-13", "x")] == [
        "2015-04-14",
        "2015-04-14",
        "",
        "",
        "",
    ]


def test_what_nobody_sees_is_taken_out_of_names_and_joiners_stay() -> None:
    assert clean("\u202bA\u0000b\u200b \n c\u00a0d\ufeff\ud800") == "Ab c d"
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
    assert script_of("لشکر طیبہ") == "und-Arab"
    assert script_of("Lashkar") == ""
