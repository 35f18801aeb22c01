"""Takes a picture of every kind of page of the demo, light and dark, wide and narrow: `make screenshots`."""
import argparse
import pathlib
import re
import tempfile
import urllib.parse

from playwright.sync_api import sync_playwright

from harness import CHROMIUM, Browser, Checks, Server, session_of, speak, take_up
from visitor import Visitor, crawl, shape

# A group with much to see on each of its pages.
STORY = "福利闲聊"


def file_name(path):
    """A file's name that says which page it is."""
    name = re.sub(r"[^a-z0-9]+", "-", shape(path.split("?")[0]).lower()).strip("-")
    return name or "today"


def pages_to_see(visitor):
    """One path of every kind of page, of the group with a story where it is about a group."""
    found = visitor.get("/groups?q=" + urllib.parse.quote(STORY)).text
    story = re.search(r'href="/groups/(\d+)"', found)
    replies, _ = crawl(visitor, each=1)
    paths = {}
    for path, reply in replies.items():
        if reply.is_page and reply.status == 200 and "content-disposition" not in reply.headers:
            if story and path.startswith(("/groups/", "/reports/")):
                path = re.sub(r"^(/\w+/)\d+", rf"\g<1>{story[1]}", path)
            paths.setdefault(shape(path.split("?")[0]), path)
    return list(paths.values())


def take(window, visitor_session, paths, folder, *, width, theme):
    page = window(width=width, theme=theme, session=visitor_session, name="picture")
    for path in paths:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(250)
        page.screenshot(path=str(folder / f"{file_name(path)}-{width}-{theme}.png"), full_page=True)
    page.context.close()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--program", required=True)
    arguments.add_argument("--output", required=True)
    arguments.add_argument("--language", default="zh-Hans")
    arguments.add_argument("--only", default="", help="pages whose picture's name has this in it")
    arguments.add_argument("--database", help="a demo that is there already; a copy of it is looked at")
    options = arguments.parse_args()
    folder = pathlib.Path(options.output)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="banyan-pictures.") as home, sync_playwright() as playwright:
        server = Server(options.program, home)
        if options.database:
            pathlib.Path(server.database).write_bytes(pathlib.Path(options.database).read_bytes())
        else:
            server.banyan("demo")
        with server:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            browser = Browser(chromium, Checks(), server)
            page = browser.window()
            take_up(page, server.first_link(), "许清禾", "qinghe")
            if options.language != "zh-Hans":
                speak(page, options.language)
            session = session_of(page)
            paths = [path for path in pages_to_see(Visitor.of(server, page)) if options.only in file_name(path)]
            for width in (1440, 390):
                for theme in ("light", "dark"):
                    take(browser.window, session, paths, folder, width=width, theme=theme)
            chromium.close()
    print(f"{len(paths) * 4} pictures in {folder}")


if __name__ == "__main__":
    main()
