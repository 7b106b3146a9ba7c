"""Another TAXII server, as its own documentation sets it up, under the same HTTP server as Parley. Its Python runs it.

    python peer_app.py opentaxii|medallion PORT FOLDER

It writes its collection's path to FOLDER/collection once it can be asked.
"""

from __future__ import annotations

import json
import os
import sys
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

COLLECTION = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
THREADS = 8


def opentaxii(folder: Path) -> Any:
    def persistence(kind: str, class_: str) -> dict[str, Any]:
        parameters = {"db_connection": f"sqlite:///{folder}/{kind}.sqlite3", "create_tables": True}
        return {"class": class_, "parameters": parameters}

    auth = persistence("auth", "opentaxii.auth.sqldb.SQLDatabaseAPI")
    auth["parameters"]["secret"] = "benchmark"
    settings = {
        "auth_api": auth,
        "taxii1": None,
        "taxii2": {
            "title": "OpenTAXII",
            "public_discovery": True,
            "max_content_length": 64 * 2**20,
            "persistence_api": persistence("data", "opentaxii.persistence.sqldb.Taxii2SQLDatabaseAPI"),
        },
        "logging": {"opentaxii": "error", "root": "error"},
    }
    path = folder / "opentaxii.json"  # YAML holds JSON
    path.write_text(json.dumps(settings))
    os.environ["OPENTAXII_CONFIG"] = str(path)
    from opentaxii.http import app
    from opentaxii.taxii2 import http

    # 0.9.3 stores an envelope and then cannot write its status, since a UUID stands in it. Mended, it can be measured.
    http.json = SimpleNamespace(dumps=partial(json.dumps, default=str))
    with app.app_context():
        api = app.taxii_server.servers.taxii2.persistence.api
        roots = list(api.get_api_roots())
        root = roots[0] if roots else api.add_api_root(title="Root", default=True)
        held = list(api.get_collections(api_root_id=root.id))
        of = held[0] if held else api.add_collection(root.id, "All", is_public=True, is_public_write=True)
    (folder / "collection").write_text(f"/taxii2/{root.id}/collections/{of.id}/")
    return app


def medallion(folder: Path) -> Any:
    collection = {
        "id": COLLECTION,
        "title": "All",
        "can_read": True,
        "can_write": True,
        "media_types": ["application/stix+json;version=2.1"],
        "objects": [],
        "manifest": [],
    }
    information = {"title": "Root", "versions": ["application/taxii+json;version=2.1"], "max_content_length": 2**26}
    data = {"/discovery": {"title": "medallion"}, "root": {"information": information, "status": []}}
    data["root"]["collections"] = [collection]  # type: ignore[assignment]
    store = folder / "data.json"
    store.write_text(json.dumps(data))
    settings = {
        "backend": {
            "module": "medallion.backends.memory_backend",
            "module_class": "MemoryBackend",
            "filename": str(store),
        },
        "users": {"bench": "bench"},
        "taxii": {"max_page_size": 1000},
    }
    path = folder / "medallion.json"
    path.write_text(json.dumps(settings))
    from medallion import load_app

    app = load_app(str(path))
    (folder / "collection").write_text(f"/root/collections/{COLLECTION}/")
    return app


def application(environ: dict[str, Any], start_response: Any) -> Any:
    global _app  # noqa: PLW0603 - made in the process that serves, not in the one that starts it
    if _app is None:
        _app = {"opentaxii": opentaxii, "medallion": medallion}[os.environ["PEER"]](Path(os.environ["PEER_FOLDER"]))
    return _app(environ, start_response)


_app: Any = None


def main() -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    os.environ["PEER"], os.environ["PEER_FOLDER"] = sys.argv[1], sys.argv[3]
    Server(
        "peer_app:application",
        address="127.0.0.1",
        port=int(sys.argv[2]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_level=LogLevels.error,
        websockets=False,
    ).serve()


if __name__ == "__main__":
    main()
