#!/usr/bin/env python3
"""Makes a dataset for rupture-lots: a shop's order backlog, its stock, and what leaves and comes in.

    python3 samples/datasets/generate.py FOLDER [--seed 7] [--today 2026-11-20] [--orders 60]
        [--lines N] [--products N] [--shipments N] [--production N] [--groups N]

The same seed gives the same files on every machine. samples/datasets/loja was made with the values above; with
--orders 100000 it makes one to measure with. What the second line counts follows from the orders when left out; lines
are those of every order, of one to seven when left out. Standard library only.
"""

import argparse
import csv
import random
from datetime import date, timedelta
from pathlib import Path

KINDS = ["Camiseta", "Calça", "Vestido", "Jaqueta", "Boné", "Meia", "Tênis", "Sandália", "Bolsa", "Cinto"]
STYLES = ["básica", "listrada", "azul-marinho", "cru", "infantil, tamanho único", 'linha "Praia"', "premium", "reforçada"]


def quantity(thousandths):
    """Thousandths as text: never through a binary float."""
    sign = "-" if thousandths < 0 else ""
    return f"{sign}{abs(thousandths) // 1000}.{abs(thousandths) % 1000:03d}"


def money(cents):
    return f"{cents // 100}.{cents % 100:02d}"


def write(folder, name, columns, rows):
    with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def some_quantity(draw, most):
    """Mostly whole pieces, now and then a part of one."""
    whole = draw.randint(1, most) * 1000
    return whole + (draw.randint(1, 999) if draw.random() < 0.15 else 0)


def needed_products(groups):
    return 24 + 3 * (groups - 3)


def further_groups(products, count):
    """Groups of two and three beyond the first three; every tenth shares a product with the one before it."""
    rows = []
    for number in range(count):
        first = 24 + 3 * number
        members = [first, first + 1] if number % 2 else [first, first + 1, first + 2]
        if number % 10 == 9:
            members[-1] = first - 1
        rows += [(products[member][0], f"G{number + 4:02d}") for member in members]
    return rows


def main():
    arguments = argparse.ArgumentParser(description="Makes a dataset for rupture-lots.")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--today", type=date.fromisoformat, default=date(2026, 11, 20))
    arguments.add_argument("--orders", type=int, default=60)
    arguments.add_argument("--lines", type=int, help="lines of every order")
    arguments.add_argument("--products", type=int, help="products there are, 24 or more")
    arguments.add_argument("--shipments", type=int, help="shipments planned")
    arguments.add_argument("--production", type=int, help="productions planned")
    arguments.add_argument("--groups", type=int, default=3, help="groups of equivalent products, 3 or more")
    options = arguments.parse_args()
    if options.products is None:
        options.products = max(24, options.orders // 4)
    if options.shipments is None:
        options.shipments = options.orders
    if options.production is None:
        options.production = options.orders // 2
    if options.products < needed_products(options.groups):
        arguments.error(f"{options.groups} groups need {needed_products(options.groups)} products")
    draw = random.Random(options.seed)
    options.folder.mkdir(parents=True, exist_ok=True)

    products = []
    for number in range(options.products):
        name = f"{KINDS[number % len(KINDS)]} {STYLES[number // len(KINDS) % len(STYLES)]}"
        products.append((f"LJ{number + 1:04d}", name, draw.randint(500, 30_000)))

    def on(earliest, latest):
        return (options.today + timedelta(days=draw.randint(earliest, latest))).isoformat()

    orders, demand = [], {}
    for number in range(options.orders):
        for code, name, price in draw.sample(products, options.lines or draw.choice([1, 2, 2, 3, 3, 4, 5, 7])):
            wanted = some_quantity(draw, 12)
            demand[code] = demand.get(code, 0) + wanted
            shown = "" if draw.random() < 0.02 else money(price)
            orders.append((f"PV{number + 1:05d}", code, name, quantity(wanted), shown))

    # Most products cover one order easily and not all of them together; some are gone, a few are below zero.
    stock = []
    for code, _, _ in products:
        level = draw.random()
        share = demand.get(code, 10_000)
        held = share * 9 // 10 if level < 0.5 else share // 6 if level < 0.8 else 0
        if level > 0.97:
            held = -draw.randint(1, 3) * 1000
        first = held // 3
        stock += [(code, quantity(first)), (code, quantity(held - first))]

    shipments = [
        (draw.choice(products)[0], on(-4, 15) if draw.random() > 0.02 else "", quantity(some_quantity(draw, 6)))
        for _ in range(options.shipments)
    ]
    production = [
        (draw.choice(products)[0], on(-3, 30), quantity(draw.randint(1, 8) * 5_000)) for _ in range(options.production)
    ]
    # Neighbours stand in for each other; the second group shares a product with the first, so they are one.
    equivalents = [(products[i][0], "G01") for i in (0, 10)] + [(products[i][0], "G02") for i in (10, 20)]
    equivalents += [(products[i][0], "G03") for i in (5, 15)]
    equivalents += further_groups(products, options.groups - 3)

    write(options.folder, "orders", ["num_pedido", "cod_produto", "nome_produto", "qtd_saldo", "preco"], orders)
    write(options.folder, "stock", ["cod_produto", "qtd_movimentacao"], stock)
    write(options.folder, "shipments", ["cod_produto", "expedicao", "qtd_saldo"], shipments)
    write(options.folder, "production", ["cod_produto", "data_programacao", "qtd_programada"], production)
    write(options.folder, "equivalents", ["cod_produto", "grupo"], equivalents)


if __name__ == "__main__":
    main()
