"""From the values of a payload to an event, per class."""

from __future__ import annotations

from inspect import signature
from typing import TYPE_CHECKING, Any, Final

from cattrs.gen import make_dict_structure_fn, make_dict_structure_fn_from_attrs, override

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import cattrs

    from ootb_events.events import Event

__all__ = ["structure_for"]

_RESERVED: Final = frozenset(
    {
        *signature(make_dict_structure_fn).parameters,
        *signature(make_dict_structure_fn_from_attrs).parameters,
    }
)
"""What cattrs takes by keyword; it takes attributes in the same way."""


def structure_for(
    cls: type[Event],
    converter: cattrs.Converter,
    incoming: Mapping[str, tuple[str, Callable[[Any, Any], Any]]],
) -> Callable[[Mapping[str, Any], Any], Event]:
    """Make what builds an event of values by key.

    :param incoming: the key and the decoding of each attribute; others keep their default.
    """
    if _RESERVED.isdisjoint(incoming):
        hooks: dict[str, Any] = {
            name: override(rename=key, struct_hook=decode)
            for name, (key, decode) in incoming.items()
        }
        if hasattr(cls, "item_class"):
            hooks["items"] = override(omit=True)
        return make_dict_structure_fn(cls, converter, **hooks)

    def build(values: Mapping[str, Any], _type: Any) -> Event:
        return cls(
            **{
                name: decode(values[key], None)
                for name, (key, decode) in incoming.items()
                if key in values
            }
        )

    return build
