"""One event in one version, as data."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import attrs

from ootb_events.catalog import _names
from ootb_events.catalog._once import computed_once
from ootb_events.catalog._sequence import Follows, Stages
from ootb_events.catalog._upgrades import Upgrade
from ootb_events.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MOST_ITEMS", "WIRE_FORMS", "EventSchema", "ItemSchema", "Kind", "Parameter", "Wire"]

Kind = Literal["text", "identifier", "number", "flag", "date-time", "date"]
Wire = Literal["true-false", "yes-no", "one-zero"]

_NUMBER_IN_PATTERN = re.compile(r"\((0\|)?\[1-9\]\[0-9\]\*\)")
MOST_ITEMS: Final = 50
"""An event takes no more parameters than that, and each item has one at least."""

_DIGITS = re.compile("[0-9]+")
_MOST_DIGITS = 9
"""Longer numbers count nothing that there could be; Python refuses to read the longest."""

TAKEN = ("customer", "visitor", "timestamp", "event_key", "schema_version", "self")

WIRE_FORMS: Final[Mapping[Wire, Mapping[bool, Any]]] = {
    "true-false": {True: True, False: False},
    "yes-no": {True: "Yes", False: "No"},
    "one-zero": {True: 1, False: 0},
}
"""How a flag is sent, per ``x-wire``."""


@attrs.frozen(kw_only=True)
class Parameter:
    """Describe one parameter of an event.

    :param key: its key on the wire.
    :param name: its attribute in Python.
    :param kind: what it means, from which the Python type follows.
    :param wire: how a flag is sent; ``true-false`` for everything else.
    :param schema: its JSON Schema, flat, ``x-`` keywords included.
    """

    key: str
    name: str
    kind: Kind
    wire: Wire
    schema: Mapping[str, Any] = attrs.field(repr=False)

    @property
    def title(self) -> str:
        """The display name in the reference, else the key."""
        return str(self.schema.get("title", self.key))

    @property
    def description(self) -> str:
        """What the parameter means, in one or two sentences."""
        return str(self.schema["description"])

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other spellings of the key that are understood."""
        return tuple(self.schema.get("x-aliases", ()))

    @property
    def pii(self) -> bool:
        """Whether the value is personal data and stays out of messages and reprs."""
        return bool(self.schema.get("x-pii", False))

    @property
    def customer_id(self) -> bool:
        """Whether the value identifies the customer; reprs may show it, if they are told to."""
        return self.schema.get("x-pii") == "customer-id"

    @property
    def zone_optional(self) -> bool:
        """Whether a date-time without a zone is understood, as UTC."""
        return "format" in self.schema.get("x-preferred", {})

    @property
    def inferred(self) -> bool:
        """Whether only the page's example, not its table, shows the type."""
        return self.schema.get("x-type-from") == "example"

    @property
    def closed_values(self) -> tuple[Any, ...] | None:
        """Every value there is, where the reference lists all; ``None`` for an open set."""
        return tuple(self.schema["enum"]) if self.kind != "flag" and "enum" in self.schema else None

    @property
    def value_names(self) -> Mapping[str, str]:
        """What the closed values stand for, where the reference says so."""
        return cast("Mapping[str, str]", self.schema.get("x-value-names", {}))

    @property
    def listed_values(self) -> tuple[str, ...]:
        """Values outside of which a value is odd; empty when the reference names none."""
        known = self.schema.get("x-values", {})
        return tuple(known["values"]) if known.get("are") == "listed" else ()

    @property
    def example_values(self) -> tuple[str, ...]:
        """Values that the reference gives as examples of an open set."""
        known = self.schema.get("x-values", {})
        return tuple(known["values"]) if known.get("are") == "examples" else ()

    def requirement(self, profile: str) -> str | None:
        """Say what a profile asks of the parameter; ``None`` when nobody documented it."""
        return cast("str | None", self.schema.get("x-requirement", {}).get(profile))


@attrs.frozen(kw_only=True)
class ItemSchema:
    """Describe the numbered items of an event.

    :param class_name: the class that holds one item.
    :param first: the number of the first item, 0 or 1.
    :param parameters: the parameters of one item by key, with ``{n}`` for the number.
    """

    class_name: str
    first: int
    parameters: Mapping[str, Parameter] = attrs.field(repr=False)

    def pattern(self, key: str) -> str:
        """Write the regular expression of a numbered key, as it stands in the schema."""
        number = "(0|[1-9][0-9]*)" if self.first == 0 else "([1-9][0-9]*)"
        return f"^{key.replace('{n}', number)}$"

    def reachable_pattern(self, key: str) -> str:
        """Write the same for the numbers that an event can have: it takes 50 parameters."""
        number = "([0-9]|[1-4][0-9])" if self.first == 0 else "([1-9]|[1-4][0-9]|50)"
        return f"^{key.replace('{n}', number)}$"

    def number_in(self, key: str) -> tuple[int, Parameter] | None:
        """Read a numbered key: the number, and the parameter; ``None`` for any other key."""
        for template, parameter in self.parameters.items():
            found = _numbered(self.pattern(template)).fullmatch(key)
            if found is not None:
                return int(found[1][:_MOST_DIGITS]), parameter
        return None

    def keys_like(self, key: str) -> tuple[str, ...]:
        """List the keys with the number that a misspelled one of them has, or the first.

        There are none where no item can have that number.
        """
        found = _DIGITS.search(key)
        number = max(int(found[0][:_MOST_DIGITS]) if found else 0, self.first)
        if number >= self.first + MOST_ITEMS:
            return ()
        return tuple(template.replace("{n}", str(number)) for template in self.parameters)


@lru_cache(maxsize=1024)
def _numbered(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@attrs.frozen(kw_only=True, eq=False, slots=False)
class EventSchema:
    """Describe one event in one version.

    :param document: the whole schema, flat: envelope merged in, every reference resolved.
    :param source: the file it was read from, relative to its catalogue.
    :param overlays: the files that add parameters to it, each relative to its catalogue.
    """

    document: Mapping[str, Any] = attrs.field(repr=False)
    source: str
    overlays: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The event key on the wire."""
        return str(self.document["x-event"])

    @property
    def version(self) -> str:
        """The version, as ``major.minor.patch``."""
        return str(self.document["x-version"])

    @property
    def title(self) -> str:
        """The name of the event in the reference."""
        return str(self.document["title"])

    @property
    def description(self) -> str:
        """What the event reports, as an imperative sentence."""
        return str(self.document["description"])

    @property
    def domain(self) -> str:
        """The part of the business that the event belongs to."""
        return str(self.document["x-domain"])

    @property
    def page(self) -> str:
        """The page of the reference that the facts come from."""
        return str(self.document["x-source"]["page"])

    @property
    def revision(self) -> int:
        """Which revision of that page, counted from 1."""
        return int(self.document["x-source"]["revision"])

    @property
    def since(self) -> str | None:
        """The day on which the reference published it, where that is known."""
        return cast("str | None", self.document["x-source"].get("since"))

    @property
    def table_cut(self) -> bool:
        """Whether part of the page's parameter table could not be read."""
        return bool(self.document["x-source"].get("table-cut", False))

    @property
    def superseded_by(self) -> str | None:
        """The event key that took its place, if one did."""
        return cast("str | None", self.document.get("x-superseded-by", {}).get("event"))

    @property
    def upgrades(self) -> tuple[Upgrade, ...]:
        """How payloads of the version before it, or of the event whose place it took, follow it."""
        return tuple(Upgrade.read(one, self.key) for one in self.document.get("x-upgrades", ()))

    @property
    def rules(self) -> tuple[Mapping[str, Any], ...]:
        """Relations between parameters that the reference states."""
        return tuple(self.document.get("x-rules", ()))

    @property
    def emittable(self) -> bool:
        """Whether the event is sent to Optimove rather than received from it."""
        return bool(self.document["x-direction"] == "to-optimove")

    @property
    def overwrites_profile(self) -> bool:
        """Whether its values replace what the customer's profile holds."""
        return bool(self.document.get("x-overwrites-profile", False))

    @computed_once
    def follows(self) -> Follows | None:
        """Read what comes before it in the ordinary course; ``None`` when nothing has to."""
        return Follows.read(self.document.get("x-follows"))

    @computed_once
    def stages(self) -> Stages | None:
        """Read how it is sent again as one parameter moves on; ``None`` when it is not."""
        return Stages.read(self.document.get("x-stages"))

    @property
    def suspends(self) -> tuple[str, ...]:
        """The events that do not happen from this one on until what it belongs to has ended."""
        return tuple(self.document.get("x-suspends", ()))

    @property
    def examples(self) -> tuple[Mapping[str, Any], ...]:
        """Complete payloads that are valid under this version; the caller's to change."""
        return tuple(deepcopy(self.document["examples"]))

    @property
    def class_name(self) -> str:
        """The name of its class when it is the current version."""
        return _names.class_name(self.key)

    @property
    def versioned_class_name(self) -> str:
        """The name of its class when a newer version exists."""
        return _names.class_name(self.key, self.version)

    @computed_once
    def parameters(self) -> Mapping[str, Parameter]:
        """Take the parameters by key, in the order of the reference; those of items aside.

        :raises CatalogError: when two of them would have the same attribute name, or one a
            name that no attribute can have.
        """
        schemas = self._context["properties"]
        found = {
            key: _parameter(key, _names.attribute_name(key), schema)
            for key, schema in schemas.items()
        }
        taken = dict.fromkeys(
            (*TAKEN, "items", "item_class") if self.item else TAKEN, "every event"
        )
        return self._named(found, "properties", taken)

    @computed_once
    def item(self) -> ItemSchema | None:
        """Describe one numbered item, for events that have them.

        :raises CatalogError: as :attr:`parameters`.
        """
        schemas = self._context.get("patternProperties")
        if schemas is None:
            return None
        found = {}
        for pattern, schema in schemas.items():
            key = _NUMBER_IN_PATTERN.sub("{n}", pattern[1:-1])
            found[key] = _parameter(key, _names.item_attribute_name(key), schema)
        named = self._named(found, "patternProperties", dict.fromkeys(TAKEN, "every event"))
        first = 0 if all("(0|" in pattern for pattern in schemas) else 1
        return ItemSchema(
            class_name=self._context["x-items"]["class"], first=first, parameters=named
        )

    @property
    def _context(self) -> Mapping[str, Any]:
        return cast("Mapping[str, Any]", self.document["properties"]["context"])

    def _named(
        self, found: Mapping[str, Parameter], place: str, taken: dict[str, str]
    ) -> Mapping[str, Parameter]:
        for parameter in found.values():
            problem = ""
            if parameter.name in taken:
                problem = f"the attribute {parameter.name!r} is taken by {taken[parameter.name]}"
            elif not _names.is_attribute_name(parameter.name):
                problem = f"no attribute can be named {parameter.name!r}"
            if problem:
                raise CatalogError(
                    f"{problem}; set x-name to give this parameter another",
                    source=self.source,
                    pointer=f"/properties/context/{place}/{parameter.key}",
                )
            taken[parameter.name] = parameter.key
        return MappingProxyType(dict(found))


def _parameter(key: str, name: str, schema: Mapping[str, Any]) -> Parameter:
    return Parameter(
        key=key,
        name=schema.get("x-name") or name,
        kind=schema["x-kind"],
        wire=schema.get("x-wire", "true-false"),
        schema=MappingProxyType(dict(schema)),
    )
