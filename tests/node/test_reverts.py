import pytest

from node.abi import load_artifact
from node.errors import GidError, OfficeNotActiveError, RevertedError, UnknownGidError
from node.reverts import FORBIDDING, OPERATION_USED, error_from_data, known_errors, name_revert

REGISTRY = load_artifact("ApplicantRegistry")


SAMPLES = {"string": "text", "bytes2": b"JP", "bytes32": b"\x01" * 32, "address": "0x" + "11" * 20}


def data(name: str, *arguments: object) -> str:
    signature = next(each for each in known_errors().values() if each.name == name)
    return "0x" + signature.calldata(*arguments).hex()


def test_names_that_are_treated_specially_are_errors_of_the_contracts() -> None:
    names = {each.name for each in known_errors().values()}
    assert {*FORBIDDING, OPERATION_USED, "RegistryUnknownGid"} <= names


def test_every_custom_error_is_named_with_its_arguments() -> None:
    for signature in known_errors().values():
        values = [SAMPLES.get(kind, 3) for kind in signature.inputs]
        name, arguments = name_revert(data(signature.name, *values))
        assert name == signature.name
        assert tuple(arguments) == signature.input_names


def test_selectors_do_not_collide() -> None:
    counted = sum(len(load_artifact(name).errors) for name in ("ApplicantRegistry", "Offices"))
    shared = set(REGISTRY.errors) & set(load_artifact("Offices").errors)
    assert len(known_errors()) == counted - len(shared) + 2
    for selector in shared:
        assert REGISTRY.errors[selector].name == load_artifact("Offices").errors[selector].name


@pytest.mark.parametrize(
    ("name", "arguments", "kind"),
    [
        ("RegistryUnknownGid", (7,), UnknownGidError),
        ("RegistryNotLinked", (7, 2), OfficeNotActiveError),
        ("OfficesKeyNotActive", ("0x" + "11" * 20,), OfficeNotActiveError),
        ("RegistryAlreadyLinked", (7, 2), RevertedError),
        ("Error", ("out of luck",), RevertedError),
    ],
)
def test_reverts_become_errors_of_this_layer(name: str, arguments: tuple[object, ...], kind: type[GidError]) -> None:
    error = error_from_data(data(name, *arguments))
    assert type(error) is kind
    assert str(arguments[0]) in str(error)


@pytest.mark.parametrize("raw", ["", "0x", "0x12", "0xdeadbeef", "0x08c379a0ff", "0x" + "00" * 500])
def test_unknown_revert_data_is_shown_and_not_guessed(raw: str) -> None:
    name, arguments = name_revert(raw)
    assert name == "unknown"
    assert len(str(arguments)) < 200
    assert isinstance(error_from_data(raw), RevertedError)
