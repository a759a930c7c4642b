"""Legal forms in names: where they stand, which form they are, what two names' forms say about one another."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.folding import fold_name
from matching.legal_form_spelling import corrected
from matching.legal_form_table import load_table
from matching.legal_forms import GENERICS, ParsedName, compatible, parse_legal_form

ROOT = Path(__file__).parents[2]


def parsed(name: str, country: str = "", language: str = "") -> ParsedName:
    return parse_legal_form(fold_name(name), country=country, language=language)


# name, country, stem, code, generic, position
CASES = [
    # English-speaking world
    ("Toshiba America Systems, Inc.", "US", "toshiba america systems", "inc", "corporation", "suffix"),
    ("General Electric Company", "US", "general electric", "co", "company", "suffix"),
    ("E. I. du Pont de Nemours and Company", "US", "e i du pont de nemours", "co", "company", "suffix"),
    ("700 Independent Road, LP", "US", "700 independent road", "lp", "limited-partnership", "suffix"),
    ("DuPont Dow Elastomers, L.L.C.", "US", "dupont dow elastomers", "llc", "limited", "suffix"),
    ("Savannah Energy PLC", "GB", "savannah energy", "plc", "joint-stock", "suffix"),
    ("3N Composite Products LLP", "IN", "3n composite products", "llp", "llp", "suffix"),
    ("Sun Sight Glasses Co., Ltd", "", "sun sight glasses", "co-ltd", "company-limited", "suffix"),
    ("SAISON TECHNOLOGY CO,.LTD.", "JP", "saison technology", "co-ltd", "company-limited", "suffix"),
    ("Yunnan Tin Company Limited", "CN", "yunnan tin", "co-ltd", "company-limited", "suffix"),
    ("Tata Sons Pvt. Ltd.", "IN", "tata sons", "pvt-ltd", "limited", "suffix"),
    ("Dilesh Logistics (India) Private Limited", "IN", "dilesh logistics india", "pvt-ltd", "limited", "suffix"),
    ("MediaTek Singapore Pte. Ltd.", "SG", "mediatek singapore", "pte-ltd", "limited", "suffix"),
    ("Top Glove Sdn. Bhd.", "MY", "top glove", "sdn-bhd", "limited", "suffix"),
    ("Fraser Beath Marketing Pty. Limited", "AU", "fraser beath marketing", "pty-ltd", "limited", "suffix"),
    ("Naspers (Pty) Ltd", "ZA", "naspers", "pty-ltd", "limited", "suffix"),
    ("Vine Investment Company Limited (The)", "GB", "vine investment", "co-ltd", "company-limited", "middle"),
    ("Cogir Ltée", "CA", "cogir", "ca-ltee", "limited", "suffix"),
    # misspelt
    ("Metrologic Incorproated", "US", "metrologic", "inc", "corporation", "suffix"),
    ("Kabusihiki Kaisha Toshiba", "JP", "toshiba", "jp-kk", "joint-stock", "prefix"),
    ("Hoechst Aktiengelselschaft", "DE", "hoechst", "de-ag", "joint-stock", "suffix"),
    ("Hoechst Aktiengesellschsft", "", "hoechst", "de-ag", "joint-stock", "suffix"),
    ("Vulcan Limtied", "GB", "vulcan", "ltd", "limited", "suffix"),
    # Japan: before, after, glued, squared, kana reading, romanised, public bodies
    ("株式会社ディスコ", "JP", "ディスコ", "jp-kk", "joint-stock", "attached"),
    ("凸版印刷株式会社", "", "凸版印刷", "jp-kk", "joint-stock", "attached"),
    ("株式会社 ヒマラヤ", "JP", "ヒマラヤ", "jp-kk", "joint-stock", "prefix"),
    ("㈱日立", "JP", "日立", "jp-kk", "joint-stock", "prefix"),
    ("トヨタ㈱", "JP", "トヨタ", "jp-kk", "joint-stock", "suffix"),
    ("ＫＨネオケム株式会社", "JP", "khネオケム", "jp-kk", "joint-stock", "attached"),
    ("NEXT Chip株式会社", "JP", "next chip", "jp-kk", "joint-stock", "attached"),
    ("カブシキガイシャデンソーウェーブ", "JP", "デンソーウェーブ", "jp-kk", "joint-stock", "attached"),
    ("Namiki Seimitsu Houseki Kabushiki Kaisha", "", "namiki seimitsu houseki", "jp-kk", "joint-stock", "suffix"),
    ("RS ENERGY K.K.", "JP", "rs energy", "jp-kk", "joint-stock", "suffix"),
    ("三菱電機株式会社名古屋製作所", "JP", "三菱電機 名古屋製作所", "jp-kk", "joint-stock", "middle"),
    ("有限会社ティーワン", "JP", "ティーワン", "jp-yk", "limited", "attached"),
    ("合同会社アイ・アセットマネジメント", "JP", "アイ アセットマネジメント", "jp-gk", "limited", "attached"),
    ("一般社団法人日本鉄道電気技術協会", "JP", "日本鉄道電気技術協会", "jp-shadan", "association", "attached"),
    ("国立大学法人東京大学", "JP", "東京大学", "jp-national-univ", "university-corporation", "attached"),
    ("国立研究開発法人産業技術総合研究所", "JP", "産業技術総合研究所", "jp-dokugyo", "public-body", "attached"),
    ("学校法人早稲田大学", "JP", "早稲田大学", "jp-gakko", "educational-corporation", "attached"),
    ("インテルキャピタルコーポレーション", "", "インテルキャピタル", "jp-corp-reading", "corporation", "attached"),
    # Korea
    ("삼성전자주식회사", "KR", "삼성전자", "kr-jusik", "joint-stock", "attached"),
    ("주식회사 카카오", "KR", "카카오", "kr-jusik", "joint-stock", "prefix"),
    ("(주)엘지화학", "KR", "엘지화학", "kr-jusik", "joint-stock", "prefix"),
    ("㈜엘지", "", "엘지", "kr-jusik", "joint-stock", "prefix"),
    ("구글코리아 유한회사", "KR", "구글코리아", "kr-yuhan", "limited", "suffix"),
    ("재단법인 포항산업과학연구원", "KR", "포항산업과학연구원", "kr-jaedan", "foundation", "prefix"),
    # China, Taiwan
    ("华为技术有限公司", "CN", "华为技术", "cn-co-ltd", "limited", "attached"),
    ("中国石油化工股份有限公司", "CN", "中国石油化工", "cn-jsc", "joint-stock", "attached"),
    ("阿里巴巴(中国)有限公司", "CN", "阿里巴巴 中国", "cn-co-ltd", "limited", "suffix"),
    ("北京小米科技有限责任公司", "CN", "北京小米科技", "cn-co-ltd", "limited", "attached"),
    ("台灣積體電路製造股份有限公司", "TW", "台灣積體電路製造", "tw-jsc", "joint-stock", "attached"),
    ("財團法人工業技術研究院", "TW", "工業技術研究院", "tw-foundation", "foundation", "attached"),
    # Cyrillic
    ("ООО «Ромашка»", "", "ромашка", "ru-ooo", "limited", "prefix"),
    ("Общество с ограниченной ответственностью \"Рога\"", "RU", "рога", "ru-ooo", "limited", "prefix"),
    ("OOO Romashka", "", "romashka", "ru-ooo", "limited", "prefix"),
    ("ПАО \"Газпром\"", "RU", "газпром", "ru-pao", "joint-stock", "prefix"),
    ("ФГУП ЦИАМ", "RU", "циам", "ru-fgup", "state-enterprise", "prefix"),
    ("Федеральное государственное бюджетное учреждение науки Институт катализа", "RU", "институт катализа",
     "ru-fgbun", "public-body", "prefix"),
    ("ФГБОУ ВО «МГУ»", "RU", "мгу", "ru-fgbou", "university-corporation", "prefix"),
    ("ТОВ «Надія»", "UA", "надія", "ua-tov", "limited", "prefix"),
    ("ТОО «Казатом»", "KZ", "казатом", "ru-too", "limited", "prefix"),
    ("«Каспий» ЖШС", "KZ", "каспий", "kz-zhshs", "limited", "suffix"),
    ("Софарма ЕООД", "BG", "софарма", "bg-eood", "limited", "suffix"),
    # Arabic, Hebrew, Greek
    ("شركة أرامكو السعودية", "SA", "ارامكو السعوديه", "ar-company", "company", "prefix"),
    ("المراعي ذ.م.م", "SA", "المراعي", "ar-llc", "limited", "suffix"),
    ("بنك الرياض شركة مساهمة سعودية", "SA", "بنك الرياض", "ar-jsc", "joint-stock", "suffix"),
    ("مؤسسة النور", "SA", "النور", "ar-est", "sole-proprietor", "prefix"),
    ("Al Sariya Investments L.L.C.", "AE", "al sariya investments", "llc", "limited", "suffix"),
    ("טבע בע\"מ", "IL", "טבע", "il-baam", "limited", "suffix"),
    ("ΑΛΦΑ Α.Ε.", "GR", "αλφα", "gr-ae", "joint-stock", "suffix"),
    # German and Dutch composites
    ("DZ Solar GmbH & Co. KG", "DE", "dz solar", "de-gmbh-co-kg", "limited-partnership", "suffix"),
    ("Robert Bosch Gesellschaft mit beschränkter Haftung", "DE", "robert bosch", "de-gmbh", "limited", "suffix"),
    ("Bosch GmbH Stuttgart", "", "bosch stuttgart", "de-gmbh", "limited", "middle"),
    ("Road & Rail SpeditionsgmbH", "AT", "road & rail speditions", "de-gmbh", "limited", "attached"),
    ("Otto Bischof Gesellschaft m.b.H.", "AT", "otto bischof", "de-gmbh", "limited", "suffix"),
    ("DTC Center UG (haftungsbeschränkt)", "DE", "dtc center", "de-ug", "limited", "suffix"),
    ("Siemens AG, Munich", "", "siemens munich", "de-ag", "joint-stock", "middle"),
    ("Networkers AG für Technologie", "DE", "networkers für technologie", "de-ag", "joint-stock", "middle"),
    ("Fraunhofer e.V.", "DE", "fraunhofer", "de-ev", "association", "suffix"),
    ("Fresenius SE & Co. KGaA", "DE", "fresenius", "de-kgaa", "joint-stock", "suffix"),
    ("Koninklijke Philips N.V.", "NL", "koninklijke philips", "nl-nv", "joint-stock", "suffix"),
    ("Feed Products Holland B.V.", "NL", "feed products holland", "nl-bv", "limited", "suffix"),
    # Romance countries
    ("Les Laboratoires Servier SAS", "FR", "les laboratoires servier", "fr-sas", "joint-stock", "suffix"),
    ("SARL Garage Daniel Bossard", "FR", "garage daniel bossard", "fr-sarl", "limited", "prefix"),
    ("Longitude Semiconductor S.à r.l.", "LU", "longitude semiconductor", "fr-sarl", "limited", "suffix"),
    ("Michelin & Cie", "FR", "michelin", "fr-cie", "company", "suffix"),
    ("Fiat S.p.A.", "", "fiat", "it-spa", "joint-stock", "suffix"),
    ("Fiat S. p. A.", "IT", "fiat", "it-spa", "joint-stock", "suffix"),
    ("T-Green S.r.l.", "IT", "t green", "srl", "limited", "suffix"),
    ("ECO ENERGY SOCIETA' A RESPONSABILITA' LIMITATA", "IT", "eco energy", "srl", "limited", "suffix"),
    ("Silver S.A.S. di Silverio Serra", "IT", "silver silverio serra", "it-sas", "limited-partnership", "middle"),
    ("Santoper, S.L.", "ES", "santoper", "es-sl", "limited", "suffix"),
    ("Temco Energy Group S.A.", "PA", "temco energy group", "sa", "joint-stock", "suffix"),
    ("Cemex S.A.B. de C.V.", "MX", "cemex", "mx-sa-cv", "joint-stock", "suffix"),
    ("New Path Consulting Lda", "PT", "new path consulting", "pt-lda", "limited", "suffix"),
    ("Weg Equipamentos Ltda.", "BR", "weg equipamentos", "br-ltda", "limited", "suffix"),
    # Nordic and Baltic
    ("Skandinavisk Mynt Aktiebolag", "SE", "skandinavisk mynt", "se-ab", "joint-stock", "suffix"),
    ("AB Volvo (publ)", "SE", "volvo publ", "se-ab", "joint-stock", "prefix"),
    ("Novo Nordisk A/S", "DK", "novo nordisk", "no-as", "limited", "suffix"),
    ("AS Auto Materiell", "NO", "auto materiell", "no-as", "limited", "prefix"),
    ("Nokia Oyj", "FI", "nokia", "fi-oyj", "joint-stock", "suffix"),
    ("Kone Oy", "", "kone", "fi-oy", "limited", "suffix"),
    ("UAB \"RM tools\"", "", "rm tools", "lt-uab", "limited", "prefix"),
    ("ML DVĪŅI, SIA", "LV", "ml dvīņi", "lv-sia", "limited", "suffix"),
    ("Osaühing Silver Dream", "EE", "silver dream", "ee-ou", "limited", "prefix"),
    # Central Europe
    ("Green-Land Service Sp. z o.o.", "PL", "green land service", "pl-zoo", "limited", "suffix"),
    ("Venol Spółka z ograniczoną odpowiedzialnością", "PL", "venol", "pl-zoo", "limited", "suffix"),
    ("Firma sp. z o.o. sp. k.", "PL", "firma", "pl-zoo-spk", "limited-partnership", "suffix"),
    ("Retail Park Říčany s.r.o.", "CZ", "retail park říčany", "cz-sro", "limited", "suffix"),
    ("HPK engineering a.s.", "SK", "hpk engineering", "cz-as", "joint-stock", "suffix"),
    ("Ústav přístrojové techniky, v. v. i.", "CZ", "ústav přístrojové techniky", "cz-vvi", "public-body", "suffix"),
    ("Richter Gedeon Nyrt.", "HU", "richter gedeon", "hu-nyrt", "joint-stock", "suffix"),
    ("First Solar Kft.", "HU", "first solar", "hu-kft", "limited", "suffix"),
    ("Koykan Mall d.o.o. za usluge", "HR", "koykan mall usluge", "si-doo", "limited", "middle"),
    ("SC Auto SRL", "RO", "auto", "srl", "limited", "suffix"),
    ("Arçelik A.Ş.", "TR", "arçelik", "tr-as", "joint-stock", "suffix"),
    # South East Asia
    ("PT Astra International", "ID", "astra international", "id-pt", "joint-stock", "prefix"),
    ("บริษัท ปตท. จำกัด (มหาชน)", "TH", "ปตท", "th-pcl", "joint-stock", "suffix"),
    ("บริษัทปตทจำกัด", "TH", "ปตท", "th-co-ltd", "limited", "attached"),
    ("Công ty TNHH Minh Long", "VN", "minh long", "vn-tnhh", "limited", "prefix"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "country", "stem", "code", "generic", "position"), CASES)
def test_form_is_taken_off_and_kept_as_evidence(
    name: str, country: str, stem: str, code: str, generic: str, position: str
) -> None:
    found = parsed(name, country)
    assert found.stem == stem
    first = next(form for form in found.forms if form.stripped)
    assert (first.code, first.generic, first.position) == (code, generic, position)


# Words that look like forms and are none here.
UNTOUCHED = [
    ("AS Roma", "", "as roma"),
    ("PT Motion Works", "US", "pt motion works"),
    ("Allure Day Spa", "US", "allure day spa"),
    ("K K Industries", "IN", "k k industries"),
    ("Polymer Institute SAS", "SK", "polymer institute sas"),
    ("Limited", "GB", "limited"),
    ("株式会社", "JP", "株式会社"),
    ("Aluminum Company of America", "US", "aluminum company of america"),
    ("Canepa Opportunities II", "LU", "canepa opportunities ii"),
    ("MTU Aero Engines", "DE", "mtu aero engines"),
    ("Robert K. K. Lee", "", "robert k k lee"),
    ("Tiong P. Ong", "", "tiong p ong"),
    ("Richard W. Compans", "", "richard w compans"),
    ("Principal Life Insurance Company", "US", "principal life insurance company"),
    ("International Cooperation Agency", "JP", "international cooperation agency"),
    ("Ev. Kirchengemeinde Lage", "DE", "ev kirchengemeinde lage"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "country", "stem"), UNTOUCHED)
def test_what_only_looks_like_a_form_stays(name: str, country: str, stem: str) -> None:
    found = parsed(name, country)
    assert found.stem == stem
    assert not [form for form in found.forms if form.stripped]


STACKED = [
    ("The Limited, Inc.", "US", "the limited", ["inc"]),
    ("Company Inc", "", "company", ["inc"]),
    ("Fancher Road Co. LLC", "US", "fancher road", ["llc"]),
    ("Norlin EV Limited", "GB", "norlin ev", ["ltd"]),
    ("PT Astra Tbk", "ID", "astra", ["id-tbk", "id-pt"]),
    ("Anilo Trade SE v likvidaci", "CZ", "anilo trade", ["winding-up", "se"]),
    ("株式会社広共コーポレーション", "JP", "広共", ["jp-corp-reading", "jp-kk"]),
]


@pytest.mark.parametrize(("name", "country", "stem", "codes"), STACKED)
def test_forms_are_read_from_both_ends_until_only_the_name_is_left(
    name: str, country: str, stem: str, codes: list[str]
) -> None:
    found = parsed(name, country)
    assert found.stem == stem
    assert [form.code for form in found.forms if form.stripped] == codes


def test_descriptive_words_are_reported_and_stay_in_the_stem() -> None:
    found = parsed("Nagoya University", "JP")
    assert found.stem == "nagoya university"
    assert [(form.code, form.stripped) for form in found.forms] == [("university", False)]
    assert parsed("腾讯集团有限公司", "CN").stem == "腾讯集团"


COUNTRY_DECIDES = [
    ("Foo A.S.", "TR", "tr-as"),
    ("Foo A.S.", "CZ", "cz-as"),
    ("Foo A.S.", "NO", "no-as"),
    ("Foo A.S.", "EE", "ee-as"),
    ("Foo S.A.S.", "FR", "fr-sas"),
    ("Foo S.A.S.", "IT", "it-sas"),
    ("Foo Ltda", "BR", "br-ltda"),
    ("Foo Ltda", "CO", "es-ltda"),
    ("富股份有限公司", "TW", "tw-jsc"),
    ("富股份有限公司", "CN", "cn-jsc"),
]


@pytest.mark.parametrize(("name", "country", "code"), COUNTRY_DECIDES)
def test_country_decides_between_forms_that_are_written_alike(name: str, country: str, code: str) -> None:
    assert parsed(name, country).forms[0].code == code


def test_language_stands_in_for_an_unknown_country() -> None:
    assert parsed("AS Foo", language="no").forms[0].code == "no-as"
    assert parsed("AS Foo", language="en").forms == ()


def test_iso_20275_code_is_given_for_the_country() -> None:
    assert parsed("Robert Bosch GmbH", "DE").forms[0].elf == ("2HBR",)
    assert parsed("Bachem GmbH", "AT").forms[0].elf == ("AXSB",)
    assert parsed("삼성전자주식회사", "KR").forms[0].elf == ("5RCH",)
    assert parsed("Robert Bosch GmbH").forms[0].elf == ()


PAIRS = [
    ("Foo GmbH", "DE", "Foo Gesellschaft mbH", "DE", "same"),
    ("株式会社ディスコ", "JP", "Disco Kabushiki Kaisha", "JP", "same"),
    ("株式会社ディスコ", "JP", "Disco Corporation", "JP", "compatible"),
    ("株式会社ディスコ", "JP", "Disco Co., Ltd.", "JP", "compatible"),
    ("삼성전자주식회사", "KR", "Samsung Electronics Co., Ltd.", "KR", "compatible"),
    ("ООО Ромашка", "RU", "Romashka LLC", "RU", "compatible"),
    ("שמן בע\"מ", "IL", "Shemen Ltd", "IL", "compatible"),
    ("Foo Corp.", "US", "Foo Company", "US", "compatible"),
    ("Foo Corp.", "US", "Foo Inc.", "US", "compatible"),
    ("Foo Ltd", "GB", "Foo Co Ltd", "GB", "compatible"),
    ("Foo GmbH", "DE", "Foo AG", "DE", "different"),
    ("Foo GmbH", "DE", "Foo GmbH & Co. KG", "DE", "different"),
    ("Foo Inc.", "US", "Foo LLC", "US", "different"),
    ("Foo SAS", "FR", "Foo SARL", "FR", "different"),
    ("Foo GmbH", "DE", "Foo SARL", "FR", "different"),
    ("Foo GmbH", "CH", "Foo Sàrl", "CH", "compatible"),
    ("株式会社ディスコ", "JP", "有限会社ディスコ", "JP", "different"),
    ("Foo", "US", "Foo Inc.", "US", "unknown"),
    ("Foo University", "US", "Foo Foundation", "US", "unknown"),
    ("Foo SE in liquidation", "DE", "Foo SE", "DE", "same"),
]  # fmt: skip


@pytest.mark.parametrize(("left", "left_country", "right", "right_country", "verdict"), PAIRS)
def test_compatible_reads_the_table_the_same_way_from_both_sides(
    left: str, left_country: str, right: str, right_country: str, verdict: str
) -> None:
    forms_left, forms_right = parsed(left, left_country).forms, parsed(right, right_country).forms
    assert compatible(forms_left, forms_right) == verdict
    assert compatible(forms_right, forms_left) == verdict


_WORDS = [
    *["foo", "the", "inc", "ltd", "co", "gmbh", "&", "kg", "sa", "as", "株式会社", "トヨタ株式会社", "ооо", "شركه"],
    *[",", "(", ")", "university", "1", "limited"],
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(_WORDS), max_size=8),
    st.sampled_from(["", "DE", "US", "JP", "RU", "SA"]),
)
def test_stem_is_never_empty_and_no_word_is_invented(words: list[str], country: str) -> None:
    folded = fold_name(" ".join(words))
    found = parse_legal_form(folded, country=country)
    real = [word for word in folded.split() if word not in {",", "(", ")"}]
    assert bool(found.stem) == bool(real)
    assert set(found.stem.replace(" ", "")) <= set(folded)
    assert sum(len(form.text) for form in found.forms if form.stripped) <= len(folded)


def test_every_form_of_the_table_has_a_known_family_and_known_translations() -> None:
    table = load_table()
    assert {form.generic for form in table.forms} <= set(GENERICS)
    assert {code for form in table.forms for code in form.english} <= set(table.by_id)


def test_every_curated_spelling_is_read_back_as_its_form() -> None:
    table = load_table()
    for key, forms in table.spellings.items():
        for form in forms:
            if form.id.startswith(("iso-", "rigour-")) or form.keep or form.prefix or not form.jurisdictions:
                continue
            found = parse_legal_form(f"zzzz {key}", country=form.jurisdictions[0])
            readings = {code for one in found.forms for code in one.readings}
            assert readings, (key, form.id)


def test_slips_are_corrected_only_in_long_words() -> None:
    assert corrected("aktiengesellschsft") == "aktiengesellschaft"
    assert corrected("corporatoin") == "corporation"
    assert corrected("limtied") == "limited"
    assert corrected("cooperation") == "cooperation"
    assert corrected("corps") == "corps"


def test_compiled_table_is_up_to_date() -> None:
    command = [sys.executable, "-m", "matching.training.build_legal_forms", "--check"]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize("name", ["a \u0301", "\u0301", "\u0301\u0302 gmbh"])
def test_a_mark_without_a_letter_is_a_word_like_any_other(name: str) -> None:
    assert parse_legal_form(fold_name(name)).stem
