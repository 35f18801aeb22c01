"""The power goes while a browser's import is under way; what comes of it is what would have come without."""
import os
import subprocess
import urllib.parse

from harness import Browser, Server, take_up, until
from histories import talk
from importing import begin, bring, command_line, finish, how_far, same_figures

GROUP = "Through the dark"


def run(chromium, checks, program, folder):
    text = talk(GROUP, people=150, days=300, each_day=260, seed=21, start="2025-01-01")
    here = folder / "killed"
    here.mkdir(parents=True, exist_ok=True)
    other = command_line(program, here, "dark", text)
    survive(chromium, checks, program, here / "sqlite", None, here / "dark.jsonl", other, "SQLite")
    postgres = os.environ.get("BANYAN_TEST_POSTGRES")
    if not postgres:
        print("SKIPPED: an import cut off on PostgreSQL (BANYAN_TEST_POSTGRES is not set)", flush=True)
        return
    name = f"banyan_browser_{os.getpid()}"
    subprocess.run(["psql", postgres, "-qc", f"CREATE DATABASE {name}"], check=True)
    try:
        url = urllib.parse.urlsplit(postgres)._replace(path="/" + name).geturl()
        survive(chromium, checks, program, here / "postgres", url, here / "dark.jsonl", other, "PostgreSQL")
    finally:
        subprocess.run(["psql", postgres, "-qc", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"], check=False)


def survive(chromium, checks, program, folder, database, file, other, engine):
    server = Server(program, folder, database)
    with server:
        browser = Browser(chromium, checks, server)
        page = browser.window(accept="en", name=f"killed on {engine}")
        take_up(page, server.first_link(), "Mira", "mira")
        bring(page, str(file))
        begin(page)
        until(lambda: how_far(page) > 0, 30, 0.02)
        part = how_far(page)
        job = page.url
        # The page would ask for a server that is gone, and say so.
        page.goto("about:blank")
        server.kill()
        checks.expect(0 < part < 1000, f"{engine}: cut off in the middle, at {part} of 1000")
        server.start()
        page.goto(job)
        checks.expect(finish(page, 90), f"{engine}: an import that was cut off is done after the next start")
        same_figures(checks, server, page, GROUP, other, f"cut off on {engine}")
        page.context.close()
