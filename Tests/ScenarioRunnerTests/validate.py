"""Judges scenario files by the schema beside docs/simulator.md: an outsider's validator, and an outsider's YAML.

usage: validate.py SCHEMA FOLDER
"""
import json
import pathlib
import sys

import jsonschema
import yaml

schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
wrong = 0
count = 0
for path in sorted(pathlib.Path(sys.argv[2]).rglob("*.yaml")):
    count += 1
    for error in validator.iter_errors(yaml.safe_load(path.read_text(encoding="utf-8"))):
        wrong += 1
        print(f"{path}: {error.json_path}: {error.message[:160]}")
print(f"{count} files, {wrong} wrong")
sys.exit(1 if wrong or not count else 0)
