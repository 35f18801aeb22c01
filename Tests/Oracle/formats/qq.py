"""Reads QQ's text exports, and what is copied from its windows. Standard library only.

Written from the format as the clients write it, not from the program's own parser. Sentences of the client are looked
for with regular expressions of their own.
`python3 qq.py ZONE PATH…` prints the events of every .txt below the paths, one JSON object a line.
"""

import datetime
import itertools
import os
import re
import sys
import zoneinfo

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from shared import Event, dialects, tell  # noqa: E402

DAY = r"(\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}/\d{1,2}/\d{4})"
TIME = r"(\d{1,2}:\d\d:\d\d(?: [AP]M)?)"
SHAPES = [re.compile(rf"^{DAY} {TIME}(?: (.*))?$"), re.compile(rf"^(.*?)\s+{DAY} {TIME}\s*$"), re.compile(rf"^(.*?)\s+{TIME}\s*$")]
SEPARATOR = re.compile(rf"^[—\s-]*—[—\s-]*{DAY}[—\s-]*—[—\s-]*$")
FRIENDS = {"我的好友", "特别关心", "陌生人", "黑名单"}
GROUPS = {"我的群聊", "我的QQ群", "群聊", "讨论组", "我的讨论组"}
STANDS = {
    "file": "文件", "picture": "图片|闪照", "video": "视频", "voice": "语音", "sticker": "表情|动画表情", "link": "链接|分享",
    "card": "红包|QQ红包|位置|聊天记录"}
SENTENCES = [
    (r"(.+)邀请(.+)加入了?(?:本群|群聊)", "added"), (r"(.+)被(?:管理员|群主)?(.+)移出(?:了?本群|群聊)?", "removed"),
    (r"(.+?)(?:已)?加入了?(?:本群|群聊|讨论组)", "join"), (r"(.+?)(?:已)?退出了?(?:本群|群聊)", "leave"),
    (r"(.+?)撤回了?一条(?:成员)?消息", "recall"), (r"(.+)将群名称改为“?(.+?)”?", "topic")]


def speaker(text):
    match = re.fullmatch(r"(.*)\((\d{1,20})\)", text) or re.fullmatch(r"(.*)<([^<>]+@[^<>]+)>", text)
    name, number = (match.group(1).strip(), match.group(2)) if match else (text.strip(), "")
    bare = re.sub(r"^【[^】]*】", "", name).strip()
    return bare or name or number, number


def clock(text):
    hour, minute, second = (int(part) for part in text.split(" ")[0].split(":"))
    if text.endswith("M"):
        hour = hour % 12 + (12 if text.endswith("PM") else 0)
    return datetime.time(hour, minute, second)


def date_of(text):
    numbers = [int(part) for part in re.split("[-/]", text)]
    year, month, day = numbers if numbers[0] > 31 else (numbers[2], numbers[0], numbers[1])
    return datetime.date(year, month, day)


def decoded(path):
    with open(path, "rb") as file:
        raw = file.read()
    for encoding in ("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def talks(text):
    """Category, name and words of each talk."""
    heading = re.compile(r"(?:^={16,}\n消息分组:(.*)\n)?^={16,}\n消息对象:(.*)\n={16,}\n", re.MULTILINE)
    found = list(heading.finditer(text))
    if not found:
        return [(None, None, text)]
    category, result = None, []
    for match, after in itertools.zip_longest(found, found[1:]):
        category = match.group(1) if match.group(1) is not None else category
        result.append((category, match.group(2).strip(), text[match.end():after.start() if after else None]))
    return result


def messages(text, day):
    """Moment, name and words of each message; the name is None for the client's own words."""
    lines = text.split("\n")
    shape = max(SHAPES, key=lambda shape: (sum(bool(shape.match(line)) for line in lines), -SHAPES.index(shape)))
    index, result, is_open = SHAPES.index(shape), [], True
    for line in lines:
        separator = SEPARATOR.match(line)
        match = shape.match(line) if is_open else None
        if separator:
            day = date_of(separator.group(1))
        elif match:
            parts = match.groups()
            if index == 0:
                date, time, name = parts
            else:
                name, date, time = parts if index == 1 else (parts[0], None, parts[1])
            day = date_of(date) if date else day
            result.append([datetime.datetime.combine(day, clock(time)), name or "", []])
        elif is_open and line.strip() and result and result[-1][2] and sentence(line):
            result.append([result[-1][0], None, [line]])
        elif result:
            result[-1][2].append(line)
        is_open = not line.strip() or bool(separator)
    return [(moment, name, "\n".join(words).strip("\n")) for moment, name, words in result]


def sentence(line):
    line = line.strip().rstrip("。")
    if re.fullmatch(r"你和.*个共同好友.*", line):
        return [()]
    for pattern, kind in SENTENCES:
        match = re.fullmatch(pattern, line)
        if not match:
            continue
        first, second = match.group(1), match.group(2) if match.re.groups > 1 else ""
        if kind == "added":
            return [("join", whom, first, "") for whom in second.split("、")]
        if kind == "removed":
            return [("leave", first, "", "")] if second in ("管理员", "群主") else [("removal", second, first, "")]
        return [("topic", first, "", second)] if kind == "topic" else [(kind, first, "", "")]
    return []


def content(words):
    kinds = []

    def take(match):
        kinds.append(next(kind for kind, names in STANDS.items() if re.fullmatch(names, match.group(1))))
        return ""
    known = "|".join(STANDS.values())
    text = re.sub(rf"\[({known})(?:[:：][^\]]*)?\]", take, words)
    if not kinds:
        return "text", words
    text = text.strip()
    kind = min(kinds, key=list(STANDS).index)
    return ("text" if kind == "sticker" and text else kind), text


def read_talk(text, day, zone):
    said = messages(text, day)
    numbers = {}
    for _, name, _ in said:
        if name:
            numbers.setdefault(*speaker(name))
    events = []
    for moment, name, words in said:
        instant = int(moment.replace(tzinfo=zone).timestamp() * 1000)
        who, number = speaker(name or "")
        if name is None or not name or number in ("10000", "1000000"):
            for told in itertools.chain.from_iterable(sentence(line) for line in words.split("\n")):
                if told:
                    kind, sender, target, text = told
                    events.append(Event(
                        kind, instant // 1000, sender, target, text, instant_ms=instant,
                        sender_id=numbers.get(sender, ""), target_id=numbers.get(target, "")))
            continue
        kind, text = content(words)
        numbers[who] = number
        events.append(Event(kind, instant // 1000, who, "", text, instant_ms=instant, sender_id=number))
    return events


def read(paths, zone_name):
    """The events of every group of every file, by the group's name, else the file's without its ending."""
    zone, groups = zoneinfo.ZoneInfo(zone_name), {}
    for path in sorted(itertools.chain.from_iterable(map(dialects.files_below, paths))):
        if not path.endswith(".txt"):
            continue
        try:
            day = dialects.date_of(path)
        except ValueError:
            day = None
        for category, name, text in talks(decoded(path)):
            has_numbers = any(speaker(found or "")[1] for _, found, _ in messages(text, day or datetime.date(2000, 1, 1)))
            if category in FRIENDS or (category is not None and category not in GROUPS and not has_numbers):
                continue
            stem = os.path.basename(path)[:-4]
            try:
                groups.setdefault(name or stem, []).extend(read_talk(text, day, zone))
            except TypeError:
                continue  # The time of day alone, and no day anywhere.
    return groups


if __name__ == "__main__":
    tell(read(sys.argv[2:], sys.argv[1]))
