"""Reads Telegram Desktop's export as JSON, of one chat or of an account. Standard library only.

Written from what the export holds, not from the program's own parsers.
`python3 telegram_json.py ZONE PATH…` prints the events of every file below the paths, one JSON object a line.
"""

import datetime
import json
import os
import sys
import zoneinfo

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from shared import Event, dialects, tell  # noqa: E402


PRIVATE = ("personal_chat", "bot_chat", "saved_messages", "replies")
MEDIA = {
    "sticker": "sticker", "voice_message": "voice", "video_message": "video", "video_file": "video",
    "animation": "picture"}
CARDS = (
    "poll", "location_information", "contact_information", "game_title", "invoice_information", "todo_list",
    "giveaway_information")


def read(paths, zone_name):
    """{chat: [event]}; a file that does not name its chat is called by its folder."""
    zone = zoneinfo.ZoneInfo(zone_name)
    groups = {}
    for root in paths:
        for path in dialects.files_below(root):
            if not path.endswith(".json"):
                continue
            with open(path, encoding="utf-8-sig") as file:
                document = json.load(file)
            for chat in chats(document):
                if chat.get("type") not in PRIVATE and chat.get("messages"):
                    name = chat.get("name") or os.path.basename(os.path.dirname(path))
                    groups.setdefault(name, []).extend(Chat(chat, zone).events())
    return groups


def chats(document):
    if not isinstance(document, dict):
        return []
    if "messages" in document:
        return [document]
    return [
        chat for part in ("chats", "left_chats") for chat in (document.get(part) or {}).get("list", [])]


def identity(value):
    if value is None:
        return ""
    if isinstance(value, int):
        kind, number = value >> 32, value & 0xFFFFFFFF
        return {1: "chat", 2: "channel"}.get(kind, "user") + str(number if kind in (1, 2) else value)
    return value


def wall(text):
    return int(datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc).timestamp()) * 1000


class Chat:
    def __init__(self, chat, zone):
        self.messages, self.zone = chat["messages"], zone
        known = {}
        for message in self.messages:
            for role in ("from", "actor"):
                if message.get(role) and message.get(role + "_id") is not None:
                    known.setdefault(message[role], set()).add(identity(message[role + "_id"]))
        self.ids = {name: next(iter(ids)) for name, ids in known.items() if len(ids) == 1}

    def events(self):
        for message in self.messages:
            if message["type"] == "message":
                yield from self.said(message)
            elif message["type"] == "service":
                yield from self.happened(message)

    def instant(self, message):
        if "date_unixtime" in message:
            return int(message["date_unixtime"]) * 1000
        return int(datetime.datetime.fromisoformat(message["date"]).replace(tzinfo=self.zone).timestamp()) * 1000

    def event(self, kind, message, role, **more):
        person = identity(message.get(role + "_id"))
        return Event(
            kind, 0, message.get(role) or person, sender_id=person, id=str(message.get("id", "")),
            instant_ms=self.instant(message), **more)

    def said(self, message):
        text = message.get("text", message.get("text_entities", ""))
        pieces = [text] if isinstance(text, str) else text
        event = self.event("text", message, "from")
        event.text = "".join(piece if isinstance(piece, str) else piece.get("text", "") for piece in pieces)
        event.mentions = [
            f"user{piece['user_id']}" for piece in pieces
            if isinstance(piece, dict) and piece["type"] == "mention_name" and "user_id" in piece]
        if "reply_to_message_id" in message and "reply_to_peer_id" not in message:
            event.reply_to = str(message["reply_to_message_id"])
        if "media_type" in message:
            event.kind = MEDIA.get(message["media_type"], "file")
        elif "photo" in message or "file" in message:
            event.kind = "picture" if "photo" in message else "file"
        elif any(key in message for key in CARDS):
            event.kind = "card"
            event.text = event.text or (message.get("poll") or {}).get("question", "")
        yield event
        yield from self.reactions(message, event)

    def reactions(self, message, event):
        if not event.id:
            return
        for reaction in message.get("reactions", []):
            for person in reaction.get("recent", []):
                gave = self.event("reaction", message, "from", text=reaction.get("emoji", ""), reply_to=event.id)
                gave.sender_id = identity(person.get("from_id"))
                gave.sender = person.get("from") or gave.sender_id
                if "date" in person and "date" in message:
                    gave.instant_ms = wall(person["date"]) - (wall(message["date"]) - event.instant_ms)
                what = reaction.get("emoji") or reaction.get("document_id") or ""
                gave.id = f"{event.id}/{gave.sender_id or gave.sender}/{what}"
                yield gave

    def happened(self, message):
        action, actor = message.get("action"), message.get("actor")
        if not action or not (actor or message.get("actor_id")):
            return
        members = [name for name in message.get("members", []) if name]
        if action == "create_group":
            members = [name for name in members if name != actor]
            yield self.one(message, "join", 1 if members else None)
            for number, name in enumerate(members, 2):
                yield self.other(message, "join", number, name)
        elif action in ("invite_members", "remove_members"):
            for number, name in enumerate(members, 1):
                number = number if len(members) > 1 else None
                if name == actor:
                    yield self.one(message, "join" if action == "invite_members" else "leave", number)
                elif action == "invite_members":
                    yield self.other(message, "join", number, name)
                else:
                    event = self.one(message, "removal", number)
                    event.target, event.target_id = name, self.ids.get(name, "")
                    yield event
        elif action in ("join_group_by_link", "join_group_by_request"):
            event = self.one(message, "join", None)
            if message.get("inviter"):
                event.target, event.target_id = message["inviter"], self.ids.get(message["inviter"], "")
            yield event
        elif action == "pin_message":
            event = self.one(message, "pin", None)
            event.reply_to = str(message.get("message_id", ""))
            yield event
        elif action == "edit_group_title":
            event = self.one(message, "topic", None)
            event.text = message.get("title", "")
            yield event

    def one(self, message, kind, number):
        event = self.event(kind, message, "actor")
        event.id += f"#{number}" if number and event.id else ""
        return event

    def other(self, message, kind, number, name):
        event = self.one(message, kind, number)
        event.target, event.target_id = event.sender, event.sender_id
        event.sender, event.sender_id = name, self.ids.get(name, "")
        return event


if __name__ == "__main__":
    tell(read(sys.argv[2:], sys.argv[1]))
