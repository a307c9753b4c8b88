"""Settings become an emitter."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeVar

from ootb_events._toml import resembling
from ootb_events.emit._settings._keywords import Keywords
from ootb_events.emit._settings._known import HTTP, SETTINGS
from ootb_events.emit._settings._sources import (
    PREFIX,
    TABLE,
    Found,
    from_catalogs,
    from_environment,
    from_keywords,
    from_project,
)
from ootb_events.emit._sqlite import SqliteOutbox
from ootb_events.errors import ConfigurationError, OutboxError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ootb_events.transports import HttpTransport

__all__ = ["build"]

T = TypeVar("T")

_REMEDIES = {
    "endpoint": "; or pass a transport, or transport=None to leave delivery to another process"
}


def build(make: Callable[..., T], keywords: Mapping[str, Any]) -> T:
    """Call what makes an emitter with all that is set, in the order of precedence.

    :raises ConfigurationError: with everything that is wrong, a line for each problem.
    :raises OutboxError: when the outbox cannot be opened.
    """
    _check_names(keywords)
    problems: list[str] = []
    found = {
        **from_project(problems),
        **from_environment(os.environ, problems),
        **from_keywords(keywords),
    }
    if "catalog" not in found:
        found.update(from_catalogs(problems))
    if "transport" in found:
        problems.extend(_useless(found))
        found = {name: each for name, each in found.items() if name not in HTTP}
    values = _values(found, problems)
    problems.extend(_missing(found))
    problems.extend(_outbox_problems(found))
    if problems:
        raise ConfigurationError("\n".join(problems))
    return _make(make, values, found)


def _check_names(keywords: Mapping[str, Any]) -> None:
    known = tuple(Keywords.__annotations__)
    for name in keywords:
        if name not in known:
            meant = resembling(name, known)
            hint = f"; did you mean {meant}?" if meant else ""
            raise TypeError(f"from_env() has no keyword {name!r}{hint}")


def _values(found: Mapping[str, Found], problems: list[str]) -> dict[str, Any]:
    values = {}
    for name, each in found.items():
        try:
            values[name] = each.read_as(SETTINGS[name]) if name in SETTINGS else each.value
        except ConfigurationError as error:
            problems.append(f"{name}, from {each.place}: {error}")
    return values


def _useless(found: Mapping[str, Found]) -> list[str]:
    return [
        f"{each.place} has no effect beside a transport; give it to the transport"
        for name, each in found.items()
        if name in HTTP and each.passed
    ]


def _missing(found: Mapping[str, Found]) -> list[str]:
    needed = ["tenant"] if "transport" in found else ["endpoint", "tenant"]
    return [
        f"{name} is not set: expected {SETTINGS[name].expected}; set {PREFIX}{name.upper()} in "
        f"the environment, or {name} under {TABLE} in pyproject.toml, or pass {name}="
        f"{_REMEDIES.get(name, '')}"
        for name in needed
        if name not in found
    ]


def _outbox_problems(found: Mapping[str, Found]) -> list[str]:
    """Complain about a choice for an outbox that is not there, or was made elsewhere."""
    sync, outbox = found.get("outbox_sync"), found.get("outbox")
    if sync is None or _is_path(outbox) or (outbox is not None and not sync.passed):
        return []
    expected = "expected outbox to be the path of a file; set it so, or remove outbox_sync"
    return [f"outbox_sync, from {sync.place}: {expected}"]


def _is_path(outbox: Found | None) -> bool:
    return outbox is not None and (
        not outbox.passed or isinstance(outbox.value, (str, os.PathLike))
    )


def _make(make: Callable[..., T], values: dict[str, Any], found: Mapping[str, Found]) -> T:
    transport = values.pop("transport", None)
    http = {name: values.pop(name) for name in HTTP if name in values}
    if http:
        transport = _transport(http, found)
    sync = values.pop("outbox_sync", None)
    if sync is not None and _is_path(found.get("outbox")):
        values["outbox"] = SqliteOutbox(values["outbox"], sync=sync)
    try:
        return make(transport, **values)
    except OutboxError as error:
        if "outbox" not in found:
            raise
        where = f"outbox comes from {found['outbox'].place}"
        raise OutboxError(f"{error.problem} ({where})", path=error.path) from error


def _transport(settings: Mapping[str, Any], found: Mapping[str, Found]) -> HttpTransport:
    from ootb_events.transports import HttpTransport

    try:
        return HttpTransport(**settings)
    except ConfigurationError as error:
        HttpTransport("https://localhost")  # if even this fails, no setting is to blame
        for name, value in settings.items():
            _try_alone(HttpTransport, name, value, found[name].place)
        raise error from None


def _try_alone(make: Callable[..., object], name: str, value: object, place: str) -> None:
    try:
        make(**{"endpoint": "https://localhost", name: value})
    except ConfigurationError as error:
        raise ConfigurationError(
            f"{name}, from {place}: {error}; correct or remove it there"
        ) from None
