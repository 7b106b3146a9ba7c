"""Names by which organisations of the United Nations' list are written in other languages, and the list does not give.

No transliteration can give a translated name ("Army of the Pure"), nor an abbreviation. So these few are typed here, by
the list's reference; each says in its basis that it is not the United Nations'. They are names to search by and say
nothing else of anybody. Only organisations: persons' names are transliterated, never translated.
"""

from __future__ import annotations

from collections.abc import Mapping

from parley.registry.rules.entries import Alias, Quality

_LANGUAGES = {"ar": "Arabic", "en": "English", "hi": "Hindi", "ru": "Russian", "ur": "Urdu", "zh": "Chinese"}
_NAMES = """
QDe.004 ru Аль-Каида | zh 基地组织 | hi अल-कायदा | ur القاعدہ
QDe.010 ru Исламское движение Узбекистана | zh 乌兹别克斯坦伊斯兰运动
QDe.019 en Jaish-e-Mohammed | ur جیش محمد | hi जैश-ए-मोहम्मद | ru Джаиш-е-Мухаммад | zh 穆罕默德军
QDe.088 ru Исламское движение Восточного Туркестана | zh 东突厥斯坦伊斯兰运动
QDe.115 ar الدولة الإسلامية في العراق والشام | ru Исламское государство Ирака и Леванта | zh 伊拉克和黎凡特伊斯兰国
QDe.118 ur لشکر طیبہ | hi लश्कर-ए-तैयबा | ru Лашкар-е-Тайба | zh 虔诚军
QDe.132 ru Техрик-е Талибан Пакистан | zh 巴基斯坦塔利班运动
TAe.012 ur حقانی نیٹ ورک | ru Сеть Хаккани | zh 哈卡尼网络
"""
_SHORT = """
QDe.019 en JeM
QDe.115 ar داعش | ru ИГИЛ | en ISIL | en ISIS
"""


def _read(table: str, quality: Quality, basis: str) -> dict[str, tuple[Alias, ...]]:
    found = {}
    for line in table.strip().splitlines():
        reference, _, names = line.partition(" ")
        parts = [name.strip().partition(" ") for name in names.split("|")]
        found[reference] = tuple(
            Alias(text, quality, language, basis.format(_LANGUAGES[language])) for language, _, text in parts
        )
    return found


_LONG = _read(_NAMES, Quality.GOOD, "Not on the United Nations' list: the name in {}, added for searching")
_ABBREVIATED = _read(_SHORT, Quality.LOW, "Not on the United Nations' list: an abbreviation in {}, added for searching")

ADDED: Mapping[str, tuple[Alias, ...]] = {
    reference: _LONG.get(reference, ()) + _ABBREVIATED.get(reference, ())
    for reference in sorted(_LONG.keys() | _ABBREVIATED.keys())
}
