"""Reading a name: from text in any script to parts whose sounds and roles are known.

`text` takes the name as it came and says what it is; `word` reads one written word; `units` are the other ways to hear
its parts; `whole` is what the parts tell together; `name` is what comes of it.
"""

from __future__ import annotations

from parley.registry.names.reading.name import QUIET, Name, Part
from parley.registry.names.reading.text import UnreadableNameError, read

__all__ = ["QUIET", "Name", "Part", "UnreadableNameError", "read"]
