"""Prints events for comparing two readings, one JSON object a line."""

import json


def tell(groups):
    for group, events in groups.items():
        for event in events:
            print(json.dumps({
                "group": group, "kind": event.kind, "instant": event.instant_ms, "sender": event.sender,
                "senderID": event.sender_id, "target": event.target, "targetID": event.target_id, "text": event.text,
                "id": event.id, "replyTo": event.reply_to, "mentions": event.mentions}, ensure_ascii=False))
