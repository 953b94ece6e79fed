"""Parses a page for so many seconds and prints how often a second, parsing alone and with all pairs of label and value
read: `pages.py lxml|html.parser FILE SECONDS EACH-CLASS`. lxml stands on the same libxml2 kind of parser, html.parser is
Python's own and builds no tree: it is spared that."""

import html.parser
import json
import sys
import time


def rate(seconds, work):
    start = time.monotonic()
    count = 0
    while time.monotonic() - start < seconds:
        work()
        count += 1
    return count / (time.monotonic() - start)


class Pairs(html.parser.HTMLParser):
    """Text of `p` within an element of a class, told apart by its `b`."""

    def __init__(self, wanted):
        super().__init__()
        self.wanted, self.inside, self.label, self.part, self.pairs = wanted, False, [], None, []

    def handle_starttag(self, tag, attrs):
        if self.wanted in (dict(attrs).get("class") or "").split():
            self.inside = True
        elif self.inside and tag == "p":
            self.label, self.value, self.part = [], [], "value"
        elif self.inside and tag == "b":
            self.part = "label"

    def handle_endtag(self, tag):
        if tag == "b" and self.part == "label":
            self.part = "value"
        elif tag == "p" and self.part:
            self.pairs.append((" ".join("".join(self.label).split()), " ".join("".join(self.value).split())))
            self.part = None

    def handle_data(self, data):
        if self.part == "label":
            self.label.append(data)
        elif self.part == "value":
            self.value.append(data)


def with_lxml(page, wanted):
    import lxml.html

    each = f"descendant::p[ancestor::*[contains(concat(' ', normalize-space(@class), ' '), ' {wanted} ')]]"

    def parse():
        return lxml.html.document_fromstring(page)

    def read():
        pairs = []
        for paragraph in parse().xpath(each):
            label = " ".join(paragraph.xpath("descendant::b")[0].text_content().split())
            pairs.append((label, " ".join(paragraph.text_content().split())[len(label):]))
        return pairs

    return parse, read


def with_python(page, wanted):
    text = page.decode()

    def parse():
        html.parser.HTMLParser().feed(text)

    def read():
        parser = Pairs(wanted)
        parser.feed(text)
        return parser.pairs

    return parse, read


def main():
    name, file, seconds, wanted = sys.argv[1:]
    page = open(file, "rb").read()
    parse, read = (with_lxml if name == "lxml" else with_python)(page, wanted)
    pages = rate(float(seconds), parse)
    print(json.dumps({"bytes": len(page), "pages": pages, "megabytes": pages * len(page) / 1e6,
                      "read": rate(float(seconds), read), "pairs": len(read())}))


main()
