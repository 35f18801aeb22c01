"""A visitor without a browser: asks for pages, reads links and forms, and walks all that it is led to."""
import html.parser
import http.client
import re
import urllib.parse


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.text = body.decode("utf-8", "replace")

    @property
    def is_page(self):
        return self.headers.get("content-type", "").startswith("text/html")


class Page(html.parser.HTMLParser):
    """The links and forms of a page."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.links, self.forms, self.sources, self._form = [], [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        elif tag in ("script", "link", "img"):
            self.sources.append(values.get("src") or values.get("href") or "")
        elif tag == "form":
            self._form = {"method": values.get("method", "get"), "action": values.get("action", ""), "fields": {}}
            self.forms.append(self._form)
        elif tag in ("input", "select", "textarea", "button") and self._form is not None and values.get("name"):
            self._form["fields"].setdefault(values["name"], values.get("value") or "")

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None


class Visitor:
    """Keeps a cookie and asks one page after the other, as a browser does that shows nothing."""

    def __init__(self, server, cookies=None):
        self.server = server
        self.cookies = dict(cookies or {})
        self._line = None

    @staticmethod
    def of(server, page):
        """Goes on with the session of a browser's page."""
        return Visitor(server, {one["name"]: one["value"] for one in page.context.cookies()})

    def send(self, method, path, body=None, headers=None):
        head = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                "Accept-Encoding": "identity", **(headers or {})}
        for again in (False, True):
            try:
                self._line = self._line or http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
                self._line.request(method, path, body, head)
                answer = self._line.getresponse()
                return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
            except (http.client.HTTPException, OSError):
                self._line = None
                if again:
                    raise

    def get(self, path, **headers):
        return self.send("GET", path, headers=headers)

    def post(self, path, fields):
        return self.send("POST", path, urllib.parse.urlencode(fields, doseq=True),
                         {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"})


def shape(path):
    """What kind of page a path leads to: numbers and what was asked for make no difference."""
    parts = urllib.parse.urlsplit(path)
    names = sorted({name for name, _ in urllib.parse.parse_qsl(parts.query, keep_blank_values=True)})
    return re.sub(r"\d+", "N", parts.path) + ("?" + "&".join(names) if names else "")


def crawl(visitor, start="/", each=2, most=400):
    """Every kind of page that links lead to from the start, at most so many of each: path → reply; and all links seen."""
    waiting, seen, counts, replies = [start], {start}, {}, {}
    while waiting and len(replies) < most:
        path = waiting.pop(0)
        kind = shape(path)
        if counts.get(kind, 0) >= each:
            continue
        counts[kind] = counts.get(kind, 0) + 1
        reply = visitor.get(path)
        replies[path] = reply
        if not reply.is_page or reply.status != 200:
            continue
        for link in Page(reply.text).links:
            whole = urllib.parse.urljoin(path, link)
            parts = urllib.parse.urlsplit(whole)
            if parts.scheme or parts.netloc:
                continue
            whole = urllib.parse.urlunsplit(("", "", parts.path, parts.query, ""))
            if whole not in seen:
                seen.add(whole)
                waiting.append(whole)
    return replies, seen
