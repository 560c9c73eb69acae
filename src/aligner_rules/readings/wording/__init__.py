"""The words in which decisions are told, one file for each language."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.unknown import UNKNOWN

LANGUAGES: Final = ("en", "fr")


@frozen(eq=False)
class Wording:
    """The texts of one language, by the codes that decisions carry."""

    texts: dict[str, Any]

    def unmet(self, code: str, *, actual: Any, required: Any) -> str:
        """Return the sentence for a requirement that does not hold."""
        text: str = self.texts["unmet"][code]
        return text.format(actual=self.shown(actual), required=self.shown(required))

    def unknown(self, code: str, missing: tuple[str, ...]) -> str:
        """Return the sentence for a requirement of which too little is known."""
        text: str = self.texts["general"]["unknown"]
        return text.format(statement=self.texts["statement"][code], missing=", ".join(missing))

    def way(self, code: str, *, on: date | None, orders: int | None) -> str:
        """Return the sentence for a way out."""
        text: str = self.texts["way"][code]
        return text.format(on=self.shown(on), orders=self.shown(orders))

    def consequence(self, code: str, *, many: int | None) -> str:
        """Return the sentence for what an order brings about."""
        text: str = self.texts["consequence"][code]
        return text.format(many=self.shown(many))

    def word(self, group: str, code: str) -> str:
        """Return the word for a code, such as an outcome or the basis of a price."""
        text: str = self.texts[group][code]
        return text

    def unit(self, code: Any) -> str:
        """Return what is charged by, to stand in a line; nothing where that goes without saying."""
        units: dict[str, str] = self.texts["unit"]
        return f", {units[code]}" if isinstance(code, str) and code in units else ""

    def shown(self, value: Any) -> str:
        """Return a value as it is written in a sentence."""
        if value is UNKNOWN:
            return self.word("general", "not-known")
        if isinstance(value, bool):
            return self.word("general", "yes" if value else "no")
        if value == "":
            return self.word("general", "none")
        causes: dict[str, str] = self.texts["cause"]
        return causes.get(value, value) if isinstance(value, str) else str(value)


@cache
def wording(language: str) -> Wording:
    """Return the texts of that language; ValueError for one that is not spoken here."""
    if language not in LANGUAGES:
        spoken = ", ".join(repr(one) for one in LANGUAGES)
        raise ValueError(f"no wording in language {language!r}: expected one of {spoken}")
    import tomllib  # noqa: PLC0415 - both take long to import, and many never ask for words
    from importlib.resources import files  # noqa: PLC0415

    text = files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return Wording(tomllib.loads(text))
