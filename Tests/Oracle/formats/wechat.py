"""Reads WeChat histories: WeChatMsg's tables, chatlog's and ChatLab's JSON. Standard library only.

Written from the formats' descriptions, not from the program's own parsers. The sentences that WeChat writes itself are
looked for with regular expressions of their own.
`python3 wechat.py ZONE PATH…` prints the events of every file below the paths, one JSON object a line.
"""

import csv
import datetime
import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree
import zoneinfo

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from shared import Event, dialects, tell  # noqa: E402


PLAIN = {1: "text", 3: "picture", 34: "voice", 43: "video", 62: "video", 47: "sticker", 42: "card", 48: "card"}
SHARED = {
    1: "text", 53: "text", 57: "text", 87: "text", 2: "picture", 6: "file", 74: "file", 8: "sticker", 15: "sticker",
    3: "link", 4: "link", 5: "link", 7: "link", 10: "link", 76: "link", 92: "link", 51: "video", 17: None, 62: None}
CHATLAB = {
    0: "text", 1: "picture", 2: "voice", 3: "video", 4: "file", 5: "sticker", 7: "link", 24: "link", 25: "text",
    22: None, 23: None, 80: "system", 81: "system"}

Q = '["“”「」]'
NAME = f"{Q}(.+?){Q}"
ANY = f"(?:{Q}(.+?){Q}|(你|您|[Yy]ou)|(.+?))"
SENTENCES = [
    ("join", f"{ANY}[邀請请]+你和{NAME}加入了?群[聊組]+$", "plus"),
    ("join", f"{ANY}[邀請请]+{ANY}加入了?群[聊組]+(?:，群聊.*)?$", "who whom"),
    ("join", f"{ANY}[通過过透]+[掃扫]描{ANY}分享的二[維维][碼码]加入了?群[聊組]+", "whom who"),
    ("join", f"{ANY}[通過过透]+[掃扫]描二[維维][碼码]加入了?群[聊組]+", "whom"),
    ("join", f"{ANY} invited you and {ANY} to (?:the|a) group chat$", "plus"),
    ("join", f"{ANY} invited {ANY} to (?:the|a) group chat(?: with.*)?$", "who whom"),
    ("join", f"{ANY} joined (?:the )?group chat via the QR [Cc]ode shared by {ANY}$", "whom who"),
    ("join", f"{ANY} joined (?:the )?group chat via the QR [Cc]ode you shared$", "whom by"),
    ("removal", f"{ANY}[將将]{ANY}移出了?群[聊組]+$", "who whom"),
    ("removal", f"{ANY}被{ANY}移出了?群[聊組]+$", "whom who"),
    ("removal", f"{ANY} removed {ANY} from the group chat$", "who whom"),
    ("removal", f"{ANY} (?:was|were) removed from the group chat by {ANY}$", "whom who"),
    ("leave", f"{ANY}退出了?群[聊組]+$", "whom"),
    ("leave", f"群主{ANY}已?解散了?[該该]群[聊組]+$", "whom"),
    ("topic", f"{ANY}修改群名[為为]{Q}(?P<what>.+){Q}$", "who"),
    ("topic", f"{ANY} changed the group name to {Q}(?P<what>.+){Q}$", "who"),
    ("recall", f"{ANY} ?撤回了一[條条]消息$", "who"),
    ("recall", f"{ANY}(?: has)? recalled a message$", "who"),
]


def slots(match):
    """Each slot's (name, whether it is the reader)."""
    found = []
    groups = match.re.pattern.count("(?:" + Q)
    values = match.groups()
    for index in range(groups):
        quoted, you, bare = values[index * 3:index * 3 + 3]
        found.append((quoted or you or bare, quoted is None and you is not None))
    return found


def sentence(text, you):
    """[(kind, sender, target, text)] with parties as (name, id)."""
    text = re.sub(r"\s+(撤销|撤銷|Revoke|重新编辑)$", "", text.strip()).rstrip(".。 ")
    if re.search("想邀[請请]", text):
        return []
    for kind, pattern, order in SENTENCES:
        match = re.match(pattern, text)
        if not match:
            continue
        english = bool(re.search(" (invited|joined|removed|changed|recalled) ", text))
        people = slots(match)
        if order == "plus":
            inviter = one(people[0], you)
            names = people[1][0] if len(people) > 1 else match.groups()[3]
            return [(kind, you, inviter, None)] + [(kind, (n, ""), inviter, None) for n in split(names, english)]
        roles = dict(zip(order.split(), people + [(None, True)]))
        who = you if "by" in roles else one(roles["who"], you) if "who" in roles else None
        if kind in ("topic", "recall"):
            return [(kind, who, None, match.groupdict().get("what"))]
        whom = [you] if roles["whom"][1] else [(n, "") for n in split(roles["whom"][0], english)]
        if kind == "removal":
            return [(kind, who, person, None) for person in whom]
        return [(kind, person, who, None) for person in whom]
    return []


def one(slot, you):
    return you if slot[1] else (slot[0].strip(), "")


def split(names, english):
    return [name.strip().strip('"“”') for name in names.split(", " if english else "、") if name.strip()]


def xml_of(text):
    text = re.sub(r"^[\w@-]+:\s*(?=<)", "", text.strip())
    return ElementTree.fromstring(text) if text.startswith("<") else None


def system(text, you):
    """The same for XML: (deeds, id of the message that was taken back)."""
    root = xml_of(text)
    if root is None:
        return sentence(text, you), ""
    if root.get("type") == "revokemsg":
        gone = root.findtext("revokemsg/newmsgid") or root.findtext("revokemsg/msgid") or ""
        return sentence(root.findtext("revokemsg/replacemsg") or "", you) or [("recall", None, None, None)], gone
    if root.get("type") == "delchatroommember":
        deeds = sentence(root.findtext("delchatroommember/plain") or "", you)
        ids = [node.text for node in root.findall("delchatroommember/link/memberlist/username")]
        if len(ids) == len(deeds):
            deeds = [
                (kind, sender, (target[0], i), text) if kind == "removal" else (kind, (sender[0], i), target, text)
                for (kind, sender, target, text), i in zip(deeds, ids)]
        return deeds, ""
    if root.get("type") == "sysmsgtemplate":
        return template(root, you), ""
    return [], ""


def template(root, you):
    node = root.find("sysmsgtemplate/content_template")
    text = node.findtext("template")
    people = {}
    for link in node.findall("link_list/link"):
        members = [(m.findtext("nickname"), m.findtext("username")) for m in link.findall("memberlist/member")]
        mark = f"\ue000{len(people)}\ue001" if members else ""
        if members:
            people[mark] = members
        text = text.replace(f"${link.get('name')}$", mark)
    deeds = []
    for kind, sender, target, words in sentence(text, you):
        for person in people.get(sender[0], [sender]):
            others = people.get(target[0], [target]) if target else [None]
            deeds += [(kind, person, other, words) for other in others]
    return deeds


def shared(content):
    """(text, id of the answered message) of an appmsg."""
    root = xml_of(content)
    if root is None:
        return (None if re.fullmatch(r"\[[^]]*\]", content) else content or None), ""
    app = root.find("appmsg")
    app = root if app is None else app
    place = app.find("location")
    text = app.findtext("textannouncement") or app.findtext("finderFeed/desc") or app.findtext("title") or app.findtext(
        "des") or app.findtext("sourcedisplayname") or (place.get("poiname") if place is not None else None)
    return text, app.findtext("refermsg/svrid") or ""


def mentions(text, source):
    names = [name for name in re.findall("@([^@\u2005]+)\u2005", text or "") if name != "所有人"]
    listed = re.search(r"<atuserlist>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</atuserlist>", source or "")
    ids = [i for i in re.split("[,;]", listed.group(1)) if i and not i.endswith("@all")] if listed else []
    return ids or names


def add(events, kind, moment, sender, content, you, *, id="", title=None, reply="", source=""):
    if kind == "system":
        deeds, gone = system(content, you)
        for number, (what, who, whom, words) in enumerate(deeds, 1):
            who = who or sender
            if who is None:
                continue
            key = f"{id}#{number}" if id and len(deeds) > 1 else id
            events.append(Event(
                what, moment // 1000, who[0], target=whom[0] if whom else "", text=words or "", instant_ms=moment,
                sender_id=who[1], target_id=whom[1] if whom else "", id=key, reply_to=gone))
        return
    text = title
    if text is None and kind not in ("picture", "voice", "sticker"):
        if kind == "text" and not content.startswith(("<?xml", "<msg")):
            text = content
        else:
            text, answered = shared(content)
            reply = reply or answered
    events.append(Event(
        kind, moment // 1000, sender[0], text=text or "", instant_ms=moment, sender_id=sender[1], id=id, reply_to=reply,
        mentions=mentions(text, source) if kind == "text" else []))


def kind_of(type, subtype):
    if type > 0xFFFFFFFF:
        type, subtype = type & 0xFFFFFFFF, type >> 32
    if type in (10000, 10002):
        return "system"
    if type in (50, 51, 52, 53, 64):
        return None
    return SHARED.get(subtype, "card") if type == 49 else PLAIN.get(type, "card")


def read(paths, zone_name):
    """{group: [event]}"""
    csv.field_size_limit(1 << 24)
    zone = zoneinfo.ZoneInfo(zone_name)
    groups = {}
    for root in paths:
        for path in dialects.files_below(root):
            with open(path, encoding="utf-8-sig", newline="") as file:
                text = file.read()
            folder = os.path.basename(os.path.dirname(path))
            for group, events in read_text(text, folder, zone).items():
                groups.setdefault(group, []).extend(events)
    return groups


def read_text(text, folder, zone):
    if not text.lstrip().startswith(("{", "[")):
        return read_table(text, folder, zone)
    try:
        whole = json.loads(text)
        if isinstance(whole, dict) and "talker" in whole:
            whole = [whole]
    except ValueError:
        whole = [json.loads(line) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return read_chatlab(whole) if is_chatlab(whole) else read_chatlog(whole)


def is_chatlab(whole):
    return "chatlab" in (whole if isinstance(whole, dict) else whole[0] if whole else {})


def read_table(text, folder, zone):
    rows = list(csv.DictReader(text.splitlines(keepends=True)))
    own = next(((r["NickName"] or r["Sender"], r["Sender"]) for r in rows if r["IsSender"] == "1" and r["Sender"]), ("你", ""))
    talkers = {}
    for row in rows:
        talkers.setdefault(row.get("StrTalker") or row.get("TalkerId") or "", []).append(row)
    groups = {}
    real = {t: rows for t, rows in talkers.items() if t.endswith("@chatroom") or any(r.get("Sender") for r in rows)}
    for talker, rows in real.items():
        events = groups.setdefault(folder if len(real) == 1 else f"{folder} {talker}", [])
        for row in rows:
            kind = kind_of(int(row["Type"]), int(row["SubType"] or 0))
            moment = int(row["CreateTime"])
            moment = moment if moment > 99999999999 else moment * 1000
            sender = (row.get("NickName") or row["Sender"], row["Sender"]) if row.get("Sender") else None
            if kind and (kind != "system" or row["StrContent"]):
                add(events, kind, moment, sender or own, row["StrContent"], own, id=row.get("MsgSvrID") or "",
                    source=row.get("MsgSource"))
    return groups


def read_chatlog(records):
    groups = {}
    own = next(((r["senderName"], r["sender"]) for r in records if r.get("isSelf")), ("你", ""))
    counts = {}
    for record in records:
        kind = kind_of(record["type"], record.get("subType", 0))
        if not record["isChatRoom"]:
            continue
        events = groups.setdefault(record["talkerName"] or record["talker"], [])
        moment = datetime.datetime.fromisoformat(record["time"])
        second = int(moment.timestamp())
        key = f"{second}/{record['sender']}"
        ordinal = counts[key] = counts.get(key, -1) + 1
        contents = record.get("contents") or {}
        reply = ""
        if kind == "text" and record.get("subType") == 57 and contents.get("refer"):
            refer = contents["refer"]
            reply = f"{int(datetime.datetime.fromisoformat(refer['time']).timestamp())}/{refer['sender']}"
        if kind is None:
            continue
        sender = None if kind == "system" else (record["senderName"] or record["sender"], record["sender"])
        add(events, kind, second * 1000, sender, record["content"], own, title=contents.get("title") or None,
            id=key if ordinal == 0 else f"{key}/{ordinal}", reply=reply)
    return groups


def read_chatlab(whole):
    if isinstance(whole, list):
        meta = whole[0]["meta"]
        members = [r for r in whole if r.get("_type") == "member"]
        messages = [r for r in whole if r.get("_type") == "message"]
    else:
        meta, members, messages = whole["meta"], whole["members"], whole["messages"]
    if meta["type"] == "private":
        return {}
    names = {m["platformId"]: m.get("groupNickname") or m.get("accountName") or m["platformId"] for m in members}
    owner = meta.get("ownerId")
    own = (names.get(owner, owner), owner) if owner else ("你", "")
    events = []
    for record in messages:
        kind = CHATLAB.get(record["type"], "card")
        sender = record["sender"]
        party = (record.get("groupNickname") or record.get("accountName") or names.get(sender, sender), sender)
        moment = record["timestamp"] * 1000
        content = record.get("content") or ""
        if record["type"] == 81 and not sentence(content, own):
            events.append(Event(
                "recall", moment // 1000, party[0], instant_ms=moment, sender_id=sender,
                id=record.get("platformMessageId") or "", reply_to=record.get("replyToMessageId") or ""))
        elif kind:
            add(events, kind, moment, party, content, own, id=record.get("platformMessageId") or "",
                reply=record.get("replyToMessageId") or "")
    return {meta["name"]: events}


if __name__ == "__main__":
    tell(read(sys.argv[2:], sys.argv[1]))
