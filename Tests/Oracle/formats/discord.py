"""Reads what DiscordChatExporter writes (CSV of both dialects, plain text, JSON). Standard library only.

Written from the exporter's documentation and its files, not from the program's own parsers.
`python3 discord.py ZONE PATH…` prints the events of every file below the paths, one JSON object a line.
"""

import csv
import datetime
import json
import os
import re
import sys
import zoneinfo

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from shared import Event, dialects, tell  # noqa: E402

EXTENSIONS = {
    "picture": "png jpg jpeg jfif gif webp bmp tif tiff heic heif avif svg".split(),
    "voice": "mp3 ogg oga opus wav m4a flac aac amr wma mid".split(),
    "video": "mp4 mov webm mkv avi m4v 3gp wmv mpg mpeg".split(),
}
RANK = {"file": 4, "picture": 3, "video": 3, "voice": 3, "sticker": 2, "card": 1}


def read(paths, zone_name):
    """{group: [event]}, the files of a group in the order of their paths."""
    csv.field_size_limit(1 << 24)
    zone = zoneinfo.ZoneInfo(zone_name)
    groups = {}
    for root in paths:
        for path in dialects.files_below(root):
            with open(path, encoding="utf-8-sig", newline="") as file:
                text = file.read()
            if path.endswith(".json"):
                group, events = read_json(json.loads(text))
            elif text.startswith("=" * 62):
                group, events = read_text(text, zone)
            else:
                group, events = group_of(path), list(read_csv(text, zone))
            groups.setdefault(group, []).extend(events)
    return groups


def group_of(path):
    named = re.search(r"(?:.* - )?(.+) \[\d{15,20}\]", os.path.basename(path))
    return named.group(1) if named else os.path.basename(os.path.dirname(path))


def when(text, zone):
    """Milliseconds since 1970."""
    for form in ("%d-%b-%y %I:%M %p", "%m/%d/%Y %I:%M %p"):
        try:
            return int(datetime.datetime.strptime(text, form).replace(tzinfo=zone).timestamp()) * 1000
        except ValueError:
            pass
    moment = datetime.datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
    return (moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) // datetime.timedelta(milliseconds=1)


def bare(name):
    return re.sub(r"(?<=.)#(?:\d{4}|0)$", "", name)


def kind_of(urls):
    best = None
    for url in urls:
        ending = re.split(r"[?#]", url.lower())[0].rsplit("/", 1)[-1].rpartition(".")[2]
        kind = next((kind for kind, endings in EXTENSIONS.items() if ending in endings), "file")
        if best is None or RANK[kind] > RANK[best]:
            best = kind
    return best


def message(instant, author, author_id, content, kind):
    event = Event(kind or ("text" if content else "card"), 0, bare(author), text=content)
    event.instant_ms, event.sender_id = instant, author_id
    if kind:
        return event
    match = re.fullmatch(r"(Joined the server|Pinned a message|Left the group)\.", content)
    if match:
        event.kind = {"J": "join", "P": "pin", "L": "leave"}[content[0]]
        event.text = ""
    match = re.fullmatch(r"(Added|Removed) (.+) (?:to|from) the group\.", content, re.S)
    if match:
        event.text = ""
        if match.group(1) == "Removed":
            event.kind, event.target = "removal", match.group(2)
        else:
            event.kind, event.target, event.target_id = "join", event.sender, event.sender_id
            event.sender, event.sender_id = match.group(2), ""
    if content.startswith("Changed the channel name: "):
        event.kind, event.text = "topic", content[26:]
    return event


NOBODYS = re.compile(
    r"Started a call that lasted .+ minutes\.|Started a thread\.|Started a call\."
    r"|Changed the channel (?:icon|name)\.|(?:Added|Removed) a recipient\.")


def read_csv(text, zone):
    header = text[: text.index("\n")] if "\n" in text else text
    rows = csv.DictReader(text.splitlines(keepends=True), delimiter=";" if ";" in header else ",")
    for row in rows:
        content = row["Content"].replace("\r\n", "\n")
        kind = kind_of([url for url in row["Attachments"].split(",") if url])
        if kind is None and NOBODYS.fullmatch(content):
            continue
        yield message(when(row["Date"], zone), row["Author"], row["AuthorID"], content, kind)


def read_text(text, zone):
    rule = "=" * 62 + "\n"
    _, heading, body = text.split(rule, 2)
    group = re.search(r"^Channel: (?:.* / )?(.*)$", heading, re.M).group(1)
    body = re.sub(rule + r"Exported [\d,.]+ message\(s\)\n" + rule + r"$", "", body)
    parts = re.split(r"(?:(?<=\n\n)|^\n)\[([^\]\n]+ [AP]M)\] (.+)\n", body)
    events = []
    for date, author, rest in zip(parts[1::3], parts[2::3], parts[3::3]):
        author = re.sub(r" \(pinned\)$", "", author)
        content, *blocks = re.split(r"(?:(?<=\n\n)|^\n)\{(Attachments|Embed|Stickers|Reactions)\}\n", rest)
        kind = None
        for name, lines in zip(blocks[::2], blocks[1::2]):
            if name == "Attachments":
                kind = kind_of(lines.split())
            elif name == "Stickers":
                kind = kind or "sticker"
        events.append(message(when(date, zone), author, author, content.rstrip("\n"), kind))
    return group, events


def read_json(document):
    """Messages with their ids; what programs say is a notice."""
    events = []
    for said in document["messages"]:
        events.extend(read_json_message(said))
    return document["channel"]["name"], events


JOINS_AND_PINS = (
    "GuildMemberJoin", "7", "ChannelPinnedMessage", "6", "ChannelNameChange", "4", "RecipientAdd", "1",
    "RecipientRemove", "2")


def json_name(user):
    return user.get("nickname") or user["name"]


def read_json_message(said):
    author, instant = said["author"], when(said["timestamp"], datetime.timezone.utc)
    event = Event("text", 0, json_name(author), text=said["content"])
    event.instant_ms, event.sender_id, event.id = instant, author["id"], said["id"]
    event.mentions = [user["id"] for user in said.get("mentions", [])]
    forwarded = {}
    if not said["content"] and not said.get("attachments") and not said.get("stickers"):
        forwarded = said.get("forwardedMessage") or {}
        event.text = forwarded.get("content", "")
    reference = (said.get("reference") or {}).get("messageId") or ""
    kind, first = said["type"], (said.get("mentions") or [None])[0]
    if kind in ("Default", "Reply", "ChatInputCommand", "ContextMenuCommand", "20", "23"):
        if kind == "Reply":
            event.reply_to = reference
            event.mentions = [
                user["id"] for user in said.get("mentions", [])
                if any(name and "@" + name in event.text for name in (user.get("nickname"), user["name"], user["id"]))]
        holder = forwarded or said
        attached = kind_of([file["fileName"] for file in holder.get("attachments", [])])
        if not attached and holder.get("stickers"):
            attached = "sticker"
        event.kind = "notice" if author["isBot"] else attached or ("text" if event.text else "card")
    elif kind in ("GuildMemberJoin", "7"):
        event.kind, event.text, event.mentions = "join", "", []
    elif kind in ("ChannelPinnedMessage", "6"):
        event.kind, event.text, event.reply_to, event.mentions = "pin", "", reference, []
    elif kind in ("ChannelNameChange", "4"):
        event.kind, event.text, event.mentions = "topic", said["content"].partition(": ")[2], []
        if not event.text:
            return
    elif kind in ("RecipientAdd", "1") and first:
        event.kind, event.text, event.mentions = "join", "", []
        event.target, event.target_id = event.sender, event.sender_id
        event.sender, event.sender_id = json_name(first), first["id"]
    elif kind in ("RecipientRemove", "2") and first:
        event.text, event.mentions = "", []
        event.kind = "leave" if first["id"] == author["id"] else "removal"
        if event.kind == "removal":
            event.target, event.target_id = json_name(first), first["id"]
    else:
        return
    yield event
    if said.get("timestampEdited") and kind not in JOINS_AND_PINS:
        edit = Event("edit", 0, event.sender)
        edit.instant_ms, edit.sender_id = when(said["timestampEdited"], datetime.timezone.utc), event.sender_id
        edit.reply_to, edit.id = said["id"], "{}:edit:{}".format(said["id"], edit.instant_ms)
        yield edit
    for reaction in said.get("reactions", []):
        for user in reaction.get("users") or []:
            gave = Event("reaction", 0, json_name(user), text=reaction["emoji"]["name"])
            gave.instant_ms, gave.sender_id, gave.reply_to = instant, user["id"], said["id"]
            gave.id = "{}:{}:{}".format(
                said["id"], user["id"], reaction["emoji"].get("id") or reaction["emoji"]["name"])
            yield gave


if __name__ == "__main__":
    tell(read(sys.argv[2:], sys.argv[1]))
