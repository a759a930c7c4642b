"""Person or organisation, in every script: cases a clerk would not doubt, and the promises of the interface."""

from math import exp
from pathlib import Path

import numpy as np
import pytest

from matching import kinds
from matching.errors import ModelFileError
from matching.folding import fold_name
from matching.kind_features import COLUMNS, feature_columns
from matching.kinds import log_odds_of_person, recognise_kind
from matching.legal_forms import parse_legal_form
from matching.records import ApplicantKind

DATA = Path(kinds.__file__).parent / "data"

PERSONS = [
    "John Smith", "Smith, John A.", "SMITH JOHN", "J. R. Smith", "Marie Skłodowska-Curie", "Nguyễn Văn An",
    "Ludwig van Beethoven", "María José García López", "Rajesh Kumar Sharma", "Hiroshi Tanaka", "Kim Min-su",
    "Wei Zhang", "Dr. Angela Müller", "Mohammed Al-Rashid", "Olga Ivanova",
    "Иванов Иван Иванович", "Петров П. С.", "Мария Кузнецова",
    "田中 太郎", "鈴木一郎", "王小明", "李伟", "タナカ ヒロシ", "ジョン・スミス",
    "김철수", "이영희", "존 스미스", "محمد احمد علي", "جون سميث", "דוד לוי",
    "Γιώργος Παπαδόπουλος", "মোহাম্মদ রহমান",
]  # fmt: skip
ORGANISATIONS = [
    "Robert Bosch GmbH", "Toyota Motor Corporation", "International Business Machines Corporation", "IBM",
    "University of California", "The Regents of the University of California", "Marks & Spencer plc",
    "Max-Planck-Gesellschaft zur Förderung der Wissenschaften e.V.", "Centre National de la Recherche Scientifique",
    "Acme Industries", "3M Innovative Properties", "Korea Electronics Technology Institute",
    "John Deere Limited", "Smith & Nephew, Inc.", "Robert Half LLC",
    "ООО «Ромашка»", "Институт катализа", "Московский государственный университет",
    "株式会社ディスコ", "三菱電機", "トヨタ自動車株式会社", "東京大学", "华为技术有限公司", "清华大学",
    "カブシキガイシャデンソー", "삼성전자주식회사", "한국전자통신연구원", "서울대학교",
    "جامعة الملك سعود", "شركة أرامكو السعودية", "אוניברסיטת תל אביב", "טבע בע\"מ",
    "Εθνικό Πανεπιστήμιο Αθηνών", "บริษัท ปตท. จำกัด (มหาชน)",
]  # fmt: skip


def kind_of(name: str) -> tuple[ApplicantKind, float]:
    folded = fold_name(name)
    return recognise_kind(folded, parse_legal_form(folded))


@pytest.mark.parametrize("name", PERSONS)
def test_person_is_recognised(name: str) -> None:
    kind, probability = kind_of(name)
    assert kind is ApplicantKind.NATURAL_PERSON
    assert 0.5 <= probability < 1.0


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_organisation_is_recognised(name: str) -> None:
    kind, probability = kind_of(name)
    assert kind is ApplicantKind.LEGAL_PERSON
    assert 0.5 <= probability < 1.0


@pytest.mark.parametrize("name", ["John Smith", "Maria Rossi", "Hans Müller", "田中太郎"])
def test_company_form_turns_a_personal_name_into_an_organisation(name: str) -> None:
    assert kind_of(name)[0] is ApplicantKind.NATURAL_PERSON
    form = "株式会社" if name > "\u3000" else " Ltd"
    assert kind_of(name + form)[0] is ApplicantKind.LEGAL_PERSON


@pytest.mark.parametrize("name", ["", "123", "---", "3.5 ( 7 )"])
def test_name_without_letters_is_of_unknown_kind(name: str) -> None:
    assert kind_of(name) == (ApplicantKind.UNKNOWN, 0.5)


def test_probability_is_the_logistic_of_the_log_odds_and_never_certain() -> None:
    folded = fold_name("John Smith")
    odds = log_odds_of_person(folded, parse_legal_form(folded))
    assert recognise_kind(folded, parse_legal_form(folded))[1] == pytest.approx(1 / (1 + exp(-odds)))
    assert abs(odds) <= 7.0


def test_features_of_a_name_do_not_depend_on_the_process() -> None:
    folded = fold_name("Acme")
    assert feature_columns(folded, parse_legal_form(folded))[:4] == [12673, 14200, 15387, 15482]  # crc32, never hash()


def test_long_names_cost_no_more_than_bounded_features() -> None:
    folded = fold_name("ab " * 170)
    assert len(feature_columns(folded, parse_legal_form(folded))) < 400


def test_model_file_is_small_and_has_a_card() -> None:
    assert (DATA / "kind_model.npz").stat().st_size <= 300_000
    card = (DATA / "kind_model.md").read_text(encoding="utf-8")
    assert "organisations recognised" in card
    assert "Wikidata, CC0" in card


def test_broken_model_file_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "kind_model.npz"
    np.savez(wrong, weights=np.zeros(8, np.int8), scale=1.0, with_form=0.0, without_form=0.0)
    with pytest.raises(ModelFileError, match=str(COLUMNS)):
        kinds.load_model(wrong)
