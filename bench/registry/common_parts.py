"""Makes src/parley/registry/names/tables/common.txt: how many entries of the UN's and OFAC's lists bear a part.

    python bench/registry/common_parts.py ../shared/data

What is kept are the consonants of parts that many bear, never a name of an entry. The table is frozen once made: a
score may not depend on what a node holds (DESIGN.md, rule 12).
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from parley.registry.names import UnreadableNameError, read, sounds
from parley.registry.names.parts import Role
from registry import lists

COUNT_MIN = 12
TABLE = Path(__file__).parents[2] / "src/parley/registry/names/tables/common.txt"


def main(data: Path) -> None:
    listed = lists.united_nations(data / lists.UN) + lists.ofac(data / lists.OFAC, data / lists.OFAC_ALIASES)
    counts: Counter[str] = Counter()
    for entry in listed:
        borne: set[str] = set()
        for text in entry.names:
            try:
                name = read(text[:500], entry.kind)
            except UnreadableNameError:
                continue
            borne |= {sounds.plain(part.sounds) for part in name.parts if part.role is Role.NAME and part.sounds}
        counts.update(borne)
    by_count: dict[int, list[str]] = {}
    for part, count in counts.items():
        if count >= COUNT_MIN:
            by_count.setdefault(count, []).append(part)
    lines = [
        "# How many entries bear a part of these consonants, then the parts. Made by bench/registry/common_parts.py",
        "# from the UN Security Council's Consolidated List (19 April 2025) and OFAC's SDN list, both public.",
        f"{len(listed)} *",
        *(f"{count} {' '.join(sorted(parts))}" for count, parts in sorted(by_count.items(), reverse=True)),
    ]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TABLE}: {sum(map(len, by_count.values()))} parts of {len(listed)} entries")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
