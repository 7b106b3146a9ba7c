"""Runs in the peer's environment: each line of its input is a list of [schema, name, name], each answer the scores."""

from __future__ import annotations

import json
import sys
import time
from functools import lru_cache

from followthemoney import model
from nomenklatura.matching import get_algorithm

MATCHER = get_algorithm("logic-v2")
CONFIG = MATCHER.default_config()


@lru_cache(maxsize=20_000)
def entity(schema: str, name: str) -> object:
    try:
        from followthemoney import EntityProxy as Proxy
    except ImportError:
        from followthemoney.proxy import EntityProxy as Proxy
    made = Proxy.from_dict({"id": f"{schema} {name}", "schema": schema, "properties": {"name": [name]}})
    assert model is not None
    return made


for line in sys.stdin:
    pairs = json.loads(line)
    started = time.process_time()
    scores = [MATCHER.compare(entity(schema, a), entity(schema, b), CONFIG).score for schema, a, b in pairs]
    print(json.dumps([scores, time.process_time() - started]), flush=True)
