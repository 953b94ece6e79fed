#!/usr/bin/env python3
"""The stock-out analysis of docs/rupture-lots.md by pandas and NumPy: see rival.py for its command line.

Whole columns at a time. Quantities are thousandths, prices cents and values hundred-thousandths in 64-bit integers, so
nothing is rounded but where the rules round. Only the JSON, which is nested, is built by comprehensions over rows.
"""

import gc
import os
from datetime import date, datetime, timezone

import numpy as np
import orjson
import pandas as pd
from rival import measure

HORIZON_DAYS = 7
LEAD_TIME_DAYS = 1
LOT_SIZE = 20
WORKERS = 2
MESSAGE = "Todos os itens estão disponíveis em estoque"
# Beside the days of a table: no date.
NO_DAY = np.iinfo(np.int64).min


def read(folder, name, numbers, texts):
    # The engine with threads: twice as fast as the default one on these tables. Only empty cells are missing ones.
    return pd.read_csv(
        os.path.join(folder, f"{name}.csv"), engine="pyarrow", usecols=[*texts, *numbers], keep_default_na=False,
        na_values=[""], dtype={**dict.fromkeys(texts, "str"), **dict.fromkeys(numbers, "float64")})


def scaled(column, factor):
    """Exact: a decimal of so few places is the nearest integer of its product."""
    return (column.fillna(0).to_numpy() * factor).round().astype("int64")


def days_from(column, today):
    """Days after day 0; NO_DAY for an empty cell."""
    days = pd.to_datetime(column, format="%Y-%m-%d", errors="coerce").to_numpy().astype("datetime64[D]")
    offsets = (days - np.datetime64(today, "D")).astype("int64")
    offsets[np.isnat(days)] = NO_DAY
    return offsets


def half_even(numerator, denominator):
    quotient, rest = np.divmod(numerator, denominator)
    double = 2 * rest
    return quotient + ((double > denominator) | ((double == denominator) & (quotient % 2 == 1)))


def find_groups(products, equivalents):
    """The group of each product: the index of one of its members, by union-find over the few products that have any."""
    group = np.arange(len(products))

    def root(product):
        while group[product] != product:
            group[product] = group[group[product]]
            product = group[product]
        return product

    first = {}
    for product, name in zip(products.get_indexer(equivalents.cod_produto).tolist(), equivalents.grupo.tolist()):
        group[root(product)] = root(first.setdefault(name, product))
    for product in set(products.get_indexer(equivalents.cod_produto).tolist()):
        group[product] = root(product)
    return group


def analyse(folder, today, path, only):
    # Hundreds of thousands of dictionaries are made, none in a cycle: looking for cycles would cost a fifth more.
    gc.disable()
    orders = read(folder, "orders", ["qtd_saldo", "preco"], ["num_pedido", "cod_produto", "nome_produto"])
    stock = read(folder, "stock", ["qtd_movimentacao"], ["cod_produto"])
    shipments = read(folder, "shipments", ["qtd_saldo"], ["cod_produto", "expedicao"])
    production = read(folder, "production", ["qtd_programada"], ["cod_produto", "data_programacao"])
    equivalents = read(folder, "equivalents", [], ["cod_produto", "grupo"])
    if only:
        orders = orders[orders.num_pedido == only]

    tables = (orders, stock, shipments, production, equivalents)
    products = pd.Index(pd.concat([table.cod_produto for table in tables]).unique())
    group = find_groups(products, equivalents)

    def groups_of(table):
        return group[products.get_indexer(table.cod_produto)]

    # Stock, minimum of the days to come and production, for every group.
    held = np.zeros(len(products), "int64")
    np.add.at(held, groups_of(stock), scaled(stock.qtd_movimentacao, 1000))
    change = np.zeros((len(products), HORIZON_DAYS + 1), "int64")
    made = pd.DataFrame({
        "group": groups_of(production), "day": days_from(production.data_programacao, today),
        "quantity": scaled(production.qtd_programada, 1000)})
    sent = pd.DataFrame({
        "group": groups_of(shipments), "day": days_from(shipments.expedicao, today),
        "quantity": scaled(shipments.qtd_saldo, 1000)})
    for table, sign in ((made, 1), (sent, -1)):
        near = table[table.day.between(0, HORIZON_DAYS)]
        np.add.at(change, (near.group.to_numpy(), near.day.to_numpy()), sign * near.quantity.to_numpy())
    least = held + np.minimum(change.cumsum(axis=1).min(axis=1), 0)
    made = made[made.day >= 0].groupby(["group", "day"], as_index=False).quantity.sum()
    # The first production of each group, and the end of its rows; all made up to a row, over the groups before as well.
    starts = np.searchsorted(made.group, np.arange(len(products)), "left")
    ends = np.searchsorted(made.group, np.arange(len(products)), "right")
    up_to = made.quantity.cumsum().to_numpy()
    before = np.concatenate(([0], up_to))[starts]

    # The open lines, in the order of their orders.
    number, numbers = pd.factorize(orders.num_pedido)
    wanted = scaled(orders.qtd_saldo, 1000)
    open_lines = np.flatnonzero(wanted > 0)
    open_lines = open_lines[np.argsort(number[open_lines], kind="stable")]
    number, wanted = number[open_lines], wanted[open_lines]
    lines = orders.iloc[open_lines]
    price = scaled(lines.preco, 100)
    value = wanted * price
    of = groups_of(lines)
    stocked, minimum = held[of], least[of]
    short = wanted > minimum

    # When a short line can be had: production never takes away, so the running sums are sorted.
    lacking = wanted[short] - minimum[short]
    group_short = of[short]
    reached = np.searchsorted(up_to, before[group_short] + lacking, "left")
    produced = starts[group_short] < ends[group_short]
    enough = reached < ends[group_short]
    day = np.append(made.day.to_numpy(), 0)
    quantity = np.append(made.quantity.to_numpy(), 0)
    first_row = np.where(produced, starts[group_short], len(made))
    available = np.where(enough, day[np.where(enough, reached, 0)] + LEAD_TIME_DAYS, NO_DAY)

    # Orders: numbers without an open line fall out.
    count = np.bincount(number, minlength=len(numbers))
    kept = np.flatnonzero(count)
    count = count[kept]
    place = np.cumsum(np.bincount(kept, minlength=len(numbers))) - 1
    line_order = place[number]
    short_order = line_order[short]

    def total(order, amounts):
        sums = np.zeros(len(kept), "int64")
        np.add.at(sums, order, amounts)
        return sums

    short_count = np.bincount(short_order, minlength=len(kept))
    whole = total(line_order, value)
    lost = total(short_order, value[short])
    percent = half_even(lost * 10_000, np.maximum(whole, 1))
    served = half_even(10_000 - percent, 100)
    fine_percent = half_even((count - short_count) * 100, count)
    last = np.full(len(kept), NO_DAY)
    np.maximum.at(last, short_order, available)
    last[np.unique(short_order[~produced])] = NO_DAY
    ladder = np.select(
        [short_count == 0, (short_count > 3) & (percent > 1000), (short_count <= 3) & (percent <= 1000),
         (short_count <= 2) & (percent <= 500)], [0, 1, 2, 3], 4)

    iso = calendar(today, np.concatenate([made.day.to_numpy(), available]))
    complete = dates(iso, last)
    for index in np.flatnonzero(short_count == 0).tolist():
        complete[index] = "agora"

    codes, names = lines.cod_produto.to_numpy(object), lines.nome_produto.to_numpy(object)

    def columns(chosen):
        return (codes[chosen].tolist(), names[chosen].tolist(), decimals(wanted[chosen], 1000),
                decimals(stocked[chosen], 1000), decimals(minimum[chosen], 1000))

    missing = [
        {"cod_produto": a, "nome_produto": b, "qtd_saldo": c, "estoque_atual": d, "estoque_min_d7": e, "ruptura_qtd": f,
         "data_producao": g, "qtd_producao": h if g else None, "data_disponivel": i}
        for a, b, c, d, e, f, g, h, i in zip(
            *columns(short), decimals(lacking, 1000), dates(iso, np.where(produced, day[first_row], NO_DAY)),
            decimals(quantity[first_row], 1000), dates(iso, available))
    ]
    fine = [
        {"cod_produto": a, "nome_produto": b, "qtd_saldo": c, "estoque_atual": d, "estoque_min_d7": e,
         "preco_unitario": f, "valor_total": g}
        for a, b, c, d, e, f, g in zip(
            *columns(~short), decimals(price[~short], 100), decimals(value[~short], 100_000))
    ]
    write(path, numbers[kept].tolist(), count, short_count, percent, served, fine_percent, ladder, whole, lost, complete,
          missing, fine)


def decimals(integers, factor):
    """Doubles whose shortest text is the exact decimal."""
    return (integers / factor).tolist()


def calendar(today, days):
    days = np.unique(days[days != NO_DAY])
    first = date.toordinal(today)
    texts = {int(day): date.fromordinal(first + int(day)).isoformat() for day in days}
    texts[int(NO_DAY)] = None
    return texts


def dates(iso, days):
    return [iso[day] for day in days.tolist()]


def write(path, numbers, count, short_count, percent, served, fine_percent, ladder, whole, lost, complete, missing, fine):
    levels = (None, "CRITICA", "ALTA", "MEDIA", "BAIXA")
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    short_end, fine_end = np.cumsum(short_count), np.cumsum(count - short_count)
    rows = zip(
        numbers, count.tolist(), short_count.tolist(), decimals(percent, 100), served.tolist(), fine_percent.tolist(),
        ladder.tolist(), decimals(whole, 100_000), decimals(whole - lost, 100_000), decimals(lost, 100_000), complete,
        short_end.tolist(), fine_end.tolist())
    with open(path, "wb", buffering=1 << 20) as file:
        for index, (number, lines, n, p, s, f, level, total, rest, gone, when, to_short, to_fine) in enumerate(rows):
            lot = index // LOT_SIZE
            result = {
                "success": True, "pedido_ok": n == 0, "num_pedido": number, "worker_id": lot % WORKERS,
                "lote_index": lot, "processado_em": now, "percentual_disponibilidade": s,
                "data_disponibilidade_total": when,
                "resumo": {
                    "num_pedido": number, "percentual_ruptura": p, "percentual_disponibilidade": s,
                    "percentual_itens_disponiveis": f, "qtd_itens_ruptura": n, "qtd_itens_disponiveis": lines - n,
                    "total_itens": lines, "criticidade": levels[level], "valor_total_pedido": total,
                    "valor_disponivel": rest, "valor_com_ruptura": gone, "data_disponibilidade_total": when},
                "itens": missing[to_short - n : to_short],
                "itens_disponiveis": fine[to_fine - lines + n : to_fine],
                "sem_cache": True,
            }
            if n == 0:
                result["message"] = MESSAGE
            file.write(orjson.dumps(result, option=orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    measure(analyse)
