"""The organisation on 7 December 2021: members, observers, partners, organs, their authorities and officials."""

from __future__ import annotations

from datetime import date

from parley.council.rules import AuthorityKind, PartyKind, Status
from parley.demo.facts.shapes import Authority, Official, Party, Term, Texts, text
from parley.demo.facts.sources import REPUBLIC_WORLD

FOUNDERS = date(2001, 6, 15)
ENLARGED = date(2017, 6, 9)
IRAN_JOINED = date(2023, 7, 4)
BELARUS_JOINED = date(2024, 7, 4)

NEW_DELHI = text("New Delhi", "Нью-Дели", "新德里", "نئی دہلی")
TASHKENT = text("Tashkent", "Ташкент", "塔什干", "تاشقند")
DUSHANBE = text("Dushanbe", "Душанбе", "杜尚别", "دوشنبہ")
HYDERABAD = text("Hyderabad", "Хайдарабад", "海得拉巴", "حیدرآباد")

COUNCIL = Party(
    "COUNCIL",
    PartyKind.COUNCIL,
    text(
        "Shanghai Cooperation Organisation",
        "Шанхайская организация сотрудничества",
        "上海合作组织",
        "شنگھائی تعاون تنظیم",
    ),
    text("SCO", "ШОС", "上合组织", "ایس سی او"),
)
SECRETARIAT = Party(
    "RATS-EC",
    PartyKind.ORGAN,
    text(
        "Executive Committee of the Regional Anti-Terrorist Structure",
        "Исполнительный комитет Региональной антитеррористической структуры",
        "地区反恐怖机构执行委员会",
        "علاقائی انسدادِ دہشت گردی ڈھانچے کی ایگزیکٹو کمیٹی",
    ),
    text("Executive Committee of RATS", "Исполком РАТС", "地区反恐怖机构执委会", "رَیٹس کی ایگزیکٹو کمیٹی"),
    about=text(
        "An organ of the Regional Anti-Terrorist Structure, headed by a Director. It runs the data bank agreed in "
        "Tashkent on 17 June 2004.",
        "Орган Региональной антитеррористической структуры, который возглавляет директор. Ведёт банк данных, "
        "соглашение о котором заключено в Ташкенте 17 июня 2004 года.",
        "地区反恐怖机构的机关，由主任领导。负责管理根据2004年6月17日塔什干协定建立的资料库。",
        "علاقائی انسدادِ دہشت گردی ڈھانچے کا ایک تنظیمی ادارہ، جس کی سربراہی ڈائریکٹر کرتے ہیں۔ یہ وہ ڈیٹا بینک "
        "چلاتا ہے جس کا معاہدہ "
        "17 جون 2004 کو تاشقند میں ہوا۔",
    ),
    seat=TASHKENT,
    working_languages=("ru", "zh-hans"),
)
ORGANS = (
    Party(
        "RATS",
        PartyKind.ORGAN,
        text(
            "Regional Anti-Terrorist Structure",
            "Региональная антитеррористическая структура",
            "地区反恐怖机构",
            "علاقائی انسدادِ دہشت گردی ڈھانچہ",
        ),
        text("RATS", "РАТС", "地区反恐怖机构", "رَیٹس"),
        about=text(
            "A permanent body of the organisation under the agreement of 7 June 2002. Its organs are the "
            "Council, whose "
            "decisions bind, and the Executive Committee. Each member keeps a permanent representative.",
            "Постоянно действующий орган организации согласно соглашению от 7 июня 2002 года. Его органы: Совет, "
            "решения которого обязательны, и Исполнительный комитет. У каждого государства-члена есть постоянный "
            "представитель.",
            "根据2002年6月7日协定设立的本组织常设机构。其机关为理事会（其决定具有约束力）和执行委员会。各"
            "成员国派有常驻代表。",
            "7 جون 2002 کے معاہدے کے تحت تنظیم کا مستقل ادارہ۔ اس کے دو تنظیمی ادارے ہیں: کونسل، جس کے "
            "فیصلے واجب التعمیل ہیں، اور ایگزیکٹو کمیٹی۔ ہر رکن کا ایک مستقل نمائندہ ہوتا ہے۔",
        ),
        parent="COUNCIL",
        seat=TASHKENT,
        working_languages=("ru", "zh-hans"),
    ),
    Party(
        "RATS-COUNCIL",
        PartyKind.ORGAN,
        text(
            "Council of the Regional Anti-Terrorist Structure",
            "Совет Региональной антитеррористической структуры",
            "地区反恐怖机构理事会",
            "علاقائی انسدادِ دہشت گردی ڈھانچے کی کونسل",
        ),
        text("RATS Council", "Совет РАТС", "地区反恐怖机构理事会", "رَیٹس کونسل"),
        about=text(
            "Its decisions bind. India chaired it for one year from 28 October 2021.",
            "Его решения обязательны. С 28 октября 2021 года в течение года в нём председательствовала Индия.",
            "其决定具有约束力。自2021年10月28日起，由印度担任主席国，任期一年。",
            "اس کے فیصلے واجب التعمیل ہیں۔ 28 اکتوبر 2021 سے ایک سال کے لیے بھارت نے اس کی صدارت کی۔",
        ),
        parent="RATS",
        seat=TASHKENT,
        working_languages=("ru", "zh-hans"),
    ),
)


def _state(code: str, names: Texts, *terms: Term, about: Texts | None = None) -> Party:
    return Party(code, PartyKind.STATE, names, names, terms, about)


def _member(code: str, names: Texts, since: date) -> Party:
    return _state(code, names, Term(Status.MEMBER, since))


MEMBERS = (
    _member("IN", text("India", "Индия", "印度", "بھارت"), ENLARGED),
    _member("KZ", text("Kazakhstan", "Казахстан", "哈萨克斯坦", "قزاخستان"), FOUNDERS),
    _member("CN", text("China", "Китай", "中国", "چین"), FOUNDERS),
    _member("KG", text("Kyrgyzstan", "Кыргызстан", "吉尔吉斯斯坦", "کرغزستان"), FOUNDERS),
    _member("PK", text("Pakistan", "Пакистан", "巴基斯坦", "پاکستان"), ENLARGED),
    _member("RU", text("Russia", "Россия", "俄罗斯", "روس"), FOUNDERS),
    _member("TJ", text("Tajikistan", "Таджикистан", "塔吉克斯坦", "تاجکستان"), FOUNDERS),
    _member("UZ", text("Uzbekistan", "Узбекистан", "乌兹别克斯坦", "ازبکستان"), FOUNDERS),
)
REPORTED_2017 = text(
    "Dialogue partner, as reported in 2017.",
    "Партнёр по диалогу, по сообщениям 2017 года.",
    "对话伙伴（据2017年的报道）。",
    "مکالماتی شراکت دار، 2017 کی اطلاعات کے مطابق۔",
)
OTHERS = (
    _state("AF", text("Afghanistan", "Афганистан", "阿富汗", "افغانستان"), Term(Status.OBSERVER)),
    _state(
        "BY",
        text("Belarus", "Беларусь", "白俄罗斯", "بیلاروس"),
        Term(Status.OBSERVER, None, BELARUS_JOINED),
        Term(Status.MEMBER, BELARUS_JOINED),
    ),
    _state(
        "IR",
        text("Iran", "Иран", "伊朗", "ایران"),
        Term(Status.OBSERVER, None, IRAN_JOINED),
        Term(Status.MEMBER, IRAN_JOINED),
    ),
    _state("MN", text("Mongolia", "Монголия", "蒙古", "منگولیا"), Term(Status.OBSERVER)),
    *(
        _state(code, names, Term(Status.DIALOGUE_PARTNER), about=REPORTED_2017)
        for code, names in (
            ("TR", text("Turkey", "Турция", "土耳其", "ترکی")),
            ("LK", text("Sri Lanka", "Шри-Ланка", "斯里兰卡", "سری لنکا")),
            ("AZ", text("Azerbaijan", "Азербайджан", "阿塞拜疆", "آذربائیجان")),
            ("AM", text("Armenia", "Армения", "亚美尼亚", "آرمینیا")),
            ("KH", text("Cambodia", "Камбоджа", "柬埔寨", "کمبوڈیا")),
            ("NP", text("Nepal", "Непал", "尼泊尔", "نیپال")),
        )
    ),
    # Of no standing here: it took part in a meeting of another body.
    _state("TM", text("Turkmenistan", "Туркменистан", "土库曼斯坦", "ترکمانستان")),
    Party(
        "INDUS",
        PartyKind.BODY,
        text("Permanent Indus Commission", "Постоянная комиссия по Инду", "印度河常设委员会", "مستقل سندھ طاس کمیشن"),
        text("Indus Commission", "Комиссия по Инду", "印度河委员会", "سندھ طاس کمیشن"),
        about=text(
            "A bilateral body of India and Pakistan. It is not of this organisation.",
            "Двусторонний орган Индии и Пакистана. К этой организации не относится.",
            "印度和巴基斯坦的双边机构，不属于本组织。",
            "بھارت اور پاکستان کا دوطرفہ ادارہ۔ اس کا اس تنظیم سے تعلق نہیں۔",
        ),
    ),
)

# The order of the published Russian lists of RATS, which no collation of names gives. Each language has its own list.
PROTOCOL = {
    "en": (
        ("IN", "India"),
        ("KZ", "Kazakhstan"),
        ("CN", "China"),
        ("KG", "Kyrgyz Republic"),
        ("PK", "Pakistan"),
        ("RU", "Russian Federation"),
        ("TJ", "Tajikistan"),
        ("UZ", "Uzbekistan"),
    ),
    "ru": (
        ("IN", "Республика Индия"),
        ("KZ", "Республика Казахстан"),
        ("CN", "Китайская Народная Республика"),
        ("KG", "Кыргызская Республика"),
        ("PK", "Исламская Республика Пакистан"),
        ("RU", "Российская Федерация"),
        ("TJ", "Республика Таджикистан"),
        ("UZ", "Республика Узбекистан"),
    ),
    "zh-hans": (
        ("IN", "印度共和国"),
        ("KZ", "哈萨克斯坦共和国"),
        ("CN", "中华人民共和国"),
        ("KG", "吉尔吉斯共和国"),
        ("PK", "巴基斯坦伊斯兰共和国"),
        ("RU", "俄罗斯联邦"),
        ("TJ", "塔吉克斯坦共和国"),
        ("UZ", "乌兹别克斯坦共和国"),
    ),
    "ur": (
        ("IN", "بھارت"),
        ("KZ", "قزاخستان"),
        ("CN", "چین"),
        ("KG", "کرغز جمہوریہ"),
        ("PK", "پاکستان"),
        ("RU", "روسی فیڈریشن"),
        ("TJ", "تاجکستان"),
        ("UZ", "ازبکستان"),
    ),
}
LISTS_OF = ("COUNCIL", "RATS")


def _competent(code: str, en: str, ru: str, zh: str, ur: str) -> Authority:
    """The facts do not name it, so it is named by its function."""
    names = text(f"Competent authority of {en}", f"Компетентный орган {ru}", f"{zh}主管机关", f"{ur} کا مجاز ادارہ")
    return Authority(
        f"{code.lower()}-authority",
        code,
        AuthorityKind.COMPETENT_AUTHORITY,
        names,
        names,
    )


def _embassy(code: str, en: str, ru: str, zh: str, ur: str) -> Authority:
    names = text(
        f"Embassy of {en} in New Delhi",
        f"Посольство {ru} в Нью-Дели",
        f"{zh}驻新德里大使馆",
        f"{ur} کا سفارت خانہ، نئی دہلی",
    )
    return Authority(f"{code.lower()}-mission", code, AuthorityKind.MISSION, names, names, host="IN", city=NEW_DELHI)


SECRETARIAT_OFFICE = Authority(
    "secretariat",
    "RATS-EC",
    AuthorityKind.SECRETARIAT,
    SECRETARIAT.names,
    SECRETARIAT.short_names,
    host="",
    city=TASHKENT,
)
NSCS = text(
    "National Security Council Secretariat (NSCS)",
    "Секретариат Совета национальной безопасности (NSCS)",
    "国家安全委员会秘书处（NSCS）",
    "قومی سلامتی کونسل سیکرٹریٹ (NSCS)",
)
HIGH_COMMISSION = text(
    "High Commission of Pakistan in New Delhi",
    "Высокая комиссия Пакистана в Нью-Дели",
    "巴基斯坦驻新德里高级专员公署",
    "پاکستانی ہائی کمیشن، نئی دہلی",
)
_GENITIVE = (
    ("KZ", "Kazakhstan", "Казахстана", "哈萨克斯坦", "قزاخستان"),
    ("CN", "China", "Китая", "中国", "چین"),
    ("KG", "Kyrgyzstan", "Кыргызстана", "吉尔吉斯斯坦", "کرغزستان"),
    ("RU", "Russia", "России", "俄罗斯", "روس"),
    ("TJ", "Tajikistan", "Таджикистана", "塔吉克斯坦", "تاجکستان"),
    ("UZ", "Uzbekistan", "Узбекистана", "乌兹别克斯坦", "ازبکستان"),
)
AUTHORITIES = (
    Authority(
        "in-nscs", "IN", AuthorityKind.COMPETENT_AUTHORITY, NSCS, text("NSCS", "NSCS", "NSCS", "NSCS"), city=NEW_DELHI
    ),
    _competent("PK", "Pakistan", "Пакистана", "巴基斯坦", "پاکستان"),
    Authority("pk-mission", "PK", AuthorityKind.MISSION, HIGH_COMMISSION, HIGH_COMMISSION, host="IN", city=NEW_DELHI),
    *(_competent(*names) for names in _GENITIVE),
    *(_embassy(*names) for names in _GENITIVE),
)
HEAD = text("Head of delegation", "Глава делегации", "代表团团长", "وفد کے سربراہ")
DOVAL = text("Doval", "Довал", "多瓦尔", "ڈوول")
KHAN = text("Aftab Hasan Khan", "Афтаб Хасан Хан", "阿夫塔卜·哈桑·汗", "آفتاب حسن خان")
CHARGE = text("Chargé d'Affaires", "Временный поверенный в делах", "临时代办", "ناظم الامور")
GIYOSOV = text("Dzhumakhon Giyosov", "Джумахон Гиёсов", "朱马洪·吉约索夫", "جمعہ خان غیاثوف")
DIRECTOR = text(
    "Director of the Executive Committee of RATS",
    "Директор Исполнительного комитета РАТС",
    "地区反恐怖机构执行委员会主任",
    "رَیٹس کی ایگزیکٹو کمیٹی کے ڈائریکٹر",
)
OFFICIALS = (
    Official("pk-mission", KHAN, CHARGE, (REPUBLIC_WORLD,)),
    Official("secretariat", GIYOSOV, DIRECTOR),
)
