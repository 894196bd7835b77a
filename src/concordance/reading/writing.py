"""Profiles written back as files: what `init` creates and what the interview saves."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

from concordance.base.text import Text
from concordance.norms.profile import FactValue, Profile


def write_profile(profile: Profile, path: Path) -> None:
    """Write the file in one step: a crash leaves the old one or the new one, never half of it."""
    data = profile_text(profile)
    with tempfile.NamedTemporaryFile("w", dir=path.resolve().parent, delete=False, encoding="utf-8") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def profile_text(profile: Profile) -> str:
    """The profile in the format of section 9; reading it back gives the same profile."""
    lines = [f"profile: {_scalar(profile.name)}", f"title: {_text(profile.title)}"]
    if profile.description:
        lines.append(f"description: {_text(profile.description)}")
    lines.append("facts:" + ("" if profile.facts else " {}"))
    lines += [f"  {name}: {_value(value)}" for name, value in sorted(profile.facts.items())]
    if profile.nobody_knows:
        lines.append(f"nobody_knows: [{', '.join(sorted(profile.nobody_knows))}]")
    if profile.judgements:
        lines.append("judgements:")
    for name, judgement in sorted(profile.judgements.items()):
        on = f", on: {judgement.on.isoformat()}" if judgement.on else ""
        answer = f"answer: {_value(judgement.answer)}, by: {_scalar(judgement.by)}"
        lines.append(f"  {name}: {{{answer}, reason: {_scalar(judgement.reason)}{on}}}")
    if profile.chosen:
        lines.append("readings:")
    lines += [f"  {name}: {option}" for name, option in sorted(profile.chosen.items())]
    return "\n".join(lines) + "\n"


def _scalar(text: str) -> str:
    """A quoted text; what YAML would fold, drop or refuse inside quotes is written as an escape."""
    return '"' + "".join(_character(character) for character in text) + '"'


def _character(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\U{ord(character):08x}"


def _text(text: Text) -> str:
    return f"{{en: {_scalar(text.en)}, fr: {_scalar(text.fr)}}}"


def _value(value: FactValue) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case frozenset():
            return "[" + ", ".join(sorted(value)) + "]"
    return str(value)
