"""The peer of `bench.web_load`: a list of 25 lines of a register, found by words, in bare FastAPI with Jinja.

As one writes it by hand: rows in memory, no languages, no sessions, no limits, no headers, nothing kept. The page is as
long as ours, so that as many bytes are sent.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import DictLoader, Environment

PAGE = """<!doctype html><html lang="en"><head><title>List</title></head><body>
<form><input name="q" value="{{ q }}"></form><p>{{ total }} systems</p><ul>
{% for row in rows %}<li><a href="/records/{{ row.id }}">{{ row.title }}</a><br>{{ row.organisatie }}<br>
{{ (row.doel or "")[:240] }}</li>
{% endfor %}</ul><!-- {{ filling }} --></body></html>"""
FILLING = "x" * 5000
template = Environment(loader=DictLoader({"page": PAGE}), autoescape=True).get_template("page")
rows = json.loads(Path(os.environ["LIST_PAGE_FILE"]).read_text("utf-8"))["algoritmes"]
texts = [json.dumps(row, ensure_ascii=False).casefold() for row in rows]
app = FastAPI()


@app.get("/registers")
def registers(q: str = "", page: int = 1) -> HTMLResponse:
    words = q.casefold().split()
    found = [row for row, text in zip(rows, texts, strict=True) if all(word in text for word in words)]
    shown = found[(page - 1) * 25 : page * 25]
    return HTMLResponse(template.render(q=q, total=len(found), rows=shown, filling=FILLING))
