"""Reads our own JSONL (docs/formats.md). Standard library only; written from the format's description."""

import datetime
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from shared import Event, dialects  # noqa: E402


def read(paths, _zone_name):
    """{group: [event]} in canonical order: by time, then as they stand in their file."""
    groups = {}
    for root in paths:
        for path in dialects.files_below(root):
            name = os.path.basename(path)
            with open(path, encoding="utf-8") as file:
                for line in file:
                    record = json.loads(line)
                    if "banyan" in record:
                        name = record.get("group", name)
                    else:
                        groups.setdefault(name, []).append(event(record))
    for events in groups.values():
        events.sort(key=lambda each: each.instant_ms)
    return groups


def event(record):
    moment = datetime.datetime.fromisoformat(record["time"].replace("Z", "+00:00"))
    milliseconds = int(moment.timestamp()) * 1000 + moment.microsecond // 1000
    return Event(
        record.get("kind", "text"), milliseconds // 1000, record.get("sender", ""), record.get("target", ""),
        record.get("text", ""), instant_ms=milliseconds, sender_id=record.get("sender_id", ""),
        target_id=record.get("target_id", ""), id=record.get("id", ""), reply_to=record.get("reply_to", ""),
        mentions=[identity(part) for part in record.get("mentions", "").split(" ") if identity(part)])


def identity(part):
    return re.sub("%([0-9a-fA-F]{2})", lambda match: chr(int(match.group(1), 16)), part.split("=")[0])
