"""Says what Argo's models refuse in a WorkflowTemplate, and what of it they do not know."""

import json
import sys

import yaml
from hera.workflows.models import WorkflowTemplate


def unknown(given, kept, place):
    """Keys and values that the models dropped or changed."""
    if isinstance(given, dict) and isinstance(kept, dict):
        return [found for key in given for found in unknown(given[key], kept.get(key), f"{place}.{key}")]
    if isinstance(given, list) and isinstance(kept, list) and len(given) == len(kept):
        return [found for at, pair in enumerate(zip(given, kept)) for found in unknown(*pair, f"{place}[{at}]")]
    return [] if str(given) == str(kept) else [f"{place}: {given!r} became {kept!r}"]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        given = yaml.safe_load(file)
    kept = WorkflowTemplate.model_validate(given).model_dump(by_alias=True, exclude_none=True, mode="json")
    print(json.dumps(unknown(given, kept, given["kind"])))


main()
