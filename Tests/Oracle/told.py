"""Writes small random histories of a network that knows ids, joins, replies, mentions and reactions, as our own JSONL."""

import datetime
import json
import random

ZONES = ("UTC", "Asia/Shanghai", "America/New_York")
NAMES = "ann bob 小林 Zoë eve dan Carol trent 阿珍 peggy".split()
TEXTS = (
    "good morning", "is it there?", "谁知道怎么做", "here it is", "see https://example.org/?a=b", "thank you",
    "this is a text that says a good deal more than most of the others do", "到了吗", "who has one", "ok", "hm?", "嗯",
)
KINDS = ["text"] * 12 + ["picture", "file", "card", "sticker", "join", "leave", "reaction", "reaction", "topic", "removal"]


class Told:
    def __init__(self, seed):
        self.random = random.Random(f"told {seed}")
        self.zone = self.random.choice(ZONES)
        self.bots = ["helper"]
        self.people = [(f"u{number}", name) for number, name in enumerate(NAMES)] + [("u99", "helper")]

    def write(self, path):
        chance = self.random
        moment = datetime.datetime(2024, 2, 20, 8, tzinfo=datetime.timezone.utc)
        with open(path, "w", encoding="utf-8") as file:
            heading = {"banyan": 1, "group": "told", "network": "made", "zone": self.zone, "presence": False}
            print(json.dumps(heading), file=file)
            for number in range(chance.randint(200, 600)):
                moment += datetime.timedelta(
                    minutes=chance.choice([1, 2, 5, 30, 200, 900]), milliseconds=chance.randrange(1000))
                if chance.random() < 0.01:
                    moment += datetime.timedelta(days=chance.randint(5, 12))
                print(json.dumps(self.record(number, moment), ensure_ascii=False), file=file)

    def record(self, number, moment):
        chance = self.random
        kind = chance.choice(KINDS)
        identity, name = chance.choice(self.people)
        record = {
            "time": moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z", "kind": kind,
            "id": f"m{number}", "sender_id": identity, "sender": name}
        if kind in ("text", "topic") or (kind == "picture" and chance.random() < 0.5):
            record["text"] = chance.choice(TEXTS)
            if chance.random() < 0.2:
                record["text"] = f"{chance.choice(NAMES)}: " + record["text"]
        if number and kind not in ("join", "leave", "removal", "topic") and chance.random() < 0.3:
            record["reply_to"] = f"m{chance.randrange(max(0, number - 8), number + 2)}"
        if kind == "text" and chance.random() < 0.2:
            met = [chance.choice([*self.people, ("u 7", ""), ("u%8", "")]) for _ in range(chance.randint(1, 2))]
            record["mentions"] = " ".join(each.replace("%", "%25").replace(" ", "%20") for each, _ in met)
        if kind == "removal" or (kind == "join" and chance.random() < 0.5):
            record["target_id"], record["target"] = chance.choice(self.people)
        return record
