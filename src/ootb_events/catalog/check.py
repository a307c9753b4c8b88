"""Whether schema files say only what this library understands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ootb_events._json import pointer
from ootb_events.catalog._patterns import objection
from ootb_events.catalog._resolve import read_schema, schema_folder
from ootb_events.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema.exceptions import ValidationError

__all__ = ["check_catalog", "check_file", "check_folder", "schema_files"]

_KINDS: Final[Mapping[str, str]] = {
    "events": "event",
    "overlays": "overlay",
    "envelope": "envelope",
    "types": "definitions",
    "parameters": "definitions",
}
_SENTENCE: Final = r"\.$"
_LONGEST: Final = 300


def schema_files(folder: Path) -> tuple[Path, ...]:
    """List the schema files of a catalogue's folder, the metaschema aside."""
    return tuple(sorted(path for kind in _KINDS for path in (folder / kind).rglob("*.json")))


def check_folder(folder: Path) -> tuple[CatalogError, ...]:
    """Check every schema file of a folder against the metaschema, and say all that is wrong."""
    return tuple(problem for path in schema_files(folder) for problem in check_file(path, folder))


def check_catalog(folder: Path) -> tuple[CatalogError, ...]:
    """Check a folder of schemas of one's own, and say all that is wrong.

    Besides what :func:`check_folder` asks: references lead somewhere, no event is one of this
    package, no version is skipped, names are those that the platform takes and Python can have.

    :param folder: as :meth:`Catalog.load` takes it.
    """
    from ootb_events.catalog._own_rules import problems

    return tuple(problems(folder))


def check_file(path: Path, folder: Path) -> Iterator[CatalogError]:
    """Check one schema file: JSON Schema itself, and the keywords that may be used here.

    :param path: the schema file.
    :param folder: the catalogue's folder that it belongs to.
    """
    source = path.relative_to(folder).as_posix()
    kind = _KINDS.get(Path(source).parts[0])
    if kind is None:
        yield CatalogError(f"schema files are in {', '.join(_KINDS)}", source=source)
        return
    try:
        document = read_schema(path)
    except CatalogError as error:
        yield CatalogError(error.problem, source=source)
        return
    for place, problem in _violations(document, kind):
        yield CatalogError(problem, source=source, pointer=place)


def _violations(document: dict[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    from jsonschema import Draft202012Validator, FormatChecker
    from jsonschema.exceptions import best_match

    metaschema = read_schema(schema_folder() / "metaschema.json")
    # What they call regex is what Python compiles, in as many calls as it is deep.
    formats = FormatChecker(formats=())
    formats.checks("regex")(lambda value: not objection(value))
    ours = Draft202012Validator(
        {"$ref": f"#/$defs/{kind}", "$defs": metaschema["$defs"]}, format_checker=formats
    )
    theirs = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    found = [*ours.iter_errors(document)] or [*theirs.iter_errors(document)]
    deepest = (best_match([error]) or error for error in found)
    # Of what is required, there is an error for each that is missing.
    yield from dict.fromkeys((pointer(*one.absolute_path), _in_words(one)) for one in deepest)


def _in_words(error: ValidationError) -> str:
    if error.validator == "format":
        return objection(error.instance)
    if error.validator == "pattern" and error.validator_value == _SENTENCE:
        return "expected a text that ends with a full stop"
    if error.validator == "required":
        required: Any = error.validator_value
        document: Any = error.instance
        lacking = [word for word in required if word not in document]
        return f"there is no {' and no '.join(lacking)}"
    if len(error.message) > _LONGEST:
        return f"{error.message[:_LONGEST]}…"
    return error.message
