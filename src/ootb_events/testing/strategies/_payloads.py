"""Payloads, as they go on the wire."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from ootb_events import _formats
from ootb_events._json import MAX_SAFE_INTEGER
from ootb_events.catalog import Catalog
from ootb_events.testing.strategies._drafts import Draft, drafts, related_keys
from ootb_events.testing.strategies._events import agreement_of
from ootb_events.testing.strategies._subjects import What, subjects_of
from ootb_events.testing.strategies._wire import on_the_wire, wire_values_of

if TYPE_CHECKING:
    from ootb_events.catalog import EventSchema

__all__ = ["payloads", "payloads_of"]


def payloads(
    what: What = None,
    *,
    version: str | None = None,
    profile: str = "platform",
    catalog: Catalog | None = None,
) -> st.SearchStrategy[dict[str, Any]]:
    """Draw payloads, envelope and context, that nothing is to be said about.

    They have what JSON has, in every form that is as good as the codec's own: numbers as
    floats, date-times with any offset, the parameters of items with numbers left out.

    :param what: an event class, an event key, or ``None``, as for :func:`events`.
    :param version: the version to draw; by default the current one, or that of the class.
    :param profile: ``platform``, ``opti-x`` or ``ebi``.
    :param catalog: which events exist; by default those of this package.
    :raises UnknownEventError: when there is no such event.
    :raises UnknownVersionError: when the event has no such version.
    :raises ConfigurationError: when there is no such profile, or when no value fits what the
        schema says of a parameter that the profile asks for.
    """
    catalog = Catalog.default() if catalog is None else catalog
    subjects = subjects_of(what, version, profile, catalog)
    return st.one_of([payloads_of(subject.schema, profile) for subject in subjects])


@lru_cache(maxsize=512)
def payloads_of(
    schema: EventSchema, profile: str = "platform"
) -> st.SearchStrategy[dict[str, Any]]:
    """Draw payloads of one version; the same strategy each time."""
    drawn, agreement = drafts(schema, profile, wire_values_of), agreement_of(schema, profile)
    bounds = schema.document["properties"]["tenant"]
    lowest = max(bounds.get("minimum", 0), 0)
    tenants = st.integers(lowest, bounds.get("maximum", MAX_SAFE_INTEGER))

    @st.composite
    def payload(draw: st.DrawFn) -> dict[str, Any]:
        draft = draw(drawn)
        agreement.reach(draft.values, draft.moment)
        return {
            "tenant": draw(tenants),
            "timestamp": _formats.format_timestamp(draft.moment),
            "event": schema.key,
            draft.identity: draft.who,
            "context": _context(schema, draft),
        }

    return payload()


def _context(schema: EventSchema, draft: Draft) -> dict[str, Any]:
    related = related_keys(schema)
    context = {
        key: on_the_wire(schema.parameters[key], value) if key in related else value
        for key, value in draft.values.items()
    }
    if schema.item is not None:
        for number, item in enumerate(draft.items, schema.item.first):
            context |= {key.replace("{n}", str(number)): value for key, value in item.items()}
    return context
