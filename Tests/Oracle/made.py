"""Writes small random IRC histories, the same for the same seed, full of what real ones are full of."""

import datetime
import os
import random

DIALECTS = ("plain", "mirc", "znc")
ZONES = ("UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe")
BOTS = ("LogBot", "ChanServ")
BRIDGE = "relay"
WORDS = "团购 今天 试吃 谢谢 早 hello what about the build @home a:b mail@example.org 打卡 <b> & ok".split()
ASKING = ("{}?", "{} ？", "how do I {}", "{}. where is it", "请问 {}", "{}吗", "{} https://example.org/?a=1", "http://x/{}?",
          "does anyone know {}", "{} a?b:c", "what a {}", "ok ({}?) so", "Qu'est-ce que {}", "{} 你去吗，{}", "кто знает {}",
          "一二三四五六七八九十一二三四五六七八九十一二三四五六七八 {}")
NAMES = ("ann Ann_ bob Bobby bobby_ 小林 小林子 Zoë [mk] eve eve|away Dan d mallory 王大力 Carol carol2 x-y "
         "oscar peggy Trent trent_ victor walter 阿珍").split()


class Made:
    """One group's history as files of a dialect; a file a day, some days without one."""

    def __init__(self, seed, dialect):
        self.random = random.Random(f"{seed} {dialect}")
        self.dialect = dialect
        self.zone = self.random.choice(ZONES)
        # Around the days on which clocks change, and around a new year.
        self.first = self.random.choice([
            datetime.date(2019, 3, 1), datetime.date(2020, 10, 10), datetime.date(2020, 12, 1)])
        self.days = self.random.randint(20, 75)
        self.present = list(self.random.sample(NAMES, 9))
        self.bots = list(BOTS)
        self.bridges = [BRIDGE]

    def write(self, folder):
        os.makedirs(folder)
        refused = self.random.randrange(self.days) if self.random.random() < 0.5 else None
        for number in range(self.days):
            date = self.first + datetime.timedelta(days=number)
            if self.random.random() < 0.15 and number > 0:
                continue
            lines = self.day()
            if number == refused:
                lines += ["what is this?"] * (len(lines) // 10 + 3)
            elif len(lines) > 45 and self.random.random() < 0.3:
                lines.insert(self.random.randrange(len(lines)), "a bad line")
            name = f"#made_{date:%Y%m%d}.log.txt" if self.dialect == "znc" else f"{date}.log"
            end = self.random.choice(["\n", "\r\n"])
            with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
                file.write("".join(line + end for line in lines))
        with open(os.path.join(folder, "README.md"), "w", encoding="utf-8") as file:
            file.write("No history.\n")

    def day(self):
        chance = self.random
        busy = chance.choice([0, 3, 12, 40, 90])
        seconds = sorted(chance.choices(range(86_400), k=busy))
        if chance.random() < 0.3:  # all in a few minutes
            start = chance.choice([0, 3600, 7200, 82_800])
            seconds = sorted(start + chance.randrange(200) for _ in range(busy))
        if busy > 10 and chance.random() < 0.2:  # a clock set back
            at = chance.randrange(busy)
            seconds[at] = max(0, seconds[at] - chance.randrange(4000))
        lines = []
        for second in seconds:
            line = self.line(second)
            lines.append(line)
            if chance.random() < 0.06:
                lines.append(line)  # the same again in the same minute
            if self.dialect == "plain" and chance.random() < 0.2:
                lines.append("")
        return lines

    def someone(self):
        return self.random.choice(self.present)

    def anyone(self):
        name = self.random.choice(NAMES)
        return name.swapcase() if self.random.random() < 0.2 else name

    def words(self):
        chance = self.random
        text = " ".join(chance.choices(WORDS, k=chance.randint(1, 7)))
        how = chance.random()
        if chance.random() < 0.2:
            text = chance.choice(ASKING).replace("{}", text)
        if how < 0.25:
            text = f"{self.anyone()}{chance.choice(':,')} {text}"
        elif how < 0.4:
            text = f"{text} @{self.anyone()} {chance.choice(['', '@' + self.anyone(), '?'])}".rstrip()
        elif how < 0.45:
            text = f"{self.anyone()}: {text} @{self.anyone()}"
        return text

    def line(self, second):
        chance = self.random
        how = chance.random()
        for limit, make in (
            (0.50, lambda: ("said", self.someone(), self.words())),
            (0.55, lambda: ("did", self.someone(), self.words())),
            (0.60, lambda: ("said", chance.choice(self.bots), self.words())),
            (0.65, lambda: ("said", BRIDGE, f"<{self.anyone()}> {self.words()}")),
            (0.67, lambda: ("said", BRIDGE, "connected")),
            (0.75, lambda: ("came", self.anyone(), "")),
            (0.82, lambda: ("went", self.anyone(), "")),
            (0.90, self.renamed),
            (0.93, lambda: ("kicked", self.anyone(), self.someone())),
            (0.94, lambda: ("kicked", self.anyone(), "ChanServ")),
            (0.96, lambda: ("topic", self.someone(), "欢迎")),
            (0.98, lambda: ("mode", "ChanServ", "+o " + self.someone())),
            (1.00, lambda: ("notice", chance.choice(["git-news", "irc.example.org"]), "*** a notice")),
        ):
            if how < limit:
                kind, who, what = make()
                break
        return getattr(self, self.dialect)(kind, second, who, what)

    def renamed(self):
        old = self.someone() if self.random.random() < 0.8 else self.anyone()
        new = self.anyone()
        if self.random.random() < 0.1:
            new = old.swapcase()
        if old in self.present and new != old:
            self.present[self.present.index(old)] = new
        return "renamed", old, new

    @staticmethod
    def common(kind, who, what):
        return {
            "renamed": f"{who} is now known as {what}",
            "kicked": f"{who} was kicked by {what} (enough)",
        }.get(kind)

    def plain(self, kind, second, who, what):
        time = f"[{second // 3600:02d}:{second // 60 % 60:02d}]"
        return time + " " + {
            "said": f"<{who}> {what}", "did": f"* {who} {what}", "came": f"*** {who} joined", "went": f"*** {who} left",
            "topic": f"*** {who} changes topic to: {what}", "mode": f"*** {who} sets mode: {what}",
            "notice": f"-{who}- {what}",
        }.get(kind, f"*** {self.common(kind, who, what)}")

    def znc(self, kind, second, who, what):
        time = f"[{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}]"
        gone = self.random.choice([f"*** Quits: {who} (~u@ ) (Ping timeout (240 s))", f'*** Parts: {who} (~u@ ) ("")'])
        return time + " " + {
            "said": f"<{who}> {what}", "did": f"* {who} {what}", "came": f"*** Joins: {who} (~u@ )", "went": gone,
            "topic": f"*** {who} changes topic to '{what}'", "mode": f"*** {who} sets mode: {what}",
            "notice": f"-{who}- {what}",
        }.get(kind, f"*** {self.common(kind, who, what)}")

    def mirc(self, kind, second, who, what):
        def safe(text):
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            return text.replace("mail@example.org", '<a href="mailto:mail@example.org">mail@example.org</a>')

        gone = self.random.choice([f"* {who} (~u@h.example) Quit (Leaving)", f"* {who} (~u@h.example) has left #made"])
        colour, body = {
            "said": ("black", f"<{who}> {what}"), "did": ("brick", f"* {who} {what}"),
            "came": ("green", f"* {who} (~u@h.example) has joined #made"), "went": ("navy", gone),
            "topic": ("green", f"* {who} changes topic to '{what}'"), "mode": ("green", f"* {who} sets mode {what}"),
            "notice": ("brown", f"-{who}- {what}"),
        }.get(kind) or ("green", f"* {self.common(kind, who, what)}")
        if self.random.random() < 0.01:
            colour, body = self.random.choice([("navy", "* Disconnected."), ("red", "[frigg VERSION]")])
        time = f"[{second // 3600}:{second // 60 % 60:02d}]"
        return f'<span class="irc-date">{time}</span> <span class="irc-{colour}">{safe(body)}</span><br />'
