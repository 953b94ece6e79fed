"""Pages: how fast they are parsed, and how fast a service order is read off one."""

import json
import os
import subprocess

from benchlib.engines import HERE, ROOT, TOOLS
from benchlib.scenarios import settle

PROGRAM = os.path.join(ROOT, ".build", "release", "carretel-html-speed")
VENV_PYTHON = os.path.join(TOOLS, "venv", "bin", "python")
RIVALS = ["lxml", "html.parser"]
LABELS = """OS; NÚMERO DA OS; STATUS DA OS; DESCRIÇÃO; TAREFA; TIPO DE SERVICO; DEPARTAMENTO; CENTRO DE CUSTO; CLIENTE;
NOME CLIENTE; CNPJ; CODIGO DO CLIENTE; MUNICIPIO; CLIENTE MUNICIPIO; DATA DA EMISSAO; DATA DA APROVACAO;
DATA DA CONCLUSAO; DATA DE FATURAMENTO; TIPO DO EQUIPAMENTO; FABRICANTE; MODELO; NUMERO DE SERIE; POTENCIA CV/HP;
TENSAO DE ALTA; ROTACAO (RPM); PESO TOTAL; Nº CONTRATO; Nº DA PROPOSTA; Nº ORDEM COMPRA; NF CLIENTE""".replace("\n", " ")


def missing():
    if not os.access(PROGRAM, os.X_OK):
        return f"{PROGRAM} is not built (swift build -c release --product carretel-html-speed)"
    return None if os.access(VENV_PYTHON, os.X_OK) else "the rivals are not installed (Benchmarks/bench --install)"


def write_pages(home):
    """A service order of some 2 KB, and a long list of them, whose descriptions are as long as people write them."""
    fields = "".join(f"  <p><b>{label.strip()}:</b> VALOR &amp; N&ordm; {number} DE SÃO PAULO</p>\n"
                     for number, label in enumerate(LABELS.split(";")))
    rows = "".join(
        f'<tr class="linha" data-id="{number}"><td><a class="resultado" href="/portal/os/{number}">OS {number}</a></td>\n'
        f"<td>{'REBOBINAMENTO DO ESTATOR, TROCA DE ROLAMENTOS E ENSAIO COM LAUDO. ' * 4}</td><td>R$ {number},00</td></tr>\n"
        for number in range(15_000))
    pages = {"order": f'<div class="os-detalhes">\n{fields}</div>', "list": f"<table>{rows}</table>"}
    files = {}
    for name, content in pages.items():
        files[name] = os.path.join(home, f"{name}.html")
        with open(files[name], "w", encoding="utf-8") as file:
            file.write(f'<!DOCTYPE html>\n<html lang="pt-BR"><head><meta charset="utf-8"><title>{name}</title></head>\n'
                       f"<body><main>{content}</main></body></html>\n")
    return files


def rates(home, seconds, runs):
    """What each program prints of each page, by run."""
    files = write_pages(home)
    measured = []
    for run in range(runs):
        result = {}
        for page, file in files.items():
            settle()
            commands = {"carretel": [PROGRAM, file, str(seconds), ".os-detalhes p", "b"]}
            for rival in RIVALS:
                commands[rival] = [VENV_PYTHON, os.path.join(HERE, "html", "pages.py"), rival, file, str(seconds),
                                   "os-detalhes"]
            result[page] = {name: json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
                            for name, command in commands.items()}
        measured.append(result)
        print(f"    run {run + 1}: {result}", flush=True)
    return measured
