"""Acts, bounds and reasons in words, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from concordance.base.dates import Period
from concordance.base.text import Lang, Text
from concordance.harmonise.doing import GATHERED, NARROWING, PERIODS, TOPICS, TRIGGERS, Doing, Force
from concordance.harmonise.durations import AT_ONCE, Duration
from concordance.harmonise.order import Order
from concordance.norms.vocabulary import Vocabulary

_SHOWN = 3
NOTHING = Text("nothing", "rien")
ALL = Text("all", "tout")
"""What stands where no topic narrows a thing."""
KEYS: dict[str, Text] = {
    "force": Text("force", "force"),
    "verb": Text("what is done", "ce qui est fait"),
    "object": Text("to what", "l’objet"),
    "about": Text("about", "au sujet de"),
    "that": Text("saying", "disant"),
    "of": Text("of", "concernant"),
    "against": Text("against", "contre"),
    "to": Text("to", "à"),
    "with_": Text("with", "avec"),
    "manner": Text("in which manner", "de quelle manière"),
    "before": Text("before", "avant"),
    "contents": Text("containing", "contenant"),
    "after": Text("after", "après"),
    "on": Text("upon", "lors de"),
    "within": Text("within", "dans un délai de"),
    "at_least": Text("for at least", "pendant au moins"),
    "at_most": Text("for at most", "pendant au plus"),
    "every": Text("at least every", "au moins tous les"),
}
FORCES = {
    Force.DO: Text("to be done", "à faire"),
    Force.LEAVE: Text("to be left", "à ne pas faire"),
    Force.MAY: Text("allowed", "permis"),
}
ORDERS: dict[Order, Text] = {
    Order.EQUAL: Text("the same on both sides", "identique des deux côtés"),
    Order.NARROWER: Text("the second asks for more", "le second demande davantage"),
    Order.WIDER: Text("the first asks for more", "le premier demande davantage"),
    Order.OVERLAPPING: Text("neither contains the other", "aucun ne contient l’autre"),
    Order.DISJOINT: Text("nothing in common", "rien de commun"),
}
KINDS = ORDERS | {
    Order.NARROWER: Text("the first is more specific", "le premier est plus précis"),
    Order.WIDER: Text("the second is more specific", "le second est plus précis"),
}
REACHES = ORDERS | {
    Order.NARROWER: Text("the second reaches further", "la seconde porte plus loin"),
    Order.WIDER: Text("the first reaches further", "la première porte plus loin"),
}
_UNITS: tuple[tuple[str, str, str, str], ...] = (
    ("years", "year", "an", "ans"),
    ("months", "month", "mois", "mois"),
    ("weeks", "week", "semaine", "semaines"),
    ("days", "day", "jour", "jours"),
    ("hours", "hour", "heure", "heures"),
)


def duration(bound: Duration) -> Text:
    """A bound in words: 15 days, 6 months, at once."""
    if not isinstance(bound, Period):
        return (
            Text("at once", "immédiatement")
            if bound == AT_ONCE
            else Text("without undue delay", "sans retard injustifié")
        )
    en, fr = [], []
    for unit, name, one, many in _UNITS:
        if number := getattr(bound, unit):
            en.append(f"{number} {name}{'s' if number > 1 else ''}")
            fr.append(f"{number} {many if number > 1 else one}")
    return Text(" ".join(en) or "0 days", " ".join(fr) or "0 jour")


def on_parting(name: str, left: Text, right: Text, told: Text) -> Text:
    """Where two acts part in one facet, and how they stand there."""

    def said(lang: Lang) -> str:
        space = "\u00a0" if lang == "fr" else ""
        return f"{KEYS[name](lang)}{space}: « {left(lang)} » / « {right(lang)} »; {told(lang)}"

    return Text(said("en").replace("« ", "“").replace(" »", "”"), said("fr").replace(";", "\u00a0;"))


def joined(texts: Iterable[Text], comma: str = ", ") -> Text:
    """Texts one after the other."""
    texts = tuple(texts)
    return Text(comma.join(t.en for t in texts), comma.join(t.fr for t in texts))


@dataclass(frozen=True, slots=True)
class Wording:
    """The labels of a vocabulary."""

    vocabulary: Vocabulary

    def label(self, name: str) -> Text:
        """A word of the vocabulary as people read it."""
        v = self.vocabulary
        for kind in (v.objects, v.roles, v.events):
            if name in kind:
                label: Text = kind[name].label
                return label
        return Text(name, name)

    def facet(self, name: str, doing: Doing) -> Text:
        """What stands on one side of a comparison."""
        if name == "force":
            return FORCES[doing.force]
        if name == "verb":
            return self.vocabulary.acts[doing.verb].label
        if name == "object":
            return self.label(doing.object)
        if name in PERIODS:
            return joined(map(duration, doing.bounds.get(name, ()))) if name in doing.bounds else NOTHING
        if name not in doing.terms:
            return ALL if name in NARROWING else NOTHING
        return joined(map(self.label, doing.terms[name]))

    def act(self, doing: Doing) -> Text:
        """The act as a short phrase: keep logs; for at least: 6 months."""
        head = self._head(doing)
        keys = [key for key in (*TOPICS, *GATHERED, *PERIODS, *TRIGGERS) if key in doing.terms or key in doing.bounds]
        parts = [self._part(key, doing) for key in keys]
        return joined([head, *parts])

    def _head(self, doing: Doing) -> Text:
        verb, thing = self.vocabulary.acts[doing.verb].label, self.label(doing.object)
        if doing.force is not Force.LEAVE:
            return Text(f"{verb.en} {thing.en}", f"{verb.fr} {thing.fr}")
        done = Text("", "") if doing.verb == "act" else Text(f"{verb.en} ", f"{verb.fr} ")
        return Text(f"refrain: {done.en}{thing.en}", f"s’abstenir\u00a0: {done.fr}{thing.fr}")

    def _part(self, key: str, doing: Doing) -> Text:
        value = self._shortened(doing.terms[key]) if key == "contents" else self.facet(key, doing)
        if key == "manner":
            return value
        if key == "within" and any(isinstance(bound, str) for bound in doing.bounds[key]):
            return value
        colon = "\u00a0: " if key in {"to", "of"} else " "
        return Text(f"{KEYS[key].en} {value.en}", f"{KEYS[key].fr}{colon}{value.fr}")

    def _shortened(self, names: tuple[str, ...]) -> Text:
        """The first few of many; all of them stand with the duties that ask for them."""
        told, rest = joined(map(self.label, names[:_SHOWN])), len(names) - _SHOWN
        return told if rest <= 0 else Text(f"{told.en} and {rest} more", f"{told.fr} et {rest} autres éléments")
