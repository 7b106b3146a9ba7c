"""What the demo makes up for the register: marked as illustrations, and about nobody.

Every name of a person or an organisation here is invented, as are the acts: no member proposed, objected to or
designated anything. What each member is shown to do is said in neutral words, and could be done by any other.
"""

from __future__ import annotations

from parley.council.rules import AuthorityKind, PartyKind
from parley.demo.facts.shapes import Authority, Party, text
from parley.registry.rules.clearances import Person
from parley.registry.rules.entries import Alias, Birth, Content, Identifier, Kind, Quality

MADE_UP = text(
    "Illustration: made up for the demonstration. There is no such person or organisation.",
    "Иллюстрация: придумано для демонстрации. Такого лица или организации не существует.",
    "示例：为演示而编写，并无此人或此组织。",
    "تمثیل: مظاہرے کے لیے بنائی گئی۔ ایسا کوئی شخص یا ادارہ موجود نہیں۔",
)
MEETING = "Meeting of experts (illustration)"
LETTERHEAD = "Made up: its own letterhead"
BASIS = "Made up for the demonstration: a basis in the council's own agreement would stand here"

REVIEWER = Party(
    "REVIEWER",
    PartyKind.ORGAN,
    text(
        "Independent reviewer (illustration)",
        "Независимый рецензент (иллюстрация)",
        "独立审查员（示例）",
        "آزاد جائزہ کار (تمثیل)",
    ),
    text("Reviewer", "Рецензент", "审查员", "جائزہ کار"),
    about=text(
        "Made up for the demonstration. Receives petitions for delisting; belongs to no member.",
        "Придумано для демонстрации. Принимает ходатайства об исключении; не принадлежит ни одному государству.",
        "为演示而编写。受理除名申请，不隶属于任何成员国。",
        "مظاہرے کے لیے بنایا گیا۔ اخراج کی درخواستیں لیتا ہے؛ کسی رکن سے وابستہ نہیں۔",
    ),
)
REVIEWER_OFFICE = Authority(
    "reviewer", REVIEWER.code, AuthorityKind.COMPETENT_AUTHORITY, REVIEWER.names, REVIEWER.short_names
)


def _content(kind: Kind, name: str, *aliases: Alias, **more: object) -> Content:
    names = (Alias(name, Quality.PRIMARY), *aliases)
    return Content(kind=kind, names=names, legal_basis=BASIS, reasons=dict(MADE_UP), **more)  # type: ignore[arg-type]


HERON = _content(
    Kind.ORGANISATION,
    "Vardelin Grey Heron Circle",
    Alias("Кружок серой цапли «Варделин»", Quality.GOOD, "ru", LETTERHEAD),
    Alias("VGHC", Quality.LOW, "en", LETTERHEAD),
)
"""Proposed, and objected to."""
KESTREL = _content(
    Kind.ORGANISATION, "Querinost Amber Kestrel Union", Alias("Querinost Union", Quality.LOW, "en", LETTERHEAD)
)
"""Proposed, its days of consideration over, and nothing stands against it: a visitor can list it."""
ZARNAK = _content(
    Kind.PERSON,
    "Velidor Zarnak",
    Alias("Велидор Зарнак", Quality.GOOD, "ru", "Made up: as in a document"),
    births=(Birth("1980-04-12"),),
    identifiers=(Identifier("passport", "ILL-000017"),),
)
"""Listed; somebody of the same name is cleared, and a petition concerns it."""
SPARROW = _content(
    Kind.ORGANISATION, "Tolvenik Blue Sparrow Works", Alias("Tolvenik Works", Quality.LOW, "en", LETTERHEAD)
)
"""Listed and delisted; not every system has acknowledged it."""
THISTLE = _content(Kind.ORGANISATION, "Oskelmar Red Thistle Workshop")
"""A national designation, released to two other members."""

OBJECTION = text(
    "What is given does not tell this organisation from another one of the same name.",
    "Приведённых сведений недостаточно, чтобы отличить эту организацию от другой с тем же названием.",
    "所提供的信息不足以将该组织与另一同名组织区分开来。",
    "دی گئی معلومات سے یہ ادارہ اسی نام کے دوسرے ادارے سے الگ نہیں پہچانا جاتا۔",
)
DELISTING = text(
    "The organisation has ended its work; the grounds for the listing are gone.",
    "Организация прекратила деятельность; основания для включения отпали.",
    "该组织已停止活动，列名理由不复存在。",
    "ادارے نے اپنا کام ختم کر دیا ہے؛ اندراج کی وجوہات باقی نہیں رہیں۔",
)
EVIDENCE = ("A registration form (illustration)", MADE_UP["en"])

HOMONYM = Person("Velidor Zarnak", born="1994-11-03", identifiers=(Identifier("passport", "ILL-000094"),))
CLEARED_BECAUSE = "Made up: checked against the passport. Another date of birth, another number."
CONSENT = "Made up: form signed at the counter"

PETITION = {
    "about": "Velidor Zarnak",
    "name": "Counsel for the person concerned (illustration)",
    "contact": "counsel@example.org",
    "language": "en",
    "text": "Made up for the demonstration. The person concerned asks to be delisted.",
}
CONSUMERS = {
    "KZ": ("kz-authority", "Border control (illustration)"),
    "UZ": ("uz-authority", "Visa issuing (illustration)"),
    "PK": ("pk-authority", "Payments screening (illustration)"),
}
ACKNOWLEDGED = ("KZ", "UZ")
NATIONAL_TO = ("KZ", "UZ")
