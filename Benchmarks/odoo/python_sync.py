#!/usr/bin/env python3
"""The lines of sales orders of an Odoo server into SQLite, as a good engineer would write it in a day with Python's own
library: JSON-RPC over one kept connection where the server keeps it, keyset paging by id inside a fixed window, orders and
products of a page in one read each, an upsert a page that tells new rows from changed ones, synchronous=FULL.

    python_sync.py URL DATABASE USER PASSWORD FILE [--since "YYYY-MM-DD HH:MM:SS"] [--page 1000]

Prints one JSON object: seconds, rows, inserted, updated, unchanged.
"""

import argparse
import datetime
import json
import sqlite3
import time
import urllib.request

LINE = ["order_id", "product_id", "product_uom_qty", "qty_invoiced", "price_unit", "price_total", "state", "write_date"]
ORDER = ["name", "date_order", "commitment_date", "client_order_ref", "partner_id", "company_id"]
PRODUCT = ["default_code", "name"]
COLUMNS = ["num_pedido", "cod_produto", "nome_produto", "status", "data_pedido", "data_entrega", "qtd", "qtd_faturada",
           "preco", "valor", "cliente_id", "pedido_id", "produto_id"]


class Odoo:
    def __init__(self, url, database, user, password):
        self.url, self.database, self.password, self.calls = url.rstrip("/") + "/jsonrpc", database, password, 0
        self.uid = self.call("common", "authenticate", [database, user, password, {}])

    def call(self, service, method, args):
        self.calls += 1
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "id": self.calls,
                           "params": {"service": service, "method": method, "args": args}}).encode()
        request = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=90) as answer:
            document = json.loads(answer.read())
        if "error" in document:
            raise RuntimeError(document["error"]["data"]["name"])
        return document.get("result")

    def search_read(self, model, domain, fields, limit):
        return self.call("object", "execute_kw", [
            self.database, self.uid, self.password, model, "search_read", [domain],
            {"fields": fields, "limit": limit, "order": "id", "context": {"active_test": False}}])

    def by_id(self, model, ids, fields):
        return {row["id"]: row for row in self.search_read(model, [["id", "in", ids]], fields, len(ids))}


def scaled(number, places):
    return round(number * 10 ** places)


def row_of(line, orders, products):
    order, product = orders[line["order_id"][0]], products[line["product_id"][0]]
    return (order["name"], product["default_code"] or None, product["name"], line["state"], order["date_order"] or None,
            order["commitment_date"] or None, scaled(line["product_uom_qty"], 3), scaled(line["qty_invoiced"], 3),
            scaled(line["price_unit"], 2), scaled(line["price_total"], 2),
            order["partner_id"][0] if order["partner_id"] else None, line["order_id"][0], line["product_id"][0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("url", "database", "user", "password", "file"):
        parser.add_argument(name)
    parser.add_argument("--since")
    parser.add_argument("--page", type=int, default=1000)
    options = parser.parse_args()
    store = sqlite3.connect(options.file, isolation_level=None)
    store.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS carteira (id INTEGER PRIMARY KEY, "
        + ", ".join(COLUMNS) + ", raw TEXT, updated_at TEXT)")
    begin = time.monotonic()
    odoo = Odoo(options.url, options.database, options.user, options.password)
    window = [["write_date", ">=", options.since]] if options.since else []
    orders, products, last = {}, {}, 0
    counts = {"rows": 0, "inserted": 0, "updated": 0, "unchanged": 0}
    upsert = (f"INSERT INTO carteira (id, {', '.join(COLUMNS)}, raw, updated_at) VALUES ({', '.join('?' * 16)}) "
              f"ON CONFLICT (id) DO UPDATE SET ({', '.join(COLUMNS)}, raw, updated_at) = "
              f"({', '.join('excluded.' + name for name in COLUMNS)}, excluded.raw, excluded.updated_at)")
    while True:
        lines = odoo.search_read("sale.order.line", window + [["id", ">", last]], LINE, options.page)
        wanted = [line for line in lines if line["order_id"] and line["product_id"]]
        for known, model, field, fields in ((orders, "sale.order", "order_id", ORDER),
                                            (products, "product.product", "product_id", PRODUCT)):
            new = sorted({line[field][0] for line in wanted} - known.keys())
            if new:
                known.update(odoo.by_id(model, new, fields))
        now = datetime.datetime.now(datetime.timezone.utc).isoformat()
        store.execute("BEGIN IMMEDIATE")
        before = {row[0]: row[1:] for row in store.execute(
            f"SELECT id, {', '.join(COLUMNS)} FROM carteira WHERE id > ? AND id <= ?",
            (last, lines[-1]["id"] if lines else last))}
        changed = []
        for line in wanted:
            row = row_of(line, orders, products)
            known = before.get(line["id"])
            counts["inserted" if known is None else "updated" if known != row else "unchanged"] += 1
            if known != row:
                changed.append((line["id"], *row, json.dumps(line, ensure_ascii=False), now))
        store.executemany(upsert, changed)
        store.execute("COMMIT")
        counts["rows"] += len(lines)
        if len(lines) < options.page:
            break
        last = lines[-1]["id"]
    print(json.dumps({"seconds": time.monotonic() - begin, "calls": odoo.calls, **counts}))


if __name__ == "__main__":
    main()
