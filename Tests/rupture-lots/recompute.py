#!/usr/bin/env python3
"""Recomputes a rupture-lots job from its dataset, slowly and plainly, and compares every order.

    python3 Tests/rupture-lots/recompute.py DATASET_FOLDER REFERENCE_DATE RESULTADOS_JSONL [ORDER ...]

DATASET_FOLDER holds the five CSV files, RESULTADOS_JSONL is the data file of the job's result. With order numbers the
job was about these alone. Exits 0 when every line agrees, 1 otherwise. Standard library only, and nothing shared with
the program: exact fractions instead of scaled integers, one dictionary of balances per day instead of running minima.
"""

import csv
import json
import sys
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

HORIZON_DAYS = 7
LEAD_TIME_DAYS = 1


def read(folder, name):
    with open(Path(folder) / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Dataset:
    def __init__(self, folder, today):
        self.today = today
        self.find_groups(read(folder, "equivalents"))
        self.orders = {}
        for row in read(folder, "orders"):
            lines = self.orders.setdefault(row["num_pedido"], [])
            if Fraction(row["qtd_saldo"]) >= Fraction(1, 1000):
                lines.append(row)
        self.stock, self.shipped, self.produced = {}, {}, {}
        for row in read(folder, "stock"):
            group = self.group(row["cod_produto"])
            self.stock[group] = self.stock.get(group, 0) + Fraction(row["qtd_movimentacao"])
        for row in read(folder, "shipments"):
            if row["expedicao"]:
                self.plan(self.shipped, row, "expedicao", "qtd_saldo")
        for row in read(folder, "production"):
            self.plan(self.produced, row, "data_programacao", "qtd_programada")

    def find_groups(self, rows):
        """Groups that share a product are one: merge sets until nothing changes."""
        members = {}
        for row in rows:
            members.setdefault(row["grupo"], set()).add(row["cod_produto"])
        sets = list(members.values())
        merged = True
        while merged:
            merged = False
            for i in range(len(sets)):
                for j in range(i + 1, len(sets)):
                    if sets[i] & sets[j]:
                        sets[i] |= sets.pop(j)
                        merged = True
                        break
                if merged:
                    break
        self.group_of = {product: frozenset(group) for group in sets for product in group}

    def group(self, product):
        return self.group_of.get(product, frozenset([product]))

    def plan(self, table, row, day, quantity):
        key = (self.group(row["cod_produto"]), date.fromisoformat(row[day]))
        table[key] = table.get(key, 0) + Fraction(row[quantity])

    def balances(self, group):
        """The stock on hand, then the balance at the end of each day."""
        balances = [self.stock.get(group, Fraction(0))]
        for offset in range(HORIZON_DAYS + 1):
            day = (group, self.today + timedelta(days=offset))
            balances.append(balances[-1] - self.shipped.get(day, 0) + self.produced.get(day, 0))
        return balances

    def production(self, group):
        return sorted((day, quantity) for (g, day), quantity in self.produced.items() if g == group and day >= self.today)


def half_even(value):
    """Python rounds a Fraction's halves to even, exactly."""
    return round(value)


def analyse(dataset, number, production_of, balances_of):
    lines = dataset.orders[number]
    short, fine, dates = [], [], []
    total = short_value = Fraction(0)
    unknown = False
    for row in lines:
        group = dataset.group(row["cod_produto"])
        balances = balances_of(group)
        wanted = Fraction(row["qtd_saldo"])
        price = Fraction(row["preco"] or "0")
        value = wanted * price
        total += value
        item = {
            "cod_produto": row["cod_produto"],
            "nome_produto": row["nome_produto"],
            "qtd_saldo": wanted,
            "estoque_atual": balances[0],
            "estoque_min_d7": min(balances),
        }
        if wanted <= min(balances):
            fine.append(item | {"preco_unitario": price, "valor_total": value})
            continue
        short_value += value
        production = production_of(group)
        available = None
        reached = min(balances)
        for day, quantity in production:
            reached += quantity
            if reached >= wanted:
                available = day + timedelta(days=LEAD_TIME_DAYS)
                break
        if not production:
            unknown = True
        if available:
            dates.append(available)
        short.append(
            item
            | {
                "ruptura_qtd": wanted - min(balances),
                "data_producao": production[0][0].isoformat() if production else None,
                "qtd_producao": production[0][1] if production else None,
                "data_disponivel": available.isoformat() if available else None,
            }
        )
    percent = half_even(short_value / total * 10000) if total else 0
    available_percent = half_even(100 - Fraction(percent, 100))
    if not short:
        complete = "agora"
    elif unknown or not dates:
        complete = None
    else:
        complete = max(dates).isoformat()
    summary = {
        "num_pedido": number,
        "percentual_ruptura": Fraction(percent, 100),
        "percentual_disponibilidade": available_percent,
        "percentual_itens_disponiveis": half_even(Fraction(len(fine) * 100, len(lines))),
        "qtd_itens_ruptura": len(short),
        "qtd_itens_disponiveis": len(fine),
        "total_itens": len(lines),
        "criticidade": criticality(len(short), Fraction(percent, 100)),
        "valor_total_pedido": total,
        "valor_disponivel": total - short_value,
        "valor_com_ruptura": short_value,
        "data_disponibilidade_total": complete,
    }
    return {
        "success": True,
        "pedido_ok": not short,
        "num_pedido": number,
        "percentual_disponibilidade": available_percent,
        "data_disponibilidade_total": complete,
        "resumo": summary,
        "itens": short,
        "itens_disponiveis": fine,
    }


def criticality(short_lines, percent):
    if not short_lines:
        return None
    if short_lines > 3 and percent > 10:
        return "CRITICA"
    if short_lines <= 3 and percent <= 10:
        return "ALTA"
    if short_lines <= 2 and percent <= 5:
        return "MEDIA"
    return "BAIXA"


def difference(expected, found, place=""):
    """The first place where two values differ; members that only the program writes are not looked at."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name, value in expected.items():
            if name not in found:
                return f"{place}/{name} is missing"
            if inner := difference(value, found[name], f"{place}/{name}"):
                return inner
        return None
    if isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            return f"{place}: {len(found)} entries, expected {len(expected)}"
        for index, (a, b) in enumerate(zip(expected, found)):
            if inner := difference(a, b, f"{place}/{index}"):
                return inner
        return None
    if isinstance(expected, bool) or isinstance(found, bool) or expected is None or isinstance(expected, str):
        return None if type(expected) is type(found) and expected == found else f"{place}: {found}, expected {expected}"
    same = isinstance(found, (int, Decimal)) and Fraction(expected) == Fraction(found)
    return None if same else f"{place}: {found}, expected {expected}"


def main(folder, today, results, *numbers):
    dataset = Dataset(folder, date.fromisoformat(today))
    cache = {}

    def balances_of(group):
        if ("b", group) not in cache:
            cache["b", group] = dataset.balances(group)
        return cache["b", group]

    def production_of(group):
        if ("p", group) not in cache:
            cache["p", group] = dataset.production(group)
        return cache["p", group]

    with open(results, encoding="utf-8") as file:
        # Numbers are read as exact decimals, never as floats.
        found = [json.loads(line, parse_float=Decimal) for line in file]
    expected = list(numbers) or [number for number, lines in dataset.orders.items() if lines]
    problems = 0
    if [entry["num_pedido"] for entry in found] != expected:
        print(f"the {len(found)} orders are not the {len(expected)} expected ones in their order")
        problems += 1
    for entry in found:
        number = entry["num_pedido"]
        if not dataset.orders.get(number):
            problem = None if entry["success"] is False else "an entry without an order"
        else:
            problem = difference(analyse(dataset, number, production_of, balances_of), entry)
        if problem:
            print(f"{number}: {problem}")
            problems += 1
    print(f"{len(found)} orders compared, {problems} differences")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
