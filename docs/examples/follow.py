#!/usr/bin/env python3
"""Keeps the entries of a published list in a file: follow.py https://lists.example.org us entries.jsonl"""
import hashlib, json, os, sys, urllib.request

site, list_id, copy = sys.argv[1:4]
fetch = lambda path: urllib.request.urlopen(f"{site}/{path}").read()
record = lambda entry: json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n"
key = lambda id: (0, int(id), id) if id.isascii() and id.isdigit() else (1, 0, id)
text = lambda rows: "".join(record(rows[id]) for id in sorted(rows, key=key))
digest = lambda rows: hashlib.sha256(text(rows).encode()).hexdigest()

held = open(copy, encoding="utf-8", newline="\n").read().splitlines() if os.path.exists(copy) else []
rows = {entry["id"]: entry for entry in map(json.loads, held)}
deltas = json.loads(fetch(f"{list_id}/deltas.json"))["deltas"]
reached = [delta["target"]["digest"]["entries"] for delta in deltas]
done = max((place for place, it in enumerate(reached, 1) if it == digest(rows)), default=0)
rows = rows if done else {}  # not a state of this list: from the first delta
for delta in deltas[done:]:
    content = fetch(delta["path"])
    assert hashlib.sha256(content).hexdigest() == delta["sha256"], delta["path"]
    for line in map(json.loads, content.decode().splitlines()[1:]):
        if line["type"] in ("added", "amended"):
            rows[line["id"]] = line["entry"]
        elif line["type"] == "removed":
            del rows[line["id"]]
    assert digest(rows) == delta["target"]["digest"]["entries"], delta["path"]
open(copy + ".new", "w", encoding="utf-8", newline="\n").write(text(rows))
os.replace(copy + ".new", copy)
