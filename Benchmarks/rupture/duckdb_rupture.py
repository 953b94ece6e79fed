#!/usr/bin/env python3
"""The stock-out analysis by DuckDB, in memory and with all processors: see rival.py for its command line.

All of it is SQL, in duckdb_rupture.sql, from DuckDB's own CSV reader to its own JSON writer.
"""

import os
from string import Template

import duckdb
from rival import measure

SQL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "duckdb_rupture.sql")


def literal(text):
    """Text within a literal of SQL."""
    return text.replace("'", "''")


def analyse(folder, today, path, only):
    with open(SQL, encoding="utf-8") as file:
        template = Template(file.read())
    chosen = f"num_pedido = '{literal(only)}'" if only else "true"
    with duckdb.connect() as database:
        database.execute(template.substitute(
            folder=literal(folder), today=today.isoformat(), results=literal(path), chosen=chosen))


if __name__ == "__main__":
    measure(analyse)
