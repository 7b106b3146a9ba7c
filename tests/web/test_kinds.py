"""Every kind of act that a room records has words."""

from __future__ import annotations

import re
from pathlib import Path

from parley.registry.rules.petitions import PetitionStepKind
from parley.registry.rules.procedure import StepKind
from parley.web.kinds import WORDS

SOURCE = Path(__file__).resolve().parent.parent.parent / "src/parley"
KIND = re.compile(r'"((?:council|release|forum|exchange|registry|ledger)\.[a-z_]+)"')


def recorded() -> set[str]:
    files = [*SOURCE.glob("*/acts.py"), *SOURCE.glob("*/acts/*.py"), SOURCE / "cli/backup.py"]
    written = {kind for file in files for kind in KIND.findall(file.read_text())}
    steps = {f"registry.{kind.name.lower()}" for kind in StepKind}
    return written | steps | {f"registry.petition_{kind.name.lower()}" for kind in PetitionStepKind}


def test_every_kind_that_is_recorded_has_words_and_every_word_a_kind() -> None:
    assert recorded() == set(WORDS)
