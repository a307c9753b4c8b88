"""What is to be said about a payload, before it leaves."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from ootb_events.catalog import Catalog
from ootb_events.validation._engines import EngineName, available_engines
from ootb_events.validation._findings import Finding, Fix, Report
from ootb_events.validation._rules import RULES, Rule, Severity
from ootb_events.validation._validator import PROFILES, Validator, finding_for_text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "PROFILES",
    "RULES",
    "EngineName",
    "Finding",
    "Fix",
    "Report",
    "Rule",
    "Severity",
    "Validator",
    "available_engines",
    "finding_for_text",
    "validate",
    "validator_for",
]


def validate(  # noqa: PLR0913 - each keyword is a choice of the caller's
    payload: Mapping[str, Any] | str | bytes,
    *,
    version: str | None = None,
    profile: str = "platform",
    strict: bool = False,
    catalog: Catalog | None = None,
    engine: EngineName | None = None,
) -> Report:
    """Say everything that is to be said about a payload.

    :param payload: a complete event (envelope and context), as a mapping or as JSON text.
    :param version: the version to hold it to; by default the current one, and a payload
        that fits an older one better is reported as that.
    :param profile: ``platform`` (what the platform refuses), ``opti-x`` or ``ebi``.
    :param strict: whether every warning counts as an error.
    :param catalog: which events exist; by default those of this package.
    :param engine: ``jsonschema-rs``, ``jsonschema``, or ``None`` for the fastest installed.
    :raises ConfigurationError: when there is no such profile or engine. A payload never
        raises: what is wrong with it is in the report.
    """
    if catalog is None and engine is None and not strict and profile == "platform":
        return _usual().validate(payload, version=version)
    shared = validator_for(catalog, profile=profile, strict=strict, engine=engine)
    return shared.validate(payload, version=version)


def validator_for(
    catalog: Catalog | None = None,
    *,
    profile: str = "platform",
    strict: bool = False,
    engine: EngineName | None = None,
) -> Validator:
    """Share one validator among all who ask for the same; see :class:`Validator`."""
    if catalog is None or catalog is Catalog.default():
        return _ours(profile, strict, engine)
    return _theirs(catalog, profile, strict, engine)


@cache
def _usual() -> Validator:
    return validator_for()


@cache
def _ours(profile: str, strict: bool, engine: EngineName | None) -> Validator:  # noqa: FBT001 - positional for the sake of the cache
    return Validator(Catalog.default(), profile=profile, strict=strict, engine=engine)


@lru_cache(maxsize=64)
def _theirs(
    catalog: Catalog,
    profile: str,
    strict: bool,  # noqa: FBT001 - as above
    engine: EngineName | None,
) -> Validator:
    return Validator(catalog, profile=profile, strict=strict, engine=engine)
