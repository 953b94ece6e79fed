#!/usr/bin/env python3
"""Service orders off a server-rendered portal, as a good engineer would write it in a day with Python's own library: one
login, the session's cookie, threads of which three ask at once, groups of five, and each page read by html.parser.

    python_scrape.py URL USER PASSWORD NUMBERS [--pause SECONDS]

Prints one JSON object: seconds, orders, found.
"""

import argparse
import concurrent.futures
import html.parser
import http.cookiejar
import json
import threading
import time
import urllib.parse
import urllib.request

GROUP, AT_ONCE = 5, 3


class Page(html.parser.HTMLParser):
    """The hidden members of a form, and what paragraphs say: LABEL: value."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.hidden, self.fields, self.text = {}, {}, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "input" and attrs.get("type") == "hidden":
            self.hidden[attrs["name"]] = attrs.get("value", "")
        if tag == "p":
            self.text = ""

    def handle_data(self, data):
        if self.text is not None:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "p" and self.text is not None:
            label, colon, value = self.text.partition(":")
            if colon:
                self.fields.setdefault(label.strip().upper(), " ".join(value.split()))
            self.text = None


class Portal:
    def __init__(self, url):
        self.url = url.rstrip("/")
        self.jar = http.cookiejar.CookieJar()
        self.local = threading.local()

    def page(self, path, form=None):
        opener = getattr(self.local, "opener", None)
        if opener is None:
            opener = self.local.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        body = urllib.parse.urlencode(form).encode() if form else None
        with opener.open(self.url + path, body, timeout=15) as answer:
            page = Page()
            page.feed(answer.read().decode())
            return page

    def login(self, user, password):
        hidden = self.page("/login").hidden
        self.page("/login", {**hidden, "usuario": user, "senha": password})

    def order(self, number):
        fields = self.page(f"/os/{number}").fields
        return fields if fields.get("CNPJ") or fields.get("NOME CLIENTE") else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("url", "user", "password"):
        parser.add_argument(name)
    parser.add_argument("numbers", help="1-100")
    parser.add_argument("--pause", type=float, default=2)
    options = parser.parse_args()
    first, last = map(int, options.numbers.split("-"))
    numbers = list(range(first, last + 1))
    began = time.monotonic()
    portal = Portal(options.url)
    portal.login(options.user, options.password)
    found = 0
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for start in range(0, len(numbers), GROUP):
            if start and options.pause:
                time.sleep(options.pause)
            found += sum(1 for order in pool.map(portal.order, numbers[start:start + GROUP]) if order)
    print(json.dumps({"seconds": time.monotonic() - began, "orders": len(numbers), "found": found}))


main()
