"""Every kind of act that a room records has words."""

from __future__ import annotations

import re
from pathlib import Path

from parley.web.kinds import WORDS

SOURCE = Path(__file__).resolve().parent.parent.parent / "src/parley"
KIND = re.compile(r'"((?:council|release|forum|exchange|ledger)\.[a-z_]+)"')


def recorded() -> set[str]:
    files = [*SOURCE.glob("*/acts.py"), *SOURCE.glob("*/acts/*.py"), SOURCE / "cli/backup.py"]
    return {kind for file in files for kind in KIND.findall(file.read_text())}


def test_every_kind_that_is_recorded_has_words_and_every_word_a_kind() -> None:
    assert recorded() == set(WORDS)
