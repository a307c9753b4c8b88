"""Assert that payloads are valid, with the place of whatever is wrong."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ootb_events.catalog import Catalog, configured_catalog
from ootb_events.codec import codec_for
from ootb_events.errors import EncodeError
from ootb_events.events import Event
from ootb_events.lint._choice import Choice
from ootb_events.lint._examine import Examiner, Wrapping
from ootb_events.lint._file import FileLint
from ootb_events.lint._lint import lint_pieces
from ootb_events.lint._pieces import Pieces
from ootb_events.lint._sources import Source
from ootb_events.lint._streams import Stream
from ootb_events.lint._unreadable import Unreadable
from ootb_events.testing._reports import findings_of, told
from ootb_events.validation import Report, validator_for

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from ootb_events.lint import FileResult
    from ootb_events.validation import Validator

__all__ = ["assert_valid"]

__tracebackhide__ = __unittest = True

_TENANT: Final = 1
"""Stands for that of an emitter, which an event object does not have."""


def assert_valid(
    subject: Event | Mapping[str, Any] | str | bytes | os.PathLike[str],
    *,
    version: str | None = None,
    profile: str = "platform",
    strict: bool = False,
    catalog: Catalog | None = None,
) -> Report:
    """Assert that an event, a payload, JSON text or a file of payloads is valid.

    :param subject: an event object; a payload as a mapping; text, which is the path of a file
        unless it is empty, has several lines, or begins with a brace, bracket or quotation mark;
        or a path.
    :param version: the version to hold it to; by default the current one, and for an event
        object its own.
    :param profile: ``platform``, ``opti-x`` or ``ebi``.
    :param strict: whether every warning counts as an error.
    :param catalog: which events exist; by default those of this package, and those of the
        catalogues that the nearest settings file names, from the working directory upward.
    :returns: everything that was found; of a file with several events, without key and version,
        and what several of them have in common once.
    :raises AssertionError: when there are errors; it lists all findings, those of texts and
        files with their lines.
    :raises ConfigurationError: when there is no such profile, or the settings file is not usable.
    :raises CatalogError: when a catalogue that it names is not usable.
    :raises UnknownVersionError: when no event has that version.
    """
    chosen = _of_the_project() if catalog is None else catalog
    validator = validator_for(chosen, profile=profile, strict=strict)
    if isinstance(subject, Event):
        return _assert_ok(_report_on(subject, validator, version))
    if isinstance(subject, Mapping):
        return _assert_ok(validator.validate(subject, version=version))
    targets = _targets(validator.catalog, version) if version is not None else {}
    name, source = _named(subject)
    results = _lint(name, source, Examiner(validator, Wrapping(), targets))
    report = _together(results)
    if not report.ok or any(result.problem for result in results):
        raise AssertionError(told(results))
    return report


def _of_the_project() -> Catalog:
    try:
        return _configured(Path.cwd())
    except FileNotFoundError:  # the working directory was removed
        return Catalog.default()


@lru_cache(maxsize=4)
def _configured(folder: Path) -> Catalog:
    """Read the catalogue of a project once, as a property-based test asks for it often."""
    return configured_catalog(start=folder)


def _assert_ok(report: Report) -> Report:
    if not report.ok:
        raise AssertionError(str(report))
    return report


def _report_on(event: Event, validator: Validator, version: str | None) -> Report:
    try:
        payload = codec_for(validator.catalog).to_payload(event, tenant=_TENANT)
    except EncodeError as error:
        from ootb_events.emit._refusals import report_of

        return report_of(error, event)
    return validator.validate(payload, version=version or event.schema_version)


def _targets(catalog: Catalog, version: str) -> dict[str, str]:
    targets = {key: version for key in catalog if version in catalog.versions(key)}
    if not targets:
        from ootb_events.errors import UnknownVersionError

        known = {each for key in catalog for each in catalog.versions(key)}
        raise UnknownVersionError("the catalogue", version, sorted(known))
    return targets


def _named(
    subject: str | bytes | os.PathLike[str],
) -> tuple[str, AbstractContextManager[Stream] | Source]:
    if isinstance(subject, str) and _is_json(subject):
        subject = subject.encode(errors="surrogatepass")
    if isinstance(subject, bytes):
        return "<text>", Stream(io.BytesIO(subject))
    if isinstance(subject, (str, os.PathLike)):
        path = os.fspath(subject)
        return path, Source(path)
    raise TypeError(
        "expected an event, a payload as a mapping, JSON text or the path of a file, "
        f"got {type(subject).__name__}"
    )


def _is_json(text: str) -> bool:
    """Tell JSON from a path, which a message may show."""
    return text.lstrip("\ufeff \t\r\n")[:1] in {"", "{", "[", '"'} or "\n" in text


def _lint(
    name: str, source: AbstractContextManager[Stream] | Source, examiner: Examiner
) -> list[FileResult]:
    file = FileLint(name, examiner, Choice(), fold=True)
    try:
        with source.open() if isinstance(source, Source) else source as stream:
            parts = list(lint_pieces(file, Pieces(stream, name)))
    except Unreadable as error:
        return [file.result(problem=str(error))]
    return [*parts, file.result()]


def _together(results: list[FileResult]) -> Report:
    kinds = {kind for result in results for kind in result.by_version}
    events = sum(result.events for result in results)
    event, version = kinds.pop() if events == 1 and len(kinds) == 1 else (None, None)
    return Report(event=event, version=version, findings=tuple(findings_of(results)))
