"""Every setting of a node, read once at start from the environment into one frozen object.

A setting is a field: its name in upper case with ``PARLEY_`` before it is the variable (three are plain, because
newcomers meet them first: ``PORT``, ``DATABASE_URL``, ``PARLEY_HOME``). Its unit is in its name or its help.
An invalid value stops the start with one sentence.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any


class SettingsError(ValueError):
    """A setting that cannot be used: says which, what was expected and what came."""


def _setting(default: Any, help_text: str, *, least: int | None = None, most: int | None = None) -> Any:
    return field(default=default, metadata={"help": help_text, "least": least, "most": most})


@dataclass(frozen=True, slots=True)
class Settings:
    home: Path = _setting(Path(".parley"), "Folder for the database, the keys and the static files.")
    port: int = _setting(8000, "TCP port that `parley serve` listens on.", least=1, most=65535)
    host: str = _setting("127.0.0.1", "Address that `parley serve` listens on.")
    database_url: str = _setting("", "postgresql://user:password@host:port/name; empty for SQLite in the home folder.")
    origin: str = _setting(
        "http://127.0.0.1:8000", "The node's address as its users type it; https unless on loopback."
    )
    ledger_name: str = _setting("parley.example", "Host name that opens the origin line of every checkpoint.")
    demo: bool = _setting(False, "Serve a demo database: anyone signs in as anyone. Refused on any other database.")
    debug: bool = _setting(False, "Show errors in full. For development only.")
    trusted_proxies_count: int = _setting(
        0, "Reverse proxies in front whose X-Forwarded-For is believed.", least=0, most=8
    )
    store_cache_bytes: int = _setting(16 * 2**20, "SQLite's page cache of each thread, in bytes.", least=2**20)
    threads_count: int = _setting(8, "Requests served at the same time.", least=1, most=256)
    busy_timeout_ms: int = _setting(10_000, "How long a writer waits for another, in milliseconds.", least=100)
    session_idle_seconds: int = _setting(12 * 3600, "A session ends after this time without a request.", least=300)
    token_days_max: int = _setting(366, "Longest life of an API token, in days.", least=1)
    tokens_per_account_max: int = _setting(20, "API tokens that an account holds at a time.", least=1)
    enrolment_hours: int = _setting(72, "An enrolment link works this many hours.", least=1)
    request_bytes_max: int = _setting(32 * 2**20, "Largest request body, in bytes.", least=2**16)
    file_bytes_max: int = _setting(25 * 2**20, "Largest file of a document, in bytes.", least=2**10)
    files_per_document_max: int = _setting(20, "Files (languages, annexes) of one document.", least=1)
    archive_bytes_max: int = _setting(
        250 * 2**20, "Largest size of an office file once unpacked, in bytes.", least=2**20
    )
    archive_entries_max: int = _setting(10_000, "Most entries inside an office file.", least=10)
    archive_ratio_max: int = _setting(200, "Most times that an office file may grow when unpacked.", least=10)
    line_chars_max: int = _setting(300, "Longest one-line text (a title, a name), in characters.", least=50)
    text_chars_max: int = _setting(10_000, "Longest text of several lines, in characters.", least=500)
    delegates_max: int = _setting(100, "Most persons in one delegation.", least=1)
    group_parties_max: int = _setting(250, "Most parties in one sharing group.", least=2)
    envelope_objects_max: int = _setting(10_000, "Most objects in one TAXII envelope or imported step.", least=1)
    taxii_page_objects_max: int = _setting(1000, "Most objects on one TAXII page.", least=1, most=10_000)
    warning_lists: str = _setting("", "Folder of warning lists in MISP's format; empty for our own few facts alone.")
    warning_list_entries_max: int = _setting(1_000_000, "Most entries of all warning lists together.", least=1)
    blocklist_indicators_max: int = _setting(
        100_000, "Newest indicators that one blocklist is made of.", least=1, most=1_000_000
    )
    misp_event_objects_max: int = _setting(5000, "Most objects in one event of the MISP feed.", least=1, most=50_000)
    screen_names_max: int = _setting(1000, "Most names in one look-up of the register.", least=1, most=10_000)
    screen_candidates_max: int = _setting(50, "Most candidates shown for one name.", least=1, most=500)
    look_up_days: int = _setting(366, "A look-up's names and candidates are kept for this many days.", least=1)
    entry_items_max: int = _setting(
        200, "Most names of one entry of the register, and most of everything else it lists.", least=10
    )
    consideration_days: int = _setting(
        30, "A meeting may decide on a proposal for the joint list after this many days.", least=1
    )
    hold_days_max: int = _setting(60, "Longest hold on a proposal, in days; then it lapses by itself.", least=1)
    review_months: int = _setting(12, "An entry of the joint list is reviewed after this many months.", least=1)
    clearance_days_max: int = _setting(366, "Longest life of a clearance, in days.", least=1)
    clearance_retention_days: int = _setting(
        366, "A clearance is erased this many days after it ended or was revoked.", least=1
    )
    petitions_rate: str = _setting("5/d/ip", "Petitions for delisting taken from one address.")
    petition_messages_rate: str = _setting(
        "20/d/ip,10/d/key", "Messages of petitioners taken from one address, and about one petition (key)."
    )
    petition_gathering_months: int = _setting(4, "Months in which the reviewer gathers information.", least=1)
    petition_dialogue_months: int = _setting(2, "Months of dialogue with the petitioner.", least=1)
    petition_extension_months: int = _setting(2, "Months by which each of the two is extended, once.", least=1)
    petition_effect_days: int = _setting(
        60, "A delisting that the reviewer recommends takes effect this many days after the report.", least=1
    )
    petition_retention_days: int = _setting(
        1096, "What a petition says is erased this many days after it ended.", least=1
    )
    list_bytes_max: int = _setting(256 * 2**20, "Largest file of a list that is imported, in bytes.", least=2**16)
    list_entries_max: int = _setting(1_000_000, "Most entries of a list that is imported.", least=1)
    list_drop_percent_max: int = _setting(
        5, "An import that would delist more than this share of a list, in percent, stops and asks.", least=0, most=100
    )
    page_rows_max: int = _setting(50, "Rows on one page of a list.", least=5, most=500)
    sign_in_attempts: str = _setting(
        "10/m/ip,5/5m/key", "Failed sign-ins allowed per address and per account before a pause."
    )
    oidc_issuer: str = _setting("", "OpenID Connect issuer URL; empty for none.")
    oidc_client_id: str = _setting("", "Client id at the OpenID Connect issuer.")
    oidc_client_secret: str = _setting("", "Client secret at the OpenID Connect issuer.")
    oidc_name: str = _setting("OpenID Connect", "What the button for the OpenID Connect issuer says.")


PLAIN_NAMES = {"port": "PORT", "database_url": "DATABASE_URL"}


def variable(setting: Field[Any]) -> str:
    """The environment variable of a setting."""
    return PLAIN_NAMES.get(setting.name, f"PARLEY_{setting.name.upper()}")


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings, or raise `SettingsError` with a sentence that names the variable."""
    known = {variable(f): f for f in fields(Settings)}
    values = {f.name: _parse(name, environ[name], f) for name, f in known.items() if environ.get(name)}
    settings = Settings(**values)
    if settings.oidc_issuer and not settings.oidc_client_id:
        raise SettingsError("PARLEY_OIDC_ISSUER is set, so PARLEY_OIDC_CLIENT_ID is needed too.")
    if settings.database_url and not settings.database_url.startswith(("postgresql://", "postgres://")):
        raise SettingsError(
            "DATABASE_URL must start with postgresql:// (or be empty for SQLite); "
            f"it starts with {settings.database_url.split(':', maxsplit=1)[0]!r}."
        )
    if "origin" not in values:
        object.__setattr__(settings, "origin", f"http://{settings.host}:{settings.port}")
    if not settings.origin.startswith(("http://", "https://")):
        raise SettingsError(f"PARLEY_ORIGIN must be a URL such as https://council.example; it is {settings.origin!r}.")
    return settings


def _parse(name: str, raw: str, setting: Field[Any]) -> Any:
    assert setting.default is not MISSING
    match setting.default:
        case bool():
            if raw.lower() in {"1", "true", "yes", "on"}:
                return True
            if raw.lower() in {"0", "false", "no", "off"}:
                return False
            raise SettingsError(f"{name} must be 1 or 0; it is {raw!r}.")
        case int():
            return _parse_int(name, raw, setting)
        case Path():
            return Path(raw).expanduser().absolute()
        case _:
            return raw


def _parse_int(name: str, raw: str, setting: Field[Any]) -> int:
    least, most = setting.metadata["least"], setting.metadata["most"]
    try:
        value = int(raw)
    except ValueError:
        raise SettingsError(f"{name} must be a whole number; it is {raw!r}.") from None
    if (least is not None and value < least) or (most is not None and value > most):
        bounds = f"at least {least}" if most is None else f"from {least} to {most}"
        raise SettingsError(f"{name} must be {bounds}; it is {value}.")
    return value


SETTINGS = load(os.environ)
