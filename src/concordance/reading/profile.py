"""A profile file → `concordance.norms.profile.Profile`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from concordance.base.problem import Problems, did_you_mean
from concordance.base.span import Span
from concordance.base.text import Text
from concordance.norms.profile import FactValue, Judgement, Profile
from concordance.norms.score import Score
from concordance.reading.facts import read_answers
from concordance.reading.kinds import BAD, Dict
from concordance.reading.shapes import PROFILE
from concordance.reading.tree import MAX_BYTES, parse_tree
from concordance.reading.values import read_value


def read_profile_file(path: Path, score: Score, problems: Problems) -> Profile | None:
    """The profile in a file, or None; problems say why. Files over 5 MB are not read at all."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        help_text = "`concordance init FILE` writes a first profile"
        problems.report("no-file", f"cannot read the file: {error.strerror}", Span(str(path)), help=help_text)
        return None
    return read_profile(data, str(path), score, problems)


def read_profile(data: bytes, path: str, score: Score, problems: Problems) -> Profile | None:
    """The profile in some bytes; `path` names them in places."""
    tree = parse_tree(data, path, problems)
    if tree is None:
        return None
    node: Any = PROFILE.read(tree, problems)
    if node is BAD:
        return None
    answers = read_answers(node["facts"], node["facts"].places, score.vocabulary, problems)
    _refuse_plain_judgements(node["facts"], score, problems)
    return Profile(
        name=node["profile"],
        title=node.get("title", Text(node["profile"], node["profile"])),
        description=node.get("description"),
        facts=answers,
        places=dict(node["facts"].places),
        nobody_knows=_nobody_knows(node, answers, score, problems),
        judgements=_judgements(node, score, problems),
        chosen=_chosen(node, score, problems),
    )


def _refuse_plain_judgements(facts: Dict, score: Score, problems: Problems) -> None:
    for name in facts:
        fact = score.vocabulary.facts.get(name)
        if fact is None:
            continue
        if fact.is_reading:
            help_text = "write it under `readings:`"
            problems.report("misplaced-fact", f"`{name}` is a reading of the law", facts.at(name), help=help_text)
        elif fact.judgement:
            help_text = "move it to `judgements:` with `answer:`, `by:` and `reason:`"
            message = f"`{name}` is a legal standard: a named person answers it"
            problems.report("unsigned-judgement", message, facts.at(name), help=help_text)


def _nobody_knows(node: Dict, answers: dict[str, FactValue], score: Score, problems: Problems) -> frozenset[str]:
    names = node.get("nobody_knows", ())
    for name in names:
        if name not in score.vocabulary.facts:
            help_text = did_you_mean(name, score.vocabulary.facts)
            problems.report("unknown-fact", f"no fact is called `{name}`", node.at("nobody_knows"), help=help_text)
        elif name in answers:
            problems.report(
                "known-and-unknown",
                f"`{name}` is answered and said to be known to nobody",
                node.at("nobody_knows"),
                node["facts"].at(name),
                help="keep one of the two",
            )
    return frozenset(names)


def _judgements(node: Dict, score: Score, problems: Problems) -> dict[str, Judgement]:
    found = {}
    judgements = node.get("judgements", Dict({}, {}, node.span))
    for name, entry in judgements.items():
        fact = score.vocabulary.facts.get(name)
        if fact is None or not fact.judgement:
            known = [f.name for f in score.vocabulary.facts.values() if f.judgement]
            message = f"`{name}` is no legal standard" if fact else f"no fact is called `{name}`"
            code = "misplaced-fact" if fact else "unknown-fact"
            problems.report(
                code, message, judgements.at(name), help=did_you_mean(name, known, "write it under `facts:`")
            )
            continue
        answer = read_value(fact, entry["answer"], score.vocabulary, problems)
        if answer is not None:
            found[name] = Judgement(answer, entry["by"], entry["reason"], entry.get("on"))
    return found


def _chosen(node: Dict, score: Score, problems: Problems) -> dict[str, str]:
    readings = node.get("readings", Dict({}, {}, node.span))
    for name, option in readings.items():
        if name not in score.readings:
            help_text = did_you_mean(name, score.readings)
            problems.report("unknown-reading", f"no reading is called `{name}`", readings.at(name), help=help_text)
        elif option not in score.readings[name].options:
            help_text = did_you_mean(option, score.readings[name].options)
            problems.report("unknown-value", f"`{option}` is no reading of `{name}`", readings.at(name), help=help_text)
    return dict(readings)
