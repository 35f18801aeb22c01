"""What the tests of the console share: a server of their own, a browser that fails a check for whatever goes amiss in
it, and checks that count."""
import contextlib
import os
import pathlib
import re
import socket
import subprocess
import sys
import threading
import time

SOURCES = pathlib.Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
PASSWORD = "a quiet shed of 7 gardens"

# What a page tells of scripts that ran, images that were asked for, and policies that were broken.
MARKS = """
window.marks = [];
addEventListener("securitypolicyviolation", event => marks.push("policy: " + event.violatedDirective + " " + event.blockedURI));
"""


class Checks:
    def __init__(self):
        self.passed, self.failed = 0, []

    def expect(self, holds, what):
        if holds:
            self.passed += 1
        elif what not in self.failed:
            self.failed.append(what)
            print("FAILED:", what, file=sys.stderr, flush=True)
        return bool(holds)

    def equal(self, found, wanted, what):
        return self.expect(found == wanted, f"{what}: {found!r}, not {wanted!r}")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def until(holds, seconds=20, every=0.05):
    """Whether it came to hold in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(every)
    return False


class Server:
    """`banyan serve` on a port of its own, with a database and a home that nobody else has."""

    def __init__(self, program, folder, database=None):
        self.program, self.folder = program, pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.database = database or str(self.folder / "console.sqlite")
        self.environment = {**os.environ, "HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder / "data")}
        self.environment.pop("BANYAN_DATABASE", None)
        self.process, self.port, self.link, self.said = None, free_port(), None, []

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"

    def banyan(self, *words, succeeds=True):
        run = subprocess.run([self.program, *words, "--database", self.database], capture_output=True, text=True,
                             env=self.environment)
        if succeeds and run.returncode != 0:
            sys.exit(f"banyan {' '.join(words)} ended with {run.returncode}: {run.stderr}")
        return run.stdout

    def start(self):
        began = time.monotonic()
        self.said = []
        self.process = subprocess.Popen(
            [self.program, "serve", "--port", str(self.port), "--database", self.database, "--lang", "en"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=self.environment)
        threading.Thread(target=self._listen, args=(self.process,), daemon=True).start()
        if not until(self._answers, 60):
            sys.exit("the server does not start: " + "".join(self.said))
        self.seconds_to_answer = time.monotonic() - began
        return self

    def _answers(self):
        if self.process.poll() is not None:
            sys.exit("the server ended at once: " + "".join(self.said))
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        return False

    def _listen(self, process):
        for line in process.stdout:
            self.said = self.said[-400:] + [line]
            if found := re.search(r"/join/\S+", line):
                self.link = found[0]

    def first_link(self):
        until(lambda: self.link, 10)
        return self.link

    @property
    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def megabytes(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def kill(self):
        """As a machine that loses its power."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.is_alive:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
                return False
        return self.process is None or self.process.returncode == 0

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.is_alive:
            self.stop()


class Browser:
    """Windows at one server. What a page says to the console, asks of others, or runs that it should not, is a failure."""

    def __init__(self, chromium, checks, server):
        self.chromium, self.checks, self.server = chromium, checks, server

    def window(self, *, width=1440, height=900, theme="light", script=True, accept="zh-CN", session=None, name=""):
        context = self.chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, java_script_enabled=script, locale=accept, reduced_motion="reduce",
            storage_state=session, base_url=self.server.base, accept_downloads=True, has_touch=width < 500)
        context.set_default_timeout(15_000)
        context.add_init_script(MARKS)
        context.on("page", lambda page: self._watch(page, name))
        return context.new_page()

    def _watch(self, page, name):
        where = lambda: f"{name} {page.url.removeprefix(self.server.base)}"
        page.dialogs, page.allows = [], set()
        page.on("console", lambda message: self._hear(page, message, where))
        page.on("pageerror", lambda error: self.checks.expect(False, f"{where()}: {error}"))
        page.on("request", lambda request: self.checks.expect(
            request.url.startswith((self.server.base + "/", "data:", "blob:")),
            f"{where()}: asks for {request.url[:200]}"))
        page.on("dialog", lambda dialog: self._answer(page, dialog))

    def _answer(self, page, dialog):
        page.dialogs.append((dialog.type, dialog.message))
        dialog.accept()

    def _hear(self, page, message, where):
        if message.type not in ("error", "warning"):
            return
        status = re.search(r"status of (\d+)", message.text)
        if status and int(status[1]) in page.allows:
            return
        self.checks.expect(False, f"{where()}: console: {message.text[:300]}")

    def calm(self, page, what):
        """Nothing ran on the page that should not, nothing broke its policy."""
        marks = page.evaluate("window.marks || []")
        self.checks.expect(marks == [], f"{what}: {marks}")
        self.checks.expect([d for d in page.dialogs if d[0] != "confirm"] == [], f"{what}: says {page.dialogs}")


def take_up(page, link, name, sign_in_name, password=PASSWORD):
    """Takes up a link of the first owner or of an invitation."""
    page.goto(link)
    page.fill("#f-name", name)
    page.fill("#f-sign-in-name", sign_in_name)
    page.fill("#f-password", password)
    page.click("button.main")
    page.wait_for_url("**/")


def sign_in(page, sign_in_name, password=PASSWORD):
    page.goto("/sign-in")
    page.fill("#f-name", sign_in_name)
    page.fill("#f-password", password)
    page.click("button.main")


def speak(page, language):
    """Has the signed-in visitor's pages in a language from now on."""
    page.goto("/settings/account")
    page.select_option("#f-language", language)
    page.locator("form[action='/settings/account/profile'] button.main").click()
    page.wait_for_url("**/settings/account")


def session_of(page):
    return page.context.storage_state()


def wide(page):
    return page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
