"""Dead letters as rows."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import attrs
import orjson

from ootb_events import _json
from ootb_events.emit._records import DeadLetter, Reason
from ootb_events.errors import EncodeError
from ootb_events.transports import Answer, Outcome
from ootb_events.validation import Finding, Report, Severity

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from ootb_events.emit._records import DeadLetterPolicy

__all__ = ["count", "drop_for", "insert", "read"]

_COLUMNS = "id, event, body, reason, detail, report, answer, attempts, accepted, died"


def insert(connection: sqlite3.Connection, letter: DeadLetter, identity: str | None) -> None:
    """Write a dead letter."""
    connection.execute(
        f"INSERT INTO ootb_dead_letter (identity, {_COLUMNS}) VALUES (?{', ?' * 10})",
        (
            identity,
            letter.id,
            letter.event,
            _body_of(letter.payload),
            letter.reason.value,
            letter.detail,
            letter.report and _report_as_json(letter.report),
            letter.answer and _answer_as_json(letter.answer),
            letter.attempts,
            letter.accepted_at.timestamp(),
            letter.died_at.timestamp(),
        ),
    )


def read(
    connection: sqlite3.Connection, condition: str = "1", values: Sequence[Any] = ()
) -> list[DeadLetter]:
    """Read dead letters, the oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM ootb_dead_letter WHERE {condition} ORDER BY seq",
        values,
    )
    return [_letter(*row) for row in rows]


def drop_for(connection: sqlite3.Connection, policy: DeadLetterPolicy) -> list[DeadLetter]:
    """Delete what a policy keeps no more, and return it, each with the reason."""
    dropped: list[DeadLetter] = []
    if some_aged(connection, policy):
        dropped += _drop(connection, "died < ?", (_oldest(policy),), Reason.DEAD_LETTER_AGED)
    excess = count(connection) - policy.max_count
    if excess > 0 and policy.when_full == "drop_oldest":
        first = "seq IN (SELECT seq FROM ootb_dead_letter ORDER BY seq LIMIT ?)"
        dropped += _drop(connection, first, (excess,), Reason.DEAD_LETTERS_FULL)
    return dropped


def some_aged(connection: sqlite3.Connection, policy: DeadLetterPolicy) -> bool:
    """Say whether the oldest dead letter is older than any that is kept."""
    row = connection.execute("SELECT died FROM ootb_dead_letter ORDER BY seq LIMIT 1").fetchone()
    return row is not None and row[0] < _oldest(policy)


def _oldest(policy: DeadLetterPolicy) -> float:
    return 0.0 if policy.max_age is None else time.time() - policy.max_age


def count(connection: sqlite3.Connection) -> int:
    """Count dead letters."""
    (number,) = connection.execute("SELECT count(*) FROM ootb_dead_letter").fetchone()
    return int(number)


def _drop(
    connection: sqlite3.Connection, condition: str, values: Sequence[Any], reason: Reason
) -> Iterable[DeadLetter]:
    letters = read(connection, condition, values)
    if letters:
        connection.execute(f"DELETE FROM ootb_dead_letter WHERE {condition}", values)
    return [attrs.evolve(letter, reason=reason) for letter in letters]


def _body_of(payload: Mapping[str, Any] | None) -> bytes | None:
    """Write a payload down, unless it was invalid for having no JSON form."""
    if payload is None:
        return None
    try:
        return _json.dumps(_json.canonical(payload))
    except EncodeError:
        return None


def _report_as_json(report: Report) -> str:
    findings = [
        [each.rule, each.severity.value, each.pointer, each.message, each.hint]
        for each in report.findings
    ]
    return orjson.dumps([report.event, report.version, findings]).decode()


def _report_of(text: str) -> Report:
    event, version, findings = orjson.loads(text)
    return Report(
        event=event,
        version=version,
        findings=tuple(
            Finding(
                rule=rule,
                severity=Severity(severity),
                pointer=pointer,
                message=message,
                hint=hint,
            )
            for rule, severity, pointer, message, hint in findings
        ),
    )


def _answer_as_json(answer: Answer) -> str:
    return orjson.dumps(
        [answer.outcome.value, answer.detail, answer.status, answer.retry_after]
    ).decode()


def _answer_of(text: str) -> Answer:
    outcome, detail, status, retry_after = orjson.loads(text)
    return Answer(outcome=Outcome(outcome), detail=detail, status=status, retry_after=retry_after)


def _letter(  # noqa: PLR0913, PLR0917 - the columns
    identifier: str,
    event: str,
    body: bytes | None,
    reason: str,
    detail: str,
    report: str | None,
    answer: str | None,
    attempts: int,
    accepted: float,
    died: float,
) -> DeadLetter:
    return DeadLetter(
        id=identifier,
        event=event,
        reason=Reason(reason),
        detail=detail,
        payload=None if body is None else _json.loads(body),
        report=None if report is None else _report_of(report),
        answer=None if answer is None else _answer_of(answer),
        attempts=attempts,
        accepted_at=datetime.fromtimestamp(accepted, timezone.utc),
        died_at=datetime.fromtimestamp(died, timezone.utc),
    )
