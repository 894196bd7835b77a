"""Scan model files before anything opens them: three scanners, their union, and an allow-list of imports.

A pickle passes only if picklescan and modelscan report nothing and every name it imports is on the allow-list
(fickling reads the imports without running them). A file no scanner can read is flagged: not proven safe is
not safe. Method: union of picklescan, modelscan and fickling, since each misses cases that another catches.
"""

from __future__ import annotations

import io
import pickletools
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from concordance.audit.refusal import missing_library

PICKLE_ENDINGS = {".pkl", ".pickle", ".joblib", ".pt", ".pth", ".bin", ".ckpt", ".p", ".dill"}
PLAIN_ENDINGS = {
    ".json",
    ".txt",
    ".md",
    ".csv",
    ".jinja",
    ".toml",
    ".yaml",
    ".yml",
    ".safetensors",
    ".gguf",
    ".onnx",
}

_ALLOWED = {
    "numpy": {"ndarray", "dtype"},
    "numpy.core.multiarray": {"_reconstruct", "scalar"},
    "numpy._core.multiarray": {"_reconstruct", "scalar"},
    "numpy.core.numeric": {"_frombuffer"},
    "numpy._core.numeric": {"_frombuffer"},
    "builtins": {
        "list",
        "dict",
        "set",
        "frozenset",
        "tuple",
        "int",
        "float",
        "str",
        "bytes",
        "bytearray",
        "complex",
        "slice",
        "range",
        "bool",
    },
    "collections": {"OrderedDict", "defaultdict"},
    "_codecs": {"encode"},
    "copyreg": {"_reconstructor"},
}
_ESTIMATOR = re.compile(r"^sklearn\.(?!.*(test|externals|datasets))[a-z_.]+$")


@dataclass(frozen=True, slots=True)
class Alarm:
    """One scanner's objection to one file."""

    path: str
    scanner: str
    what: str


def scan_file(path: Path) -> tuple[Alarm, ...]:
    """All objections to one file; empty means that every scanner that applies found nothing.

    Raises:
        AuditRefusedError: `audit.library-missing` when a scanner is not installed: no scan is not a clean
            scan.
    """
    if path.suffix.lower() == ".npy":
        return _object_array(path)
    if not _may_be_pickle(path):
        return _modelscan(path) if path.suffix.lower() not in PLAIN_ENDINGS else ()
    return _picklescan(path) + _modelscan(path) + _fickling(path)


def _may_be_pickle(path: Path) -> bool:
    if path.suffix.lower() in PICKLE_ENDINGS:
        return True
    with path.open("rb") as stream:
        head = stream.read(4)
    if head[:2] == b"PK":
        return any(_pickle_members(path))
    if head[:1] == b"\x80" and head[1:2] in {b"\x02", b"\x03", b"\x04", b"\x05"}:
        return True
    return _parses_as_pickle(path)


def _parses_as_pickle(path: Path) -> bool:
    """Old protocols have no magic bytes: a file that reads as opcodes up to STOP is a pickle, whatever its
    name."""
    with path.open("rb") as stream:
        try:
            steps = sum(1 for _ in pickletools.genops(stream))
        except Exception:  # noqa: BLE001 - genops raises whatever its argument readers raise: not a pickle
            return False
    return steps > 1


def _pickle_members(path: Path) -> Iterator[str]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (n for n in archive.namelist() if Path(n).suffix in PICKLE_ENDINGS | {".npy"})


def _object_array(path: Path) -> tuple[Alarm, ...]:
    with path.open("rb") as stream:
        head = stream.read(512)
    return (Alarm(path.name, "concordance", "a NumPy array of objects is a pickle inside"),) if b"'|O'" in head else ()


def _picklescan(path: Path) -> tuple[Alarm, ...]:
    try:
        from picklescan.scanner import scan_file_path
    except ImportError as error:
        raise missing_library("picklescan") from error
    report = scan_file_path(str(path))
    alarms = [
        Alarm(path.name, "picklescan", f"{g.module}.{g.name}") for g in report.globals if g.safety.value == "dangerous"
    ]
    if report.scan_err and not alarms:
        alarms.append(Alarm(path.name, "picklescan", "could not be read"))
    return tuple(alarms)


def _modelscan(path: Path) -> tuple[Alarm, ...]:
    try:
        from modelscan.modelscan import ModelScan
    except ImportError as error:
        raise missing_library("modelscan") from error
    report = ModelScan().scan(str(path))
    issues = tuple(
        Alarm(path.name, "modelscan", f"{i.get('module', '')}.{i.get('operator', '')}") for i in report["issues"]
    )
    errors = tuple(
        Alarm(path.name, "modelscan", f"could not be read: {e.get('description', e)}") for e in report["errors"]
    )
    return issues + errors


def _fickling(path: Path) -> tuple[Alarm, ...]:
    try:
        from fickling.fickle import StackedPickle
    except ImportError as error:
        raise missing_library("fickling") from error
    alarms: list[Alarm] = []
    for name, data in _pickles_in(path):
        try:
            imports = [pair for pickled in StackedPickle.load(io.BytesIO(data)) for pair in _imports(pickled)]
        except Exception as error:  # noqa: BLE001 - whatever it raises, the file was not understood
            alarms.append(Alarm(path.name, "fickling", f"{name} could not be read: {type(error).__name__}"))
            continue
        alarms += [
            Alarm(path.name, "fickling", f"{module}.{attribute}")
            for module, attribute in imports
            if not _allowed(module, attribute)
        ]
    return tuple(dict.fromkeys(alarms))


def _pickles_in(path: Path) -> list[tuple[str, bytes]]:
    if not zipfile.is_zipfile(path):
        return [(path.name, path.read_bytes())]
    with zipfile.ZipFile(path) as archive:
        return [(n, archive.read(n)) for n in archive.namelist() if Path(n).suffix in PICKLE_ENDINGS]


def _imports(pickled: object) -> Iterator[tuple[str, str]]:
    import ast

    for node in ast.walk(pickled.ast):  # type: ignore[attr-defined]
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "*") for alias in node.names)


def _allowed(module: str, attribute: str) -> bool:
    if attribute in _ALLOWED.get(module, ()):
        return True
    return bool(_ESTIMATOR.match(module)) and attribute[:1].isupper() and attribute.isidentifier()


def template_alarms(name: str, template: str) -> tuple[Alarm, ...]:
    """Objections to a Jinja chat template: reaching for private attributes is how a template escapes its
    sandbox."""
    try:
        from jinja2 import Environment, TemplateSyntaxError, nodes
    except ImportError as error:
        raise missing_library("jinja2") from error
    try:
        tree = Environment(autoescape=True, extensions=["jinja2.ext.loopcontrols", "jinja2.ext.do"]).parse(template)
    except TemplateSyntaxError as error:
        return (Alarm(name, "concordance", f"template could not be read: {error.message}"),)
    reached = {n.attr for n in tree.find_all(nodes.Getattr)} | {
        n.name for n in tree.find_all(nodes.Filter) if n.name == "attr"
    }
    reached |= {str(n.arg.value) for n in tree.find_all(nodes.Getitem) if isinstance(n.arg, nodes.Const)}
    return tuple(
        Alarm(name, "concordance", f"template reaches for {attribute}")
        for attribute in sorted(reached)
        if attribute.startswith("__") or attribute in {"attr", "mro"}
    )
