"""Small made histories, as Banyan's own lines and as CSV; all names are invented."""
import datetime
import io
import json
import random
import zipfile


def talk(group, *, people=24, days=40, each_day=30, seed=1, network="wechat", start="2026-01-05"):
    """A group's history as JSONL: joining, talk by day, answers, some leaving."""
    chance = random.Random(seed)
    first = datetime.date.fromisoformat(start)
    lines = [{"banyan": 1, "group": group, "network": network, "zone": "Asia/Shanghai"}]
    count = 0
    for day in range(days):
        date = first + datetime.timedelta(day)
        # One comes each day, and half the way through all who are left.
        for number in range(day, people if day == days // 2 else min(day + 1, people)) if day <= days // 2 else []:
            lines.append({"time": f"{date}T07:{number % 60:02}:00", "kind": "join", "sender": f"林 {number}", "sender_id": f"u{number}"})
        # Within a day in order, as a client writes them.
        for second in sorted(chance.randrange(8 * 3600, 23 * 3600) for _ in range(chance.randrange(each_day // 2, each_day))):
            who = min(chance.randrange(people), chance.randrange(people))
            line = {"time": f"{date}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}", "id": f"m{count}",
                    "sender": f"林 {who}", "sender_id": f"u{who}",
                    "text": chance.choice(["今天的面包几点到？", "九点到", "谢谢", "我也要两个", "看看 https://bread.example/a", "好香"])}
            if count > 5 and chance.random() < 0.3:
                line["reply_to"] = f"m{chance.randrange(max(0, count - 20), count)}"
            lines.append(line)
            count += 1
    for number in range(people - 3, people):
        lines.append({"time": f"{first + datetime.timedelta(days)}T09:00:00", "kind": "leave", "sender": f"林 {number}",
                      "sender_id": f"u{number}"})
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n"


def zipped(files):
    """A zip of names and texts."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return whole.getvalue()


HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "'\"`onmouseover=alert(1) x=",
    "\u202egnp.exe\u202c", "\u2066\u202e翻转\u2069", "👩‍👩‍👧‍👦🧨🏳️‍🌈", "A" + "\u0301" * 400, "x" * 10_240, "名" * 3_400, "nul\u0000nul",
    "</title></style></textarea></svg><script>alert(2)</script>", "{name} {count} %s %@ ${7*7} {{7*7}}", "=cmd|' /C calc'!A0",
    "<svg onload=alert(3)>", "&lt;b&gt;&#x3c;script&#x3e;", "\u2028line\u2029", "../../etc/passwd", " \t ", "—" * 200,
]


def poisoned(group, names=None, seed=3):
    """A history whose every name, text, link and way of joining means harm."""
    # A line with NUL in it is no line, which the readers' own tests say; a form may hold it.
    names = names or [name for name in HOSTILE if "\0" not in name]
    chance = random.Random(seed)
    lines = [{"banyan": 1, "group": group, "network": "wechat", "zone": "Asia/Shanghai"}]
    for number, name in enumerate(names):
        lines.append({"time": f"2026-02-01T08:{number % 60:02}:00", "kind": "join", "sender": name, "sender_id": f"{name[:60]}{number}",
                      "scene": names[(number + 3) % len(names)]})
    for day in range(1, 29):
        for number, name in enumerate(names):
            other = chance.choice(names)
            lines.append({"time": f"2026-02-{day:02}T{8 + number % 14:02}:{day:02}:{number:02}", "id": f"m{day}-{number}",
                          "sender": name, "sender_id": f"{name[:60]}{number}",
                          "text": f"{other[:2000]}? javascript:alert(1) http://x.invalid/{other[:300]} #{other[:40]} @{other[:60]}",
                          "reply_to": f"m{day - 1}-{(number + day) % len(names)}"})
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n"
