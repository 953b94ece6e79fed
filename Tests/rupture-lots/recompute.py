#!/usr/bin/env python3
"""Recomputes a rupture-lots job from its dataset, slowly and plainly, and compares every order.

    python3 Tests/rupture-lots/recompute.py DATASET_FOLDER REFERENCE_DATE RESULTADOS_JSONL [ORDER ...] [OPTIONS]

DATASET_FOLDER holds the five CSV files, RESULTADOS_JSONL is the data file of the job's result. With order numbers the
job was about these alone. The options are the job's own:

    --horizon DAYS  --lead DAYS  --overdue ignore|today  --allocation independent|sequential
    --criticality seed|by_value  --thresholds CRITICA,ALTA,MEDIA  --products PRODUTOS_EM_RUPTURA_JSONL

Exits 0 when every line agrees, 1 otherwise. Standard library only, and nothing shared with the program: exact fractions
instead of scaled integers, one list of balances per day instead of running minima, and what is promised in turn is
looked up in the list of all promises each time.
"""

import argparse
import csv
import json
import sys
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path


def read(folder, name):
    with open(Path(folder) / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Dataset:
    def __init__(self, folder, options):
        self.options = options
        self.today = options.today
        self.last = options.today + timedelta(days=options.horizon)
        self.cache = {}
        memberships = read(folder, "equivalents")
        self.find_groups(memberships)
        self.orders = {}
        # Where products of equal weight come in the products file: as the dataset names them.
        self.codes = {row["cod_produto"]: None for row in memberships}
        for row in read(folder, "orders"):
            lines = self.orders.setdefault(row["num_pedido"], [])
            self.codes.setdefault(row["cod_produto"])
            if Fraction(row["qtd_saldo"]) >= Fraction(1, 1000):
                lines.append(row)
        self.places = {code: place for place, code in enumerate(self.codes)}
        self.stock, self.shipped, self.produced = {}, {}, {}
        for row in read(folder, "stock"):
            group = self.group(row["cod_produto"])
            self.stock[group] = self.stock.get(group, 0) + Fraction(row["qtd_movimentacao"])
        for row in read(folder, "shipments"):
            day = date.fromisoformat(row["expedicao"]) if row["expedicao"] else None
            if day is None or day < self.today:
                day = self.today if options.overdue == "today" else None
            if day:
                self.plan(self.shipped, row, day, "qtd_saldo")
        for row in read(folder, "production"):
            self.plan(self.produced, row, date.fromisoformat(row["data_programacao"]), "qtd_programada")

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
        days = table.setdefault(self.group(row["cod_produto"]), {})
        days[day] = days.get(day, 0) + Fraction(row[quantity])

    def balances(self, group):
        """(None, the stock on hand), then (day, balance at its end) for each day of the horizon."""
        if ("balances", group) not in self.cache:
            balances = [(None, self.stock.get(group, Fraction(0)))]
            shipped, produced = self.shipped.get(group, {}), self.produced.get(group, {})
            for offset in range(self.options.horizon + 1):
                day = self.today + timedelta(days=offset)
                balances.append((day, balances[-1][1] - shipped.get(day, 0) + produced.get(day, 0)))
            self.cache["balances", group] = balances
        return self.cache["balances", group]

    def minimum(self, group):
        return min(balance for _, balance in self.balances(group))

    def moments(self, group):
        """The balances, and what production adds beyond the horizon, where nothing is known of shipments."""
        if ("moments", group) not in self.cache:
            moments = list(self.balances(group))
            for day, quantity in self.production(group):
                if day > self.last:
                    moments.append((day, moments[-1][1] + quantity))
            self.cache["moments", group] = moments
        return self.cache["moments", group]

    def production(self, group):
        return sorted((day, quantity) for day, quantity in self.produced.get(group, {}).items() if day >= self.today)

    def after_lead_time(self, day):
        return min(day, date.max - timedelta(days=self.options.lead)) + timedelta(days=self.options.lead)


class Alone:
    """Each line as if it were the only one."""

    def __init__(self, dataset):
        self.dataset = dataset

    def look(self, group, wanted):
        """What can be had now, and the production day that suffices for what cannot."""
        least = self.dataset.minimum(group)
        if wanted <= least:
            return least, None
        reached = least
        for day, quantity in self.dataset.production(group):
            reached += quantity
            if reached >= wanted:
                return least, day
        return least, None


class InTurn:
    """Every unit promised once, in the order in which lines ask."""

    def __init__(self, dataset):
        self.dataset = dataset
        self.promises = {}

    def free(self, group, start):
        """The least that any moment from start on leaves; a promise without a day counts from now."""
        least = None
        for day, balance in self.dataset.moments(group):
            if start is not None and (day is None or day < start):
                continue
            for quantity, since in self.promises.get(group, []):
                if since is None or (day is not None and since <= day):
                    balance -= quantity
            least = balance if least is None else min(least, balance)
        return least

    def look(self, group, wanted):
        now = self.free(group, None)
        if wanted <= now:
            self.promises.setdefault(group, []).append((wanted, None))
            return now, None
        for day, _ in self.dataset.production(group):
            if self.free(group, day) >= wanted:
                self.promises.setdefault(group, []).append((wanted, day))
                return now, day
        return now, None


def half_even(value):
    """Python rounds a Fraction's halves to even, exactly."""
    return round(value)


def analyse(dataset, number, source):
    """What the order should come to, and what each of its lines misses."""
    lines = dataset.orders[number]
    short, fine, dates, missing = [], [], [], []
    total = short_value = Fraction(0)
    unknown = False
    for row in lines:
        group = dataset.group(row["cod_produto"])
        wanted = Fraction(row["qtd_saldo"])
        price = Fraction(row["preco"] or "0")
        value = wanted * price
        total += value
        least, day = source.look(group, wanted)
        item = {
            "cod_produto": row["cod_produto"],
            "nome_produto": row["nome_produto"],
            "qtd_saldo": wanted,
            "estoque_atual": dataset.balances(group)[0][1],
            "estoque_min_d7": least,
        }
        if wanted <= least:
            missing.append(Fraction(0))
            fine.append(item | {"preco_unitario": price, "valor_total": value})
            continue
        missing.append(wanted - least)
        short_value += value
        production = dataset.production(group)
        available = dataset.after_lead_time(day) if day else None
        # A line that is not produced at all leaves the order without a date; in turn, any that nobody can promise.
        if not production or (isinstance(source, InTurn) and not day):
            unknown = True
        if available:
            dates.append(available)
        short.append(
            item
            | {
                "ruptura_qtd": wanted - least,
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
        "criticidade": criticality(dataset.options, len(short), Fraction(percent, 100)),
        "valor_total_pedido": total,
        "valor_disponivel": total - short_value,
        "valor_com_ruptura": short_value,
        "data_disponibilidade_total": complete,
    }
    answer = {
        "success": True,
        "pedido_ok": not short,
        "num_pedido": number,
        "percentual_disponibilidade": available_percent,
        "data_disponibilidade_total": complete,
        "criticidade": summary["criticidade"],
        "classe": CLASSES[summary["criticidade"]],
        "rotulo": label(complete, available_percent),
        "resumo": summary,
        "itens": short,
        "itens_disponiveis": fine,
    }
    return answer, missing


CLASSES = {"CRITICA": "danger", "ALTA": "warning", "MEDIA": "info", "BAIXA": "secondary", None: "success"}


def label(complete, available_percent):
    if complete == "agora":
        return "Estoque OK"
    if complete is None:
        return "Total Não Disp."
    _, month, day = complete.split("-")
    return f"Disp. {available_percent}% | Total Disp. {day}/{month}"


def criticality(options, short_lines, percent):
    if not short_lines:
        return None
    if options.criticality == "by_value":
        for name, threshold in zip(CLASSES, options.thresholds):
            if percent >= threshold:
                return name
        return "BAIXA"
    if short_lines > 3 and percent > 10:
        return "CRITICA"
    if short_lines <= 3 and percent <= 10:
        return "ALTA"
    if short_lines <= 2 and percent <= 5:
        return "MEDIA"
    return "BAIXA"


def short_products(dataset, answers):
    """What the products file should hold, from what the orders should have come to."""
    wanted, found = {}, {}
    for answer, missing in answers:
        number = answer["num_pedido"]
        for row, lack in zip(dataset.orders[number], missing):
            group = dataset.group(row["cod_produto"])
            quantity = Fraction(row["qtd_saldo"])
            wanted[group] = wanted.get(group, 0) + quantity
            if not lack:
                continue
            product = found.setdefault(group, {"first": row, "missing": 0, "value": Fraction(0), "orders": []})
            product["missing"] += lack
            product["value"] += quantity * Fraction(row["preco"] or "0")
            if product["orders"][-1:] != [number]:
                product["orders"].append(number)
    ranked = sorted(found.items(), key=lambda entry: (-entry[1]["value"], dataset.places[entry[1]["first"]["cod_produto"]]))
    return [product_line(dataset, group, product, wanted[group]) for group, product in ranked]


def product_line(dataset, group, product, wanted):
    least = dataset.minimum(group)
    moments = dataset.moments(group)
    available = None
    for day, _ in dataset.production(group):
        if all(balance >= wanted for moment, balance in moments if moment is not None and moment >= day):
            available = dataset.after_lead_time(day).isoformat()
            break
    code = product["first"]["cod_produto"]
    others = sorted((other for other in group if other != code), key=lambda other: dataset.places[other])
    return {
        "cod_produto": code,
        "nome_produto": product["first"]["nome_produto"],
        "equivalentes": others,
        "estoque_atual": dataset.balances(group)[0][1],
        "estoque_min_d7": least,
        "qtd_pedida": wanted,
        "falta_total": max(Fraction(0), wanted - least),
        "ruptura_qtd": product["missing"],
        "valor_com_ruptura": product["value"],
        "qtd_pedidos": len(product["orders"]),
        "pedidos": product["orders"],
        "chegadas": [{"data": day.isoformat(), "qtd": quantity} for day, quantity in dataset.production(group)],
        "data_disponivel": available,
    }


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


def read_lines(path):
    with open(path, encoding="utf-8") as file:
        # Numbers are read as exact decimals, never as floats.
        return [json.loads(line, parse_float=Decimal) for line in file]


def compare_orders(dataset, found, options):
    """How many orders differ, and what each should have come to."""
    expected = options.order or [number for number, lines in dataset.orders.items() if lines]
    source = InTurn(dataset) if options.allocation == "sequential" else Alone(dataset)
    problems, answers = 0, []
    if [entry["num_pedido"] for entry in found] != expected:
        print(f"the {len(found)} orders are not the {len(expected)} expected ones in their order")
        problems += 1
    for entry in found:
        number = entry["num_pedido"]
        if not dataset.orders.get(number):
            problem = None if entry["success"] is False else "an entry without an order"
        else:
            answers.append(analyse(dataset, number, source))
            problem = difference(answers[-1][0], entry)
        if problem:
            print(f"{number}: {problem}")
            problems += 1
    print(f"{len(found)} orders compared, {problems} differences")
    return problems, answers


def compare_products(dataset, answers, found):
    expected = short_products(dataset, answers)
    problems = 0
    if len(expected) != len(found):
        print(f"{len(found)} short products, expected {len(expected)}")
        problems += 1
    for place, (product, entry) in enumerate(zip(expected, found)):
        if problem := difference(product, entry, f"/{place}"):
            print(f"product {product['cod_produto']}: {problem}")
            problems += 1
    print(f"{len(found)} short products compared, {problems} differences")
    return problems


def arguments(words=None):
    parser = argparse.ArgumentParser(usage=__doc__, add_help=False)
    parser.add_argument("folder")
    parser.add_argument("today", type=date.fromisoformat)
    parser.add_argument("results")
    parser.add_argument("order", nargs="*")
    parser.add_argument("--horizon", type=int, default=7)
    parser.add_argument("--lead", type=int, default=1)
    parser.add_argument("--overdue", choices=["ignore", "today"], default="ignore")
    parser.add_argument("--allocation", choices=["independent", "sequential"], default="independent")
    parser.add_argument("--criticality", choices=["seed", "by_value"], default="seed")
    parser.add_argument("--thresholds", type=lambda text: [int(part) for part in text.split(",")], default=[50, 25, 10])
    parser.add_argument("--products")
    return parser.parse_intermixed_args(words)


def main(options):
    dataset = Dataset(options.folder, options)
    problems, answers = compare_orders(dataset, read_lines(options.results), options)
    if options.products:
        problems += compare_products(dataset, answers, read_lines(options.products))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(arguments()))
