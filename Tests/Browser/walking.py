"""The demo community walked through as its people do: from board to group to person to report, in three languages, on a
phone, by keyboard alone, without a script, by every role; and looked at by axe."""
import pathlib
import re
import time
import urllib.parse

import languages
import looks
import roles
import rounds
from harness import Browser, Server, session_of, take_up, until
from visitor import Visitor, crawl, shape

STORY = "福利闲聊"


def run(chromium, checks, program, folder):
    server = Server(program, folder / "walking")
    server.banyan("demo")
    with server:
        browser = Browser(chromium, checks, server)
        page = browser.window(name="owner")
        take_up(page, server.first_link(), "许清禾", "qinghe")
        session = session_of(page)
        visitor = Visitor.of(server, page)
        for step in (board, group_to_report, portrait, lists, keyboard):
            timed(step, page, checks)
        timed(weight, browser, session, checks)
        timed(without_script, browser, session, checks)
        timed(rounds.walk, browser, session, checks)
        replies, links = crawl(visitor, each=2)
        broken = [f"{path} {reply.status}" for path, reply in replies.items() if reply.status not in (200, 303)]
        checks.equal(broken, [], "every link of the owner's pages leads somewhere")
        paths = pages_of(replies)
        timed(languages.walk, page, visitor, paths, checks)
        timed(roles.walk, browser, page, visitor, links, checks)
        timed(looks.walk, browser, session, paths, checks)
        page.context.close()


def timed(step, *what):
    began = time.monotonic()
    step(*what)
    print(f"  {step.__module__}.{step.__name__}: {time.monotonic() - began:.0f} s", flush=True)


def pages_of(replies):
    """One page of every kind, by the path alone; what is taken away as a file is none."""
    paths = {}
    for path, reply in replies.items():
        if reply.is_page and reply.status == 200 and "content-disposition" not in reply.headers:
            paths.setdefault(shape(path.split("?")[0]), path)
    return list(paths.values())


def lists(page, checks):
    """People in an order of their own, how long texts are kept, and every place from a phone's bar."""
    # Until they are counted the cells are empty.
    cells = lambda: page.locator("main tbody tr td:nth-child(3)").all_inner_texts()
    counts = lambda: [int(re.sub(r"\D", "", text)) for text in cells() if re.search(r"\d", text)]
    page.goto("/members?sort=messages")
    checks.expect(until(lambda: len(counts()) > 20 or page.reload() and 0, 60), "people stand in the order of their messages")
    checks.equal(counts(), sorted(counts(), reverse=True), "who said most comes first")
    page.click("main thead a[href*='sort=name']")
    checks.equal(page.locator("th[aria-sort=ascending]").count(), 1, "the head of a column orders by it")
    page.goto("/settings/data")
    page.select_option("select[name=keep]", "days")
    page.fill("input[name=days]", "36000")
    page.check("form[action='/settings/data/retention'] input[name=sure]")
    page.click("form[action='/settings/data/retention'] button")
    checks.equal(page.locator(".toast").count(), 1, "how long texts are kept is set")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/groups")
    page.click("nav.bottom summary")
    page.click("nav.bottom .sheet a[href='/insight/forecast']")
    checks.expect(page.url.endswith("/insight/forecast"), "a phone's bar leads to insight")
    page.set_viewport_size({"width": 1440, "height": 900})


def portrait(page, checks):
    """From what people need to the messages that say so, to another group beside it, to the whole community."""
    page.goto("/groups")
    page.fill("input[type=search]", "桂花里邻居")
    page.keyboard.press("Enter")
    page.locator("table.board tbody tr a.name").first.click()
    page.click("nav.tabs a[href*='/portrait']")
    shown = lambda: page.locator("#needs tbody tr").count() or page.reload() and 0
    checks.expect(until(shown, 240), "the portrait of a group shows what its people need")
    page.locator("#needs tbody a").first.click()
    checks.expect(page.locator("#evidence li").count() > 0, "a need leads to messages that say so")
    page.select_option("select[name=against]", index=1)
    page.click("form:has(select[name=against]) button")
    checks.expect(page.locator("#against table").count() > 3, "another group's people stand beside it")
    page.goto("/insight/portrait")
    checks.expect(page.locator("#kinds tbody tr").count() > 5, "the community's portrait tells needs by kind of group")


def board(page, checks):
    page.goto("/groups")
    rows = page.locator("table.board tbody tr")
    whole = rows.count()
    checks.expect(whole > 30, f"the board has {whole} groups")
    page.fill("input[type=search]", STORY)
    page.locator("form[role=search] button").first.click()
    checks.equal(rows.count(), 1, "a search leaves the group that is meant")
    checks.expect("q=" in page.url, "the search stands in the URL")
    page.goto("/groups")
    page.select_option("form[role=search] select[name=stage]", "closed")
    page.locator("form[role=search] button").first.click()
    closed = rows.count()
    checks.expect(0 < closed < whole, f"{closed} of {whole} groups are closed")
    page.goto("/groups")
    page.locator("thead a", has_text="成员").click()
    column = page.locator("table.board tbody tr td:nth-child(5)").all_inner_texts()
    members = [int(re.sub(r"\D", "", text)) for text in column]
    checks.equal(members, sorted(members, reverse=True), "a click on the head of a column orders by it, the largest first")
    page.locator("thead a", has_text="成员").click()
    column = page.locator("table.board tbody tr td:nth-child(5)").all_inner_texts()
    members = [int(re.sub(r"\D", "", text)) for text in column]
    checks.equal(members, sorted(members), "and again turns it around")
    page.goto("/groups?stage=closed")
    page.locator("details.save-view summary").click()
    page.fill("details.save-view input[name=name]", "沉寂的")
    page.locator("details.save-view button").click()
    checks.equal(rows.count(), closed, "a view that was saved is shown")
    page.goto("/groups")
    page.locator(".views a.chip", has_text="沉寂的").click()
    checks.equal(rows.count(), closed, "a saved view brings its filters back")
    bulk(page, rows, checks)
    page.goto("/groups")
    page.locator(".views form button").first.click()
    checks.equal(page.locator(".views a.chip").count(), 0, "a saved view can be dropped")
    checks.expect(page.locator(".toast").is_visible(), "and the page says so")


def bulk(page, rows, checks):
    page.goto("/groups")
    for number in range(3):
        rows.nth(number).locator("input[type=checkbox]").check()
    page.locator("details.bulk summary").click()
    page.fill("input[name=tags-add]", "秋季，老客")
    page.fill("input[name=reason]", "秋季回访")
    page.locator("details.bulk button.main").click()
    checks.expect("3" in page.locator(".toast").inner_text(), "a change of many says how many")
    page.goto("/groups?tag=" + urllib.parse.quote("秋季"))
    checks.equal(rows.count(), 3, "the tags are there, and can be filtered by")
    page.goto("/groups")
    rows.nth(5).locator("input[type=checkbox]").check()
    page.locator("details.bulk summary").click()
    page.fill("input[name=tags-add]", "误加")
    page.locator("details.bulk button.main").click()
    page.locator(".toast button").click()
    page.goto("/groups?tag=" + urllib.parse.quote("误加"))
    checks.equal(rows.count(), 0, "undo takes a change of many back")


def group_to_report(page, checks):
    page.goto("/groups?q=" + urllib.parse.quote(STORY))
    page.locator("table.board tbody a.name").click()
    checks.expect(STORY in page.locator("h1").inner_text(), "a row of the board opens its group")
    tabs = page.locator("nav.tabs a, .tabs a")
    count = tabs.count()
    checks.expect(count >= 8, f"a group has {count} tabs")
    for number in range(count):
        tabs.nth(number).click()
        page.wait_for_load_state("load")
        here = page.locator(".tabs a[aria-current]").count()
        checks.expect(here == 1, f"tab {page.url} says where one is")
        charts = page.locator("figure[data-chart]")
        for place in range(charts.count()):
            chart = charts.nth(place)
            drawn = until(lambda: chart.locator(".canvas svg path, .canvas canvas").count() > 0, 5)
            checks.expect(drawn, f"{page.url}: chart {chart.get_attribute('data-chart')} is drawn")
            checks.expect(chart.locator("table").count() > 0, f"{page.url}: each chart has its table")
    people = page.locator(".tabs a[href*='/people']")
    people.click()
    person = page.locator("main a[href^='/members/']").first
    if not checks.expect(person.count() == 1, "the people of a group lead to their pages"):
        page.goto("/members")
    name = person.inner_text()
    person.click()
    checks.expect(page.locator("h1").inner_text().strip() != "" and "/members/" in page.url, f"{name} has a page")
    page.goto("/reports")
    page.locator("tbody a.btn").first.click()
    page.wait_for_load_state("load")
    checks.expect(page.locator("#figures").count() == 1, "a report opens from the list")
    told = page.request.get(page.url.replace("/page", "/json")).json()
    checks.expect(told["group"]["name"] != "" and told["activity"]["days"] != [], "a report comes as JSON")
    for form in ("csv", "html"):
        page.goto("/reports")
        with page.expect_download() as coming:
            page.locator(f"tbody a.chip[href*='/{form}']").first.click()
        checks.expect(pathlib.Path(coming.value.path()).stat().st_size > 1_000, f"a report comes as {form}")


def keyboard(page, checks):
    page.goto("/groups")
    page.keyboard.press("Tab")
    checks.equal(page.evaluate("document.activeElement.className"), "skip", "the first stop of Tab is the way to the content")
    stops, unseen = [], []
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate("""() => {
          const e = document.activeElement, s = getComputedStyle(e), box = e.getBoundingClientRect();
          return { what: e.tagName + " " + (e.getAttribute("href") || e.name || e.className),
                   seen: (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== "none",
                   within: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth };
        }""")
        stops.append(stop["what"])
        if not (stop["seen"] and stop["within"]):
            unseen.append(stop["what"])
    checks.equal(unseen, [], "the focus can be seen at every stop")
    for wanted in ("A /search", "A /groups", "A /settings", "INPUT q", "SELECT kind"):
        checks.expect(wanted in stops, f"Tab comes by {wanted}")
    page.goto("/groups")
    page.keyboard.press("/")
    checks.equal(page.evaluate("document.activeElement.type"), "search", "/ goes to the search of the page")
    page.keyboard.type("/?")
    checks.equal(page.input_value("input[type=search]"), "/?", "and within a field it is a letter like others")
    page.goto("/settings/people")
    page.keyboard.press("/")
    page.wait_for_url("**/search")
    checks.equal(page.evaluate("document.activeElement.type"), "search", "/ opens the search where the page has none")
    page.keyboard.type(STORY)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    checks.expect(page.locator("main a[href^='/groups/']").count() >= 1, "the search finds the group")
    page.goto("/")
    page.keyboard.press("?")
    checks.expect(page.locator("#keys").is_visible(), "? shows the keys")
    page.keyboard.press("Escape")
    checks.expect(not page.locator("#keys").is_visible(), "Escape closes them")
    page.goto("/groups")
    page.locator("table.board tbody a.name").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/groups/\d+"))


def weight(browser, session, checks):
    """What the first visit to a page brings over the wire, as the browser counts it."""
    for path, most, what in [("/", 60, "the first page"), ("/groups", 60, "the board"), ("story", 450, "a page with charts")]:
        page = browser.window(session=session, name="weight")
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        sizes = []
        line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        if path == "story":
            page.goto("/groups?q=" + urllib.parse.quote(STORY))
            path = page.locator("table.board tbody a.name").get_attribute("href")
            line.send("Network.clearBrowserCache")
            sizes.clear()
        page.goto(path)
        page.wait_for_load_state("networkidle")
        kilobytes = sum(sizes) / 1024
        checks.expect(0 < kilobytes <= most, f"{what} weighs {kilobytes:.0f} KB, at most {most}")
        print(f"  {what}: {kilobytes:.0f} KB", flush=True)
        page.context.close()


def without_script(browser, session, checks):
    page = browser.window(session=session, script=False, name="without script")
    page.goto("/")
    page.locator("nav.side a[href='/groups']").click()
    page.fill("input[type=search]", STORY)
    page.locator("form[role=search] button").first.click()
    page.locator("table.board tbody a.name").click()
    tabs = [link.get_attribute("href") for link in page.locator(".tabs a").all()]
    for tab in tabs:
        page.goto(tab)
        charts = page.locator("figure[data-chart]").count()
        checks.expect(page.locator("figure[data-chart] details[open]").count() == charts, f"{tab}: the tables stand in for the charts")
        checks.expect(page.locator(".canvas:visible").count() == 0, f"{tab}: shows no empty chart")
    page.goto(tabs[-1])
    page.fill("#f-purpose", "把福利讲清楚")
    page.locator("form[action$='/settings'] button.main").click()
    checks.equal(page.input_value("#f-purpose"), "把福利讲清楚", "a form is kept without a script")
    checks.expect(page.locator(".toast").is_visible(), "and told of")
    page.goto("/groups")
    page.locator("table.board tbody input[type=checkbox]").first.check()
    page.locator("details.bulk summary").click()
    page.fill("input[name=tags-add]", "无脚本")
    page.locator("details.bulk button.main").click()
    checks.expect(page.locator(".toast button").is_visible(), "many can be changed, and it can be taken back")
    page.locator(".toast button").click()
    page.goto("/import")
    page.set_input_files("#f-files", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"nothing"})
    page.locator("form#upload button.main").click()
    page.wait_for_url(re.compile(r"/import/\d+$"))
    checks.expect(page.locator(".advice").count() == 1, "a file is taken without a script")
    page.locator("form[action$='/discard'] button").click()
    for path in ("/members", "/reports", "/settings/account", "/settings/notices", "/settings/notices/deliveries", "/search?q=a"):
        page.goto(path)
        checks.expect(page.locator("h1").is_visible(), f"{path} is there")
    page.context.close()
