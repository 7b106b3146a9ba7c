"""What the demo makes up, so that there is something to try: marked as illustrations, and about nobody.

Documents, sharing groups and a coming meeting. Their content is neutral and technical; no State is characterised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from parley.demo.facts.parties import HEAD, TASHKENT
from parley.demo.facts.shapes import Answered, Headed, Meeting, Texts, text
from parley.forum.rules import Answer, Channel, Credentials, MeetingKind


@dataclass(frozen=True, slots=True)
class SharingGroup:
    key: str
    name: str
    by: str
    parties: tuple[str, ...]
    confidential: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the seminar. `to`: "participants", "council", a group's key, or codes of parties."""

    key: str
    symbol: str
    by: str
    to: str | tuple[str, ...]
    titles: Texts
    files: Mapping[str, tuple[str, str]]  # language: (name of the file, its text)


GROUPS = (
    SharingGroup(
        "forensics", "Digital forensics methods (illustration)", "in-nscs", ("KZ", "KG", "UZ"), confidential=False
    ),
    SharingGroup("laboratories", "Laboratory contacts (illustration)", "cn-authority", ("KG", "TJ"), confidential=True),
)

NOTICE = text(
    "Illustration: made up for the demonstration. Not a document of any State or organisation.",
    "Иллюстрация: придумано для демонстрации. Не является документом какого-либо государства или организации.",
    "示例：为演示而编写，并非任何国家或组织的文件。",
    "تمثیل: مظاہرے کے لیے بنائی گئی۔ یہ کسی ملک یا تنظیم کی دستاویز نہیں۔",
)

PAPERS = (
    Paper(
        "sessions",
        "SEM/2021/ILL.1",
        "in-nscs",
        "participants",
        text(
            "How the practical sessions run",
            "Как проходят практические занятия",
            "实际操作环节的安排",
            "عملی نشستوں کا طریقِ کار",
        ),
        {
            "en": (
                "practical-sessions.pdf",
                "Each session has three parts: a short introduction, work in pairs on a prepared disk image, and a "
                "discussion of what was found. The images contain invented data only.",
            ),
            "ru": (
                "prakticheskie-zanyatiya.docx",
                "Каждое занятие состоит из трёх частей: краткое введение, работа в парах с подготовленным образом "
                "диска и обсуждение найденного. Образы содержат только вымышленные данные.",
            ),
            "zh-hans": (
                "practical-sessions-zh.txt",
                "每节分为三部分：简短介绍、两人一组分析预先准备的磁盘镜像、讨论所得结果。镜像只含虚构数据。",
            ),
            "ur": (
                "practical-sessions-ur.txt",
                "ہر نشست کے تین حصے ہیں: مختصر تعارف، پہلے سے تیار ڈسک امیج پر جوڑوں میں کام، اور جو کچھ ملے "
                "اس پر گفتگو۔ ان امیجز میں صرف فرضی مواد ہے۔",
            ),
        },
    ),
    Paper(
        "formats",
        "EC/2021/ILL.2",
        "secretariat",
        "council",
        text(
            "Exchange formats in brief: STIX 2.1 and TAXII 2.1",
            "Кратко о форматах обмена: STIX 2.1 и TAXII 2.1",
            "交换格式简介：STIX 2.1和TAXII 2.1",
            "تبادلے کے فارمیٹ مختصراً: STIX 2.1 اور TAXII 2.1",
        ),
        {
            "ru": (
                "formaty-obmena.docx",
                "STIX 2.1 описывает сведения об угрозах как объекты, TAXII 2.1 передаёт их между системами. Оба "
                "опубликованы OASIS.",
            ),
            "zh-hans": (
                "exchange-formats-zh.txt",
                "STIX 2.1把威胁信息描述为对象，TAXII 2.1在系统之间传送这些对象。两者均由OASIS发布。",
            ),
            "en": (
                "exchange-formats.pdf",
                "STIX 2.1 describes threat information as objects, and TAXII 2.1 carries them between "
                "systems. Both are "
                "published by OASIS.",
            ),
        },
    ),
    Paper(
        "glossary",
        "GLOSSARY/ILL.1",
        "cn-authority",
        ("PK", "RU"),
        text(
            "Glossary of digital forensics terms, draft",
            "Словарь терминов цифровой криминалистики, проект",
            "数字取证术语表（草案）",
            "ڈیجیٹل فرانزک اصطلاحات کی فرہنگ، مسودہ",
        ),
        {
            "zh-hans": ("glossary-zh.txt", "磁盘镜像；散列值；写保护器；时间线。"),
            "ru": ("slovar.docx", "Образ диска; хеш-сумма; блокировка записи; временная шкала."),
            "en": ("glossary.pdf", "Disk image; hash value; write blocker; timeline."),
        },
    ),
    Paper(
        "checklist",
        "CHECKLIST/ILL.1",
        "kz-authority",
        "forensics",
        text(
            "Checklist for keeping disk images intact",
            "Контрольный список для обеспечения сохранности образов дисков",
            "磁盘镜像完整保存检查表",
            "ڈسک امیج بلا تبدیلی محفوظ رکھنے کی جانچ فہرست",
        ),
        {
            "ru": (
                "kontrolny-spisok.docx",
                "Записать хеш-сумму до и после копирования; хранить две копии в разных местах; вести журнал доступа.",
            ),
            "en": (
                "checklist.pdf",
                "Record the hash value before and after copying; keep two copies in different places; log "
                "every access.",
            ),
        },
    ),
    Paper(
        "requirements",
        "REQ/ILL.1",
        "pk-mission",
        ("IN", "RATS-EC"),
        text(
            "Technical requirements for the practical session",
            "Технические требования к практическому занятию",
            "实际操作环节的技术要求",
            "عملی نشست کے لیے تکنیکی ضروریات",
        ),
        {
            "en": (
                "requirements.pdf",
                "Two workstations with 16 GB of memory each; sockets of type C; no connection to the "
                "internet is needed.",
            ),
            "ur": (
                "requirements-ur.txt",
                "دو کمپیوٹر، ہر ایک میں 16 جی بی میموری؛ ٹائپ سی کے ساکٹ؛ انٹرنیٹ سے رابطے کی ضرورت نہیں۔",
            ),
        },
    ),
    Paper(
        "equipment",
        "LAB/ILL.1",
        "tj-authority",
        "laboratories",
        text(
            "Laboratory equipment, for comparison",
            "Оборудование лабораторий, для сравнения",
            "实验室设备对照表",
            "لیبارٹری کا سامان، موازنے کے لیے",
        ),
        {"ru": ("oborudovanie.docx", "Блокираторы записи, устройства копирования, защищённое хранилище.")},
    ),
)


def working_group(now: datetime) -> Meeting:
    """A meeting that lies thirty days ahead of whenever the demo is loaded, with replies given and replies due."""
    starts = (now + timedelta(days=30)).date()
    return Meeting(
        key="working-group",
        kind=MeetingKind.WORKING_GROUP,
        titles=text(
            "Working group on exchange formats",
            "Рабочая группа по форматам обмена",
            "交换格式工作组会议",
            "تبادلے کے فارمیٹوں پر ورکنگ گروپ",
        ),
        by="secretariat",
        at=now,
        host="UZ",
        starts=starts,
        ends=starts + timedelta(days=1),
        zone="Asia/Tashkent",
        city=TASHKENT,
        body="RATS",
        support="RATS-EC",
        reply_by=(now + timedelta(days=14)).date(),
        about=NOTICE,
        topics=(
            text("Marking and release", "Пометки и предоставление", "标记与发布", "نشان زد کرنا اور اجرا"),
            text("Languages of exchange", "Языки обмена", "交换所用语言", "تبادلے کی زبانیں"),
        ),
        invited=("IN", "KZ", "CN", "KG", "PK", "RU", "TJ"),
        answered=(
            Answered(
                "KZ",
                Answer.CONFIRMED,
                Channel.NOTE_VERBALE,
                "kz-mission",
                now,
                authority="kz-mission",
                reference="ILL-17",
                reference_date=now.date(),
            ),
            Answered("CN", Answer.CONFIRMED, Channel.LETTER, "cn-mission", now, authority="cn-mission"),
            Answered("RU", Answer.TENTATIVE, Channel.LETTER, "ru-mission", now, authority="ru-mission"),
        ),
        headed=(
            Headed("UZ", "uz-authority", now, HEAD),
            Headed("KZ", "kz-mission", now, HEAD, credentials=Credentials.RECEIVED),
        ),
        public=False,
    )
