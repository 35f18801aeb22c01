"""A community whose every name, title, text, tag and file means harm: each page shows it as text and runs nothing of it."""
import re
import urllib.parse

from harness import Browser, Server, session_of, take_up, wide
from histories import HOSTILE, poisoned, talk
from visitor import Visitor, crawl, shape

# What a group's title can be: one line, no longer than is kept.
TITLES = [name for name in HOSTILE if "\0" not in name and name.strip()]


def run(chromium, checks, program, folder):
    server = Server(program, folder / "poisoned")
    for number, title in enumerate(TITLES):
        file = server.folder / f"{number}.jsonl"
        file.write_text(poisoned(title) if number < 3 else talk(title, people=4, days=8, each_day=8, seed=number))
        server.banyan("import", str(file))
    with server:
        browser = Browser(chromium, checks, server)
        page = browser.window(name="poisoned")
        take_up(page, server.first_link(), '<img src=x onerror="alert(9)">Mira', "mira")
        poison(page, server, checks)
        visitor = Visitor.of(server, page)
        replies, _ = crawl(visitor, each=3)
        for path, reply in replies.items():
            checks.expect(reply.status < 400, f"{path} is answered {reply.status}")
            if reply.is_page:
                told = [line for line in re.findall(r"<[^>]*>", reply.text) if re.match(r"<(script|img|svg)\b", line, re.I) and "alert" in line]
                checks.equal(told, [], f"{path}: harm stands as markup")
                checks.expect(not re.search(r'(href|src|action)="\s*javascript:', reply.text, re.I), f"{path}: a link runs a script")
        session = session_of(page)
        paths = pages_of(replies)
        page.context.close()
        walk(browser, session, paths, checks)


def pages_of(replies):
    """Of every kind of page some, since each group bears another name."""
    counts, paths = {}, []
    for path, reply in replies.items():
        kind = shape(path.split("?")[0])
        if reply.is_page and reply.status == 200 and "content-disposition" not in reply.headers and counts.get(kind, 0) < 2:
            counts[kind] = counts.get(kind, 0) + 1
            paths.append(path)
    return paths


def poison(page, server, checks):
    """Harm by every field of the pages themselves."""
    visitor = Visitor.of(server, page)
    board = visitor.get("/groups").text
    groups = list(dict.fromkeys(re.findall(r'href="/groups/(\d+)"', board)))
    for group, harm in zip(groups[:4], HOSTILE):
        for action, fields in [
            ("settings", {"purpose": harm, "promise": harm, "owner": harm[:60], "tags": f"<script>alert(1)</script> {harm[:20]}"}),
            ("stage", {"stage": "fading", "reason": harm[:200]}),
        ]:
            status = visitor.post(f"/groups/{group}/{action}", fields).status
            checks.expect(status < 500, f"{action} of {harm[:30]!r} is answered {status}")
    for harm in HOSTILE[:8]:
        visitor.post("/groups/views", {"name": harm[:40], "query": "q=" + urllib.parse.quote(harm[:40])})
        visitor.post("/groups/edit", {"group": groups[:2], "tags-add": harm[:20], "reason": harm[:100]})
    visitor.post("/settings/community", {"name": HOSTILE[0], "zone": "Asia/Shanghai", "language": "zh-Hans"})
    visitor.post("/settings/people/invite", {"role": "viewer", "groups": ""})
    for harm in HOSTILE[:4]:
        visitor.get("/search?q=" + urllib.parse.quote(harm[:80]))
    for name in ['<img src=x onerror=alert(1)>.jsonl', "\u202egnp.jsonl", "a" * 200 + ".jsonl"]:
        page.goto("/import")
        page.set_input_files("#f-files", {"name": name, "mimeType": "text/plain", "buffer": poisoned("Poisoned file").encode()})
        page.wait_for_url(re.compile(r"/import/\d+$"))
        checks.expect(wide(page) <= 1440, f"the upload of {name[:40]!r} is {wide(page)} wide")
        page.locator("button[name=go][value=look]").click()
        page.wait_for_load_state()
    page.locator("button[name=go][value=start]").click()
    page.wait_for_load_state()


def walk(browser, session, paths, checks):
    searched = "/search?q=" + urllib.parse.quote("alert(1)")
    for width in (1440, 390):
        page = browser.window(width=width, session=session, theme="dark" if width == 390 else "light", name=f"poisoned {width}")
        for path in [*paths, searched]:
            page.goto(path, wait_until="load")
            where = f"poisoned {path} {width}"
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            found = wide(page)
            checks.expect(found <= width, f"{where}: {found} wide")
            browser.calm(page, where)
            checks.expect("javascript:" not in str(page.evaluate("[...document.links].map(one => one.protocol)")), f"{where}: a link runs a script")
            if path == searched or shape(path) == "/groups":
                checks.expect("alert(1)" in page.locator("main").inner_text(), f"{where}: harm shows as text")
        page.context.close()
