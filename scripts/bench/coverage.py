"""The straight way to count coverage, for comparison: json.loads of each line, and a tree of paths."""
import json
import sys

methods = {"get": "get", "list": "get", "watch": "get", "create": "post", "update": "put", "patch": "patch",
           "delete": "delete", "deletecollection": "delete", "": "options"}
tree = {}
for line in open(sys.argv[1]):
    method, path, operation = line.split()
    parts = path.strip("/").split("/")
    node = tree.setdefault(len(parts), {})
    for part in parts:
        node = node.setdefault(part, {})
    node[(method,)] = operation

known, ids, tested = {}, set(), {}
for line in open(sys.argv[2]):
    event = json.loads(line)
    ids.add(event["auditID"])
    agent = event.get("userAgent", "")
    if not agent.startswith("e2e.test"):
        continue
    key = event["verb"], event["requestURI"].split("?")[0]
    if key not in known:
        parts = key[1].strip("/").split("/")
        node = tree.get(len(parts), {})
        for part in parts:
            node = node.get(part) or next((node[one] for one in node if one[0][:1] == "{"), {})
        known[key] = node.get((methods.get(key[0]),))
    if known[key]:
        tested.setdefault(known[key], set()).add(agent)
print(len(ids), len(tested))
