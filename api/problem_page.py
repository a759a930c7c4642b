"""Write api/PROBLEMS.md, what each problem type means and what to do: `python -m api.problem_page`."""

import inspect
from http import HTTPStatus
from pathlib import Path

from api.problems import PROBLEMS, TYPE_PREFIX

PAGE = Path(__file__).with_name("PROBLEMS.md")

OF_HTTP = {
    "validation": (422, "The request does not fit the schema; `errors` says where and why, never what was sent."),
    "internal": (500, "An error nobody foresaw; the log has it, the answer tells nothing of it."),
    **{
        HTTPStatus(status).phrase.lower().replace(" ", "-"): (status, text)
        for status, text in (
            (400, "The request cannot be read, as JSON for instance."),
            (405, "The path is right, the method is not; `Allow` lists those that are."),
        )
    },
}
"""Types that no error class of ours stands for."""

_HEAD = f"""# Problem types

Every failure is `application/problem+json` (RFC 9457). `type` is `{TYPE_PREFIX}` and one of the codes below;
it never changes its meaning. `detail` is one sentence for people, `advice`, where there is one, says what to do,
`instance` is the path. Further members stand beside them. The command line shows the same sentences. Written from
`api/problems.py` by `python -m api.problem_page`; a test holds the two together.

| code | status | title | when | further members |
|---|---|---|---|---|
"""


def problem_page() -> str:
    """The page as text."""
    rows = {
        kind.slug: (
            kind.status,
            kind.title,
            _first_sentence(error),
            ", ".join(f"`{_camel(name)}`" for name in kind.members),
        )
        for error, kind in PROBLEMS.items()
    }
    for slug, (status, text) in OF_HTTP.items():
        rows.setdefault(slug, (status, HTTPStatus(status).phrase, text, "`errors`" if slug == "validation" else ""))
    return _HEAD + "".join(
        f"| `{slug}` | {status} | {title} | {text} | {members} |\n"
        for slug, (status, title, text, members) in sorted(rows.items())
    )


def _first_sentence(error: type[Exception]) -> str:
    return (inspect.getdoc(error) or "").split("\n\n")[0].replace("\n", " ").replace("|", "/")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


if __name__ == "__main__":
    PAGE.write_text(problem_page(), encoding="utf-8")
