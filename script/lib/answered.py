"""Prints the operations of an OpenAPI document that never answered with success, by the reports of schemathesis.

python3 answered.py DOCUMENT REPORT…
"""

import json
import sys


def answered(report):
    """The method and path of each request that got a 2xx."""
    for line in report:
        recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder", {})
        cases = recorder.get("cases", {})
        for name, interaction in recorder.get("interactions", {}).items():
            status = (interaction.get("response") or {}).get("status_code", 0)
            if 200 <= status < 300:
                case = cases[name]["value"]
                yield case["method"].lower(), case["path"]


with open(sys.argv[1]) as file:
    paths = json.load(file)["paths"]
methods = {"get", "put", "post", "delete", "patch", "head", "options"}
operations = {(method, path) for path, item in paths.items() for method in item if method in methods}
# Where the document was read from.
operations.discard(("get", "/openapi.json"))
for name in sys.argv[2:]:
    with open(name) as report:
        operations -= set(answered(report))
for method, path in sorted(operations):
    print(method.upper(), path)
