"""Tokenizers without a deep-learning framework: `tokenizer.json`, or the vocabulary inside a GGUF file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from concordance.audit.adapters.files import Folder
from concordance.audit.refusal import AuditRefusedError, missing_library
from concordance.base.text import Text

Encode = Callable[[str], int]


def token_counter(folder: Folder) -> Encode:
    """A function from text to its number of tokens, from the first tokenizer found in the folder.

    Raises:
        AuditRefusedError: `audit.tokenizer-missing`, `audit.tokenizer-unknown` (only byte-level BPE is read
            from GGUF).
    """
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise missing_library("tokenizers") from error
    for path in folder.files:
        if path.name == "tokenizer.json":
            return _counting(Tokenizer.from_file(str(path)))
        if path.suffix == ".gguf":
            return _counting(_from_gguf(path))
    raise AuditRefusedError(
        "audit.tokenizer-missing",
        Text(f"“{folder.name}” holds no tokenizer.", f"« {folder.name} » ne contient pas de segmenteur."),
        Text(
            "Give a folder with tokenizer.json or a .gguf file.",
            "Donnez un dossier avec tokenizer.json ou un fichier .gguf.",
        ),
        (folder.name,),
    )


def _counting(tokenizer: Any) -> Encode:
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def _from_gguf(path: Path) -> Any:
    try:
        from gguf import GGUFReader
    except ImportError as error:
        raise missing_library("gguf") from error
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    reader = GGUFReader(path)
    read = {name: reader.get_field(f"tokenizer.ggml.{name}") for name in ("model", "pre", "tokens", "merges")}
    kind = read["model"].contents() if read["model"] else ""
    if kind != "gpt2" or read["merges"] is None or read["tokens"] is None:
        raise AuditRefusedError(
            "audit.tokenizer-unknown",
            Text(f"{path.name} holds a “{kind}” tokenizer.", f"{path.name} contient un segmenteur « {kind} »."),
            Text("Give the tokenizer.json of the model.", "Donnez le tokenizer.json du modèle."),
            (str(path),),
        )
    vocabulary = {token: place for place, token in enumerate(read["tokens"].contents())}
    merges = [tuple(merge.split(" ", 1)) for merge in read["merges"].contents()]
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    digits = read["pre"] is not None and read["pre"].contents() in {
        "smollm",
        "starcoder",
        "refact",
        "command-r",
    }
    tokenizer.pre_tokenizer = (
        pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), byte_level]) if digits else byte_level
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer
