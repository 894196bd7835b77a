"""The report for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from concordance.assess.result import Assessment, Because, Duty, TierFound
from concordance.base.text import Lang, Text
from concordance.norms.outcome import Outcome
from concordance.report.bounds import bound_text
from concordance.report.harmony import print_measures, print_tensions
from concordance.report.view import Group, View, make_regimes, make_view, not_played, roles_of
from concordance.report.words import COLON, MODALITIES, OUTCOMES, amount, cited, day, shown_value, sure, word

SHOWN_QUESTIONS = 8
SHOWN_OPEN = 6
_COLOURS = {
    Outcome.APPLIES: "bold",
    Outcome.MET: "green",
    Outcome.BREACHED: "bold red",
    Outcome.UNDETERMINED: "yellow",
    Outcome.UNSETTLED: "magenta",
    Outcome.DOES_NOT_APPLY: "dim",
}


def print_report(result: Assessment, lang: Lang, console: Console, *, full: bool = False) -> None:
    """Print the report; in short form, what will apply later is told by article."""
    _Printer(result, lang, console, full).everything()


def _by_article(duties: Iterable[Duty]) -> list[tuple[str, list[Duty]]]:
    grouped: dict[str, list[Duty]] = {}
    for duty in duties:
        grouped.setdefault(duty.article, []).append(duty)
    return list(grouped.items())


class _Printer:
    def __init__(self, result: Assessment, lang: Lang, console: Console, full: bool) -> None:
        self.result, self.lang, self.console, self.full = result, lang, console, full
        self.view: View = make_view(result)
        self.names = {instrument.id: instrument.short for instrument in result.instruments}
        self.colon = COLON(lang)

    def everything(self) -> None:
        self.head()
        self.regimes()
        self.roles()
        self.groups("binding_now", self.view.now)
        (self.groups if self.full else self.summary)("coming", self.view.coming)
        self.measures()
        self.tensions()
        self.unsettled()
        self.undetermined()
        self.sanctions()
        self.deadlines()
        self.questions()
        self.judgements()
        self.nobody_knows()
        self.foot()

    def word(self, key: str) -> str:
        return word(key, self.lang)

    def cite(self, citation: str) -> str:
        return cited(citation, self.lang)

    def line(self, text: str = "", indent: int = 0) -> None:
        self.console.print(" " * indent + text, soft_wrap=False, highlight=False)

    def title(self, key: str, extra: str = "") -> None:
        self.line()
        self.line(f"[bold cyan]{self.word(key)}[/]{extra}")

    def head(self) -> None:
        result = self.result
        self.line(f"[bold]{escape(result.title(self.lang))}[/]")
        if result.description:
            self.line(escape(result.description(self.lang)))
        at, known = day(result.at, self.lang), day(result.known, self.lang)
        corpus = f"{self.word('corpus')} {result.corpus.version}, {result.corpus.hash[:19]}…"
        self.line(f"[dim]{self.word('law_as_of')} {at}, {self.word('as_known')} {known} · {corpus}[/]")
        self.title("what_it_is")

    def regimes(self) -> None:
        regimes = make_regimes(self.result)
        for instrument in regimes.reached:
            self.line(f"[bold]{escape(instrument.short(self.lang))}[/]", 2)
            for tier in instrument.tiers:
                if tier.outcome != Outcome.DOES_NOT_APPLY or tier.from_:
                    self.tier(tier)
        for instrument in regimes.open:
            missing = ", ".join(instrument.missing[:4])
            name = escape(instrument.short(self.lang))
            told = [f"[yellow]{name}[/]", self.word("scope_unknown"), f"[dim]{missing} {self.word('missing')}[/]"]
            self.line(self.colon.join(told), 2)
        self.listed("out_of_scope", [i.short(self.lang) for i in regimes.out])
        self.listed("not_in_force", [i.short(self.lang) for i in regimes.asleep])
        for why, names in not_played(self.result, self.lang):
            self.line(f"[dim]{escape(why)}{self.colon}{escape(', '.join(names))}[/]", 2)

    def listed(self, key: str, names: list[str]) -> None:
        if names:
            self.line(f"[dim]{self.word(key)}{self.colon}{escape(', '.join(names))}[/]", 2)

    def tier(self, tier: TierFound) -> None:
        colour = "bold red" if tier.tier == "prohibited" and tier.outcome.binds else _COLOURS[tier.outcome]
        said = OUTCOMES[tier.outcome](self.lang)
        if tier.from_ and tier.from_ > self.result.at:
            later = f"{self.word('will_apply')} {self.word('from')} {day(tier.from_, self.lang)}"
            said = later if tier.outcome == Outcome.DOES_NOT_APPLY else f"{said}, {later}"
        self.line(f"[{colour}]● {escape(tier.says(self.lang))}[/]{self.colon}{said}", 4)
        if tier.grounds:
            told = "; ".join(f"{self.cite(g.citation)} {g.says(self.lang).rstrip('.')}" for g in tier.grounds[:4])
            self.line(f"[dim]{escape(told)}[/]", 6)
        if tier.because:
            self.line(f"[dim]{self.word('because')} {self.because(tier.because)}[/]", 6)
        if tier.missing:
            self.line(f"[dim]{', '.join(tier.missing[:5])} {self.word('missing')}[/]", 6)

    def because(self, facts: Iterable[Because]) -> str:
        told = [f"{b.fact}={shown_value(b.value, self.lang)}" for b in facts]
        return escape("; ".join(told[:6]) + (" …" if len(told) > 6 else ""))

    def roles(self) -> None:
        self.title("roles")
        held = roles_of(self.result, Outcome.APPLIES)
        for role in held:
            place = f"{self.names[role.instrument](self.lang)}, {self.cite(role.citation)}"
            self.line(f"{role.label(self.lang)} ({place})", 2)
        if not held:
            self.line(self.word("none"), 2)
        unknown = dict.fromkeys(r.label(self.lang) for r in roles_of(self.result, Outcome.UNDETERMINED))
        if unknown:
            self.line(f"[yellow]{self.word('open')}{self.colon}{', '.join(unknown)}[/]", 2)

    def summary(self, key: str, groups: tuple[Group, ...]) -> None:
        """One line an article: what will apply is long, and `--full` shows all of it."""
        if not groups:
            return
        self.title(key, f" ({sum(len(group.duties) for group in groups)})")
        for group in groups:
            when = f", {self.word('from')} {day(group.start, self.lang)}" if group.start else ""
            self.line(f"[bold]{self.names[group.instrument](self.lang)} · {group.bearer(self.lang)}{when}[/]", 2)
            for article, duties in _by_article(group.duties):
                count = f"{len(duties)} {self.word('norm' if len(duties) == 1 else 'duties')}"
                self.line(f"{article:12} {escape(duties[0].article_title(self.lang))} [dim]({count})[/]", 4)

    def groups(self, key: str, groups: tuple[Group, ...]) -> None:
        if not groups:
            return
        self.title(key, f" ({sum(len(group.duties) for group in groups)})")
        for group in groups:
            when = f", {self.word('from')} {day(group.start, self.lang)}" if group.start else ""
            self.line(f"[bold]{self.names[group.instrument](self.lang)} · {group.bearer(self.lang)}{when}[/]", 2)
            table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=False)
            table.add_column(no_wrap=True, min_width=12)
            table.add_column(overflow="fold")
            for duty in group.duties:
                table.add_row("    " + self.cite(duty.citation), self.duty(duty))
            self.console.print(table)

    def duty(self, duty: Duty) -> str:
        tag = "" if duty.modality == "obligation" else f"[dim]\\[{MODALITIES[duty.modality](self.lang)}][/] "
        text = tag + escape(duty.says(self.lang))
        if duty.outcome in {Outcome.MET, Outcome.BREACHED}:
            text += f" [{_COLOURS[duty.outcome]}]{OUTCOMES[duty.outcome](self.lang)}[/]"
        for exception in duty.exceptions:
            if exception.effective is None:
                told = f"{self.word('exception')} {exception.id}{self.colon}{self.word('exception_open')}"
                text += f" [yellow]({told})[/]"
        if duty.confidence != "confirmed":
            text += f" [dim]\\[{sure(duty.confidence, self.lang)}][/]"
        return text

    def measures(self) -> None:
        if self.result.measures:
            self.title("measures")
            print_measures(self.result.measures, self.lang, self.console, full=self.full)

    def tensions(self) -> None:
        if self.result.tensions:
            self.title("tensions", f" ({len(self.result.tensions)})")
            print_tensions(self.result.tensions, self.lang, self.console)

    def unsettled(self) -> None:
        if not self.view.unsettled:
            return
        self.title("unsettled", f" ({len(self.view.unsettled)})")
        for reading in self.result.readings:
            places = ", ".join(map(self.cite, reading.cite))
            self.line(f"[magenta]{escape(reading.question(self.lang))}[/] ({places})", 2)
            for option, says in reading.options.items():
                mark = f" ← {self.word('chosen')}" if option == reading.chosen else ""
                self.line(f"{option}{self.colon}{escape(says(self.lang))}{mark}", 4)
            concerned = [duty for duty in self.view.unsettled if duty.norm in reading.duties]
            for certain in sorted({duty.certain_from for duty in concerned}, key=lambda on: on or date.max):
                places = ", ".join(dict.fromkeys(self.cite(d.citation) for d in concerned if d.certain_from == certain))
                whatever = f"{self.word('certain_from')} {day(certain, self.lang)}{self.colon}" if certain else ""
                self.line(f"{whatever}[dim]{places}[/]", 4)

    def undetermined(self) -> None:
        if not self.view.undetermined:
            return
        self.title("undetermined", f" ({len(self.view.undetermined)})")
        for duty in self.view.undetermined[:SHOWN_OPEN]:
            self.line(f"{self.cite(duty.citation)}{self.starting(duty)} {escape(duty.says(self.lang))}", 2)
            self.line(f"[dim]{', '.join(duty.missing[:4])} {self.word('missing')}[/]", 4)
        self.rest(len(self.view.undetermined) - SHOWN_OPEN)

    def starting(self, duty: Duty) -> str:
        """From when, where that lies ahead."""
        if duty.from_ is None or duty.from_ <= self.result.at:
            return ""
        return f" ({self.word('from')} {day(duty.from_, self.lang)})"

    def rest(self, count: int) -> None:
        if count > 0:
            self.line(f"[dim]… {count} {self.word('more')}[/]", 2)

    def sanctions(self) -> None:
        if not self.result.sanctions:
            return
        self.title("sanctions")
        for found in self.result.sanctions:
            name = self.names[found.instrument](self.lang)
            sum_ = amount(found.amount, found.currency, self.lang) if found.amount is not None else self.word("open")
            says = found.explained if found.amount is not None or found.missing else found.says
            later = found.from_ is not None and found.from_ > self.result.at
            start = f" ({self.word('from')} {day(found.from_, self.lang)})" if found.from_ and later else ""
            told = f"{self.cite(found.citation)} ({name}){self.colon}{escape(says(self.lang))}{start}"
            self.line(f"[bold]{sum_}[/] {told}", 2)
            if not found.certain:
                self.line(f"[yellow]{self.word('if_open')}[/]", 4)
            if found.missing:
                self.line(f"[dim]{', '.join(found.missing)} {self.word('missing')}[/]", 4)

    def deadlines(self) -> None:
        if not self.result.deadlines:
            return
        self.title("deadlines")
        for found in self.result.deadlines:
            due = f" → {day(found.due, self.lang)}" if found.due else ""
            told = f"{self.cite(found.citation)} {bound_text(found, self.lang)}{due}"
            self.line(f"{told}{self.colon}{escape(found.says(self.lang))}", 2)

    def questions(self) -> None:
        if not self.result.questions:
            return
        self.title("questions", f" ({len(self.result.questions)})")
        for question in self.result.questions[:SHOWN_QUESTIONS]:
            mark = f" [magenta]\\[{self.word('judgement')}][/]" if question.judgement else ""
            self.line(f"{escape(question.question(self.lang))}{mark}", 2)
            told = f"{self.word('asks')}{self.colon}{question.answered_by_says(self.lang)}"
            self.line(f"[dim]{question.fact} · {told}[/]", 4)
        self.rest(len(self.result.questions) - SHOWN_QUESTIONS)

    def judgements(self) -> None:
        if not self.result.judgements:
            return
        self.title("judgements")
        for used in self.result.judgements:
            answer = shown_value(used.answer, self.lang)
            told = f"{escape(used.by)}{self.colon}{escape(used.reason)}"
            self.line(f"{escape(used.question(self.lang))} [bold]{answer}[/] — {told}", 2)

    def nobody_knows(self) -> None:
        if self.result.nobody_knows:
            self.title("nobody_knows")
            self.line(", ".join(self.result.nobody_knows), 2)

    def foot(self) -> None:
        self.title("sources")
        for source in self.result.sources:
            kind = self.word("official" if source.official else "secondary_source")
            self.line(f"{escape(source.title)} ({kind}) {source.url}", 2)
        self.title("limits")
        for limit in self.result.limits:
            self.line(escape(_text(limit, self.lang)), 2)


def _text(text: Text, lang: Lang) -> str:
    return text(lang)
