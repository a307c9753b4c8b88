"""Payloads that are written out in code: mappings with an event key and a context."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from ootb_events.validation import Severity
from ootb_events.validation._resemblance import resembling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.catalog import EventSchema
    from ootb_events.usage._fates import Fates
    from ootb_events.usage._findings import Findings
    from ootb_events.usage._model import CodeRule

__all__ = ["Payloads"]

_OURS: Final = ("ootb_",)


class Payloads:
    """Judge mappings.

    :param fates: says what became of parameters.
    :param findings: takes what is to be said.
    """

    def __init__(self, fates: Fates, findings: Findings) -> None:
        self._fates = fates
        self._findings = findings

    def judge(self, payload: ast.Dict) -> None:
        """Judge a mapping, if it names an event in plain text and has a context beside it."""
        members = {key.value: (key, value) for key, value in _plain(payload)}
        if "event" not in members or "context" not in members:
            return
        _, named = members["event"]
        if not (isinstance(named, ast.Constant) and isinstance(named.value, str)):
            return
        event, catalog = named.value, self._fates.catalog
        if event not in catalog:
            self._unknown(event, named)
            return
        schema = catalog.get(event)
        self._superseded(schema, named)
        context = members["context"][1]
        for key, _ in _plain(context) if isinstance(context, ast.Dict) else ():
            self._parameter(str(key.value), schema, key)

    def _unknown(self, event: str, node: ast.AST) -> None:
        if event.startswith(_OURS):
            meant = self._fates.catalog.resembling(event, 1)
            advice = f"did you mean {meant[0]}?" if meant else "name its catalogue with --catalog"
            message = f"there is no event {event}"
            self._findings.add("unknown-event", Severity.ERROR, event, message, advice, node)

    def _superseded(self, schema: EventSchema, node: ast.AST) -> None:
        current = self._fates.current(schema)
        if current.key != schema.key:
            message = f"{current.key} took the place of {schema.key}"
            advice = f"send {current.key}, or {self._fates.class_name(current)}"
            self._findings.add("superseded", Severity.WARNING, schema.key, message, advice, node)

    def _parameter(self, key: str, schema: EventSchema, node: ast.AST) -> None:
        subject = f"{schema.key}/{key}"
        if key in schema.parameters or (schema.item and schema.item.number_in(key)):
            return
        meant = next((one.key for one in schema.parameters.values() if key in one.aliases), None)
        if meant is not None:
            message = f"{key} is {meant} in {schema.key} {schema.version}"
            self._add("renamed-parameter", subject, message, f"send it as {meant}", node)
            return
        for older in self._fates.earlier(schema):
            if key in older.parameters:
                self._outdated(key, older, schema, node)
                return
        near = resembling(key, tuple(schema.parameters))
        advice = f"did you mean {near}?" if near else ""
        message = f"{schema.key} {schema.version} has no {key or 'parameter without a name'}"
        self._add("unknown-parameter", subject, message, advice, node)

    def _outdated(self, key: str, older: EventSchema, schema: EventSchema, node: ast.AST) -> None:
        fate = self._fates.of(key, older)
        subject = f"{schema.key}/{key}"
        had = f"{schema.key} {schema.version} has no {key}, which {older.key} {older.version} had"
        if fate.parameter is None:
            advice = f"leave it out; it is gone since {fate.schema.key} {fate.schema.version}"
            self._add("lost-parameter", subject, had, advice, node)
        else:
            self._add("renamed-parameter", subject, had, f"send it as {fate.parameter.key}", node)

    def _add(self, rule: CodeRule, subject: str, message: str, advice: str, node: ast.AST) -> None:
        self._findings.add(rule, Severity.WARNING, subject, message, advice, node)


def _plain(payload: ast.Dict) -> Iterator[tuple[ast.Constant, ast.expr]]:
    for key, value in zip(payload.keys, payload.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key, value
