"""Devanagari to sounds, with the vowel that a consonant carries unless another stands on it or the word ends."""

from __future__ import annotations

import re

_CONSONANTS = {
    "क": "k", "ख": "X", "ग": "g", "घ": "G", "ङ": "n", "च": "C", "छ": "C", "ज": "j", "झ": "j", "ञ": "n", "ट": "t",
    "ठ": "T", "ड": "d", "ढ": "D", "ण": "n", "त": "t", "थ": "T", "द": "d", "ध": "D", "न": "n", "प": "p", "फ": "f",
    "ब": "b", "भ": "b", "म": "m", "य": "y", "र": "r", "ल": "l", "ळ": "l", "व": "v", "श": "S", "ष": "S", "स": "s",
    "ह": "h", "क़": "k", "ख़": "X", "ग़": "G", "ज़": "z", "ड़": "r", "ढ़": "r", "फ़": "f", "य़": "y",
}  # fmt: skip
_WITH_DOT = {"क": "k", "ख": "X", "ग": "G", "ज": "z", "ड": "r", "ढ": "r", "फ": "f", "य": "y", "झ": "Z"}
_VOWELS = {
    "अ": "a", "आ": "a", "इ": "i", "ई": "i", "उ": "u", "ऊ": "u", "ऋ": "ri", "ए": "e", "ऐ": "ai", "ऑ": "o", "ओ": "o",
    "औ": "au", "ऍ": "e",
}  # fmt: skip
_SIGNS = {
    "ा": "a", "ि": "i", "ी": "i", "ु": "u", "ू": "u", "ृ": "ri", "े": "e", "ै": "ai", "ॉ": "o", "ो": "o", "ौ": "au",
    "ॅ": "e", "ॆ": "e", "ॊ": "o",
}  # fmt: skip
_LIPS = "पफबभम"
_UNSPOKEN = re.compile(r"(?<=[aeiou][^aeiouA])A(?=[^aeiouA][aeiouA])")
"""The carried vowel of an open syllable between two others (Ohala, Aspects of Hindi Phonology, 1983): Manamohan."""
_DOT, _SILENT, _NASAL = "\u093c", "\u094d", "\u0902\u0901"


def read(word: str) -> str:
    """As it is said: without the carried vowels that are written and not heard."""
    heard = in_full(word)
    while found := list(_UNSPOKEN.finditer(heard)):
        heard = heard[: found[-1].start()] + heard[found[-1].end() :]
    return heard.replace("A", "a")


def in_full(word: str) -> str:
    """As it is written; a carried vowel is A."""
    heard: list[str] = []
    letters = list(word)
    index = 0
    while index < len(letters):
        letter = letters[index]
        index += 1
        if letter in _VOWELS:
            heard.append(_VOWELS[letter])
        elif letter in _NASAL:
            heard.append("m" if index < len(letters) and letters[index] in _LIPS else "n")
        elif letter in _CONSONANTS:
            consonant = _CONSONANTS[letter]
            if index < len(letters) and letters[index] == _DOT:
                consonant = _WITH_DOT.get(letter, consonant)
                index += 1
            heard.append(consonant)
            if index >= len(letters):
                break
            if letters[index] in _SIGNS:
                heard.append(_SIGNS[letters[index]])
                index += 1
            elif letters[index] == _SILENT:
                index += 1
            else:
                heard.append("A")
    return "".join(heard)
