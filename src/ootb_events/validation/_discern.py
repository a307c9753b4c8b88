"""What tells apart values whose violation of one constraint means something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ootb_events.validation._engines import ecma_regex

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from typing import TypeAlias

    Discern: TypeAlias = Callable[[Any], Hashable]


def among(understood: Sequence[Any]) -> Callable[[Any], bool]:
    """Tell values that are one of these from others; 1 is 1.0, and not true."""
    return lambda value: any(
        value == each and isinstance(value, bool) is isinstance(each, bool) for each in understood
    )


def matches(pattern: str) -> Callable[[Any], bool]:
    """Tell texts that match a pattern from others."""
    search = ecma_regex(pattern).search
    return lambda value: isinstance(value, str) and search(value) is not None


def absent(groups: Iterable[Iterable[str]]) -> Discern:
    """Tell objects by which of these keys they lack; any spelling of a group will do."""
    wanted = [tuple(spellings) for spellings in groups]
    return lambda value: tuple(not any(each in value for each in keys) for keys in wanted)


def others(names: Iterable[str]) -> Discern:
    """Tell objects by the keys that they have besides these."""
    known = frozenset(names)
    return lambda value: tuple(key for key in value if key not in known)


def identities(value: Any) -> bool:
    """Tell events of a customer and a visitor from those of nobody."""
    return bool(value.get("customer") and value.get("visitor"))
