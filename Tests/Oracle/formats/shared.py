"""What the readers of the formats share: the event they tell of, and how they print it.

A reader is run by itself (`python3 discord.py ZONE PATH…`) or imported by `oracle.py`; importing this one makes
`dialects` known to it either way.
"""

import json
import os
import sys
from dataclasses import dataclass, field

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import dialects  # noqa: E402


@dataclass
class Event(dialects.Event):
    """An event of a network that knows ids, replies, mentions and milliseconds."""

    instant_ms: int = 0
    sender_id: str = ""
    target_id: str = ""
    id: str = ""
    reply_to: str = ""
    mentions: list = field(default_factory=list)


def tell(groups):
    """Prints the events of {group: [event]} for comparing two readings, one JSON object a line."""
    for group, events in groups.items():
        for event in events:
            print(json.dumps({
                "group": group, "kind": event.kind, "instant": event.instant_ms, "sender": event.sender,
                "senderID": event.sender_id, "target": event.target, "targetID": event.target_id, "text": event.text,
                "id": event.id, "replyTo": event.reply_to, "mentions": event.mentions}))
