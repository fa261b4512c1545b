"""Puts the two JSON-LD contexts of a run's crate into the validator's cache, so that it needs no network.

`python known_contexts.py CACHE`. The terms are those that the package `rocrate` carries, under the addresses of RO-Crate 1.1.
"""

import io
import json
import pathlib
import sys

import requests_cache
import rocrate
import urllib3
from requests.adapters import HTTPAdapter

RUN = "https://w3id.org/ro/terms/workflow-run#"
BIOSCHEMAS = "https://bioschemas.org/"
CONTEXTS = {
    "https://w3id.org/ro/crate/1.1/context": {
        "ComputationalWorkflow": f"{BIOSCHEMAS}ComputationalWorkflow",
        "FormalParameter": f"{BIOSCHEMAS}FormalParameter",
        "input": f"{BIOSCHEMAS}ComputationalWorkflow#input",
        "output": f"{BIOSCHEMAS}ComputationalWorkflow#output",
    },
    "https://w3id.org/ro/terms/workflow-run/context": {
        name: RUN + name
        for name in (
            *("ParameterConnection", "connection", "sourceParameter", "targetParameter"),
            *("sha256", "md5", "environment", "resourceUsage", "containerImage", "ContainerImage", "DockerImage"),
        )
    },
}


class Known(HTTPAdapter):
    """Answers with what is known here; everything else is not found."""

    def send(self, request, **_):
        status = 200 if request.url in CONTEXTS else 404
        body = json.dumps({"@context": context(request.url)}).encode() if status == 200 else b""
        headers = {"Content-Type": "application/ld+json"}
        told = dict(body=io.BytesIO(body), headers=headers, status=status, preload_content=False, request_url=request.url)
        return self.build_response(request, urllib3.HTTPResponse(**told))


def context(url):
    own = CONTEXTS[url]
    if url.startswith(RUN[:-1]):
        return own
    carried = json.loads((pathlib.Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld").read_text("utf-8"))
    return {**carried["@context"], **own}


if __name__ == "__main__":
    session = requests_cache.CachedSession(sys.argv[1], backend="sqlite", expire_after=-1)
    session.mount("https://", Known())
    for address in CONTEXTS:
        session.get(address).raise_for_status()
