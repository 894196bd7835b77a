"""`concordance audit ask`: put prepared prompts to a model, and write the records that audits read."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from concordance.doors.cli.audit_options import FILE, LANG, OUT, refusing

if TYPE_CHECKING:
    from concordance.base.text import Lang


@click.command()
@click.argument("prompts", type=FILE)
@click.argument("out", type=OUT)
@click.option("--endpoint", help="An OpenAI-compatible endpoint, such as http://127.0.0.1:8077/v1.")
@click.option("--inspect", "through_inspect", is_flag=True, help="Ask through Inspect (extra `inspect`).")
@click.option("--folder", type=click.Path(exists=True, path_type=Path), help="A local model: a folder or a .gguf file.")
@click.option("--model", default="", help="Its name at the endpoint, or as Inspect knows it: mockllm/model, hf/…")
@click.option("--tokens", default=128, show_default=True, help="The longest answer.")
@LANG
@refusing
def ask(
    prompts: Path,
    out: Path,
    endpoint: str | None,
    through_inspect: bool,
    folder: Path | None,
    model: str,
    tokens: int,
    lang: Lang,
) -> None:
    """Ask every line of PROMPTS (JSON with `id` and `prompt`) and add it to OUT with its `answer`.

    Interrupted, it goes on where it stopped. A key is read from CONCORDANCE_ENDPOINT_KEY. Answers are asked for at
    temperature zero.
    """
    from concordance.audit.adapters.text import read_lines
    from concordance.audit.probes import attack_asker, probe, require_complete

    answer = _asker(endpoint, through_inspect, folder, model, tokens)
    items: list[dict[str, Any]] = read_lines(prompts)
    lacking = [n for n, item in enumerate(items, 1) if not {"id", "prompt"} <= set(item)]
    if lacking:
        raise click.UsageError(f"{prompts}:{lacking[0]} has no id or no prompt")
    progress = probe(items, attack_asker(answer), out)
    click.echo(f"{progress.done} / {len(items)}")
    require_complete(progress)


def _asker(
    endpoint: str | None, through_inspect: bool, folder: Path | None, model: str, tokens: int
) -> Callable[[str], str]:
    if sum((endpoint is not None, through_inspect, folder is not None)) != 1:
        raise click.UsageError("give one of --endpoint, --inspect, --folder")
    if folder is not None:
        from concordance.audit.adapters.language import LanguageModel

        local = LanguageModel.read(folder)
        return lambda prompt: local.speaks.continue_text(prompt, tokens)
    if not model:
        raise click.UsageError("give the --model to ask")
    if endpoint is not None:
        from concordance.audit.adapters.endpoint import Endpoint

        at = Endpoint(endpoint, model, time.sleep, os.environ.get("CONCORDANCE_ENDPOINT_KEY", ""))
        return lambda prompt: at.ask(prompt, tokens)
    from concordance.audit.adapters.inspect_model import InspectModel

    return lambda prompt: InspectModel(model).ask(prompt, tokens)
