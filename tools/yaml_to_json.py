#!/usr/bin/env python3
"""Writes a YAML file as compact JSON: yaml_to_json.py SOURCE TARGET. Used by the build for api/openapi.yaml."""

import json
import sys

import yaml


class StringKeyLoader(yaml.SafeLoader):
    """Keeps `200:` and the like as texts where they are keys, and dates as texts everywhere."""


StringKeyLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def refuse_duplicates(loader, node, deep=False):
    mapping = {}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        if key in mapping:
            raise yaml.YAMLError(f"{key_node.start_mark}: duplicate key {key}")
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


StringKeyLoader.add_constructor("tag:yaml.org,2002:map", refuse_duplicates)


def main():
    source, target = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        document = yaml.load(file, StringKeyLoader)
    with open(target, "w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, separators=(",", ":"))


main()
