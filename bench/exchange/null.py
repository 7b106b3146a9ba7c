"""A server that answers every page with the same octets: what a client and the machine take without any server's work.

python -m exchange.null PORT        # BENCH_PAGE: the file with the page
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

MEDIA_TYPE = "application/taxii+json;version=2.1"
COLLECTION = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
_PAGE = Path(os.environ["BENCH_PAGE"]).read_bytes() if "BENCH_PAGE" in os.environ else b"{}"
_INFO = json.dumps({"id": COLLECTION, "title": "Null", "can_read": True, "can_write": False}).encode()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    body = _PAGE if environ["PATH_INFO"].endswith("/objects/") else _INFO
    start_response("200 OK", [("Content-Type", MEDIA_TYPE), ("Content-Length", str(len(body)))])
    return [body]


def main() -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from exchange.node import ADDRESS, THREADS

    Server(
        "exchange.null:application",
        address=ADDRESS,
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_level=LogLevels.error,
        websockets=False,
    ).serve()


if __name__ == "__main__":
    main()
