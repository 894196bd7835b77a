"""A text for people, in every language the project speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Lang = Literal["en", "fr"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in English and in French."""

    en: str
    fr: str

    def __call__(self, lang: Lang) -> str:
        return self.fr if lang == "fr" else self.en
