"""From an event's attributes to its parameters, compiled once for each class.

What cattrs generates for this reads each attribute twice and calls a hook for each text;
that was the most costly step between an event and its bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ootb_events.codec._wires import Wire, encode_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["compile_context"]


def compile_context(
    attributes: Mapping[str, tuple[str, Wire]],
) -> Callable[[Any], dict[str, Any]]:
    """Compile the function that collects the parameters an event has.

    :param attributes: the key on the wire and the encoding, by attribute name.
    """
    encoders = {f"encode_{name}": wire.encode for name, (_, wire) in attributes.items()}
    lines = ["def context(event):", "    found = {}"]
    for name, (key, wire) in attributes.items():
        encoded = f"encode_{name}(value)"
        if wire.encode is encode_text:
            encoded = f"value if value.__class__ is str else {encoded}"
        lines += [
            f"    value = event.{name}",
            "    if value is not None:",
            f"        found[{key!r}] = {encoded}",
        ]
    lines.append("    return found")
    namespace: dict[str, Any] = dict(encoders)
    exec("\n".join(lines), namespace)  # noqa: S102 - names are checked identifiers, keys are quoted
    compiled: Callable[[Any], dict[str, Any]] = namespace["context"]
    return compiled
