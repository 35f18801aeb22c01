#!/usr/bin/env python3
"""Real receivers for what Banyan sends: webhooks verified by the library of Standard Webhooks, mail taken by aiosmtpd.

    receiver.py --program .build/debug/banyan

The server under test, the receivers and the mail server are all on this machine.
"""
import argparse
import contextlib
import email
import email.policy
import http.server
import json
import logging
import pathlib
import re
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import warnings

SOURCES = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCES / "Tests" / "Browser"))
from harness import PASSWORD, Checks, Server, free_port, until  # noqa: E402
from visitor import Visitor  # noqa: E402

from aiosmtpd.controller import Controller  # noqa: E402
from aiosmtpd.smtp import SMTP, AuthResult  # noqa: E402
from standardwebhooks import Webhook, WebhookVerificationError  # noqa: E402

NOTICES = "/settings/notices"


class Receiver:
    """A receiver of webhooks that answers by path, and remembers what it was asked."""

    def __init__(self):
        self.asked, self.statuses = [], {}
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                receiver.asked.append((self.path, dict(self.headers), body))
                with contextlib.suppress(OSError):
                    receiver.answer(self)

            def do_GET(self):
                receiver.asked.append((self.path, dict(self.headers), b""))
                self.send_error(404)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path, host="127.0.0.1"):
        return f"http://{host}:{self.port}{path}"

    def of(self, path):
        return [(headers, body) for at, headers, body in self.asked if at == path]

    def answer(self, handler):
        path = handler.path
        if path == "/endless":
            handler.send_response(200)
            handler.end_headers()
            while True:
                handler.wfile.write(b"x" * 65536)
        if path == "/slow":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while True:
                handler.wfile.write(b"a")
                handler.wfile.flush()
                time.sleep(0.5)
        if path == "/headers":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while True:
                handler.wfile.write(b"X-Many: " + b"a" * 4000 + b"\r\n")
        if path == "/silent":
            time.sleep(60)
        if path == "/redirect":
            handler.send_response(302)
            handler.send_header("location", self.url("/inside"))
            handler.end_headers()
            return
        if path == "/rude":
            handler.wfile.write(b"\x00\x01\x02 nonsense\r\n\r\n")
            return
        answers = self.statuses.get(path, [])
        handler.send_response(answers.pop(0) if answers else 204)
        handler.end_headers()


class Mailbox:
    """A mail server with STARTTLS by a made certificate, and a name and password."""

    def __init__(self, folder):
        self.mails, self.envelopes = [], []
        self.certificate, key = folder / "mail.pem", folder / "mail.key"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", self.certificate],
            check=True, capture_output=True)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate, key)
        mailbox = self

        class Handler:
            async def handle_RCPT(self, server, session, envelope, address, options):
                if address.startswith("nobody@"):
                    return "550 5.1.1 there is nobody of this name"
                envelope.rcpt_tos.append(address)
                return "250 OK"

            async def handle_DATA(self, server, session, envelope):
                mailbox.envelopes.append((session.ssl is not None, session.auth_data, envelope.mail_from, envelope.rcpt_tos))
                mailbox.mails.append(envelope.content)
                if envelope.rcpt_tos[0].startswith("cut@"):
                    # All of the mail is here, and no answer goes back.
                    server.transport.abort()
                if envelope.rcpt_tos[0].startswith("full@"):
                    return "452 4.2.2 the box is full"
                return "250 OK"

        def allows(server, session, envelope, mechanism, data):
            right = data.login == b"banyan" and data.password == b"hush hush"
            return AuthResult(success=right, handled=False, auth_data=data.login.decode())

        class Server(Controller):
            def factory(self):
                return SMTP(self.handler, hostname="localhost", tls_context=context, require_starttls=True,
                            authenticator=allows, auth_required=True)

        self.controller = Server(Handler(), hostname="127.0.0.1", port=free_port())
        self.controller.start()

    @property
    def url(self):
        return f"smtp://localhost:{self.controller.port}"


class Console:
    """The console, as its owner and a program of theirs use it."""

    def __init__(self, server):
        self.server, self.owner = server, Visitor(server)
        reply = self.owner.post(server.first_link(), {"name": "Mira", "sign-in-name": "mira", "password": PASSWORD})
        name, value = re.match(r"([^=]+)=([^;]*)", reply.headers["set-cookie"]).groups()
        self.owner.cookies = {name: value}
        scopes = ["read:webhooks", "write:webhooks", "write:events", "read:groups"]
        page = self.owner.post("/settings/tokens", {"name": "test", "scope": scopes, "days": "30"})
        self.token = re.search(r"banyan_[A-Za-z0-9_-]{43}", page.text)[0]

    def ask(self, method, path, body=None):
        headers = {"Authorization": "Bearer " + self.token}
        if body is not None:
            headers["Content-Type"] = "application/json"
        reply = Visitor(self.server).send(method, "/api/v1" + path, json.dumps(body) if body is not None else None, headers)
        return json.loads(reply.text) if reply.text else {"status": reply.status}

    def webhook(self, url, kinds=("message.created",)):
        made = self.ask("POST", "/webhooks", {"url": url, "kinds": list(kinds)})
        return made["webhook"]["id"], made["secret"]

    def test(self, webhook):
        """Sends a test, and says under which number it is known."""
        return self.owner.post(f"{NOTICES}/webhooks/{webhook}/test", {}).headers["location"].rsplit("/", 1)[1]

    def delivery(self, number):
        return next((one for one in self.ask("GET", "/deliveries?limit=200")["items"] if one["id"] == number), None)

    def ended(self, number, seconds=30):
        until(lambda: self.delivery(number)["state"] in ("delivered", "failed", "unknown"), seconds, 0.2)
        return self.delivery(number)

    def recipient(self, address):
        path = self.owner.post(f"{NOTICES}/mail", {"address": address, "language": "zh-Hans", "kind": "alert.opened"})
        return path.headers["location"]

    def asked(self, address):
        """Adds a recipient, and says under which number the mail is known that asks whether they want any."""
        known = {one["id"] for one in self.ask("GET", "/deliveries?limit=200")["items"]}
        self.recipient(address)
        return next(one["id"] for one in self.ask("GET", "/deliveries?limit=200")["items"] if one["id"] not in known)

    def mail(self, recipient):
        return self.owner.post(recipient + "/test", {}).headers["location"].rsplit("/", 1)[1]


def check_webhooks(checks, console, receiver):
    webhook, secret = console.webhook(receiver.url("/in"), ["member.joined", "member.left", "message.created"])
    receiver.statuses["/in"] = [500]
    # Whoever subscribes is told of what comes from then on.
    time.sleep(2.5)
    group = console.ask("POST", "/groups", {"network": "own", "name": "rye", "zone": "Asia/Shanghai"})["id"]
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    console.ask("POST", f"/groups/{group}/events", {"events": [
        {"id": "1", "kind": "join", "at": now, "sender": {"name": "Zoe"}},
        {"id": "2", "kind": "text", "at": now, "sender": {"name": "Mei"}, "text": "the secret of 面包"}]})
    checks.expect(until(lambda: len(receiver.of("/in")) >= 3, 20), "two events arrive, one of them twice")
    verifier, ids = Webhook(secret), []
    for headers, body in receiver.of("/in"):
        told = verifier.verify(body.decode(), {name.lower(): value for name, value in headers.items()})
        ids.append(headers.get("webhook-id") or headers.get("Webhook-Id"))
        checks.expect(told["data"]["group"] == {"id": group, "name": "rye"}, "the group is named")
        checks.expect("面包" not in body.decode() and "Zoe" not in body.decode(), "words and names stay at home")
    checks.equal(len(set(ids)), 2, "what was refused comes again under its own id")
    types = sorted({json.loads(body)["type"] for _, body in receiver.of("/in")})
    checks.equal(types, ["member.joined", "message.created"], "the kinds that were subscribed to")

    headers, body = receiver.of("/in")[0]
    for forged in (body.replace(b"rye", b"oat"), body + b" "):
        try:
            verifier.verify(forged.decode(), {name.lower(): value for name, value in headers.items()})
            checks.expect(False, "a forged body is not verified")
        except WebhookVerificationError:
            checks.expect(True, "")

    page = console.owner.post(f"{NOTICES}/webhooks/{webhook}/rotate", {}).text
    new = re.search(r"whsec_[A-Za-z0-9+/=]+", page.replace("&#43;", "+"))[0]
    number = console.test(webhook)
    checks.equal(console.ended(number)["state"], "delivered", "a test after the secret was changed")
    headers, body = receiver.of("/in")[-1]
    small = {name.lower(): value for name, value in headers.items()}
    for one in (secret, new):
        checks.equal(Webhook(one).verify(body.decode(), small)["type"], "notice.test", "both secrets sign for a day")


def check_hostile(checks, console, receiver):
    before = console.server.megabytes()
    numbers = {path: console.test(console.webhook(receiver.url(path))[0])
               for path in ("/endless", "/headers", "/slow", "/silent", "/redirect", "/rude", "/fine")}
    fine = console.ended(numbers["/fine"], 5)
    checks.equal(fine["state"], "delivered", "hostile receivers hold up nobody else")
    ends = {path: console.ended(number, 40) for path, number in numbers.items()}
    checks.equal((ends["/endless"]["state"], ends["/endless"]["code"]), ("delivered", 200), "an endless answer is cut off")
    if not checks.expect(all(end["milliseconds"] is not None for end in ends.values()), f"all of them end: {ends}"):
        return
    checks.expect(ends["/endless"]["milliseconds"] < 5000, "and soon")
    checks.expect(ends["/headers"]["milliseconds"] < 5000, "endless headers are cut off soon")
    checks.expect(ends["/slow"]["milliseconds"] < 17_000, "an answer that drips is cut off")
    checks.equal(ends["/silent"]["fault"], "notices.fault.timeout", "a receiver that says nothing")
    checks.expect(14_000 < ends["/silent"]["milliseconds"] < 17_000, "is left after fifteen seconds")
    checks.equal((ends["/redirect"]["fault"], ends["/redirect"]["code"]), ("notices.fault.redirect", 302), "redirects fail")
    checks.equal(receiver.of("/inside"), [], "and are not followed")
    checks.equal(ends["/rude"]["state"], "failed", "nonsense is no answer")
    checks.expect(console.server.megabytes() - before < 60, "memory stays where it was")
    closed = console.test(console.webhook(f"http://127.0.0.1:{free_port()}/")[0])
    checks.equal(console.ended(closed)["fault"], "notices.fault.connect", "nobody there")
    unknown = console.test(console.webhook("http://no-such-host.invalid/")[0])
    checks.equal(console.ended(unknown)["fault"], "notices.fault.resolve", "an unknown name")
    for url in ("http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://0.0.0.0/"):
        metadata = console.test(console.webhook(url)[0])
        checks.equal(console.ended(metadata)["fault"], "notices.fault.private", f"{url} is out of reach even so")


def check_reach(checks, console, receiver):
    """Without leave, nothing on this machine or its network is asked, by whatever name."""
    seen = len(receiver.asked)
    for host in ("127.0.0.1", "localhost", "[::1]", "127.1", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]"):
        webhook, _ = console.webhook(receiver.url("/private", host))
        number = console.test(webhook)
        checks.equal(console.ended(number)["fault"], "notices.fault.private", f"{host} is private")
    checks.equal(len(receiver.asked), seen, "and was not asked")


def check_command(checks, console, receiver):
    webhook, secret = console.webhook(receiver.url("/command"))
    said = console.server.banyan("webhooks", "list", "--lang", "en")
    checks.expect(webhook in said and "/command" in said and secret not in said, "the command lists webhooks")
    said = console.server.banyan("webhooks", "test", webhook, "--webhook-reach", "private", "--lang", "en")
    checks.expect("Delivered" in said or "Being sent" in said, f"the command tries one: {said}")
    checks.equal(len(receiver.of("/command")), 1, "and it arrives once")


def check_mail(checks, console, mailbox):
    ann = console.recipient("ann@house.example")
    checks.expect("location" not in console.owner.post(ann + "/test", {}).headers, "nobody is told before they say yes")
    checks.expect(until(lambda: mailbox.mails, 20), "they are asked")
    question = email.message_from_bytes(mailbox.mails[0], policy=email.policy.default)
    checks.equal(str(question["subject"]), "愿意接收榕的邮件吗？", "the subject of the question reads back")
    link = re.search(r"/confirm/[A-Za-z0-9_-]+", question.get_body(("plain",)).get_content())[0]
    answered = Visitor(console.server).post(link, {})
    checks.equal(answered.status, 200, "whoever has the link says yes, without signing in")
    end = console.ended(console.mail(ann))
    checks.equal(end["state"], "delivered", f"a test mail goes out ({end['fault']})")
    checks.equal(len(mailbox.mails), 2, "once")
    if len(mailbox.mails) > 1:
        encrypted, user, sender, to = mailbox.envelopes[1]
        checks.equal((encrypted, user, sender, to), (True, "banyan", "banyan@house.example", ["ann@house.example"]), "the envelope")
        mail = email.message_from_bytes(mailbox.mails[1], policy=email.policy.default)
        checks.equal(str(mail["subject"]), "来自榕的测试邮件", "the subject reads back")
        checks.equal(str(mail["to"]), "ann@house.example", "who it is to")
        plain, rich = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
        checks.expect("Mira" in plain and "能读到它，说明邮件可以送达。" in plain, "the text reads back")
        checks.expect("<p>能读到它，说明邮件可以送达。</p>" in rich, "so does the HTML")
        checks.expect(all(len(line) <= 78 for line in mailbox.mails[1].split(b"\r\n")), "no line is long")
    nobody = console.ended(console.asked("nobody@house.example"))
    checks.equal((nobody["state"], nobody["code"]), ("failed", 550), "a refused recipient is not tried again")
    cut = console.ended(console.asked("cut@house.example"))
    checks.equal((cut["state"], cut["fault"]), ("unknown", "notices.fault.doubtful"), "a mail without an answer is doubtful")
    time.sleep(3)
    checks.equal(sum(to == ["cut@house.example"] for *_, to in mailbox.envelopes), 1, "and is not sent again by itself")
    page = console.owner.get(NOTICES, **{"Accept-Language": "en"}).text
    checks.expect("state=unknown" in page, "and stands on the page")
    full = console.ended(console.asked("full@house.example"))
    checks.equal((full["state"], full["code"]), ("failed", 452), "what the server would not take is known not to be sent")


def check_secrets(checks, server, console):
    shown = server.banyan("config", "--lang", "en")
    for text, where in ((shown, "config"), ("".join(server.said), "the log"), (console.owner.get(NOTICES).text, "the page")):
        checks.expect("hush hush" not in text, f"the password of the mail server stands in {where}")


def environment(mailbox, **more):
    return {"BANYAN_MAIL_URL": mailbox.url, "BANYAN_MAIL_USER": "banyan", "BANYAN_MAIL_PASSWORD": "hush hush",
            "BANYAN_MAIL_FROM": "banyan@house.example", "BANYAN_MAIL_AUTHORITY": str(mailbox.certificate), **more}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    options = parser.parse_args()
    # A handshake that fails is part of the test.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore", DeprecationWarning)
    checks, receiver = Checks(), Receiver()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        mailbox = Mailbox(folder)
        server = Server(options.program, folder / "open")
        server.environment |= environment(mailbox, BANYAN_WEBHOOKS_REACH="private")
        with server:
            console = Console(server)
            check_webhooks(checks, console, receiver)
            check_hostile(checks, console, receiver)
            check_command(checks, console, receiver)
            check_mail(checks, console, mailbox)
            check_secrets(checks, server, console)
        checks.expect(server.stop(), "the server stops when asked to")
        # One that trusts no made authority, and may not reach this machine.
        server = Server(options.program, folder / "shut")
        server.environment |= environment(mailbox)
        server.environment.pop("BANYAN_MAIL_AUTHORITY")
        with server:
            console = Console(server)
            check_reach(checks, console, receiver)
            mails = len(mailbox.mails)
            refused = console.ended(console.asked("ann@house.example"))
            checks.equal(refused["fault"], "notices.fault.tls", "a certificate of nobody known is not trusted")
            checks.equal(len(mailbox.mails), mails, "and nothing is said to its bearer")
        mailbox.controller.stop()
    print(f"notices: {checks.passed} checks passed, {len(checks.failed)} failed")
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
