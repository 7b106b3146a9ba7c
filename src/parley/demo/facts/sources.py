"""Every source of the demo, once. Dates, titles and addresses stand only where the facts at hand have them."""

from __future__ import annotations

from datetime import date

from parley.demo.facts.shapes import Source, text

REPUBLIC_WORLD = Source(
    "republicworld.com", "India to host two-day SCO cyber security seminar on Dec 7-8", date(2021, 12, 7)
)
ORISSA_DIARY = Source("orissadiary.com", date=date(2021, 12, 9))
ANI = Source("aninews.in", date=date(2021, 12, 11))
HANS_INDIA = Source("thehansindia.com")
PAK_OBSERVER = Source("pakobserver.net")
INDIA_TODAY = Source("indiatoday.in")
DAILY_TIMES = Source("dailytimes.com.pk")
HINDUSTAN_TIMES = Source("hindustantimes.com")

PAKISTAN_STATEMENT = Source(
    text(
        "High Commission of Pakistan in New Delhi",
        "Высокая комиссия Пакистана в Нью-Дели",
        "巴基斯坦驻新德里高级专员公署",
        "پاکستانی ہائی کمیشن، نئی دہلی",
    ),
    text(
        "Public statement in a tweet, known here from reports of it",
        "Публичное заявление в «Твиттере», известное здесь по сообщениям о нём",
        "推特上的公开声明（此处据相关报道）",
        "ٹویٹ میں عوامی بیان، جو یہاں اس کی خبروں سے معلوم ہے",
    ),
)
UN_LIST = Source(
    text(
        "United Nations Security Council",
        "Совет Безопасности Организации Объединённых Наций",
        "联合国安全理事会",
        "اقوام متحدہ کی سلامتی کونسل",
    ),
    text(
        "The list kept under resolutions 1267 (1999), 1989 (2011) and 2253 (2015)",
        "Перечень, который ведётся согласно резолюциям 1267 (1999), 1989 (2011) и 2253 (2015)",
        "根据第1267（1999）、1989（2011）和2253（2015）号决议维持的名单",
        "قراردادوں 1267 (1999)، 1989 (2011) اور 2253 (2015) کے تحت رکھی جانے والی فہرست",
    ),
)
PRESS = Source(
    text(
        "Press reports of 2021; which publishers was not kept",
        "Сообщения печати 2021 года; названия изданий не сохранены",
        "2021年的新闻报道；未记录是哪些媒体",
        "2021 کی اخباری اطلاعات؛ ناشرین کے نام محفوظ نہیں کیے گئے",
    )
)

SEMINAR = (REPUBLIC_WORLD, ORISSA_DIARY, ANI)
ALL = (
    REPUBLIC_WORLD,
    ORISSA_DIARY,
    ANI,
    HANS_INDIA,
    PAK_OBSERVER,
    INDIA_TODAY,
    DAILY_TIMES,
    HINDUSTAN_TIMES,
    PAKISTAN_STATEMENT,
    UN_LIST,
    PRESS,
)
