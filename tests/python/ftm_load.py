#!/usr/bin/env python3
"""Load a publication's index.json and entities with the real followthemoney and nomenklatura.

Usage:

    ftm_load.py PUBLICATION DATASET

PUBLICATION is the folder that `gazette publish` wrote. Checks that the index of data sets is a catalogue that the library
takes, that its resources have the size and the SHA-1 that it says, that the entities load into a statement store with what
stands around them, and that statements.csv gives the same entities. Prints one line of JSON; exit status 0, or 1 with what is wrong.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from followthemoney.dataset import DataCatalog, Dataset
from followthemoney.statement import StatementEntity
from followthemoney.statement.serialize import CSV, read_path_statements
from nomenklatura.resolver import Linker
from nomenklatura.store.memory import MemoryStore


def main() -> int:
    root, name = Path(sys.argv[1]), sys.argv[2]
    index = json.loads((root / "datasets/latest/index.json").read_text(encoding="utf-8"))
    catalog = DataCatalog(Dataset, index)
    dataset = catalog.require(name)
    model = dataset.model
    assert model.version and model.title, model
    entry = next(entry for entry in index["datasets"] if entry["name"] == name)
    folder = root / "artifacts" / name / model.version
    for resource in model.resources:
        content = (folder / resource.name).read_bytes()
        assert str(resource.url).endswith(f"artifacts/{name}/{model.version}/{resource.name}"), resource.url
        assert resource.size == len(content), resource.name
        assert resource.checksum == hashlib.sha1(content).hexdigest(), resource.name
    assert entry["delta_url"].endswith(f"artifacts/{name}/{model.version}/delta.json"), entry["delta_url"]

    lines = (folder / "entities.ftm.json").read_text(encoding="utf-8").splitlines()
    bodies = {body["id"]: body for body in map(json.loads, lines)}
    assert len(bodies) == entry["entity_count"], (len(bodies), entry["entity_count"])
    assert sum(body["target"] for body in bodies.values()) == entry["target_count"]
    store = MemoryStore(dataset, Linker({}))
    with store.writer() as writer:
        for body in bodies.values():
            writer.add_entity(StatementEntity.from_data(dataset, body))
    view = store.view(dataset)
    loaded = {entity.id: entity for entity in view.entities()}
    assert loaded.keys() == bodies.keys(), set(bodies) ^ set(loaded)
    adjacent = 0
    for entity in loaded.values():
        around = [other.id for _, other in view.get_adjacent(entity)]
        adjacent += len(around)

    spoken: dict[str, dict[str, set[str]]] = {}
    ids = set()
    for statement in read_path_statements(folder / "statements.csv", CSV):
        assert statement.id == statement.generate_key(), statement
        assert statement.id not in ids, statement
        ids.add(statement.id)
        spoken.setdefault(statement.entity_id, {}).setdefault(statement.prop, set()).add(statement.value)
    for id, body in bodies.items():
        said = {prop: set(values) for prop, values in body["properties"].items()}
        assert spoken.get(id) == said, (id, spoken.get(id), said)
    print(json.dumps({"dataset": name, "version": model.version, "entities": len(loaded), "adjacent": adjacent,
                      "statements": len(ids)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
