"""One article file → `concordance.norms.instrument.Article`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from concordance.base.problem import Problems
from concordance.base.span import Span
from concordance.norms.case import Case
from concordance.norms.condition import Const
from concordance.norms.instrument import Article, Cover, Exclusion
from concordance.norms.norm import (
    Ceiling,
    Definition,
    Norm,
    Provenance,
    Sanction,
    Unless,
    Variant,
)
from concordance.reading.kinds import BAD, Dict
from concordance.reading.shapes import ARTICLE
from concordance.reading.tree import Mapping, Node, Sequence


@dataclass(frozen=True, slots=True)
class _File:
    """What every node of one article file inherits."""

    provenance: Provenance
    texts: frozenset[str]
    prefix: str
    article: str

    def provenance_of(self, node: Dict) -> Provenance:
        return Provenance(
            node.get("source", self.provenance.source), node.get("confidence", self.provenance.confidence)
        )

    def texts_of(self, node: Dict) -> frozenset[str]:
        return frozenset(node["in"]) if "in" in node else self.texts


def read_article(tree: Node, texts: frozenset[str], prefix: str, problems: Problems) -> Article | None:
    """The article, or None when its outline is broken (problems say where)."""
    node: Any = ARTICLE.read(tree, problems)
    if node is BAD:
        return None
    kinds = [kind for kind in ("article", "annex", "section") if kind in node]
    if len(kinds) != 1:
        problems.report(
            "article-kind", "a file is one article, annex or section", node.span, help='begin with `article: "50"`'
        )
        return None
    file = _File(Provenance(node["source"], node["confidence"]), texts, prefix, node[kinds[0]])
    scope = node.get("scope", {})
    article = Article(
        id=file.article,
        kind=kinds[0],
        title=node["title"],
        provenance=file.provenance,
        span=node.span,
        notes=node.get("notes"),
        nothing_to_encode=node.get("nothing_to_encode"),
        covers=tuple(_cover(c, file) for c in scope.get("covers", ())),
        excludes=tuple(_exclusion(e, file) for e in scope.get("excludes", ())),
        definitions=tuple(d for n in node.get("definitions", ()) if (d := _definition(n, file, problems))),
        norms=tuple(_norm(n, file) for n in node.get("norms", ())),
        sanctions=tuple(_sanction(s, file) for s in node.get("sanctions", ())),
        cases=tuple(_case(c) for c in node.get("cases", ())),
    )
    _check_content(article, tree, problems)
    return article


CONTENT = ("scope", "definitions", "norms", "sanctions")


def _check_content(article: Article, tree: Node, problems: Problems) -> None:
    """Looks at what the file states, not at what could be read of it: a broken norm is one problem, not two."""
    parts = [tree.entries[key] for key in CONTENT if key in tree.entries] if isinstance(tree, Mapping) else []
    filled = any(part.items if isinstance(part, Sequence) else True for part in parts)
    if filled and article.nothing_to_encode:
        problems.report(
            "encoded-or-not", "the file holds norms and says that nothing is to encode", article.span,
            help="remove `nothing_to_encode`",
        )  # fmt: skip
    if not filled and not article.nothing_to_encode:
        problems.report(
            "encoded-or-not", "the file holds no norm and does not say why", article.span,
            help="add norms, or `nothing_to_encode: {en: …, fr: …}`",
        )  # fmt: skip


def _unless(nodes: tuple[Dict, ...]) -> tuple[Unless, ...]:
    return tuple(
        Unless(n["id"], n["cite"], n["when"], n.span, _unless(n.get("unless", ())), n.get("says")) for n in nodes
    )


def _cover(node: Dict, file: _File) -> Cover:
    only = tuple(node.get("only", ()))
    return Cover(node["id"], node["cite"], node["when"], file.texts_of(node), node["says"], node.span, only)


def _exclusion(node: Dict, file: _File) -> Exclusion:
    (unless,) = _unless((node,))
    return Exclusion(unless, file.texts_of(node), tuple(node.get("sparing", ())), tuple(node.get("only", ())))


def _definition(node: Dict, file: _File, problems: Problems) -> Definition | None:
    if ("name" in node) == ("role" in node):
        problems.report(
            "definition-name", "a definition has a `name` or a `role`", node.span, help="give one of the two"
        )
        return None
    return Definition(
        id=node["id"],
        name=node.get("name") or f"{file.prefix}.{node['role']}",
        cite=node["cite"],
        when=node["when"],
        unless=_unless(node.get("unless", ())),
        in_texts=file.texts_of(node),
        provenance=file.provenance_of(node),
        span=node.span,
        role=node.get("role", ""),
        says=node["says"],
    )


def _norm(node: Dict, file: _File) -> Norm:
    return Norm(
        id=node["id"],
        cite=node["cite"],
        modality=node["modality"],
        bearers=node["bearer"],
        act=node["act"],
        when=node.get("when", Const(True, node.span)),
        unless=_unless(node.get("unless", ())),
        applies=node["applies"],
        in_texts=file.texts_of(node),
        says=node["says"],
        provenance=file.provenance_of(node),
        article=file.article,
        span=node.span,
        met=node.get("met"),
        sanction=node.get("sanction", ""),
        principles=node.get("principles", ()),
        risks=node.get("risks", ()),
        owed_by=node.get("owed_by", ()),
    )


def _sanction(node: Dict, file: _File) -> Sanction:
    ceiling = node.get("ceiling")
    return Sanction(
        id=node["id"],
        cite=node["cite"],
        kind=node["kind"],
        imposed_by=node["imposed_by"],
        applies=node["applies"],
        in_texts=file.texts_of(node),
        says=node["says"],
        provenance=file.provenance_of(node),
        span=node.span,
        ceiling=_ceiling(ceiling) if ceiling else None,
        variants=tuple(Variant(v["when"], v["rule"], v["cite"], v.span) for v in node.get("variants", ())),
        when=node.get("when"),
        replaces=tuple(node.get("replaces", ())),
    )


def _ceiling(node: Dict) -> Ceiling:
    return Ceiling(
        amount=node["amount"],
        currency=node["currency"],
        turnover_percent=node.get("turnover_percent"),
        rule=node["rule"],
        per=node.get("per", ""),
    )


def _case(node: Dict) -> Case:
    known: date | None = node.get("known")
    return Case(
        name=node["name"],
        at=node["at"],
        known=known,
        like=node.get("like", ()),
        given=dict(node.get("given", {})),
        expect=dict(node["expect"]),
        why=node["why"],
        span=Span(node.span.path, node.span.line, node.span.col),
    )
