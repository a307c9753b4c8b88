"""What was captured, as a file to compare with."""

from __future__ import annotations

import difflib
import json
import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ootb_events.events._base import masked
from ootb_events.testing._places import caller

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ootb_events.catalog import EventSchema, Parameter
    from ootb_events.testing._records import Captured

__all__ = ["Snapshots", "canonical"]

__tracebackhide__ = __unittest = True

_OF_IDS: Final = ("_id", "_key", "_ref", "_reference")
_MOST_LINES: Final = 100
_UPDATE: Final = "pytest --ootb-update, or capture_events(update_snapshots=True)"


class Snapshots:
    """Compare captures with files, or write them.

    :param folder: what paths are relative to; ``None``: the folder of the file that compares.
    :param update: whether files are written.
    :param show_pii: whether personal data is written.
    """

    def __init__(
        self, folder: str | os.PathLike[str] | None, *, update: bool, show_pii: bool
    ) -> None:
        self._folder = folder
        self._update = update
        self._show_pii = show_pii

    def compare(
        self, records: Sequence[Captured], path: str | os.PathLike[str], keep: Collection[str]
    ) -> None:
        """Compare with a file, or write it.

        :raises AssertionError: when it differs, there is none, or it cannot be written.
        """
        folder = self._folder if self._folder is not None else Path(caller().file).parent
        file, shown = Path(folder, path), os.fspath(path)
        text = canonical(records, keep=keep, show_pii=self._show_pii)
        if self._update:
            try:
                _write(file, text)
            except OSError as error:
                why = error.strerror
                raise AssertionError(f"cannot write the snapshot {shown}: {why}") from None
            return
        try:
            expected = file.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise AssertionError(
                f"there is no snapshot {shown}\nto write it: {_UPDATE}; then look at it"
            ) from None
        except UnicodeDecodeError:
            raise AssertionError(f"the snapshot {shown} is not UTF-8 text") from None
        except OSError as error:
            raise AssertionError(f"cannot read the snapshot {shown}: {error.strerror}") from None
        if expected.rstrip() != text.rstrip():
            raise AssertionError("\n".join(_difference(shown, expected, text)))


def canonical(records: Sequence[Captured], *, keep: Collection[str], show_pii: bool) -> str:
    """Write what was captured as JSON that is the same in every run."""
    names = _Placeholders()
    written = [_normalised(record, names, keep, show_pii=show_pii) for record in records]
    return f"{_json_text(written)}\n"


class _Placeholders:
    """Give the same placeholder for the same id, wherever it stands."""

    def __init__(self) -> None:
        self._known: dict[Any, str] = {}
        self._counts: dict[str, int] = {}

    def of(self, value: Any, role: str) -> str:
        """Take the placeholder of an id, named after the role in which it came first."""
        key = str(value)  # an id may be sent as a number here and as a text there
        if key not in self._known:
            number = self._counts[role] = self._counts.get(role, 0) + 1
            self._known[key] = f"<{role}-{number}>"
        return self._known[key]


def _normalised(
    record: Captured, names: _Placeholders, keep: Collection[str], *, show_pii: bool
) -> dict[str, Any]:
    payload = record.payload
    written: dict[str, Any] = {"event": payload.pop("event")}
    for role in ("customer", "visitor"):
        if role in payload:
            value = payload.pop(role)
            written[role] = value if role in keep else names.of(value, role)
    if "timestamp" not in keep:
        payload["timestamp"] = "<time>"
    context = payload.pop("context")
    written |= dict(sorted(payload.items()))
    schema = record.schema
    for key, value in sorted(context.items()):
        parameter = _parameter(schema, key)
        if key in keep or (parameter is not None and parameter.name in keep):
            continue
        context[key] = _written(value, parameter, names, show_pii=show_pii)
    written["context"] = dict(sorted(context.items()))
    return written


def _written(
    value: Any, parameter: Parameter | None, names: _Placeholders, *, show_pii: bool
) -> Any:
    if parameter is None:
        return value if show_pii else masked(value)
    if parameter.customer_id:
        return names.of(value, "customer")
    if parameter.kind == "identifier" or parameter.key.endswith(_OF_IDS):
        return names.of(value, "id")
    if parameter.kind == "date-time":
        return "<time>"
    return masked(value) if parameter.pii and not show_pii else value


def _parameter(schema: EventSchema | None, key: str) -> Parameter | None:
    if schema is None:
        return None
    if key in schema.parameters:
        return schema.parameters[key]
    for parameter in schema.parameters.values():
        if key in parameter.aliases:
            return parameter
    numbered = schema.item.number_in(key) if schema.item else None
    return numbered[1] if numbered else None


def _json_text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _difference(path: str, expected: str, text: str) -> Iterator[str]:
    yield f"what was emitted differs from the snapshot {path}"
    yield f"if it should: {_UPDATE}"
    lines = difflib.unified_diff(
        expected.splitlines(), text.splitlines(), "snapshot", "emitted", lineterm="", n=3
    )
    shown = list(islice(lines, _MOST_LINES + 1))
    yield from shown[:_MOST_LINES]
    if len(shown) > _MOST_LINES:
        yield "... and more"
