"""What is different about how a parameter is named, described and protected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ootb_events.evolution._changes import Change
from ootb_events.evolution._words import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ootb_events.catalog import Parameter

__all__ = ["attribute_renamed", "privacy_changes", "word_changes"]


def attribute_renamed(old: Parameter, new: Parameter, pointer: str) -> Change:
    """Say that a parameter has another name in Python."""
    return Change(
        kind="attribute-renamed",
        parameter=new.key,
        pointer=pointer,
        message=f"The attribute of {new.key} is now {new.name}, and was {old.name}.",
        code="breaks",
        before=old.name,
        after=new.name,
    )


def privacy_changes(old: Parameter, new: Parameter, pointer: str) -> Iterator[Change]:
    """Say whether a parameter came to be personal data, or no longer is."""
    before, after = (each.schema.get("x-pii") for each in (old, new))
    if before != after:
        counts = {None: "is no personal data", True: "is personal data"}
        word = counts.get(after, "identifies the customer")
        yield Change(
            kind="privacy-changed",
            parameter=new.key,
            pointer=pointer,
            message=f"{new.key} now {word}.",
            before=before,
            after=after,
        )


_COMPARED: Final = frozenset(
    {
        *("type", "enum", "minLength", "maxLength", "minimum", "maximum", "pattern", "format"),
        *("x-kind", "x-wire", "x-preferred", "x-values", "x-requirement", "x-pii", "x-aliases"),
    }
)


def word_changes(old: Parameter, new: Parameter, pointer: str) -> Iterator[Change]:
    """Say whether a parameter is described otherwise, in whatever is compared nowhere else."""
    before, after = _described(old), _described(new)
    if old.name != new.name:  # which is told as such
        before.pop("x-name", None)
        after.pop("x-name", None)
    changed = [
        key
        for key in dict.fromkeys((*before, *after))
        if written(before.get(key)) != written(after.get(key))
    ]
    if changed:
        yield Change(
            kind="words-changed",
            parameter=new.key,
            pointer=pointer,
            message=f"{new.key} is described in other words.",
            before={key: before[key] for key in changed if key in before},
            after={key: after[key] for key in changed if key in after},
        )


def _described(parameter: Parameter) -> dict[str, Any]:
    return {key: value for key, value in parameter.schema.items() if key not in _COMPARED}
