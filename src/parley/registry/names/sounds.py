"""Sounds: what the letters of every script are read as, so that spellings of one name come near each other.

A word becomes a string of sounds, one character each: vowels `a e i o u`, the consonants that Latin letters name, and
`S` sh, `C` ch, `Z` zh, `X` kh, `G` gh, `T` th, `D` dh, `P` Arabic dad (d, and z in Persian and Urdu), `K` Arabic zah,
`L` the l of a Chinese transcription, which stands for r as well, `H` an h that may only be written.

Sounds become a *code*, whose shared characters say how near two sounds are: `k` and `g` share two of three, `k` and `b`
none, and a vowel is one. So the plain insert and delete distance of two codes, which rapidfuzz has in C++, is a
weighted distance of sounds.
"""

from __future__ import annotations

import re
from functools import lru_cache

VOWELS = "aeiou"

CODES = {
    "a": "a", "i": "i", "u": "u", "e": "ai", "o": "au", "y": "iy", "w": "uv", "v": "uvF", "h": "Xh", "H": "h",
    "b": "LPb", "p": "LPp", "f": "LFf", "m": "NMm", "n": "NNn", "l": "RLl", "r": "RRr", "L": "RLlRr",
    "t": "TDt", "d": "TDd", "T": "TDSs", "D": "TDZz", "P": "TDd", "K": "ZSzD",
    "s": "ZSs", "z": "ZSz", "S": "Z5S", "C": "C5S", "j": "CJj", "Z": "ZJj",
    "k": "Kqk", "g": "Kqg", "G": "KqG", "X": "KXh",
}  # fmt: skip

#: Sounds to the consonants of a key: whatever languages take for each other is one letter; h, w and y go.
_KEY = str.maketrans("bpfvmnlrLtdTDPszKSCjZkgGX", "bbffmnlrlttttt" + "sssssss" + "kkkk", "aeiouhHwy")
#: Finer, for the rarity of a word.
_PLAIN = str.maketrans("TDPKZGXCL", "tddzjgkcl", "aeiouwyH")

_LATIN = {
    "tsch": "C", "shch": "S", "dsch": "j", "sch": "S", "tch": "C", "dzh": "j", "sh": "S", "ch": "C", "dj": "j",
    "zh": "Z", "kh": "X", "gh": "G", "th": "T", "dh": "D", "ph": "f", "bh": "bH", "jh": "jH", "rh": "rH", "ck": "k",
    "cz": "C", "sz": "S", "qu": "ku", "q": "k", "ce": "se", "ci": "si", "cy": "si", "c": "k", "x": "ks",
    "ou": "u", "oo": "u", "ee": "i", "ii": "i", "aa": "a", "uu": "u",
}  # fmt: skip
_LATIN_RULE = re.compile(
    "|".join(
        (
            r"^x(?=[aeiou])",
            r"^kn(?=[aeiou])",
            *sorted(_LATIN, key=len, reverse=True),
            r"y(?![aeiou])",
        )
    )
)
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 16)
def of_latin(word: str) -> str:
    """Sounds of a word in lower-case ASCII letters. What else stands in it is passed over."""
    sounds = smooth(_LATIN_RULE.sub(_latin, word))
    if len(sounds) > 2 and sounds[-1] == "h" and sounds[-2] in VOWELS:
        sounds = sounds[:-1] + "H"
    return _DOUBLE.sub(r"\1", "".join(c for c in sounds if c in CODES))


_SMOOTH = (
    (re.compile(r"yi|iy|y(?![aeiou])"), "i"),
    (re.compile(r"ei|ae"), "ai"),
    (re.compile(r"(?<=[ao])w(?![aeiou])"), "u"),
    (re.compile(r"ii+"), "i"),
)


def smooth(sounds: str) -> str:
    """One way to write what is heard between a vowel and a half-vowel: Tayyiba, Taiba."""
    for found, put in _SMOOTH:
        sounds = found.sub(put, sounds)
    return sounds


def _latin(found: re.Match[str]) -> str:
    letters = found.group()
    if letters == "y":
        return "i"
    if letters == "x" and found.start() == 0:
        return "S"
    if letters == "kn":
        return "kn"
    return _LATIN[letters]


def code(sounds: str) -> str:
    return "".join(map(CODES.__getitem__, sounds))


def vowels(code: str) -> int:
    """Characters of a code that are vowels, or that half-vowels share with them."""
    return sum(map(code.count, "aiu"))


def key(sounds: str) -> str:
    """Consonants, told apart as little as languages do; vowels only to say that a word begins with one."""
    consonants = _DOUBLE.sub(r"\1", sounds.translate(_KEY))
    return consonants or (sounds[:1] and "a")


def plain(sounds: str) -> str:
    """Consonants, for the table of rarity."""
    return _DOUBLE.sub(r"\1", sounds.translate(_PLAIN)) or sounds[:1]


_WRITTEN = {
    "S": "sh",
    "C": "ch",
    "Z": "zh",
    "X": "kh",
    "G": "gh",
    "T": "th",
    "D": "dh",
    "P": "d",
    "K": "z",
    "L": "l",
    "H": "h",
}


def written(sounds: str) -> str:
    """Sounds in Latin letters, to be shown."""
    return "".join(_WRITTEN.get(sound, sound) for sound in sounds)
