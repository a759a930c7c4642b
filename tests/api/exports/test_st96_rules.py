"""The validator refuses what the schema refuses; each planted fault is one that WIPO's own schema finds too."""

import io

import pytest

from api.exports.st96_rules import st96_faults
from api.exports.st96_tree import COMMON, TRADEMARK

GOOD = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- notice -->
<tmk:TransactionData xmlns:tmk="{TRADEMARK}" xmlns:com="{COMMON}" com:st96Version="V6_0">
  <tmk:ApplicantBag>
    <tmk:Applicant com:operationCategory="Update" com:sequenceNumber="1">
      <com:PartyIdentifier com:officeCode="JP" com:partyIdentifierCategory="Customer number">1</com:PartyIdentifier>
      <com:PublicationContact com:languageCode="ja">
        <com:Name>
          <com:OrganizationName com:languageCode="ja">
            <com:OrganizationStandardName>見本</com:OrganizationStandardName>
            <com:OrganizationOtherName com:organizationNameCategory="Former name">旧</com:OrganizationOtherName>
            <com:TransliterationName com:transliterationScriptName="Latn">Mihon</com:TransliterationName>
          </com:OrganizationName>
          <com:EntityName com:languageCode="en">Mi<com:TransliterationName>M</com:TransliterationName></com:EntityName>
        </com:Name>
        <com:CityName>見本市</com:CityName>
        <com:CountryCode>JP</com:CountryCode>
      </com:PublicationContact>
    </tmk:Applicant>
  </tmk:ApplicantBag>
</tmk:TransactionData>
"""

FAULTS = [
    ('com:st96Version="V6_0"', "", "needs the attribute com:st96Version"),
    ('com:st96Version="V6_0"', 'com:st96Version="V7_1"', "com:st96Version='V7_1' is not in"),
    ('com:st96Version="V6_0"', 'st96Version="V6_0"', "may not have the attribute :st96Version"),
    (TRADEMARK, TRADEMARK.replace("ST96", "ST96/V6_0"), "expected tmk:TransactionData"),
    ('com:officeCode="JP"', 'com:officeCode="MH"', "com:officeCode='MH' is not in"),
    ('com:officeCode="JP"', 'com:officeCode="NU"', "com:officeCode='NU' is not in"),
    ('com:officeCode="JP"', 'com:officeCode="XA"', "com:officeCode='XA' is not in"),
    ('com:officeCode="JP"', 'com:officeCode="XK"', "com:officeCode='XK' is not in"),
    ('"Customer number"', '"customer number"', "com:partyIdentifierCategory"),
    ('"Former name"', '"Old name"', "com:organizationNameCategory"),
    ('"Update"', '"Upsert"', "com:operationCategory"),
    ('languageCode="ja"', 'languageCode="zh-Hant"', "com:languageCode"),
    ("<com:CountryCode>JP<", "<com:CountryCode>XK<", "com:CountryCode 'XK' is not in"),
    ("<com:OrganizationStandardName>見本</com:OrganizationStandardName>", "", "com:OrganizationName holds"),
    ("<com:CityName>見本市</com:CityName>", "<com:CityName>a</com:CityName><com:CityName>b</com:CityName>", "holds"),
    ("        <com:CityName>見本市</com:CityName>\n        <com:CountryCode>JP</com:CountryCode>\n",
     "<com:CountryCode>JP</com:CountryCode><com:CityName>b</com:CityName>", "against the order"),
    ("<com:CityName>見本市</com:CityName>", "<com:Town>b</com:Town>", "com:Town is not an element"),
    ("<com:Name>\n", "<com:Name>text\n", "com:Name may not hold text"),
    ("<tmk:ApplicantBag>\n", "<tmk:ApplicantBag><com:Name/>\n", "tmk:ApplicantBag holds com:Name"),
    ("<!-- notice -->", "<!DOCTYPE x [<!ENTITY y 'z'>]>", "a document type declaration is not allowed"),
    ("</tmk:ApplicantBag>", "", "not well-formed"),
]  # fmt: skip


def test_good_document_has_no_faults() -> None:
    assert st96_faults(io.BytesIO(GOOD.encode())) == []


@pytest.mark.parametrize(("old", "new", "reason"), FAULTS, ids=[reason for *_, reason in FAULTS])
def test_planted_fault_is_found(old: str, new: str, reason: str) -> None:
    assert old in GOOD
    faults = st96_faults(io.BytesIO(GOOD.replace(old, new, 1).encode()))
    assert any(reason in fault for fault in faults), faults


def test_a_bag_of_many_is_checked_without_keeping_it() -> None:
    start, party, end = GOOD.partition("    <tmk:Applicant ")[0], GOOD[GOOD.index("    <tmk:Applicant ") :], ""
    party, _, end = party.partition("  </tmk:ApplicantBag>")
    many = (
        start
        + party * 3_000
        + party.replace("<com:CityName>", "<com:CityName/><com:CityName>")
        + "  </tmk:ApplicantBag>"
        + end
    )
    faults = st96_faults(io.BytesIO(many.encode()))
    assert any("com:CityName is empty" in fault for fault in faults)
    assert len(faults) == 2
