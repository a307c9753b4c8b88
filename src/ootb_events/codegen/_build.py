"""Classes at run time, out of the text that would be written to a file."""

from __future__ import annotations

import hashlib
import json
import sys
from functools import lru_cache
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any, Final

import attrs

from ootb_events.catalog import EventSchema
from ootb_events.codegen._module import Named, module_text
from ootb_events.codegen._own import BASE

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["build", "is_built"]

_MODULE: Final = "ootb_events.built"


def build(event: EventSchema, name: str) -> type[Any]:
    """Build the class of an event version; the same schema and name give the same class.

    Its objects can be pickled: they carry the schema, and the class is built where they are read.

    :raises CatalogError: when the schema is not usable.
    """
    return _built(_Recipe.of(event, name), name)


def is_built(cls: type) -> bool:
    """Say whether a class was built here."""
    return cls.__module__.startswith(f"{_MODULE}.")


@attrs.frozen
class _Recipe:
    """Hold what it takes to build a class again, elsewhere.

    :param document: the flat schema, as JSON.
    :param name: the name of the class.
    :param source: the file of the schema.
    :param overlays: the files that extend it.
    """

    document: str
    name: str
    source: str
    overlays: tuple[str, ...]

    @classmethod
    def of(cls, event: EventSchema, name: str) -> _Recipe:
        return cls(json.dumps(dict(event.document)), name, event.source, event.overlays)

    def text(self) -> str:
        document = MappingProxyType(json.loads(self.document))
        event = EventSchema(document=document, source=self.source, overlays=self.overlays)
        return module_text("Built at run time.", [Named(event, self.name)], BASE)


@lru_cache(maxsize=1024)
def _built(recipe: _Recipe, name: str) -> type[Any]:
    cls: type[Any] = _module(recipe)[name]
    return cls


@lru_cache(maxsize=1024)
def _module(recipe: _Recipe) -> Mapping[str, Any]:
    text = recipe.text()
    name = f"{_MODULE}.{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    if name in sys.modules:
        return vars(sys.modules[name])
    # A module that can be looked up: attrs, cattrs and typing resolve annotations there.
    module = ModuleType(name)
    sys.modules[name] = module
    exec(compile(text, f"<{recipe.name} of {recipe.source}>", "exec"), vars(module))  # noqa: S102 - the renderer's own text, in which every name is checked and every text quoted
    for each in module.__all__:
        vars(module)[each].__reduce__ = _reducer(recipe, each)
    return vars(module)


def _reducer(recipe: _Recipe, name: str) -> Any:
    def __reduce__(self: Any) -> tuple[Any, ...]:  # noqa: N807 - it becomes that method
        values = {field.name: getattr(self, field.name) for field in attrs.fields(type(self))}
        return _revived, (attrs.astuple(recipe), name, values)

    return __reduce__


def _revived(recipe: tuple[Any, ...], name: str, values: Mapping[str, Any]) -> object:
    return _built(_Recipe(*recipe), name)(**values)
