"""From what code uses to what is to be said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ootb_events.usage._classes import EVENTS, installed_modules
from ootb_events.usage._fates import named
from ootb_events.usage._findings import Findings
from ootb_events.usage._model import Use
from ootb_events.usage._payloads import Payloads
from ootb_events.validation import Severity
from ootb_events.validation._resemblance import resembling

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable

    from ootb_events.catalog import EventSchema, Parameter
    from ootb_events.usage._classes import GeneratedClass, GeneratedModule
    from ootb_events.usage._fates import Fates
    from ootb_events.usage._model import CodePlace

__all__ = ["Judge"]

_SUPERSEDED: Final = f"{EVENTS}.superseded"
_MOST_NAMES: Final = 5


class Judge:
    """Say what is to be said about the code of one file.

    :param fates: says what became of versions and parameters.
    :param place: says where in the file a node is.
    """

    def __init__(self, fates: Fates, place: Callable[[ast.AST], CodePlace]) -> None:
        self.findings = Findings(place)
        self.counts: dict[Use, int] = {}
        self._fates = fates
        self._payloads = Payloads(self._fates, self.findings)

    # What reading tells

    def uses(self, cls: GeneratedClass, node: ast.AST) -> None:
        """Say what became of a class."""
        schema = self._fates.schema_of(cls.event, cls.version)
        if schema is None:
            if cls.event is not None:
                self._not_in_catalog(cls, node)
            return
        current = self._fates.current(schema)
        use = Use(cls.module, cls.name, schema.key, schema.version, _named(current, schema))
        self.counts[use] = self.counts.get(use, 0) + 1
        if current is schema or cls.is_item:
            return
        severity = Severity.ERROR if self._fates.refused(schema) else Severity.WARNING
        advice = self._advice(cls, schema, current)
        if current.key != schema.key:
            message = (
                f"{cls} is {_release(schema)}; {current.key} took the place of that event, "
                f"current is {current.version}"
            )
            self.findings.add("superseded", severity, cls.name, message, advice, node)
        else:
            message = f"{cls} is {_release(schema)}; current is {current.version}"
            self.findings.add("older-version", severity, cls.name, message, advice, node)

    def touches(
        self,
        classes: tuple[GeneratedClass, ...],
        name: str,
        node: ast.AST,
        *,
        may_lack: bool = False,
    ) -> None:
        """Say what became of an attribute, where every class that it may be of is known.

        :param may_lack: whether the code is prepared for one that never was.
        """
        if name.startswith("__") or any(not cls.attributes for cls in classes):
            return
        has = [cls for cls in classes if name in cls.attributes or name in cls.others]
        if not has:
            once = next((cls for cls in classes if self._before(cls, name) is not None), None)
            if once is not None or not may_lack:
                self._missing(once or classes[0], name, node)
        for cls in has:
            self._outdated(cls, name, node)

    def misses(self, module: GeneratedModule, name: str, node: ast.AST) -> None:
        """Say that a module has no such name, and what may be meant."""
        modules = installed_modules()
        ours = modules.items() if module.name in modules else ()
        elsewhere = next((each for each, one in ours if name in one.classes), None)
        if elsewhere is not None:
            moved = (
                "; another event took the place of its event" if elsewhere == _SUPERSEDED else ""
            )
            advice = f"it is in {elsewhere}{moved}"
        else:
            meant = resembling(name, tuple(module.classes))
            advice = f"did you mean {meant}?" if meant else ""
        message = f"{module.name} has no {name}"
        self.findings.add("unknown-class", Severity.ERROR, name, message, advice, node)

    def cannot_tell(self, what: str, node: ast.AST) -> None:
        """Say what reading does not tell."""
        advice = "name it, and it can be checked"
        message = f"it cannot be told {what}"
        self.findings.add("not-checkable", Severity.INFO, what, message, advice, node)

    def sends(self, payload: ast.Dict) -> None:
        """Say what became of the keys of a payload that is written out."""
        self._payloads.judge(payload)

    # What became of it

    def _not_in_catalog(self, cls: GeneratedClass, node: ast.AST) -> None:
        message = f"{cls} is {cls.event} {cls.version}, which no catalogue here has"
        advice = "name its folder with --catalog, or generate the classes again"
        self.findings.add("not-checkable", Severity.INFO, cls.name, message, advice, node)

    def _before(self, cls: GeneratedClass, name: str) -> tuple[EventSchema, Parameter] | None:
        """Find the newest version before a class's that has an attribute."""
        schema = self._fates.schema_of(cls.event, cls.version)
        for older in self._fates.earlier(schema) if schema else ():
            found = named(name, older, of_items=cls.is_item)
            if found is not None:
                return older, found
        return None

    def _missing(self, cls: GeneratedClass, name: str, node: ast.AST) -> None:
        subject = f"{cls}.{name}"
        before = self._before(cls, name)
        if before is None:
            message = f"{cls} has no {name}"
            advice = self._meant(cls, name)
            self.findings.add("unknown-parameter", Severity.ERROR, subject, message, advice, node)
            return
        older, parameter = before
        fate = self._fates.of(parameter.key, older, of_items=cls.is_item)
        message = f"{cls} has no {name}, which {_release(older)} had"
        if fate.parameter is None:
            advice = f"leave it out; it is gone since {_release(fate.schema)}"
            self.findings.add("lost-parameter", Severity.ERROR, subject, message, advice, node)
        else:
            advice = f"it is {fate.parameter.name} now"
            self.findings.add("renamed-parameter", Severity.ERROR, subject, message, advice, node)

    def _meant(self, cls: GeneratedClass, name: str) -> str:
        schema = self._fates.schema_of(cls.event, cls.version)
        if schema is not None and named(name, schema, of_items=cls.is_item) is not None:
            by = " and ".join(schema.overlays) or "its schema"
            return f"{_release(schema)} has it, by {by}: use what ootb-events generate writes"
        meant = resembling(name, cls.attributes)
        return f"did you mean {meant}?" if meant else f"it has {_listed([*cls.attributes])}"

    def _outdated(self, cls: GeneratedClass, name: str, node: ast.AST) -> None:
        """Say of an attribute of an older class what it is now."""
        schema = self._fates.schema_of(cls.event, cls.version)
        parameter = named(name, schema, of_items=cls.is_item) if schema else None
        if schema is None or parameter is None or self._fates.current(schema) is schema:
            return
        fate = self._fates.of(parameter.key, schema, of_items=cls.is_item)
        now = self._fates.class_name(self._fates.current(schema))
        subject = f"{cls}.{name}"
        if fate.parameter is None:
            message = f"{name} of {cls} is gone since {_release(fate.schema)}"
            advice = f"{now} does without it; leave it out"
            self.findings.add("lost-parameter", Severity.WARNING, subject, message, advice, node)
        elif fate.parameter.name != name:
            message = f"{name} of {cls} is called {fate.parameter.name} by now"
            advice = f"give {now} {fate.parameter.name} instead"
            self.findings.add("renamed-parameter", Severity.WARNING, subject, message, advice, node)

    def _advice(self, cls: GeneratedClass, schema: EventSchema, current: EventSchema) -> str:
        now = self._fates.class_name(current)
        fates = {each.name: self._fates.of(key, schema) for key, each in schema.parameters.items()}
        gone = [name for name, fate in fates.items() if fate.parameter is None]
        moved = [
            f"{name} → {fate.parameter.name}"
            for name, fate in fates.items()
            if fate.parameter is not None and fate.parameter.name != name
        ]
        parts = [
            _instead(cls, now),
            f"without {_listed(gone)}" if gone else "",
            f"renamed: {_listed(moved)}" if moved else "",
        ]
        return "; ".join(filter(None, parts))


def _instead(cls: GeneratedClass, now: str) -> str:
    if now != cls.name:
        return f"use {now}"
    if cls.module.startswith(EVENTS):
        return f"use {EVENTS}.{now}"
    return "generate the classes again, with ootb-events generate"


def _release(schema: EventSchema) -> str:
    return f"{schema.key} {schema.version}"


def _named(current: EventSchema, schema: EventSchema) -> str:
    return current.version if current.key == schema.key else _release(current)


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
