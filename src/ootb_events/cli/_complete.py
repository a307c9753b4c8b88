"""What a shell may complete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from click.shell_completion import CompletionItem

from ootb_events.errors import CatalogError, ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import click

    from ootb_events.catalog import Catalog

__all__ = ["events", "formats", "outputs", "rule_lists", "rule_names", "severities", "targets"]

_WEIGHTS: Final = ("error", "warning", "info", "off")


def events(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete an event key."""
    del param
    return _matching(_events(_catalog(ctx)), incomplete)


def targets(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete ``EVENT@VERSION``."""
    del param
    key, at, _ = incomplete.partition("@")
    catalog = _catalog(ctx)
    if not at:
        return _matching(((f"{event}@", words) for event, words in _events(catalog)), incomplete)
    versions = catalog.versions(key) if key in catalog else ()
    return _matching(((f"{key}@{version}", "") for version in versions), incomplete)


def rule_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the id or the name of one rule."""
    del ctx, param
    return _matching(_rules(incomplete), incomplete)


def rule_lists(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the last of several rules between commas."""
    del ctx, param
    before, comma, last = incomplete.rpartition(",")
    return [
        CompletionItem(f"{before}{comma}{item.value}", help=item.help)
        for item in _matching(_rules(last), last)
    ]


def severities(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete ``RULE=SEVERITY``."""
    del ctx, param
    rule, sign, _ = incomplete.partition("=")
    if not sign:
        named = ((f"{name}=", words) for name, words in _rules(incomplete))
        return _matching(named, incomplete)
    return _matching(((f"{rule}={weight}", "") for weight in _WEIGHTS), incomplete)


def formats(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a format."""
    from ootb_events.lint.reports import FORMATS

    del ctx, param
    return _matching(((name, "") for name in FORMATS), incomplete)


def outputs(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete ``FORMAT=FILE``, as far as the format goes."""
    if "=" in incomplete:
        return []
    return [CompletionItem(f"{item.value}=") for item in formats(ctx, param, incomplete)]


def _catalog(ctx: click.Context) -> Catalog:
    """Take the catalogue of the command line; ours alone, where that is not usable."""
    from ootb_events.catalog import Catalog, configured_catalog

    try:
        return configured_catalog(ctx.params.get("catalogs") or ())
    except (CatalogError, ConfigurationError):
        return Catalog.default()


def _events(catalog: Catalog) -> Iterator[tuple[str, str]]:
    for key in catalog:
        try:
            yield key, catalog.get(key).title
        except CatalogError:
            continue


def _rules(incomplete: str) -> Iterator[tuple[str, str]]:
    from ootb_events.validation import RULES

    by_id = not incomplete or incomplete.upper().startswith("OOTB"[: len(incomplete)])
    return ((rule.id if by_id else rule.name, rule.summary) for rule in RULES.values())


def _matching(found: Iterable[tuple[str, str]], incomplete: str) -> list[CompletionItem]:
    begun = incomplete.lower()
    return [
        CompletionItem(value, help=words or None)
        for value, words in found
        if value.lower().startswith(begun)
    ]
