"""Five thousand requests that no browser sends: none is answered by an error of ours, nothing hangs, nothing grows."""
import random
import re
import socket
import time
import urllib.parse

from harness import PASSWORD, Server
from visitor import Page, Visitor, crawl

REQUESTS = 5_000
SECONDS_TO_ANSWER = 15
MEGABYTES = 700

VALUES = ["", "%", "%zz", "%00", "%ff%fe", "../../etc/passwd", "9223372036854775807", "9223372036854775808", "-1", "0", "1e308",
          "NaN", "' OR 1=1 --", "\"><script>alert(1)</script>", "%25%25", "%E7%BE", "群", "🍞", "a.b.c", ".5", "x..1", "2026-02-30",
          "9999-12-31", "0000-00-00", "\\", "{}", "[]", "true", "\r\nSet-Cookie: a=b", "+", "&", "=", "\x00", "\u202e", "A" * 9_000, "owner",
          "on", "null", "\ud7ff", "1", "Asia/Shanghai", "en"]
METHODS = ["GET", "GET", "POST", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "CONNECT", "BREW", "get", "", "G\x00T", "POST" * 90]
TYPES = ["application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x",
         "multipart/form-data; boundary=" + "y" * 300, "application/json", "text/plain; charset=utf-7", "", "a" * 3_000, "image/png", "\xff/\xfe"]
HEADERS = ["Cookie", "Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Origin", "Sec-Fetch-Site", "Accept-Language",
           "If-None-Match", "Range", "X-Forwarded-For", "X-Forwarded-Proto", "Expect", "Connection", "Upgrade", "Last-Event-ID",
           "Accept-Encoding", "Accept", "User-Agent", "Referer", "Content-Encoding", "Authorization"]
# What would end the session, or the whole run.
LEFT_ALONE = ("/sign-out", "/sessions/end", "/disable")


class Fuzzer:
    def __init__(self, server, checks, seed):
        self.server, self.checks, self.chance = server, checks, random.Random(seed)
        self.statuses, self.slowest, self.silent = {}, 0.0, 0
        self.visitor = Visitor(server)
        self.enter(server.first_link())
        replies, links = crawl(self.visitor, each=3)
        self.paths = sorted(links)
        forms = {}
        for path, reply in replies.items():
            checks.expect(reply.status < 500, f"{path} is answered {reply.status}")
            for form in Page(reply.text).forms if reply.is_page else []:
                action = form["action"] or path
                if form["method"].lower() == "post" and not action.endswith(LEFT_ALONE):
                    forms.setdefault(re.sub(r"\d+", "N", action), (action, form["fields"]))
        self.forms = list(forms.values())
        checks.expect(len(self.forms) > 12, f"{len(self.forms)} forms to send wrongly")

    def enter(self, link=None):
        fields = {"name": "Mira" if link else "mira", "sign-in-name": "mira", "password": PASSWORD}
        self.visitor.cookies = {}
        reply = self.visitor.post(link or "/sign-in", fields)
        name, value = re.match(r"([^=]+)=([^;]*)", reply.headers["set-cookie"]).groups()
        self.visitor.cookies = {name: value}
        self.cookie = f"{name}={value}"

    # MARK: what is sent

    def value(self):
        return self.chance.choice(VALUES) if self.chance.random() < 0.8 else "".join(
            chr(self.chance.choice([self.chance.randrange(1, 128), self.chance.randrange(0x4e00, 0x9fff)])) for _ in range(self.chance.randrange(40)))

    def fields(self, known):
        names = list(known) + ["token", "after", "sort", "order", "w", "from", "to", "q", "group", "id", "back", "", "[]", "a[b]"]
        pairs = []
        for name in known:
            pairs.append((name, known[name] if self.chance.random() < 0.4 else self.value()))
        for _ in range(self.chance.randrange(4)):
            pairs.append((self.chance.choice(names), self.value()))
        return [pair for pair in pairs if self.chance.random() < 0.9]

    def path(self):
        path = self.chance.choice(self.paths)
        dice = self.chance.random()
        if dice < 0.25:
            path = re.sub(r"\d+", lambda _: urllib.parse.quote(self.value()[:200]), path)
        elif dice < 0.4:
            path += urllib.parse.quote(self.value()[:300], safe="%/?&=")
        elif dice < 0.7:
            path = path.split("?")[0] + "?" + urllib.parse.urlencode(self.fields({}))
        elif dice < 0.8:
            path = path.split("?")[0] + "?" + self.raw_value()
        elif dice < 0.83:
            path = "/" * self.chance.randrange(1, 40) + path + "/.." * self.chance.randrange(9)
        elif dice < 0.85:
            path = path + "/" + "a" * self.chance.randrange(20_000)
        return path

    def raw_value(self):
        return re.sub(r"[\s\x00-\x1f\x7f]", "%", "&".join(self.value()[:100] for _ in range(5)))

    def multipart(self):
        """A body of several parts, right or wrong in one way; and the type that goes with it."""
        edge = self.chance.choice(["edge", "e" * 70, "-", "--"])
        name = urllib.parse.quote(self.value()[:200]) if self.chance.random() < 0.5 else self.value()[:200].replace("\r\n", "")
        parts = "".join(
            f"--{edge}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: text/plain\r\n\r\n{self.value()}\r\n"
            for _ in range(self.chance.randrange(3)))
        body = (parts + f"--{edge}--\r\n").encode("utf-8", "surrogatepass")
        dice = self.chance.random()
        if dice < 0.3 and len(body) > 4:
            body = body[:self.chance.randrange(len(body))]
        elif dice < 0.5:
            place = self.chance.randrange(len(body))
            body = body[:place] + bytes(self.chance.randrange(256) for _ in range(9)) + body[place:]
        elif dice < 0.6:
            body = body.replace(b"form-data", b"form-data; name*=utf-8''%ff", 1)
        return body, f"multipart/form-data; boundary={edge if self.chance.random() < 0.8 else 'other'}"

    def post(self):
        action, known = self.chance.choice(self.forms)
        if self.chance.random() < 0.15:
            action = re.sub(r"\d+", lambda _: urllib.parse.quote(self.value()[:60]), action)
        head = {"Content-Type": TYPES[0]}
        body = urllib.parse.urlencode(self.fields(known), errors="replace").encode()
        dice = self.chance.random()
        if action == "/import" and dice < 0.8 or dice < 0.05:
            body, head["Content-Type"] = self.multipart()
        elif dice < 0.15:
            head["Content-Type"] = self.chance.choice(TYPES)
        elif dice < 0.22:
            body = bytes(self.chance.randrange(256) for _ in range(self.chance.randrange(600)))
        elif dice < 0.24:
            body = b"a=" + b"%41" * 150_000
        elif dice < 0.26:
            body = b"&".join(b"a%d=1" % number for number in range(20_000))
        head["Sec-Fetch-Site"] = self.chance.choice(["same-origin"] * 8 + ["cross-site", "none", ""])
        return "POST", action, head, body

    def one(self):
        """Method, path, headers, body, and the bytes of it all."""
        if self.chance.random() < 0.55:
            method, path, head, body = self.post()
        else:
            method, path, head, body = self.chance.choice(METHODS[:12]), self.path(), {}, b""
        head.setdefault("Host", f"127.0.0.1:{self.server.port}")
        head["Cookie"] = self.cookie
        dice = self.chance.random()
        if dice < 0.1:
            head[self.chance.choice(HEADERS)] = self.value()
        elif dice < 0.14:
            head["Cookie"] = self.chance.choice(["banyan=", "banyan=" + "a" * 5_000, "=;=;;", self.cookie + "; " * 50, "banyan=\xff\xfe", self.cookie[:-3] + "zzz",
                                                 self.cookie + "; flash=%7B%22key%22%3A1%7D; language=xx", "flash=" + urllib.parse.quote('{"key":"web.x","undo":"//evil"}')])
        elif dice < 0.16:
            head.update({f"X-{number}": "v" * 50 for number in range(self.chance.randrange(200))})
        elif dice < 0.18:
            method = self.chance.choice(METHODS)
        head.setdefault("Content-Length", str(len(body)))
        head["Connection"] = "close"
        lines = [f"{method} {path} HTTP/1.1"] + [f"{name}: {value}" for name, value in head.items()]
        data = "\r\n".join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + body
        return method, path, data

    # MARK: sending

    def broken(self, data):
        """A request that is wrong before anybody reads what it says."""
        dice = self.chance.random()
        if dice < 0.3:
            return data[:self.chance.randrange(1, len(data))]
        if dice < 0.5:
            return bytes(self.chance.randrange(256) for _ in range(self.chance.randrange(1, 400))) + b"\r\n\r\n"
        if dice < 0.7:
            return data.replace(b"HTTP/1.1", self.chance.choice([b"HTTP/9.9", b"HTTP/1.0", b"", b"HTTP/2", b"\x00"]), 1)
        if dice < 0.85:
            return data.replace(b"Connection: close", b"Transfer-Encoding: chunked\r\n\r\nZZZ\r\n", 1)
        return data.replace(b"\r\n", self.chance.choice([b"\n", b"\r", b"\r\n \t"]), 3)

    def send(self, number):
        method, path, data = self.one()
        is_broken = self.chance.random() < 0.1
        if is_broken:
            data = self.broken(data)
        # Each from an address of its own: what is asked here is how a request is answered, not how many are.
        line = socket.socket()
        line.bind((f"127.{1 + number % 200}.{number // 200 % 250}.7", 0))
        line.settimeout(SECONDS_TO_ANSWER)
        began = time.monotonic()
        answer = b""
        try:
            line.connect(("127.0.0.1", self.server.port))
            try:
                line.sendall(data)
                if is_broken:
                    line.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # It may have been refused before all of it was said; the answer is there all the same.
            answer = line.recv(65_536)
        except TimeoutError:
            self.silent += 1
            self.checks.expect(False, f"request {number} was not answered: {data[:200]!r}")
        except OSError:
            pass
        finally:
            line.close()
        self.slowest = max(self.slowest, time.monotonic() - began)
        found = re.match(rb"HTTP/1\.[01] (\d+)", answer)
        status = int(found[1]) if found else 0
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.checks.expect(status < 500 or status == 501 or status == 505, f"request {number} is answered {status}: {data[:300]!r}")
        self.checks.expect(status or is_broken or method not in ("GET", "POST") or len(data) > 15_000 or b"\x00" in data,
                           f"request {number} got no answer: {data[:200]!r}")


def run(chromium, checks, program, folder):
    server = Server(program, folder / "malformed")
    server.banyan("simulate", "--groups", "4", "--members", "20", "--days", "20")
    with server:
        fuzzer = Fuzzer(server, checks, seed=20261124)
        before = server.megabytes()
        for number in range(REQUESTS):
            fuzzer.send(number)
            if number % 250 == 249:
                checks.expect(server.is_alive, f"the server lives after {number + 1} requests")
                if fuzzer.visitor.get("/groups").status != 200:
                    fuzzer.enter()
        after = server.megabytes()
        checks.expect(after < MEGABYTES, f"the server has {after:.0f} MB, {before:.0f} before")
        checks.equal(Visitor(server).get("/healthz").status, 200, "the server is well after all")
        replies, _ = crawl(fuzzer.visitor, each=1)
        for path, reply in replies.items():
            checks.expect(reply.status < 500, f"after all, {path} is answered {reply.status}")
        good = sum(count for status, count in fuzzer.statuses.items() if 200 <= status < 400)
        checks.expect(good > REQUESTS / 20, "enough of them reach the pages")
        troubles = [line for line in server.said if " error " in line]
        checks.expect(troubles == [], "the log tells of no error: " + " ".join(troubles[:12])[:3_000])
        told = ", ".join(f"{status or 'closed'}: {count}" for status, count in sorted(fuzzer.statuses.items()))
        print(f"malformed: {told}; slowest {fuzzer.slowest:.1f} s; {before:.0f} MB before, {after:.0f} after", flush=True)
