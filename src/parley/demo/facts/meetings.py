"""The meetings of 2019 and 2021, as they were published.

A record is written down at the moment of its earliest source; where a source has no date, at the meeting's beginning.
Of six meetings the seminar alone is one whose invitations are known; elsewhere a State stands on the page because a
source says that it came, or did not, and only where an answer (or its absence) was published is there an invitation.
"""

from __future__ import annotations

from datetime import date

from parley.demo.facts.parties import DIRECTOR, DOVAL, DUSHANBE, GIYOSOV, HEAD, NEW_DELHI, TASHKENT
from parley.demo.facts.seminars import HYDERABAD_2019, SEMINAR_2021
from parley.demo.facts.shapes import Answered, Headed, Meeting, Noted, seen, text, utc
from parley.demo.facts.sources import (
    DAILY_TIMES,
    HINDUSTAN_TIMES,
    INDIA_TODAY,
    PAK_OBSERVER,
    PRESS,
    REPUBLIC_WORLD,
    UN_LIST,
)
from parley.forum.rules import Answer, Channel, MeetingKind, NoteTopic, Presence

# ── The Council of RATS, March 2021 ──────────────────────────────────────────────────────────

_RATS_AT = utc(2021, 3, 18, 4)
RATS_36 = Meeting(
    key="rats-36",
    kind=MeetingKind.SESSION,
    titles=text(
        "36th meeting of the Council of RATS",
        "36-е заседание Совета РАТС",
        "地区反恐怖机构理事会第36次会议",
        "رَیٹس کونسل کا 36واں اجلاس",
    ),
    by="secretariat",
    at=_RATS_AT,
    host="RATS",
    starts=date(2021, 3, 18),
    ends=date(2021, 3, 18),
    zone="Asia/Tashkent",
    city=TASHKENT,
    body="RATS-COUNCIL",
    about=text(
        "Among its subjects were the joint exercise Pabbi-Antiterror 2021 and a draft programme of cooperation for "
        "2022-2024. Who represented the members was not in the sources at hand.",
        "В числе вопросов: совместное учение «Пабби-Антитеррор-2021» и проект программы сотрудничества на "
        "2022–2024 годы. Кто представлял государства-члены, в имеющихся источниках не сказано.",
        "议题包括“帕比-反恐-2021”联合演习和2022至2024年合作纲要草案。现有来源未提及各成员国的代表。",
        "اس کے موضوعات میں مشترکہ مشق ”پبی-اینٹی ٹیرر 2021“ اور 2022-2024 کے تعاون کے پروگرام کا مسودہ "
        "شامل تھے۔ ارکان کی "
        "نمائندگی کس نے کی، یہ دستیاب ذرائع میں مذکور نہیں۔",
    ),
    sources=(PRESS,),
    noted=(
        Noted(
            NoteTopic.PROGRAMME,
            "secretariat",
            _RATS_AT,
            text(
                "Whether India takes part in the exercise Pabbi-Antiterror 2021 is reported both ways: "
                "that it does, and "
                "that it does not.",
                "Об участии Индии в учении «Пабби-Антитеррор-2021» сообщалось по-разному: и что она "
                "участвует, и что нет.",
                "关于印度是否参加“帕比-反恐-2021”演习，报道不一：有的说参加，有的说不参加。",
                "مشق ”پبی-اینٹی ٹیرر 2021“ میں بھارت کی شرکت کے بارے میں دونوں طرح کی اطلاعات ہیں: یہ کہ وہ "
                "شریک ہے، اور یہ کہ نہیں۔",
            ),
            (PRESS,),
            speaker=text("Press reports", "Сообщения печати", "新闻报道", "اخباری اطلاعات"),
            disputed=True,
        ),
    ),
)

# ── The Permanent Indus Commission, March 2021 ───────────────────────────────────────────────

_INDUS_AT = utc(2021, 3, 23, 4)
INDUS_116 = Meeting(
    key="indus-116",
    kind=MeetingKind.CONSULTATION,
    titles=text(
        "116th meeting of the Permanent Indus Commission",
        "116-е заседание Постоянной комиссии по Инду",
        "印度河常设委员会第116次会议",
        "مستقل سندھ طاس کمیشن کا 116واں اجلاس",
    ),
    by="in-nscs",
    at=_INDUS_AT,
    host="IN",
    starts=date(2021, 3, 23),
    ends=date(2021, 3, 24),
    zone="Asia/Kolkata",
    city=NEW_DELHI,
    body="INDUS",
    about=text(
        "A bilateral body of India and Pakistan, not of the Shanghai Cooperation Organisation. It is shown because "
        "it was public and belongs to the same year.",
        "Двусторонний орган Индии и Пакистана, не орган Шанхайской организации сотрудничества. Показано, потому "
        "что о заседании сообщалось публично и оно относится к тому же году.",
        "这是印度和巴基斯坦的双边机构，不属于上海合作组织。之所以列出，是因为该会议已公开，且在同一年举行。",
        "یہ بھارت اور پاکستان کا دوطرفہ ادارہ ہے، شنگھائی تعاون تنظیم کا نہیں۔ یہ اس لیے دکھایا گیا ہے کہ "
        "یہ منظرِ عام پر تھا اور اسی سال کا ہے۔",
    ),
    sources=(PRESS,),
    seen=seen("IN PK", Presence.ATTENDED, "in-nscs", _INDUS_AT, PRESS),
    headed=(
        Headed(
            "IN",
            "in-nscs",
            _INDUS_AT,
            text("Commissioner of India", "Комиссар Индии", "印度专员", "بھارت کے کمشنر"),
            text("Saxena", "Саксена", "萨克塞纳", "سکسینہ"),
            sources=(PRESS,),
        ),
        Headed(
            "PK",
            "pk-authority",
            _INDUS_AT,
            text("Commissioner of Pakistan", "Комиссар Пакистана", "巴基斯坦专员", "پاکستان کے کمشنر"),
            text(
                "Syed Muhammad Meher Ali Shah",
                "Сайед Мухаммад Мехер Али Шах",
                "赛义德·穆罕默德·梅赫尔·阿里·沙阿",
                "سید محمد مہر علی شاہ",
            ),
            size=8,
            sources=(PRESS,),
        ),
    ),
)

# ── Secretaries of security councils, Dushanbe, June 2021 ────────────────────────────────────

_DUSHANBE_AT = utc(2021, 6, 22, 4)
_NAMED = (
    ("IN", "in-nscs", DOVAL, HEAD),
    ("KZ", "kz-authority", text("Issekeshev", "Исекешев", "伊谢克舍夫", "اسیکیشیف"), HEAD),
    ("CN", "cn-authority", text("Zhao Kezhi", "Чжао Кэчжи", "赵克志", "ژاؤ کیژی"), HEAD),
    ("KG", "kg-authority", text("Imankulov", "Иманкулов", "伊曼库洛夫", "ایمانکولوف"), HEAD),
    ("PK", "pk-authority", text("Yusuf", "Юсуф", "优素福", "یوسف"), HEAD),
    ("RU", "ru-authority", text("Patrushev", "Патрушев", "帕特鲁舍夫", "پاتروشیف"), HEAD),
    ("TJ", "tj-authority", text("Makhmudzoda", "Махмудзода", "马赫穆德佐达", "محمودزادہ"), HEAD),
    (
        "UZ",
        "uz-authority",
        text("Usmanov", "Усманов", "乌斯曼诺夫", "عثمانوف"),
        text(
            "Head of delegation (a deputy)",
            "Глава делегации (заместитель)",
            "代表团团长（副职）",
            "وفد کے سربراہ (نائب)",
        ),
    ),
    (
        "COUNCIL",
        "secretariat",
        text("Norov", "Норов", "诺罗夫", "نوروف"),
        text(
            "Secretary-General of the SCO", "Генеральный секретарь ШОС", "上合组织秘书长", "ایس سی او کے سیکرٹری جنرل"
        ),
    ),
    ("RATS-EC", "secretariat", GIYOSOV, DIRECTOR),
)
DUSHANBE_2021 = Meeting(
    key="dushanbe",
    kind=MeetingKind.CONSULTATION,
    titles=text(
        "Meeting of security council secretaries and national security advisers",
        "Встреча секретарей советов безопасности и советников по национальной безопасности",
        "安全会议秘书和国家安全顾问会议",
        "سلامتی کونسلوں کے سیکرٹریوں اور قومی سلامتی کے مشیروں کا اجلاس",
    ),
    by="tj-authority",
    at=_DUSHANBE_AT,
    host="TJ",
    starts=date(2021, 6, 22),
    ends=date(2021, 6, 23),
    zone="Asia/Dushanbe",
    city=DUSHANBE,
    body="COUNCIL",
    about=text("A protocol was adopted.", "Принят протокол.", "会议通过了一份纪要。", "ایک پروٹوکول منظور کیا گیا۔"),
    sources=(PAK_OBSERVER,),
    seen=seen("IN KZ CN KG PK RU TJ UZ COUNCIL RATS-EC", Presence.ATTENDED, "tj-authority", _DUSHANBE_AT, PAK_OBSERVER),
    headed=tuple(
        Headed(party, by, _DUSHANBE_AT, functions, names, sources=(PAK_OBSERVER,))
        for party, by, names, functions in _NAMED
    ),
    noted=(
        Noted(
            NoteTopic.DATES,
            "secretariat",
            _DUSHANBE_AT,
            text(
                "The meeting is also reported as held on 23-24 June 2021.",
                "Сообщалось также, что встреча прошла 23–24 июня 2021 года.",
                "另有报道称会议于2021年6月23日至24日举行。",
                "یہ بھی اطلاع ہے کہ اجلاس 23-24 جون 2021 کو ہوا۔",
            ),
            (PRESS,),
            disputed=True,
        ),
        Noted(
            NoteTopic.PARTICIPANTS,
            "secretariat",
            _DUSHANBE_AT,
            text(
                "Afghanistan was a participant according to indiatoday.in, and was not invited according to "
                "dailytimes.com.pk.",
                "По данным indiatoday.in, Афганистан участвовал; по данным dailytimes.com.pk, приглашён не был.",
                "据indiatoday.in报道，阿富汗与会；据dailytimes.com.pk报道，阿富汗未获邀请。",
                "indiatoday.in کے مطابق افغانستان شریک تھا؛ dailytimes.com.pk کے مطابق اسے مدعو نہیں کیا گیا تھا۔",
            ),
            (INDIA_TODAY, DAILY_TIMES),
            disputed=True,
        ),
        Noted(
            NoteTopic.STATEMENT,
            "secretariat",
            _DUSHANBE_AT,
            text(
                "Called for action against proscribed terrorists and proposed an action plan against "
                "Lashkar-e-Taiba and "
                "Jaish-e-Mohammed. Both are on the list of the United Nations Security Council: "
                "Lashkar-e-Tayyiba as "
                "QDe.118 since 2 May 2005, Jaish-i-Mohammed as QDe.019 since 17 October 2001.",
                "Призвал к действиям против террористов, включённых в перечни, и предложил план действий "
                "против «Лашкар-и-Тайба» "
                "и «Джаиш-и-Мухаммад». Обе организации включены в перечень Совета Безопасности ООН: "
                "«Лашкар-и-Тайба» под "
                "номером QDe.118 со 2 мая 2005 года, «Джаиш-и-Мухаммад» под номером QDe.019 с 17 октября "
                "2001 года.",
                "呼吁对已列名的恐怖分子采取行动，并提议制定针对“虔诚军”和“穆罕默德军”的行动计划。两者均在"
                "联合国安全理事会的名单上："
                "“虔诚军”编号QDe.118，2005年5月2日列名；“穆罕默德军”编号QDe.019，2001年10月17日列名。",
                "کالعدم قرار دیے گئے دہشت گردوں کے خلاف کارروائی کا مطالبہ کیا اور لشکرِ طیبہ اور جیشِ محمد کے خلاف ایک "
                "لائحۂ عمل کی تجویز دی۔ "
                "دونوں اقوام متحدہ کی سلامتی کونسل کی فہرست میں ہیں: لشکرِ طیبہ QDe.118 کے تحت 2 مئی 2005 "
                "سے، جیشِ محمد QDe.019 "
                "کے تحت 17 اکتوبر 2001 سے۔",
            ),
            (REPUBLIC_WORLD, UN_LIST),
            speaker=text(
                "Doval, India's national security adviser",
                "Довал, советник Индии по национальной безопасности",
                "印度国家安全顾问多瓦尔",
                "ڈوول، بھارت کے قومی سلامتی کے مشیر",
            ),
        ),
    ),
)

# ── The Delhi dialogue, November 2021 ────────────────────────────────────────────────────────

_DELHI_AT = utc(2021, 11, 10, 4)
DELHI_DIALOGUE = Meeting(
    key="delhi-dialogue",
    kind=MeetingKind.CONSULTATION,
    titles=text(
        "Delhi Regional Security Dialogue on Afghanistan",
        "Делийский региональный диалог по вопросам безопасности, посвящённый Афганистану",
        "阿富汗问题德里地区安全对话",
        "افغانستان پر دہلی علاقائی سلامتی مکالمہ",
    ),
    by="in-nscs",
    at=_DELHI_AT,
    host="IN",
    starts=date(2021, 11, 10),
    ends=date(2021, 11, 10),
    zone="Asia/Kolkata",
    city=NEW_DELHI,
    about=text(
        "Convened by India, not by the Shanghai Cooperation Organisation.",
        "Созван Индией, а не Шанхайской организацией сотрудничества.",
        "由印度召集，而非由上海合作组织召集。",
        "یہ بھارت نے بلایا تھا، شنگھائی تعاون تنظیم نے نہیں۔",
    ),
    sources=(HINDUSTAN_TIMES,),
    invited=("PK",),
    answered=(
        Answered(
            "PK",
            Answer.DECLINED,
            Channel.PUBLIC_STATEMENT,
            "in-nscs",
            _DELHI_AT,
            sources=(HINDUSTAN_TIMES,),
            remark=text(
                "As published: how the answer was conveyed is not in the sources at hand.",
                "Согласно публикации; каким путём передан ответ, в имеющихся источниках не сказано.",
                "据公开报道：现有来源未说明答复是如何转达的。",
                "جیسا کہ شائع ہوا: جواب کس طرح پہنچایا گیا، یہ دستیاب ذرائع میں مذکور نہیں۔",
            ),
        ),
    ),
    seen=(
        *seen("IN IR RU KZ KG TJ TM UZ", Presence.ATTENDED, "in-nscs", _DELHI_AT, HINDUSTAN_TIMES),
        *seen(
            "CN",
            Presence.ABSENT,
            "in-nscs",
            _DELHI_AT,
            HINDUSTAN_TIMES,
            remark=text(
                "Citing scheduling, as hindustantimes.com reported.",
                "Со ссылкой на график, как сообщил hindustantimes.com.",
                "据hindustantimes.com报道，其以日程安排为由。",
                "hindustantimes.com کی اطلاع کے مطابق، نظام الاوقات کا حوالہ دیتے ہوئے۔",
            ),
        ),
    ),
    headed=(
        Headed(
            "IN",
            "in-nscs",
            _DELHI_AT,
            text("Chair of the meeting", "Председатель диалога", "会议主席", "اجلاس کے صدر"),
            DOVAL,
            sources=(HINDUSTAN_TIMES,),
        ),
    ),
)

# In the order in which they were held.
ALL = (HYDERABAD_2019, RATS_36, INDUS_116, DUSHANBE_2021, DELHI_DIALOGUE, SEMINAR_2021)
