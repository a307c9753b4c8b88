"""A page for each rule: what it means, why it matters, an example, what to do."""

from __future__ import annotations

from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Final

from ootb_events.validation import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.validation import Rule

__all__ = ["document", "page"]

_FAMILIES: Final = {
    "OOTB0": "The text",
    "OOTB1": "The envelope",
    "OOTB2": "The parameters",
    "OOTB3": "The version and the profile",
    "OOTB4": "What belongs together",
}
_OPENING: Final = """\
# The rules

What validation can find. The severities are those of the `platform` profile and mean what they
mean in the vendor's event monitor: the platform refuses the event (error), takes it with a small
mismatch (warning), or takes it as it is (info). `strict` makes warnings errors; a profile may raise
OOTB207.
What belongs together (OOTB4) JSON Schema cannot say; it never makes an event invalid.

`ootb-events rule RULE` prints one of these pages; `--select`, `--ignore` and `--severity` of
`ootb-events lint` say which rules count, and how much. The examples show the properties that
matter, of an event that has all others.
"""


def page(rule: Rule, heading: str = "#") -> str:
    """Write the page of a rule, in Markdown.

    :param heading: what its heading begins with.
    """
    text = (files("ootb_events.lint") / "rules" / f"{rule.id}.md").read_text("utf-8")
    return f"{heading} {rule.id} {rule.name}\n\nDefault severity: {rule.severity.value}.\n\n{text}"


def document() -> str:
    """Write all pages below one another, after a table of them."""
    return "\n".join(_parts())


def _parts() -> Iterator[str]:
    yield _OPENING
    for family, members in groupby(RULES.values(), key=lambda rule: rule.id[:5]):
        rules = list(members)
        yield f"## {_FAMILIES[family]}\n"
        yield "| rule | severity | what it means |\n|---|---|---|"
        for rule in rules:
            yield f"| {rule.id} {rule.name} | {rule.severity.value} | {rule.summary} |"
        yield ""
        for rule in rules:
            yield page(rule, "###")
