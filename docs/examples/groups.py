#!/usr/bin/env python3
"""Lists the groups that need somebody, then follows the log. Standard library only.

    BANYAN_URL=http://127.0.0.1:8080 BANYAN_TOKEN=banyan_… python3 groups.py [--follow]
"""
import json
import os
import sys
import urllib.parse
import urllib.request

BASE = os.environ.get("BANYAN_URL", "http://127.0.0.1:8080") + "/api/v1"
HEADERS = {"Authorization": "Bearer " + os.environ["BANYAN_TOKEN"]}


def ask(path, **query):
    url = BASE + path + ("?" + urllib.parse.urlencode(query) if query else "")
    with urllib.request.urlopen(urllib.request.Request(url, headers=HEADERS)) as answer:
        return json.load(answer)


def pages(path, **query):
    while True:
        page = ask(path, **query)
        yield from page["items"]
        if page["next"] is None:
            return
        query["cursor"] = page["next"]


for group in pages("/groups", needs="true"):
    ratio = group["active_ratio"]
    print(group["name"], group["stage"], "-" if ratio is None else f"{ratio:.0%}", sep="\t")

if "--follow" in sys.argv:
    stream = urllib.request.urlopen(urllib.request.Request(BASE + "/events/stream", headers=HEADERS))
    for line in stream:
        if line.startswith(b"data: "):
            event = json.loads(line[6:])
            print(event["at"], event["kind"], event["sender"]["name"], event["text"] or "")
