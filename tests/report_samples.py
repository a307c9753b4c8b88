"""One of everything that lint can find, built by hand."""

from __future__ import annotations

from collections import Counter

from ootb_events.lint._model import Drift, Excerpt, FileResult, Issue, Place
from ootb_events.validation import Finding, Fix, Severity

__all__ = ["EVIL", "RESULTS", "finding", "issue", "place"]

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

EVIL = "a\x1b[2J\x7f\u202e\n::error::##[error]|`<b>@me</b> http://x.y *b* %,\r]]>\ud800"


def place(line: int | None = None, column: int | None = None, length: int = 1, **more) -> Place:
    end = {"end_line": line, "end_column": column + length} if column else {}
    return Place(line=line, column=column, **(end | more))


def finding(rule: str = "OOTB201", severity: Severity = ERROR, **parts) -> Finding:
    values = {"pointer": "/context/ootb_balance", "message": "expected a number, got a string"}
    return Finding(rule=rule, severity=severity, **(values | parts))


def issue(found: Finding, *places: Place, file: str = "events/login.ndjson", **parts) -> Issue:
    values = {"event": "ootb_login", "version": "1.1.0"} | parts
    return Issue(file=file, finding=found, places=places or (Place(),), **values)


LIMIT = {
    "file": "fixtures/limit.json",
    "event": "ootb_deposit_limit_exceeded",
    "version": "1.0.0",
}
QUOTED_TENANT = issue(
    finding(
        pointer="/tenant",
        message="expected an integer, got a string",
        hint="send it without quotes",
        fix=Fix(op="replace", path="/tenant", value=1042),
    ),
    place(2, 13, 6, index=0, excerpt=Excerpt(text='  "tenant": "1042",', start=12, length=6)),
    **LIMIT,
)
UNKNOWN = issue(
    finding(
        "OOTB206",
        WARNING,
        pointer="/context/limit_check_source",
        message=("'limit_check_source' is no documented parameter of ootb_deposit_limit_exceeded"),
        hint="did you mean ootb_limit_check_source?",
        fix=Fix(
            op="move",
            path="/context/ootb_limit_check_source",
            source="/context/limit_check_source",
            safe=False,
        ),
    ),
    place(
        7,
        5,
        20,
        index=0,
        excerpt=Excerpt(text='    "limit_check_source": "wallet"', start=4, length=20),
    ),
    **LIMIT,
)
LONG_LINE = (
    '…"context":{"ootb_username":"********","ootb_currency":"EUR","ootb_balance":"12.50",'
    '"ootb_is_first":true,"ootb_platform":"web","ootb_device":"phone","x":"…'
)
FOLDED = issue(
    finding(hint="send it without quotes", fix=Fix(op="replace", path="/context/ootb_balance")),
    place(
        17,
        148,
        7,
        index=16,
        excerpt=Excerpt(text=LONG_LINE, start=LONG_LINE.index('"12'), length=7),
    ),
    *(place(line, 148, 7, index=line - 1) for line in (23, 31, 40, 58)),
    count=1204,
)
FULL_WIDTH = issue(
    finding("OOTB202", message="256 characters, at most 255 are taken"),
    place(3, 9, 4, index=2, excerpt=Excerpt(text='"name": "登録失敗" e\u0301', start=8, length=6)),
)
MANY_LINES = issue(
    finding("OOTB005", pointer="", message="an event is an object, this is an array"),
    Place(line=9, column=1, end_line=12, end_column=2, index=8),
    event=None,
    version=None,
)
LINE_ONLY = issue(finding("OOTB303", INFO, pointer="", message="no page says"), place(60))
INDEX_ONLY = issue(finding("OOTB101", message="'event' is missing"), Place(index=3), event=None)
OLDER = Drift(
    file="events/login.ndjson",
    event="ootb_login",
    version="1.0.0",
    current="1.1.0",
    count=1204,
    of=1300,
    words="adds ootb_balance and ootb_login_method, and takes a date-time for ootb_last_login",
)
NOT_JSON = issue(
    finding("OOTB001", pointer="", message="the text is no JSON: a value was expected"),
    file="fixtures/a file, with: signs%.json",
    event=None,
    version=None,
)
HOSTILE = issue(
    finding(pointer=f"/{EVIL}", message=EVIL, hint=EVIL),
    place(1, 1, 3, excerpt=Excerpt(text=EVIL, start=2, length=3)),
    file=EVIL,
)

RESULTS = (
    FileResult(
        file="fixtures/limit.json",
        events=1,
        issues=(QUOTED_TENANT, UNKNOWN),
        by_version=Counter({("ootb_deposit_limit_exceeded", "1.0.0"): 1}),
    ),
    FileResult(
        file="fixtures/fine.json",
        events=2,
        by_version=Counter({("ootb_registration", "2.0.0"): 2}),
        fixed=3,
    ),
    FileResult(
        file="events/login.ndjson",
        events=1300,
        issues=(FOLDED, FULL_WIDTH),
        by_version=Counter({("ootb_login", "1.0.0"): 1204, ("ootb_login", "1.1.0"): 96}),
        last=False,
    ),
    FileResult(
        file="events/login.ndjson",
        events=2,
        issues=(MANY_LINES, LINE_ONLY, INDEX_ONLY),
        drifts=(OLDER,),
        by_version=Counter({(None, None): 2}),
    ),
    FileResult(file="fixtures/a file, with: signs%.json", issues=(NOT_JSON,)),
    FileResult(file="missing.json", problem="No such file or directory"),
    FileResult(file=EVIL, issues=(HOSTILE,), problem=EVIL),
)
