"""Comparing two names: what is the same one across scripts and spellings, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parley.registry.names import THRESHOLD, Kind, Name, UnreadableNameError, compare, keys, read, score_many

TAYYIBA = ("Lashkar-e-Tayyiba", "Lashkar-e-Toiba", "Army of the Pure", "虔诚军")
MOHAMMED = ("Jaish-i-Mohammed", "Jaish-e-Mohammed", "Army of Mohammed")


def score(query: str, entry: str, kind: Kind | None = Kind.PERSON, of: Kind | None = None) -> float:
    return compare(read(query, kind), read(entry, of or kind)).score


def best(query: str, entry: tuple[str, ...], kind: Kind | None = None) -> float:
    return max(score(query, name, kind, Kind.ORGANISATION) for name in entry)


@pytest.mark.parametrize("kind", [None, Kind.ORGANISATION])
@pytest.mark.parametrize(
    ("query", "entry"),
    [
        *(
            (query, TAYYIBA)
            for query in ("Lashkar e Toiba", "LeT", "لشکر طیبہ", "लश्कर-ए-तैयबा", "Лашкар-е-Тайба", "虔诚军")
        ),
        *((query, MOHAMMED) for query in ("Jaish-e-Mohammed", "JeM", "جیش محمد", "जैश-ए-मोहम्मद", "Джаиш-е-Мухаммад")),
    ],
)
def test_the_two_organisations_of_the_demo_are_found_in_every_script(
    query: str, entry: tuple[str, ...], kind: Kind | None
) -> None:
    other = MOHAMMED if entry is TAYYIBA else TAYYIBA
    assert best(query, entry, kind) >= THRESHOLD
    assert best(query, other, kind) < THRESHOLD


@pytest.mark.parametrize("kind", [None, Kind.PERSON])
@pytest.mark.parametrize(
    "query",
    [
        "Mohammed Ali",
        "Tayyiba Begum",
        "Tayyaba Khan",
        "Muhammad Tayyib",
        "Toiba Ahmed",
        "Jaish Kumar",
        "Lashkar Singh",
        "Mohammad Lashkari",
        "محمد علی",
        "Тайба Мухаммад",
        "मोहम्मद शरीफ़",
    ],
)
def test_an_ordinary_person_who_shares_a_part_is_not_reported(query: str, kind: Kind | None) -> None:
    assert max(best(query, TAYYIBA, kind), best(query, MOHAMMED, kind)) < THRESHOLD


@pytest.mark.parametrize(
    ("query", "entry"),
    [
        ("محمد طاهر أنوري", "Muhammad Taher Anwari"),
        ("جلال الدين حقانى", "Jalaluddin Haqqani"),
        ("فيصل بوغانمي", "Faycal Boughanemi"),
        ("باراك أوباما", "Barack Obama"),
        ("محمود قاسم", "Mahmoud Gassem"),
        ("Сергей Викторович Лавров", "Sergei Lavrov"),
        ("Магомед Гасанов", "Magomed Gasanov"),
        ("习近平", "Xi Jinping"),
        ("Чжоу Эньлай", "Zhou Enlai"),
        ("Ху Яобан", "胡耀邦"),
        ("Chiang Ching-kuo", "蒋经国"),
        ("Sung Chiao-jen", "Song Jiaoren"),
        ("贾拉勒丁·哈卡尼", "Jalaluddin Haqqani"),
        ("费萨尔·萨利赫", "Faisal Salih"),
        ("नरेन्द्र मोदी", "Narendra Modi"),
        ("राजनाथ सिंह", "Rajnath Singh"),
        ("जवाहरलाल नेहरू", "Jawaharlal Nehru"),
        ("मसूद अजहर", "Masood Azhar"),
        ("मुंबई रमन", "Mumbai Raman"),
        ("Saiful Islam Chowdhury", "Saif ul-Islam Chowdhury"),
        ("Azizur Rahman Talukdar", "Aziz-ur-Rahman Talukdar"),
        ("Saifulislam Gaddafi", "Saif al-Islam Gaddafi"),
        ("Sergej Lavrov", "Сергей Лавров"),
        ("Manoj Tejpal", "मनोज तेजपाल"),
        ("ბარაკ ობამა", "Barack Obama"),
        ("Հայկ Օբամա", "Hayk Obama"),
        ("SHAIKH Hasan Rohani", "Hassan Rouhani"),
        ("Bachar el-Assad", "Bashar al-Assad"),
        ("Moammar Qaddafi", "Muammar Gaddafi"),
        ("Smith, John", "John Smith"),
        ("AlisherUsmanov", "Alisher Usmanov"),
        ("Ig0r Sech1n", "Igor Sechin"),
        ("JC Juncker", "Jean-Claude Juncker"),
        ("Mohd Ibrahim Omari", "Mohammad Ebrahim Omari"),
        ("معمر القذافي", "Muammar Gaddafi"),
        ("Харун ар-Рашид", "Harun al-Rashid"),
        ("Иванов Сергей Борисович", "Sergei Ivanov"),
        ("Ratko Mladic", "Ратко Младић"),
        ("A. P. Sharma", "Anil Pratap Sharma"),
        ("Elena Ivanov", "Elena Ivanova"),
        ("Andrei Kravchenko", "Andrei Kravchenka"),
        ("Ашока Кумар", "अशोक कुमार"),
    ],
)
def test_one_person_in_two_spellings_is_reported(query: str, entry: str) -> None:
    assert score(query, entry) >= THRESHOLD


@pytest.mark.parametrize(
    ("query", "entry"),
    [
        ("Michelle Obama", "Barack Obama"),
        ("Rami Makhlouf", "Ihab Makhlouf"),
        ("Fidel Castro", "Fernando Castro"),
        ("Mahmud Karimov", "Muhammad Karimov"),
        ("Hasan Sharif", "Husayn Sharif"),
        ("محمد حسن", "محمد حسين"),
        ("Qusay Saddam Hussein", "Saddam Hussein"),
        ("Hasan bin Ahmad Ubaidi", "Ahmad bin Hasan Ubaidi"),
        ("习近朋", "习近平"),
        ("Maria Garcia", "Mario Garcia"),
        ("Aleksandra Popov", "Aleksandr Popov"),
        ("Джамила Каримова", "Jamil Karimov"),
        ("A. P. Sharma", "Vijay Pratap Sharma"),
        ("Ху Яобан", "Hu Jintao"),
        ("Chao Tzu-yang", "Zhao Weiyang"),
        ("萨尔曼·汗", "Imran Khan"),
        ("김종은", "김정은"),
        ("A. Nazarbayev", "Nursultan Nazarbayev"),
        ("Sergey Borisovich Ivanov", "Sergey Viktorovich Lavrov"),
        ("Mohammed", "Mohammed Omar Ghulam Nabi"),
    ],
)
def test_two_persons_are_not_reported_as_one(query: str, entry: str) -> None:
    assert score(query, entry) < THRESHOLD


@pytest.mark.parametrize(
    ("query", "entry"),
    [
        ("ООО Аякс 2000", 'Общество с ограниченной ответственностью "Аякс 2000"'),
        ("OAO Gazprom", "Open Joint Stock Company Gazprom"),
        ("الجماعة التونسية المقاتلة", "Tunisian Combatant Group"),
        ("شبکه حقانی", "Haqqani Network"),
        ("हिजबुल मुजाहिदीन", "Hizb-ul-Mujahideen"),
        ("القاعدة في العراق", "Al-Qaida in Iraq"),
        ("A.B.C. Company", "ABC Company"),
        ("华兴技术有限公司", "Huaxing Jishu Youxian Gongsi"),
        ("vanderbilt corp", "van der bilt corp"),
    ],
)
def test_one_organisation_in_two_languages_is_reported(query: str, entry: str) -> None:
    assert score(query, entry, Kind.ORGANISATION) >= THRESHOLD


@pytest.mark.parametrize(
    ("query", "entry"),
    [
        ("Al-Qaida in Iraq", "Al-Qaida in the Arabian Peninsula"),
        ("Management Company 23", "Management Company"),
        ("Brigade 44", "Brigade 45"),
        ("LXC Aviation", "LAU Aviation"),
        ("Volkswagen AG", "Siemens AG"),
        ("Mohammed Jaish", "Jaish-e-Mohammed"),
        ("हिजबुल मुजाहिदीन", "Harkat ul-Mujahideen"),
    ],
)
def test_two_organisations_are_not_reported_as_one(query: str, entry: str) -> None:
    assert score(query, entry, Kind.ORGANISATION) < THRESHOLD


WORDS = (
    *("Mohammed", "Ali", "bin", "al", "Rahman", "عبد", "الرحمن", "محمد", "بن", "Иван", "Сергеевич", "习近平", "Abu"),
    *("J.", "Khan", "Dr", "44", "Ltd", "army"),
)
NAMES = st.lists(
    st.sampled_from(WORDS),
    min_size=1,
    max_size=5,
).map(" ".join)


def readable(texts: list[str], kind: Kind | None) -> list[Name]:
    found = []
    for text in texts:
        try:
            found.append(read(text, kind))
        except UnreadableNameError:
            continue
    return found


@settings(max_examples=60)
@given(NAMES, st.lists(NAMES, max_size=4), st.sampled_from([None, Kind.PERSON, Kind.ORGANISATION]))
def test_many_at_once_score_as_each_alone(query: str, others: list[str], kind: Kind | None) -> None:
    for asked in readable([query], kind):
        entries = readable(others, Kind.PERSON) + readable(others, Kind.ORGANISATION)
        scores = score_many(asked, entries)
        assert scores == [compare(asked, entry).score for entry in entries]
        assert all(0 <= raw <= 1 for raw in scores)
        for least in (0.2, 0.5, THRESHOLD, 0.95):
            reached = score_many(asked, entries, least)
            assert [raw for raw in reached if raw >= least] == [raw for raw in scores if raw >= least]


@example("الرحمن Rahman J.", Kind.ORGANISATION)
@given(NAMES, st.sampled_from([Kind.PERSON, Kind.ORGANISATION]))
def test_a_name_agrees_with_itself_better_than_with_part_of_it(text: str, kind: Kind) -> None:
    for name in readable([text], kind):
        assert score_many(name, [name])[0] > 0.4
        for less in readable([" ".join(text.split()[:-1])], kind):
            assert score_many(name, [name])[0] >= score_many(name, [less])[0] - 1e-9


def test_the_parts_lie_beside_each_other_with_what_is_left_over() -> None:
    found = compare(read("Sergey Lavrov Petrov", Kind.PERSON), read("Сергей Викторович Лавров", Kind.PERSON))
    assert [(beside.query, beside.entry) for beside in found.aligned] == [
        ("sergey", "сергей"),
        ("lavrov", "лавров"),
        ("petrov", ""),
        ("", "викторович"),
    ]
    assert all(str(beside.why) for beside in found.aligned)
    assert [str(reason) for reason in found.supporting] == ["Agrees: sergey, lavrov."]
    assert "The entry does not have: petrov." in map(str, found.against)


def test_an_acronym_says_that_it_is_one_and_that_many_have_it() -> None:
    found = compare(read("LeT", None), read("Lashkar-e-Tayyiba", Kind.ORGANISATION))
    assert [str(reason) for reason in found.reasons] == [
        "One is made of the initials of the other.",
        "Many names have the same initials.",
    ]


def test_a_common_name_alone_says_that_many_bear_it() -> None:
    found = compare(read("Mohammed", Kind.PERSON), read("Muhammad", Kind.PERSON))
    assert "What agrees is common: many people bear it." in map(str, found.against)
    assert found.score < 0.75


@pytest.mark.parametrize(
    ("listed", "asked", "kind"),
    [
        ("AL-SHABAAB", "Al Shabaab", Kind.ORGANISATION),
        ("M23", "m23", Kind.ORGANISATION),
        ("Ansar Dine", "ANSAR DINE", Kind.ORGANISATION),
        ("JAISH-I-MOHAMMED", "Jaish-i-Mohammed", Kind.ORGANISATION),
        ("AHMED, Saeed", "Saeed Ahmed", Kind.PERSON),
        ("HAFIZ, Abdallah", "Abdallah Hafiz", Kind.PERSON),
        ("القاعدة", "القاعدة", Kind.ORGANISATION),
        ("张伟", "张 伟", Kind.PERSON),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_a_name_that_is_written_the_same_is_reported(listed: str, asked: str, kind: Kind, known: bool) -> None:
    query, entry = read(asked, kind if known else None), read(listed, kind)
    assert compare(query, entry).score >= THRESHOLD
    assert {key.text for key in keys(query)} & {key.text for key in keys(entry)}


def test_one_name_of_a_person_is_not_reported_for_being_written_the_same() -> None:
    assert compare(read("Hussain", Kind.PERSON), read("Hussain", Kind.PERSON)).score < THRESHOLD


@pytest.mark.parametrize(("name", "letters"), [("Muhammad Ali Khan", "MAK"), ("Li Jun", "LJ")])
def test_initials_of_what_may_be_a_person_are_no_acronym(name: str, letters: str) -> None:
    assert compare(read(name, None), read(letters, Kind.ORGANISATION)).score < THRESHOLD
    assert compare(read(name, Kind.ORGANISATION), read(letters, Kind.ORGANISATION)).score >= THRESHOLD
