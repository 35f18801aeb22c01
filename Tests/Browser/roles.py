"""Who was invited as what sees what: and nobody another's groups, by whatever way."""
import re
import urllib.parse

from harness import take_up
from visitor import Page, Visitor


def invite(page, role, groups):
    """An invitation's link."""
    page.goto("/settings/people")
    page.select_option("#f-role", role)
    page.fill("#f-groups", "\n".join(groups))
    page.locator("form[action='/settings/people/invite'] button.main").click()
    return urllib.parse.urlsplit(page.locator("#link").inner_text().strip()).path


def join(browser, link, name):
    page = browser.window(name=name)
    page.allows = {403, 404}
    take_up(page, link, name, name)
    return page


def walk(browser, owner, owners, links, checks):
    board = Page(owners.get("/groups").text)
    ids = [found[1] for link in board.links if (found := re.fullmatch(r"/groups/(\d+)", link))]
    ids = list(dict.fromkeys(ids))
    own, others = ids[:2], ids[2:]
    owner.allows.add(422)
    owner.goto("/settings/people")
    owner.select_option("#f-role", "operator")
    owner.fill("#f-groups", "no such group at all")
    owner.locator("form[action='/settings/people/invite'] button.main").click()
    checks.expect(owner.locator("#e-groups").is_visible(), "an invitation to a group that is none is refused in place")
    checks.equal(owner.input_value("#f-groups"), "no such group at all", "what was typed is kept")
    owner.allows.discard(422)
    people = {}
    for role, groups in [("admin", []), ("operator", own), ("leader", own[:1]), ("viewer", own[:1])]:
        page = join(browser, invite(owner, role, groups), role)
        people[role] = page
        first = page.locator("h1").inner_text()
        checks.expect(first != "", f"{role}: comes to a page")
    checks.equal(owners.get("/settings/people").text.count("<tr>") >= 5, True, "the owner sees all who joined")
    within(browser, people, own, others, links, checks)
    for role, page in people.items():
        sees(page, role, own, checks)
        page.context.close()


def within(browser, people, own, others, links, checks):
    """All that the owner's pages lead to, asked for by those who have two groups or one."""
    server = browser.server
    names = {}
    for role, groups in [("operator", own), ("leader", own[:1]), ("viewer", own[:1])]:
        visitor = Visitor.of(server, people[role])
        beyond = [link for link in links if (found := re.match(r"/(?:groups|reports)/(\d+)", link)) and found[1] not in groups]
        beyond += [f"/groups/{one}{tab}" for one in others[:3] for tab in
                   ("", "/rhythm", "/people", "/talk", "/graph", "/retention", "/history", "/settings")]
        beyond += [f"/reports/{one}/{form}?w=all" for one in others[:3] for form in ("page", "html", "csv", "json")]
        checks.expect(len(beyond) > 40, f"{role}: {len(beyond)} ways to others' groups")
        open_ways = [f"{link} {status}" for link in beyond if (status := visitor.get(link).status) not in (403, 404)]
        checks.equal(open_ways, [], f"{role}: others' groups are not there")
        for one in others[:2]:
            for action, fields in [("/settings", {"purpose": "taken"}), ("/stage", {"stage": "closed", "reason": "taken"}),
                                   ("/counting", {"group-zone": "UTC"})]:
                status = visitor.post(f"/groups/{one}{action}", fields).status
                checks.expect(status in (403, 404), f"{role}: writes to another's group{action}: {status}")
        status = visitor.post("/groups/edit", {"group": [own[0], others[0]], "tags-add": "taken"}).status
        checks.expect(status in (403, 404), f"{role}: changes many, one of them another's: {status}")
        names[role] = name_of(people["admin"], others[0])
        for place in ("/groups", "/groups.csv", "/members", "/members.csv", "/reports", "/", "/compare", "/import",
                      "/search?q=" + urllib.parse.quote(names[role])):
            reply = visitor.get(place)
            shown = reply.text.replace(names[role], "", 1) if place.startswith("/search") else reply.text
            ids = set(re.findall(r"/(?:groups|reports)/(\d+)", reply.text))
            checks.expect(ids <= set(groups), f"{role}: {place} names others' groups: {sorted(ids - set(groups))[:3]}")
            checks.expect(shown.count(names[role]) <= (2 if place.startswith("/search") else 0), f"{role}: {place} names {names[role]}")
        compared = visitor.get(f"/compare?a={own[0]}&b={others[0]}")
        checks.expect(names[role] not in compared.text, f"{role}: a comparison shows another's group")


def name_of(page, group):
    page.goto(f"/groups/{group}")
    return page.locator("h1").inner_text().strip()


def sees(page, role, own, checks):
    page.goto("/groups")
    rows = page.locator("table.board tbody tr").count()
    checks.expect(rows > 30 if role == "admin" else rows == (2 if role == "operator" else 1), f"{role}: sees {rows} groups")
    checks.equal(page.locator("table.board input[type=checkbox]").count() > 0, role in ("admin", "operator"), f"{role}: may change groups")
    for path, may in [("/settings/people", role == "admin"), ("/settings/audit", role == "admin"), ("/settings/data", role == "admin"),
                      ("/settings/community", role == "admin"), ("/import", role in ("admin", "operator")),
                      ("/settings/account", True), ("/search?q=a", True)]:
        answer = page.goto(path)
        checks.equal(answer.status == 200, may, f"{role}: {path} is answered {answer.status}")
    page.goto("/")
    for link in page.locator("nav.side a").all():
        href = link.get_attribute("href")
        status = page.request.get(href).status
        checks.expect(status == 200, f"{role}: the bar leads to {href}, which is answered {status}")
