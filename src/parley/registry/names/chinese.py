"""Chinese characters to pinyin without tones, and a name without spaces cut into surname and given name."""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

from parley.registry.names import sounds

#: Characters read otherwise when they are a surname (Xiandai Hanyu Cidian gives both readings).
_AS_SURNAME = {
    "曾": "zeng", "解": "xie", "区": "ou", "任": "ren", "单": "shan", "仇": "qiu", "查": "zha", "盖": "ge",
    "朴": "piao", "翟": "zhai", "乐": "yue", "覃": "qin", "尉": "wei", "缪": "miao", "种": "chong", "召": "shao",
    "员": "yun", "冼": "xian", "那": "na", "宁": "ning", "葛": "ge", "燕": "yan", "谌": "chen", "逄": "pang",
    "幺": "yao", "折": "she", "黑": "he", "秘": "bi", "纪": "ji", "应": "ying", "華": "hua", "华": "hua", "單": "shan",
    "區": "ou",
}  # fmt: skip
_DOUBLE_SURNAMES = {
    "欧阳": "ouyang", "歐陽": "ouyang", "司马": "sima", "司馬": "sima", "诸葛": "zhuge", "諸葛": "zhuge",
    "上官": "shangguan", "司徒": "situ", "东方": "dongfang", "独孤": "dugu", "南宫": "nangong", "夏侯": "xiahou",
    "尉迟": "yuchi", "尉遲": "yuchi", "万俟": "moqi", "长孙": "zhangsun", "慕容": "murong", "司空": "sikong",
    "皇甫": "huangfu", "令狐": "linghu", "端木": "duanmu", "公孙": "gongsun", "轩辕": "xuanyuan", "宇文": "yuwen",
    "单于": "chanyu", "澹台": "tantai", "淳于": "chunyu", "申屠": "shentu", "呼延": "huyan", "鲜于": "xianyu",
}  # fmt: skip
PERSON_CHARACTERS = range(2, 5)
"""A person's name is two to four characters; a longer run is a name of elsewhere, by its sound."""


VOWELS_OUT = str.maketrans("", "", "aeiou")


@lru_cache(maxsize=1 << 13)
def syllable(character: str) -> str:
    return "".join(c for c in anyascii(character).lower() if c.isascii() and c.isalpha())


def cut(run: str) -> tuple[str, str] | None:
    """Surname and given name in pinyin, or nothing where this is not the shape of a person's name."""
    if len(run) not in PERSON_CHARACTERS:
        return None
    if len(run) > 2 and run[:2] in _DOUBLE_SURNAMES:
        return _DOUBLE_SURNAMES[run[:2]], pinyin(run[2:])
    if len(run) == 4:
        return None
    return _AS_SURNAME.get(run[0]) or syllable(run[0]), pinyin(run[1:])


def pinyin(run: str) -> str:
    return "".join(map(syllable, run))


#: What a syllable stands for that writes a sound of another language: pinyin is no Latin of elsewhere.
_FOREIGN = (
    (re.compile(r"^er$"), "l"),
    (re.compile(r"^zh(?=a)"), "z"),
    (re.compile(r"^zh"), "j"),
    (re.compile(r"^q"), "ch"),
    (re.compile(r"^x"), "sh"),
    (re.compile(r"^c(?!h)"), "ts"),
    (re.compile(r"ng$"), "n"),
)
_BEFORE_LIPS = re.compile(r"n(?=[bpm])")


def sounds_of(run: str) -> str:
    """Of characters that stand for the sounds of a name of elsewhere: their l is also r, their n also m."""
    heard = _BEFORE_LIPS.sub("m", "".join(map(_foreign, run)))
    return sounds.of_latin(heard).replace("l", "L")


@lru_cache(maxsize=1 << 13)
def _foreign(character: str) -> str:
    read = syllable(character)
    for found, put in _FOREIGN:
        read = found.sub(put, read)
    return read
