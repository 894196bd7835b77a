"""The command `concordance`. Each command lives in a file of its own and is imported only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from concordance import __version__
from concordance.base.problem import Problem, ProblemsError, did_you_mean
from concordance.base.span import Span

COMMANDS: dict[str, tuple[str, str]] = {
    "assess": ("concordance.doors.cli.assess:assess", "What the law asks of a system: duties, dates, sanctions."),
    "ask": ("concordance.doors.cli.ask:ask", "Be interviewed about a system; saves as it goes."),
    "explain": ("concordance.doors.cli.explain:explain", "Why a norm applies to a system, or does not."),
    "relate": ("concordance.doors.cli.relate:relate", "How two norms stand to each other, and where they part."),
    "tensions": ("concordance.doors.cli.tensions:tensions", "Duties that can hardly both be performed, with facts."),
    "init": ("concordance.doors.cli.init:init", "Write a first profile to fill in."),
    "corpus": ("concordance.doors.cli.corpus:corpus", "The corpus: check, stats, show, facts, coverage, schemas."),
    "crosswalk": ("concordance.doors.cli.crosswalk:crosswalk", "Two instruments side by side, by principle."),
    "implement": ("concordance.doors.cli.implement:implement", "Which binding norms carry a clause out, by place."),
    "audit": ("concordance.doors.cli.audit:audit", "Measure a system against principles, with uncertainty and limits."),
    "registry": ("concordance.doors.cli.registry:registry", "Keep registers, assessments and declarations."),
    "incident": ("concordance.doors.cli.incident:incident", "Report an incident: to whom, by when, on which form."),
    "inspection": ("concordance.doors.cli.inspect_:inspection", "Conduct an inspection, step by step."),
    "log": ("concordance.doors.cli.log:log", "Keep and check proof in a transparency log."),
    "jobs": ("concordance.doors.cli.jobs:jobs", "Do, list and give work that nobody waits for."),
    "serve": ("concordance.doors.cli.serve:serve", "Serve the pages, the registry and the API; nothing to set up."),
}  # fmt: skip

EXTRAS = {
    "audit": "audit",
    "incident": "registry",
    "jobs": "web",
    "inspection": "registry",
    "log": "log",
    "registry": "registry",
    "serve": "web",
}
"""Which extra of the distribution a command needs."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports them on use, so that `--help` and `assess` start fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if _exists(name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS or not _exists(cmd_name):
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was named; a wrong name is answered with the nearest one."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            nearest = did_you_mean(args[0], self.list_commands(ctx))
            raise click.UsageError(f"{error.message} {nearest}".strip(), ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


def _exists(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec(COMMANDS[name][0].partition(":")[0]) is not None


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="concordance")
def cli() -> None:
    """Concordance: the governance of AI as executable, measurable, verifiable law.

    Describe an AI system in a file, and learn what binds it, where, from when, why and with which sanction, and what is
    still unknown. Nothing here is legal advice, and nothing here says that a system complies with a law.

    Exit codes: 0 done, 1 a --fail-on condition is met, 2 bad input, 3 internal error.
    """


def main() -> None:
    """Run the command line and leave with the documented exit code."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except ProblemsError as error:
        show_problems(error)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        place = Span(str(error.filename or "<argument>"))
        help_text = "check the name, the folder and who may write there"
        show_problems(ProblemsError([Problem("file-access", error.strerror or str(error), (place,), help_text)]))
        sys.exit(2)
    except ModuleNotFoundError as error:
        click.echo(_missing(error), err=True)
        sys.exit(2)
    except Exception as error:  # noqa: BLE001 - the last door: say what broke, and exit with the documented code
        click.echo(f"internal error: {error!r}\nThis is a defect of Concordance; please report it.", err=True)
        sys.exit(3)


def _missing(error: ModuleNotFoundError) -> str:
    """What to install for a command whose libraries are not there."""
    command = next((word for word in sys.argv[1:] if word in EXTRAS), None)
    extra = EXTRAS[command] if command else "bulk"
    return f"error: this needs `{error.name}`, which is not installed\n  = help: pip install 'concordance-ai[{extra}]'"


def show_problems(error: ProblemsError) -> None:
    """Every problem on standard error, with the count."""
    for problem in error.problems:
        click.echo(str(problem) + "\n", err=True)
    click.echo(f"{len(error.problems)} problem{'s' if len(error.problems) != 1 else ''}", err=True)
