"""What a catalogue of one's own is held to, beyond the metaschema."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ootb_events._json import pointer
from ootb_events.catalog._catalog import Catalog
from ootb_events.catalog._entries import root_of
from ootb_events.catalog._named_keys import misnamed
from ootb_events.catalog._names import key_problem
from ootb_events.catalog._resolve import is_within
from ootb_events.catalog.check import check_file, schema_files
from ootb_events.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ootb_events.catalog._model import EventSchema

__all__ = ["problems"]

_FIRST: Final = ((0, 1, 0), (1, 0, 0))


def problems(folder: Path) -> Iterator[CatalogError]:
    """Walk everything that is wrong with a folder of schemas of one's own, each place once."""
    try:
        root = root_of(folder)
    except CatalogError as error:
        yield error
        return
    meaning = list(_meaning(root))
    places = {(error.source, error.pointer) for error in meaning if error.pointer}
    # Of a place that both find fault with, what is meant there is the clearer word.
    form = [error for error in _files(root) if (error.source, error.pointer) not in places]
    yield from {str(error): error for error in (*form, *meaning)}.values()


def _meaning(root: Path) -> Iterator[CatalogError]:
    try:
        catalog = Catalog.load(root)
    except CatalogError as error:
        yield error
        return
    standard = Catalog.default()
    for key in catalog:
        if key in standard and (root / "events" / key).is_dir():
            yield _redefined(key)
        else:
            yield from _event(catalog, key)


def _files(root: Path) -> Iterator[CatalogError]:
    for path in schema_files(root):
        if is_within(path, root):
            yield from check_file(path, root)
        else:
            source = path.relative_to(root).as_posix()
            yield CatalogError("it is a link that leaves the catalogue's folder", source=source)


def _redefined(key: str) -> CatalogError:
    return CatalogError(
        f"{key} is an event of the reference, whose file is events/{key} of this package; add "
        "parameters to it with an overlay, or give yours a key of its own",
        source=f"events/{key}",
    )


def _event(catalog: Catalog, key: str) -> Iterator[CatalogError]:
    standard = Catalog.default()
    versions = catalog.versions(key)
    for version in versions:
        try:
            schema = catalog.get(key, version)
            names = [*schema.parameters, *(schema.item.parameters if schema.item else ())]
        except CatalogError as error:
            yield error
            continue
        if key not in standard:
            yield from _named(key, "an event key", schema, "/x-event")
            yield from misnamed(schema)
        for name in names:
            if name.replace("{n}", "1") not in _standard_parameters():
                yield from _named(name.replace("{n}", "1"), "a parameter", schema, _place(name))
    if key not in standard:
        yield from _gaps(key, versions)


def _place(name: str) -> str:
    return pointer("properties", "context", "properties", name)


def _named(name: str, what: str, schema: EventSchema, at: str) -> Iterator[CatalogError]:
    problem = key_problem(name, what)
    if problem:
        yield CatalogError(problem, source=schema.source, pointer=at)


@cache
def _standard_parameters() -> frozenset[str]:
    return frozenset(
        name.replace("{n}", "1")
        for schema in Catalog.default().schemas()
        for name in (*schema.parameters, *(schema.item.parameters if schema.item else ()))
    )


def _gaps(key: str, versions: tuple[str, ...]) -> Iterator[CatalogError]:
    """Find versions that do not follow from the one before, as a file that got lost leaves them."""
    numbers = [(0, 0, 0), *(_numbers(version) for version in versions)]
    for before, after in pairwise(numbers):
        major, minor, patch = before
        following = _FIRST if not any(before) else _following(major, minor, patch)
        if after not in following:
            expected = " or ".join(".".join(map(str, one)) for one in following)
            last = ".".join(map(str, before))
            where = f"after {last} comes" if any(before) else "the first version is"
            yield CatalogError(
                f"{where} {expected}; is a file missing?",
                source=f"events/{key}/{'.'.join(map(str, after))}.json",
                pointer="/x-version",
            )


def _following(major: int, minor: int, patch: int) -> tuple[tuple[int, int, int], ...]:
    return (major, minor, patch + 1), (major, minor + 1, 0), (major + 1, 0, 0)


def _numbers(version: str) -> tuple[int, int, int]:
    major, minor, patch = map(int, version.split("."))
    return major, minor, patch
