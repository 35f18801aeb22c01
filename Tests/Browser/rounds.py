"""The list of the day and the alerts, dealt with as people do, with a script and without one."""
import re

from harness import wide


def walk(browser, session, checks):
    for script in (True, False):
        page = browser.window(session=session, script=script, name=f"rounds, {'with' if script else 'without'} a script")
        deal(page, checks, script)
        page.context.close()
    alerts(browser, session, checks)


def first(page):
    return page.locator(".tasks.today > li").first


def deal(page, checks, script):
    page.goto("/")
    whole = page.locator(".tasks.today > li").count()
    checks.expect(whole >= 5, f"the list of the day has {whole} groups")
    group = first(page).get_attribute("id")
    checks.expect("这样做" in first(page).inner_text(), "each says what to do")
    if script:
        details = first(page).locator("details.rests")
        details.locator("summary").click()
        checks.expect("28 天" in details.inner_text(), "what it rests on opens")
        details = first(page).locator("details.draft")
        details.locator("summary").click()
        checks.expect(len(details.locator(".quote").inner_text()) > 10, "there is a text to send")

    first(page).get_by_role("button", name="做完了").click()
    page.wait_for_url(re.compile(r"/$"))
    checks.equal(page.locator(f"#{group}").count(), 0, "what is done leaves the list")
    page.locator(".toast").get_by_role("button").click()
    page.wait_for_url(re.compile(r"/$"))
    checks.equal(page.locator(f"#{group}").count(), 1, "and comes back where that is taken back")

    menu = page.locator(f"#{group} details.menu").first
    menu.locator("summary").click()
    menu.get_by_role("button", name="一周后").click()
    page.wait_for_url(re.compile(r"/$"))
    checks.equal(page.locator(f"#{group}").count(), 0, "what is put off leaves the list")
    page.locator(".toast").get_by_role("button").click()
    page.wait_for_url(re.compile(r"/$"))

    menu = page.locator(f"#{group} details.menu").nth(1)
    menu.locator("summary").click()
    menu.locator("form button").click()
    page.wait_for_url(re.compile(r"/$"))
    checks.expect("我在跟" in page.locator(f"#{group}").inner_text(), "what is given to oneself says so")
    page.goto("/?mine=1")
    checks.equal(page.locator(".tasks.today > li").count(), 1, "and stands alone under what is one's own")
    page.goto("/")
    menu = page.locator(f"#{group} details.menu").nth(1)
    menu.locator("summary").click()
    menu.locator("select").select_option("")
    menu.locator("form button").click()
    page.wait_for_url(re.compile(r"/$"))
    page.goto("/today/history")
    checks.expect(page.locator(".tasks > li").count() >= 4, "all of it stands under what was done")


def alerts(browser, session, checks):
    page = browser.window(session=session, name="alerts")
    page.goto("/alerts?state=past&rule=raid")
    checks.expect("26" in page.locator(".tasks").inner_text(), "the raid of the story is among past alerts")
    page.goto("/alerts")
    whole = page.locator(".tasks > li").count()
    checks.expect(whole >= 1, f"{whole} alerts are open")
    page.get_by_role("button", name="看到了").first.click()
    page.wait_for_url(re.compile(r"/alerts$"))
    checks.expect("看过" in page.locator(".tasks").inner_text(), "who has seen an alert stands with it")
    page.locator(".toast").get_by_role("button").click()
    page.goto("/settings/alerts?kind=study")
    page.fill("[name='silence.days']", "six")
    page.allows.add(422)
    page.locator("button.main").click()
    checks.expect(page.locator(".row.wrong").count() == 1, "a number that is none is told in its place")
    checks.equal(page.input_value("[name='silence.days']"), "six", "and what was entered is kept")
    page.context.close()
    for width in (390, 1440):
        page = browser.window(width=width, height=800, session=session, name=f"rounds at {width}")
        for path in ("/", "/alerts", "/alerts?state=past", "/today/history", "/settings/alerts"):
            page.goto(path)
            checks.expect(wide(page) <= width, f"{path} fits {width} px")
        page.context.close()
