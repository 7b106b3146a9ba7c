"""Letters of each script to sounds (`sounds`). A word of an alphabet without short vowels is *bare*.

Arabic script is read once for Arabic, Persian and Urdu, since a list does not say which a name is written in. The
tables are of letters and their usual readings (Unicode names; the UNGEGN and BGN/PCGN systems for what is usual).
"""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

from parley.registry.names import chinese, devanagari, sounds

BARE_SCRIPTS = frozenset({"arabic", "hebrew", "abugida"})
"""Of an abugida (Bengali, Thai, Khmer), anyascii does not write the vowel that a consonant carries."""

_ARABIC = {
    "ا": "a", "أ": "a", "إ": "a", "آ": "a", "ٱ": "a", "ﺁ": "a", "ؤ": "u", "ئ": "", "ى": "", "ة": "", "ۃ": "",
    "ب": "b", "پ": "p", "ت": "t", "ث": "T", "ٹ": "t", "ٺ": "t", "ټ": "t", "ج": "j", "چ": "C", "څ": "ts", "ځ": "z",
    "ح": "h", "خ": "X", "د": "d", "ذ": "D", "ڈ": "d", "ډ": "d", "ر": "r", "ز": "z", "ژ": "Z", "ڑ": "r", "ړ": "r",
    "ږ": "Z", "س": "s", "ش": "S", "ښ": "S", "ص": "s", "ض": "P", "ط": "t", "ظ": "K", "غ": "G", "ف": "f",
    "ڤ": "v", "ق": "k", "ڨ": "g", "ك": "k", "ک": "k", "ګ": "g", "گ": "g", "ڭ": "n", "ل": "l", "م": "m", "ن": "n",
    "ں": "n", "ڼ": "n", "ه": "h", "ہ": "h", "ھ": "h", "ۀ": "", "ە": "", "ۂ": "", "و": "u", "ۆ": "o", "ۇ": "u", "ۋ": "v",
    "ي": "i", "ی": "i", "ې": "e", "ے": "e", "ۍ": "i", "ێ": "e",
}  # fmt: skip
_ASPIRATED = {
    "بھ": "b",
    "پھ": "f",
    "تھ": "T",
    "ٹھ": "T",
    "جھ": "j",
    "چھ": "C",
    "دھ": "D",
    "ڈھ": "D",
    "کھ": "X",
    "گھ": "G",
}
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "Z", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "X", "ц": "ts", "ч": "C", "ш": "S", "щ": "S", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "і": "i", "ї": "i", "є": "e", "ґ": "g", "ғ": "G", "қ": "k", "ң": "n", "ү": "u", "ұ": "u", "һ": "h", "ө": "o",
    "ә": "a", "ҳ": "h", "ҷ": "j", "ӣ": "i", "ӯ": "u", "ў": "u", "җ": "j", "ј": "y", "љ": "l", "њ": "n", "ћ": "C",
    "ђ": "j", "џ": "j", "ѓ": "g", "ќ": "k", "ѕ": "dz", "ӏ": "",
}  # fmt: skip
_MARKS = re.compile(r"[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 16)
def read(word: str, script: str) -> str:
    """Sounds of a word of one script, casefolded; "" where nothing in it is heard."""
    match script:
        case "latin":
            return sounds.of_latin(word if word.isascii() else latin(word))
        case "arabic":
            return arabic(word)
        case "cyrillic":
            found = sounds.smooth("".join(_CYRILLIC.get(c, "") for c in word).replace("dZ", "j"))
            return _DOUBLE.sub(r"\1", found)
        case "devanagari":
            return _DOUBLE.sub(r"\1", sounds.smooth(devanagari.read(word)))
        case "hanzi":
            return sounds.of_latin(chinese.pinyin(word)).replace("l", "L")
        case _:
            return sounds.of_latin(latin(word))


#: Letters whose reading anyascii gives for another language than most names on lists, and those it opens to two.
_LATIN = str.maketrans({
    "ä": "a", "ö": "o", "ü": "u", "å": "a", "ø": "o", "ç": "c", "ş": "sh", "ș": "sh", "š": "sh", "č": "ch",
    "ć": "ch", "ž": "zh", "ğ": "g", "ı": "i", "ə": "a", "ṭ": "t", "ḍ": "d", "ḥ": "h", "ẓ": "z", "ṣ": "s", "đ": "d",
    "ń": "n", "ñ": "n",
})  # fmt: skip


def latin(word: str) -> str:
    """A word in lower-case ASCII."""
    return "".join(c for c in anyascii(word.translate(_LATIN)).lower() if c.isascii() and c.isalpha())


_PERSIAN = str.maketrans("TDPK", "szzz")
_EGYPTIAN = str.maketrans("jk", "gg")
_SPOKEN = str.maketrans("TDk", "tdg")
"""As most say at home, from Morocco to Iraq: Gaddafi."""
_ARTICLE_BEHIND = re.compile(r"(.{3,}?)u[lr]")
"""Ziaul Haq, Saifur Rahman: the article of the next word."""
_OTHER_LATIN = (("zh", "z-h"), ("th", "t-h"), ("dh", "d-h"), ("ch", "sh"), ("j", "y"))


def other_readings(word: str, script: str) -> list[str]:
    """Sounds that the letters may stand for as well: as said in Persian and Urdu, in Cairo and Sanaa, at home; two
    letters that are one sound elsewhere (Az-har), the ch of French, the j of German, the -ic of Serbian without its
    accents; an article that the word took from the next one; and what Hindi writes without its dots or does not say."""
    heard = read(word, script)
    found = []
    if script == "arabic":
        found = [heard.translate(_PERSIAN), heard.translate(_EGYPTIAN)]
        if "D" in heard or "T" in heard:
            found.append(heard.translate(_SPOKEN))
        if word[-1] in "ةۃ":
            found.append(heard + "t")
    elif script == "latin":
        found = [read(word.replace(letters, other), script) for letters, other in _OTHER_LATIN if letters in word]
        if article := _ARTICLE_BEHIND.fullmatch(word):
            found.append(read(article[1], script))
        if len(word) > 4 and word.endswith("ic"):
            plain = word[:-1] + "ch"
            found += [read(plain, script), *([read(plain.replace("s", "sh"), script)] if "s" in plain else [])]
    elif script == "devanagari":
        whole = _DOUBLE.sub(r"\1", sounds.smooth(devanagari.in_full(word).replace("A", "a")))
        found = [whole, *(other.replace("j", "z") for other in (heard, whole) if "j" in other)]
    return [other for other in dict.fromkeys(found) if other != heard]


@lru_cache(maxsize=1 << 16)
def plain(word: str) -> str:
    """A Latin word without its accents, as typed where a keyboard has none; a double letter is one."""
    typed = word if word.isascii() else "".join(c for c in anyascii(word).lower() if c.isalnum())
    return _DOUBLE.sub(r"\1", typed)


_STOP = "'"
"""Not heard elsewhere, but what stands on both sides of it is no double letter: Muammar."""


def arabic(word: str) -> str:
    """The consonants, and the letters that may be long vowels. Which vowel begins a word is not written."""
    word = _MARKS.sub("", word)
    heard: list[str] = []
    last = len(word) - 1
    index = 0
    while index <= last:
        letter = word[index]
        pair = word[index : index + 2]
        if pair in _ASPIRATED:
            heard.append(_ASPIRATED[pair])
            index += 2
            continue
        if index == 0 and letter in "اأإعٱ":
            pass
        elif index == last and letter in "هہ" and last >= 2 and word[index - 1] not in "اوی" + "ي":
            pass  # it is written for a final a, as in Tayyiba
        elif index == 0 and letter in "يی":
            heard.append("y")
        elif index == 0 and letter == "و":
            heard.append("w")
        else:
            heard.append(_ARABIC.get(letter, _STOP if letter in "عء" else ""))
        index += 1
    return _DOUBLE.sub(r"\1", "".join(heard)).replace(_STOP, "")
