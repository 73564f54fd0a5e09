#!/usr/bin/env python3
"""Counts what differs between successive CONSOLIDATED.XML files, whatever the order of their elements.

    python3 ofac_xml_transitions.py FOLDER      # DATE.xml files, uncompressed
    python3 ofac_xml_transitions.py FILE.txt.gz # the packed history of tests/data/ofac/nonsdn

Prints a row for each transition: day, added, removed, amended. It shares no code with gazette: two records are the same if
their elements are, as multisets at every depth, with white space around texts ignored. Expected values of the test
`import::replay` were made with it.
"""
import gzip
import pathlib
import sys
import xml.etree.ElementTree as ET


def canonical(element):
    name = element.tag.rsplit("}", 1)[-1]
    return (name, (element.text or "").strip(), tuple(sorted(canonical(child) for child in element)))


def records(text):
    root = ET.fromstring(text)
    entries = [child for child in root if child.tag.rsplit("}", 1)[-1] == "sdnEntry"]
    by_id = {next(e.text for e in entry if e.tag.rsplit("}", 1)[-1] == "uid"): entry for entry in entries}
    assert len(by_id) == len(entries)
    return {uid: canonical(entry) for uid, entry in by_id.items()}


def packed(path):
    """Yields (day, text): `=DAY`, then `-UID`, `+UID ENTRY` and `#HEAD` rows against the version before; JSON texts."""
    import json

    head, entries, day = "", {}, None
    for line in gzip.open(path, "rt", encoding="utf-8"):
        mark, rest = line[0], line[1:].rstrip("\n")
        if mark == "=":
            if day:
                yield day, head + "".join(entries.values()) + "</sdnList>"
            day = rest
        elif mark == "#":
            head = json.loads(rest)
        elif mark == "-":
            del entries[rest]
        else:
            uid, entry = rest.split(" ", 1)
            entries[uid] = json.loads(entry)
    yield day, head + "".join(entries.values()) + "</sdnList>"


def versions(path):
    if path.is_dir():
        for file in sorted(path.glob("*.xml")):
            yield file.stem, file.read_text(encoding="utf-8-sig")
    else:
        yield from packed(path)


def main(path):
    before = None
    for day, text in versions(pathlib.Path(path)):
        after = records(text)
        if before is not None:
            amended = sum(before[uid] != after[uid] for uid in before.keys() & after.keys())
            print(day, len(after.keys() - before.keys()), len(before.keys() - after.keys()), amended, sep="\t")
        before = after


if __name__ == "__main__":
    main(sys.argv[1])
