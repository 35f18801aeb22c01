"""Judges who is told to be an expert against who really answered, by a reading of the raw bytes of its own.

    experts.py jsonl FOLDER > egret.jsonl
    banyan insight experts GROUP --format json | experts.py judge egret FOLDER --until DAY
    banyan insight experts GROUP --format json | experts.py judge irc FOLDER --until DAY
    experts.py all --program BANYAN --real $BANYAN_REAL_DATA     both, each at a week in the middle of its history

`FOLDER` holds a forum's questions with their accepted answers (`egret_wenda_*.txt`), or an IRC channel's logs, a file a day. An
expert is right who helped two people at least with that word in the question or the answer; precision at 5 is the share of those
among the first five of each topic. On IRC somebody helped whoever asked (`?`) within a day before and is addressed at the start of
their line: any such answer counts, not only the first.
"""

import argparse
import datetime
import json
import pathlib
import re
import subprocess
import sys
import tempfile
from collections import defaultdict

SPLIT = " +++$+++ "
DAY = datetime.timedelta(days=1)


def egret(folder):
    """(time, asker, answerer, question, answer) of each."""
    lines = {}
    for line in (folder / "egret_wenda_lines.txt").read_text("utf-8").splitlines():
        parts = line.split(SPLIT)
        if len(parts) >= 3:
            lines[int(parts[0])] = (parts[1].strip(), SPLIT.join(parts[2:]).strip())
    for line in (folder / "egret_wenda_conversations.txt").read_text("utf-8").splitlines():
        parts = line.split(SPLIT)
        if len(parts) < 6:
            continue
        numbers = json.loads(parts[5])
        if len(numbers) < 2 or any(number not in lines for number in numbers[:2]):
            continue
        time = datetime.datetime.strptime(parts[3].strip(), "%Y-%m-%d %H:%M")
        (asker, question), (answerer, answer) = lines[numbers[0]], lines[numbers[1]]
        yield time, asker, answerer, question, answer


def write_jsonl(folder):
    print(json.dumps({"banyan": 1, "group": "egret", "network": "forum", "zone": "Asia/Shanghai"}))
    for number, (time, asker, answerer, question, answer) in enumerate(sorted(egret(folder))):
        stamp = time.isoformat()
        # Whether a title asks, a forum knows; a chat has to see it.
        asks = question if question.rstrip().endswith(("?", "？")) else question + "？"
        print(json.dumps({"time": stamp, "id": f"q{number}", "sender": asker, "text": asks}, ensure_ascii=False))
        later = (time + datetime.timedelta(hours=1)).isoformat()
        said = {"time": later, "id": f"a{number}", "sender": answerer, "text": answer, "reply_to": f"q{number}"}
        print(json.dumps(said, ensure_ascii=False))


LINE = re.compile(r"^\[(\d\d):(\d\d)\] <([^>]+)> (.*)$")
BRIDGED = re.compile(r"^<([^>]+)> (.*)$")
ADDRESS = re.compile(r"^@?([^\s:,]+)[:,]?\s+(.*)$")


def bare(nick):
    return re.sub(r"[_|`].*$", "", nick.lower()).rstrip("_0123456789") or nick.lower()


def irc(folder):
    """(time, asker, answerer, question with what was said around it, answer) of each."""
    talk = []
    for path in sorted(folder.rglob("*")):
        found = re.search(r"(\d{4})-(\d\d)-(\d\d)", path.name)
        if not path.is_file() or not found:
            continue
        day = datetime.datetime(*map(int, found.groups()))
        for line in path.read_text("utf-8", "replace").splitlines():
            said = LINE.match(line)
            if not said:
                continue
            nick, text = said[3], said[4]
            inner = BRIDGED.match(text)
            if inner and "bot" in nick:
                nick, text = inner.groups()
            talk.append((day + datetime.timedelta(hours=int(said[1]), minutes=int(said[2])), nick, text))
    known = {nick.lower() for _, nick, _ in talk}
    asked = defaultdict(list)
    for index, (time, nick, text) in enumerate(talk):
        address = ADDRESS.match(text)
        if address and address[1].lower() in known and bare(address[1]) != bare(nick):
            whom = bare(address[1])
            for then, question in asked[whom][-6:]:
                if time - then <= DAY:
                    yield then, whom, bare(nick), question, text
        if "?" in text:
            near = [t for when, who, t in talk[max(0, index - 8) : index + 9] if bare(who) == bare(nick)]
            asked[bare(nick)].append((time, " ".join(near)))


def judge(kind, folder, until, limit, lines):
    monday = until - datetime.timedelta(days=until.weekday())
    end, start = monday + 7 * DAY, monday - 51 * 7 * DAY
    read = egret if kind == "egret" else irc
    name = (lambda text: text.strip().lower()) if kind == "egret" else bare
    pairs = [p for p in read(folder) if start <= p[0] < end]
    right = told = agree = 0
    for line in lines:
        topic = json.loads(line)
        word = topic["word"]
        helped = defaultdict(set)
        for _, asker, answerer, question, answer in pairs:
            if word in (question + "\n" + answer).lower():
                helped[name(answerer)].add(name(asker))
        counts = sorted((len(askers) for askers in helped.values()), reverse=True)
        least = counts[min(limit, len(counts)) - 1] if counts else 0
        marks = []
        for expert in topic["experts"][:limit]:
            askers = len(helped.get(name(expert["name"]), ()))
            told += 1
            right += askers >= 2
            agree += askers >= max(1, least)
            marks.append(f"{expert['name']} {expert['askers']}/{askers}{'' if askers >= 2 else ' ✗'}")
        print(f"{word}: " + ", ".join(marks))
    print(f"precision at {limit}: {right}/{told} = {right / max(1, told):.2f}; among the raw first {limit}: {agree}/{told}")
    return 0 if right >= 0.8 * told and told > 0 else 1


BRIDGES = ["discord-raku-bot", "disbot"] + [f"disbot{number}" for number in range(1, 10)]


def judge_all(program, root):
    """Imports both histories, and judges who is told; where one is missing says so."""
    worst = 0
    for kind, place, group, until, options in [
        ("egret", "qa-egret-wenda", "egret", "2016-06-20", []),
        ("irc", "irc-raku/logs/raku-beginner", "#raku-beginner", "2022-09-05", ["camelia", "Geth", "Raku eval"]),
    ]:
        folder = root / place
        if not folder.is_dir():
            print(f"SKIPPED: {place} is not there")
            continue
        with tempfile.TemporaryDirectory() as made:
            database = ["--database", f"{made}/d.sqlite"]
            source = str(folder)
            if kind == "egret":
                source = f"{made}/egret.jsonl"
                with open(source, "w", encoding="utf-8") as file:
                    subprocess.run([sys.executable, __file__, "jsonl", folder], stdout=file, check=True)
            names = [part for name in options for part in ("--bot", name)]
            if options:
                names += [part for name in BRIDGES for part in ("--bridge", name)]
            command = [program, "import", source, "--group", group, "--timezone", "UTC", *names, *database]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            command = [program, "insight", "experts", group, "--week", until, "--format", "json", *database]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
        worst = max(worst, judge(kind, folder, datetime.datetime.fromisoformat(until), 5, told))
    return worst


def main():
    parser = argparse.ArgumentParser()
    verbs = parser.add_subparsers(dest="verb", required=True)
    jsonl = verbs.add_parser("jsonl")
    jsonl.add_argument("folder", type=pathlib.Path)
    judging = verbs.add_parser("judge")
    judging.add_argument("kind", choices=["egret", "irc"])
    judging.add_argument("folder", type=pathlib.Path)
    judging.add_argument("--until", type=datetime.datetime.fromisoformat, required=True)
    judging.add_argument("--at", type=int, default=5)
    everything = verbs.add_parser("all")
    everything.add_argument("--program", required=True)
    everything.add_argument("--real", type=pathlib.Path, required=True)
    options = parser.parse_args()
    if options.verb == "all":
        return judge_all(options.program, options.real)
    if options.verb == "jsonl":
        write_jsonl(options.folder)
        return 0
    return judge(options.kind, options.folder, options.until, options.at, sys.stdin)


if __name__ == "__main__":
    sys.exit(main())
