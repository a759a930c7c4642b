"""The names of an office record in the words of ST.96."""

from dataclasses import dataclass

from api.exports.losses import Losses
from api.exports.st96_codes import LANGUAGES
from api.exports.st96_tree import Element
from matching.records import ApplicantKind, NameForm, NameKind, OfficeRecord

_ORGANIZATION_CATEGORY = {
    NameKind.LEGAL: "Legal name",
    NameKind.FORMER: "Former name",
    NameKind.SHORT: "Short name",
    NameKind.TRADING: "DBA TA AKA or FKA",
}
_SAYS = {NameKind.LEGAL, NameKind.TRANSLATION}
"""Kinds that get a name element of their own when they are in another language than the filed name."""


@dataclass(frozen=True, slots=True)
class PartyNames:
    """Writes `com:Name`: the filed name, its transliterations, the other names, each under a language where it can."""

    record: OfficeRecord
    losses: Losses

    def element(self) -> Element:
        """The `com:Name`; the filed name comes first."""
        filed, *others = self.record.name_forms
        if filed.kind is not NameKind.LEGAL:
            self._lose("kind", "the filed name reads back as a legal name")
        transliterations = [form for form in others if form.kind is NameKind.TRANSLITERATION]
        rest = [form for form in others if form.kind is not NameKind.TRANSLITERATION]
        written = tuple(_transliteration(form, self._language(form, tell=True)) for form in transliterations)
        if self.record.kind is ApplicantKind.LEGAL_PERSON:
            return Element("com:Name", children=self._organization(filed, rest, written))
        person = self.record.kind is ApplicantKind.NATURAL_PERSON
        main = self._person(filed, written) if person else self._entity(filed, written)
        return Element("com:Name", children=(main, *(self._further(form, person=person) for form in rest)))

    def language_attribute(self) -> tuple[tuple[str, str], ...]:
        """`com:languageCode` of the filed name, or nothing."""
        return _attribute(self._language(self.record.name_forms[0]))

    def _organization(self, filed: NameForm, rest: list[NameForm], written: tuple[Element, ...]) -> tuple[Element, ...]:
        own = [form for form in rest if form.kind not in _SAYS or self._same_language(form, filed)]
        foreign = [form for form in rest if form not in own]
        names = [self._standard(filed, tuple(self._other(form, filed) for form in own) + written)]
        for form in foreign:
            if form.kind is NameKind.TRANSLATION:
                self._lose("kind", "a translation reads back as a legal name in its language")
            names.append(self._standard(form, ()))
        return tuple(names)

    def _same_language(self, form: NameForm, filed: NameForm) -> bool:
        return self._language(form) == self._language(filed)

    def _standard(self, form: NameForm, below: tuple[Element, ...]) -> Element:
        standard = Element("com:OrganizationStandardName", text=form.text)
        return Element("com:OrganizationName", _attribute(self._language(form, tell=True)), (standard, *below))

    def _other(self, form: NameForm, filed: NameForm) -> Element:
        if form.kind is NameKind.TRANSLATION:
            self._lose("kind", "a translation into the language of the filed name reads back as of common use")
        if form.language != filed.language:
            self._lose("language", "an other name takes on the language of the filed name")
        category = _ORGANIZATION_CATEGORY.get(form.kind, "Common use")
        return Element("com:OrganizationOtherName", (("com:organizationNameCategory", category),), text=form.text)

    def _person(self, form: NameForm, written: tuple[Element, ...]) -> Element:
        full = Element("com:PersonFullName", text=form.text)
        return Element("com:PersonName", _attribute(self._language(form, tell=True)), (full, *written))

    def _entity(self, form: NameForm, written: tuple[Element, ...], category: str = "") -> Element:
        chosen = (("com:entityNameCategory", category),) if category else ()
        language = _attribute(self._language(form, tell=True))
        return Element("com:EntityName", (*language, *chosen), written, form.text)

    def _further(self, form: NameForm, *, person: bool) -> Element:
        if person:
            if form.kind is not NameKind.LEGAL:
                self._lose("kind", "a person's other name reads back as a further full name")
            return self._person(form, ())
        known = form.kind in (NameKind.FORMER, NameKind.TRADING)
        if form.kind is not NameKind.TRADING and form.kind is not NameKind.LEGAL:
            self._lose("kind", "an entity's other name reads back as a trading or a further name")
        return self._entity(form, (), "DBA TA AKA or FKA" if known else "")

    def _language(self, form: NameForm, *, tell: bool = False) -> str:
        primary = form.language.partition("-")[0]
        code = primary if primary in LANGUAGES else ""
        if tell and code != form.language:
            self._lose("language", "cut to its ISO 639-1 code, or left out where there is none")
        return code

    def _lose(self, part: str, reason: str) -> None:
        self.losses.note(f"nameForms.{part}", reason, self.record.record_id)


def _attribute(language: str) -> tuple[tuple[str, str], ...]:
    return (("com:languageCode", language),) if language else ()


def _transliteration(form: NameForm, language: str) -> Element:
    script = (("com:transliterationScriptName", form.script),) if form.script else ()
    return Element("com:TransliterationName", (*_attribute(language), *script), text=form.text)
