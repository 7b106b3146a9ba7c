"""Countries as lists write them in English, to ISO 3166-1 alpha-2.

The names are CLDR's English ones; the table adds what the United Nations (its official short and formal names), OFAC
and the EU write otherwise, and what nationals are called where a list says that in place of the country. A name that
is not known stays a name: it is kept as a remark, and said.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from babel import Locale

from parley.registry.rules.content import known_countries

_OTHERWISE = """
AE emirati|uae
AF afghan|islamic republic of afghanistan
AZ azerbaijani
BA bosnian|bosnia herzegovina
BD bangladeshi
BH bahraini
BN brunei darussalam
BO plurinational state of bolivia|bolivia plurinational state of
BY belarusian
CD democratic republic of the congo|congo democratic republic of the|dr congo|drc|zaire|congo democratic republic of
CD congo dem rep
CF central african|car
CG congo|republic of the congo|congo republic of the
CI cote divoire|ivory coast
CN chinese|peoples republic of china|prc
CU cuban
CV cape verde|cabo verde
CZ czech republic|czechia
DE german|federal republic of germany
DZ algerian
EG egyptian|arab republic of egypt
ER eritrean
ET ethiopian
FM micronesia federated states of|federated states of micronesia
FR french
GB united kingdom of great britain and northern ireland|british|great britain|uk
GE georgian
HK hong kong|hong kong special administrative region|china hong kong special administrative region|hong kong sar
ID indonesian
IN indian
IQ iraqi
IR iran islamic republic of|islamic republic of iran|iranian
JO jordanian
KE kenyan
KG kyrgyz|kyrgyz republic
KM union of the comoros
KN st kitts and nevis|saint kitts and nevis
KP democratic peoples republic of korea|korea north|dprk|korea democratic peoples republic of|north korean
KR republic of korea|korea south|korea republic of
KW kuwaiti
KZ kazakh|kazakhstani
LA lao peoples democratic republic
LB lebanese
LC saint lucia
LY libyan|libyan arab jamahiriya|state of libya
MA moroccan
MD republic of moldova|moldova republic of
MK macedonia|macedonia the former yugoslav republic of|former yugoslav republic of macedonia
ML malian
MM burma|myanmar
MO macau|macao|macao special administrative region|china macao special administrative region
MR mauritanian
MY malaysian
NG nigerian
NL netherlands kingdom of the
OM omani|sultanate of oman
PH filipino|philippine
PK pakistani|islamic republic of pakistan
PS palestinian|state of palestine|palestine|palestinian territories|occupied palestinian territory|west bank|gaza
QA qatari
RU russian|russian federation
RW rwandan
SA saudi|saudi arabian|kingdom of saudi arabia
SD sudanese
SN senegalese
SO somali
SS south sudanese
ST sao tome and principe
SY syrian arab republic|syrian
SZ eswatini|swaziland
TD chadian
TH thai
TJ tajik
TL timor leste|east timor
TM turkmen
TN tunisian
TR turkey|turkiye|turkish
TW taiwan|taiwan province of china
TZ united republic of tanzania|tanzania united republic of|tanzanian
UA ukrainian
UG ugandan
US united states of america|usa|american
UZ uzbek
VA holy see
VC saint vincent and the grenadines
VE bolivarian republic of venezuela|venezuela bolivarian republic of|venezuelan
VG virgin islands british|british virgin islands
VI virgin islands us|us virgin islands
VN viet nam|vietnamese
YE yemeni|republic of yemen
ZA south african
"""
_LETTERS = re.compile(r"[^a-z]+")
_ASIDE = re.compile(r"\([^)]*\)")


def country(name: str) -> str:
    """The code, or "" for a name that is not known. A code stays what it is; what stands in brackets may be left out.

    A name that might be either of two countries is not known: "Sudan/South Sudan".
    """
    name = name.strip()
    if len(name) == 2 and name.upper() in known_countries():
        return name.upper()
    codes = _codes()
    return codes.get(_key(name)) or codes.get(_key(_ASIDE.sub(" ", name)), "")


@lru_cache(1)
def _codes() -> dict[str, str]:
    known = known_countries()
    codes = {_key(name): code for code, name in Locale("en").territories.items() if code in known}
    for line in _OTHERWISE.strip().splitlines():
        code, _, names = line.partition(" ")
        codes |= dict.fromkeys(map(_key, names.split("|")), code)
    return codes


@lru_cache(4096)
def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold().replace("'", "").replace("’", "").replace("&", " and ")
    letters = _LETTERS.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()
    return letters.removeprefix("the ")
