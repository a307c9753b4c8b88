"""Whether a draft says how payloads of the version before follow it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ootb_events.errors import InvalidEventError, OotbEventsError, UpgradeError
from ootb_events.evolution._pairs import Side, pairs_of
from ootb_events.evolution._steps import upgrade_between
from ootb_events.evolution._upgrade import upgrader_for
from ootb_events.evolution.drafting._lack import Lack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ootb_events.catalog import Catalog, EventSchema
    from ootb_events.evolution.drafting._drafts import Draft

__all__ = ["upgrade_lacks"]


def upgrade_lacks(draft: Draft, before: EventSchema, catalog: Catalog) -> Iterator[Lack]:
    """Walk what is not said of payloads of the version before, or does not hold."""
    schema = draft.schema
    upgrade = upgrade_between(before, schema)
    if upgrade is None:
        event = {} if before.key == schema.key else {"event": before.key}
        member = json.dumps({**event, "version": before.version, "steps": []})
        yield Lack(
            stage="upgrade",
            source=schema.source,
            pointer="/x-upgrades" if schema.upgrades else "",
            problem=f"it does not say how payloads of {before.key} {before.version} become its own",
            advice=f"add {member} to x-upgrades, with what is to be done to them",
        )
        return
    yield from _untold(upgrade.steps, upgrade.renamed, before, schema)
    yield from _tried(before, schema, catalog)


def _untold(
    steps: tuple[Mapping[str, Any], ...],
    renamed: Mapping[str, str],
    before: EventSchema,
    schema: EventSchema,
) -> Iterator[Lack]:
    """Find parameters that are gone or have another key, of which no step says so."""
    told = {key for step in steps for key in step.get("keys", ())}
    moved: dict[str, str] = {}
    gone: list[str] = []
    is_more = False
    for side in (Side.of_event, Side.of_items):
        for pair in pairs_of(side(before), side(schema), renamed):
            is_more = is_more or pair.old is None
            if pair.old is None or pair.old.key in told:
                continue
            if pair.new is None:
                gone.append(pair.old.key)
            elif pair.new.key != pair.old.key:
                moved[pair.old.key] = pair.new.key
    or_renamed = "; what has another key by now is a rename instead" if is_more else ""
    for keys, became, step, instead in (
        (moved, ("has another key", "have another key"), "rename", ""),
        (gone, ("is gone", "are gone"), "drop", or_renamed),
    ):
        if keys:
            yield Lack(
                stage="upgrade",
                source=schema.source,
                pointer="/x-upgrades",
                problem=f"{', '.join(keys)} {became[len(keys) > 1]}, and no step says so",
                advice=f"add the step {json.dumps({'step': step, 'keys': keys})}{instead}",
            )


def _tried(before: EventSchema, schema: EventSchema, catalog: Catalog) -> Iterator[Lack]:
    """Upgrade the examples of the version before."""
    upgrader = upgrader_for(catalog)
    for example in before.examples:
        try:
            upgrader.upgrade(example, version=before.version, to=f"{schema.key}@{schema.version}")
        except InvalidEventError:  # the example itself, which was released as it is
            continue
        except UpgradeError as error:
            findings = error.report.errors if error.report else ()
            why = "; ".join(f"{each.pointer}: {each.message}" for each in findings)
            yield Lack(
                stage="upgrade",
                source=schema.source,
                pointer="/x-upgrades",
                problem=f"an example of {before.version} is refused once upgraded: {why or error}",
                advice="add the step that is missing: rename, drop, convert, map or default",
            )
        except OotbEventsError as error:
            yield Lack(
                stage="upgrade",
                source=schema.source,
                pointer="/x-upgrades",
                problem=str(error),
                advice="mend x-upgrades; schemas/README.md says what they may say",
            )
