"""The two seminars: Hyderabad 2019 and New Delhi 2021, as they were published."""

from __future__ import annotations

from datetime import date

from parley.demo.facts.parties import CHARGE, HEAD, HYDERABAD, KHAN, NEW_DELHI
from parley.demo.facts.shapes import Answered, Headed, Meeting, Noted, Received, seen, text, utc
from parley.demo.facts.sources import ANI, HANS_INDIA, ORISSA_DIARY, PAKISTAN_STATEMENT, REPUBLIC_WORLD, SEMINAR
from parley.forum.rules import Answer, Channel, MeetingKind, NoteTopic, Presence

# ── Hyderabad, August 2019 ───────────────────────────────────────────────────────────────────

_HYDERABAD_AT = utc(2019, 8, 1, 4)
HYDERABAD_2019 = Meeting(
    key="hyderabad",
    kind=MeetingKind.SEMINAR,
    titles=text(
        "Practical seminar on securing cyberspace (the first)",
        "Практический семинар по обеспечению безопасности киберпространства (первый)",
        "维护网络空间安全实务研讨会（首届）",
        "سائبر اسپیس کے تحفظ پر عملی سیمینار (پہلا)",
    ),
    by="in-nscs",
    at=_HYDERABAD_AT,
    host="IN",
    starts=date(2019, 8, 1),
    ends=date(2019, 8, 31),
    zone="Asia/Kolkata",
    city=HYDERABAD,
    body="COUNCIL",
    about=text(
        "Held in August 2019: the exact days were not in the sources at hand, so the whole month is shown. "
        "There was no such seminar in 2020; the second was held in New Delhi in December 2021. "
        "The title here is a description.",
        "Прошёл в августе 2019 года: точных дней в имеющихся источниках нет, поэтому показан весь месяц. "
        "В 2020 году такого семинара не было; второй прошёл в Нью-Дели в декабре 2021 года. "
        "Название дано описательно.",
        "2019年8月举行：现有来源未载明具体日期，故显示整月。2020年未举办；第二届于2021年12月在新德里举行。"
        "此处标题为描述性名称。",
        "اگست 2019 میں ہوا: دستیاب ذرائع میں اصل تاریخیں مذکور نہیں تھیں، اس لیے پورا مہینہ دکھایا گیا ہے۔ "
        "2020 میں ایسا سیمینار "
        "نہیں ہوا؛ دوسرا دسمبر 2021 میں نئی دہلی میں ہوا۔ یہاں عنوان وضاحتی ہے۔",
    ),
    sources=(HANS_INDIA,),
    invited=("PK",),
    seen=seen("KZ CN KG RU TJ UZ RATS-EC", Presence.ATTENDED, "in-nscs", _HYDERABAD_AT, HANS_INDIA),
    noted=(
        Noted(
            NoteTopic.PARTICIPANTS,
            "secretariat",
            _HYDERABAD_AT,
            text(
                "The reports name six members and the Executive Committee, and not Pakistan. Whether it "
                "answered is not known.",
                "В сообщениях названы шесть государств-членов и Исполнительный комитет; Пакистан не назван. Был ли "
                "от него ответ, неизвестно.",
                "报道提到六个成员国和执行委员会，未提及巴基斯坦。其是否作出答复，不得而知。",
                "اطلاعات میں چھ ارکان اور ایگزیکٹو کمیٹی کے نام ہیں، پاکستان کا نہیں۔ اس نے جواب دیا یا "
                "نہیں، یہ معلوم نہیں۔",
            ),
            (HANS_INDIA,),
        ),
    ),
)

# ── The seminar, New Delhi, December 2021 ────────────────────────────────────────────────────

_MORNING = utc(2021, 12, 7, 2, 30)  # 08:00 in New Delhi: what was published on the morning of the 7th
_AFTER = utc(2021, 12, 9, 6)  # the earliest of the reports about who had come
_CAME = (ORISSA_DIARY, ANI)
_HEADS = (
    ("IN", "in-nscs"),
    ("KZ", "kz-mission"),
    ("CN", "cn-mission"),
    ("KG", "kg-mission"),
    ("RU", "ru-mission"),
    ("TJ", "tj-mission"),
    ("UZ", "uz-mission"),
)
SEMINAR_2021 = Meeting(
    key="seminar",
    kind=MeetingKind.SEMINAR,
    titles=text(
        "Practical Seminar on Securing Cyberspace in the Contemporary Threat Environment",
        "Практический семинар по обеспечению безопасности киберпространства в условиях современных угроз",
        "当代威胁环境下维护网络空间安全实务研讨会",
        "عصری خطرات کے ماحول میں سائبر اسپیس کے تحفظ پر عملی سیمینار",
    ),
    by="in-nscs",
    at=_MORNING,
    host="IN",
    host_authority="in-nscs",
    support="RATS",
    partners=(
        text(
            "Data Security Council of India (DSCI)",
            "Совет Индии по безопасности данных (DSCI)",
            "印度数据安全委员会（DSCI）",
            "ڈیٹا سکیورٹی کونسل آف انڈیا (DSCI)",
        ),
    ),
    starts=date(2021, 12, 7),
    ends=date(2021, 12, 8),
    zone="Asia/Kolkata",
    city=NEW_DELHI,
    body="COUNCIL",
    about=text(
        "The first event of India's chairmanship of the RATS Council, and the second such seminar: the "
        "first was held in "
        "Hyderabad in August 2019, and there was none in 2020. With hands-on practical sessions and an "
        "exhibition of "
        "digital forensics tools.",
        "Первое мероприятие в период председательства Индии в Совете РАТС и второй такой семинар: первый прошёл в "
        "Хайдарабаде в августе 2019 года, в 2020 году семинара не было. С практическими занятиями и выставкой "
        "средств цифровой криминалистики.",
        "印度担任地区反恐怖机构理事会主席国期间的首场活动，也是第二届此类研讨会：首届于2019年8月在海得拉巴"
        "举行，2020年未举办。"
        "设有实际操作环节和数字取证工具展览。",
        "رَیٹس کونسل کی بھارتی صدارت کی پہلی تقریب، اور ایسا دوسرا سیمینار: پہلا اگست 2019 میں حیدرآباد "
        "میں ہوا، اور 2020 میں "
        "کوئی نہیں ہوا۔ عملی مشقوں کی نشستوں اور ڈیجیٹل فرانزک آلات کی نمائش کے ساتھ۔",
    ),
    topics=(
        text("Policies and strategies", "Политика и стратегии", "政策与战略", "پالیسیاں اور حکمت عملیاں"),
        text("Cyber terrorism", "Кибертерроризм", "网络恐怖主义", "سائبر دہشت گردی"),
        text("Ransomware", "Программы-вымогатели", "勒索软件", "رینسم ویئر (تاوان طلب سافٹ ویئر)"),
        text(
            "Digital forensics (case scenarios)",
            "Цифровая криминалистика (разбор случаев)",
            "数字取证（案例情景）",
            "ڈیجیٹل فرانزک (فرضی کیسوں کے ساتھ)",
        ),
    ),
    sources=SEMINAR,
    invited=("KZ", "CN", "KG", "PK", "RU", "TJ", "UZ"),
    seen=(
        *seen("KZ CN KG PK RU TJ UZ", Presence.EXPECTED, "in-nscs", _MORNING, REPUBLIC_WORLD),
        *seen("IN KZ CN KG PK RU TJ UZ RATS-EC", Presence.ATTENDED, "in-nscs", _AFTER, *_CAME),
    ),
    answered=(
        Answered(
            "PK",
            Answer.CONFIRMED,
            Channel.PUBLIC_STATEMENT,
            "pk-mission",
            _MORNING,
            authority="pk-mission",
            sources=(PAKISTAN_STATEMENT, REPUBLIC_WORLD),
        ),
    ),
    headed=(
        Headed("PK", "pk-mission", _MORNING, HEAD, sources=(REPUBLIC_WORLD,)),
        *(Headed(party, by, _AFTER, HEAD, sources=_CAME) for party, by in _HEADS),
        Headed(
            "RATS-EC",
            "secretariat",
            _AFTER,
            text(
                "Representative of the Executive Committee",
                "Представитель Исполнительного комитета",
                "执行委员会代表",
                "ایگزیکٹو کمیٹی کے نمائندے",
            ),
            sources=_CAME,
        ),
    ),
    received=(
        Received("PK", "pk-mission", _MORNING, KHAN, CHARGE, "pk-mission", (REPUBLIC_WORLD, PAKISTAN_STATEMENT)),
    ),
    noted=(
        Noted(
            NoteTopic.CONTEXT,
            "secretariat",
            _MORNING,
            text(
                "The visit of Pakistan's delegation came amid continued strain; relations between India "
                "and Pakistan had "
                "been at a standstill for years.",
                "Визит делегации Пакистана состоялся на фоне сохраняющейся напряжённости; отношения между Индией и "
                "Пакистаном на протяжении ряда лет оставались без движения.",
                "巴基斯坦代表团此行正值双方关系持续紧张之际；印巴关系多年停滞不前。",
                "پاکستانی وفد کا یہ دورہ مسلسل کشیدگی کے ماحول میں ہوا؛ بھارت اور پاکستان کے تعلقات برسوں "
                "سے تعطل کا شکار تھے۔",
            ),
            (REPUBLIC_WORLD,),
            speaker=text("republicworld.com", "republicworld.com", "republicworld.com", "republicworld.com"),
        ),
    ),
    public=False,
)
