"""The findings of one file, those alike as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from ootb_events.usage._model import MOST_PLACES, CodeFinding

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable

    from ootb_events.usage._model import CodePlace, CodeRule
    from ootb_events.validation import Severity

__all__ = ["Findings"]


class Findings:
    """Collect what is said about a file.

    :param place: says where in the file a node is.
    """

    def __init__(self, place: Callable[[ast.AST], CodePlace]) -> None:
        self._place = place
        self._found: dict[tuple[str, str], CodeFinding] = {}
        self._places: dict[tuple[str, str], set[CodePlace]] = {}

    def add(  # noqa: PLR0913, PLR0917 - what a finding says, in its order
        self,
        rule: CodeRule,
        severity: Severity,
        subject: str,
        message: str,
        advice: str,
        node: ast.AST,
    ) -> None:
        """Take one more; the same thing at the same place counts once."""
        key = rule, subject
        place = self._place(node)
        self._places.setdefault(key, set()).add(place)
        if key not in self._found:
            self._found[key] = CodeFinding(
                rule=rule,
                severity=severity,
                subject=subject,
                message=message,
                advice=advice,
                places=(place,),
            )

    def all(self) -> tuple[CodeFinding, ...]:
        """Return them in the order of the file."""
        found = []
        for key, finding in self._found.items():
            places = sorted(
                self._places[key], key=lambda place: (place.cell, place.line, place.column)
            )
            found.append(
                attrs.evolve(finding, places=tuple(places[:MOST_PLACES]), count=len(places))
            )
        return tuple(sorted(found, key=lambda each: _order(each.places[0])))


def _order(place: CodePlace) -> tuple[int, int, int]:
    return place.cell, place.line, place.column
