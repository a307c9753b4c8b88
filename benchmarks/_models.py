"""The contracts of the two sample events as pydantic would have them, by hand."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model

from benchmarks._samples import UNRELATED
from ootb_events._formats import PATTERNS

_FAR: Final = 2**53 - 1
_SafeInteger = Annotated[int, Field(ge=-_FAR, le=_FAR)]
_SafeNumber = Annotated[float, Field(ge=-_FAR, le=_FAR)]
_ZeroOrOne = Annotated[int, Field(ge=0, le=1)]  # a Literal takes True for 1
_Text = Annotated[str, Field(max_length=255)]
_Filled = Annotated[str, Field(min_length=1, max_length=255)]
_DateTime = Annotated[str, Field(max_length=255, pattern=PATTERNS["date-time"])]
_Timestamp = Annotated[
    str,
    Field(min_length=1, pattern=UNRELATED.schema()["properties"]["timestamp"]["pattern"]),
]

_CONTEXTS: Final[dict[str, dict[str, Any]]] = {
    "ootb_login": {
        "ootb_login_timestamp": _DateTime,
        "ootb_balance": _SafeNumber,
        "ootb_is_first_login": bool,
        "ootb_session_ref": _Text,
        "ootb_ccy_code": _Text,
        "ootb_language": _Text,
        "ootb_country": _Text,
        "ootb_platform": _Text,
        "ootb_channel": _Text,
        "ootb_skin_id": _Text,
        "ootb_license": _Text,
    },
    "ootb_self_exclusion_initiated": {
        "ootb_self_exclusion_start_date": _DateTime,
        "ootb_self_exclusion_duration": _Text,
        "ootb_self_exclusion_expiry_date": _DateTime,
        "ootb_exclusion_type": _ZeroOrOne,
        "ootb_reason": _Text,
        "ootb_platform": _Text,
        "ootb_channel": _Text,
        "ootb_brand": _Text,
        "ootb_license": _Text,
    },
}


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True)


class _Envelope(_Strict):
    tenant: _SafeInteger
    timestamp: _Timestamp


def adapter_for(key: str) -> TypeAdapter[Any]:
    """Build the strict model of an event: each parameter may be absent, none may be null."""
    fields: dict[str, Any] = {name: (kind, None) for name, kind in _CONTEXTS[key].items()}
    context = create_model("Context", __base__=_Strict, **fields)
    shared: dict[str, Any] = {"event": (Literal[key], ...), "context": (context, ...)}
    of_customer = create_model(
        "OfCustomer", __base__=_Envelope, customer=(_Filled, ...), visitor=(_Text, ""), **shared
    )
    of_visitor = create_model(
        "OfVisitor", __base__=_Envelope, customer=(_Text, ""), visitor=(_Filled, ...), **shared
    )
    either: Any = Annotated[of_customer | of_visitor, Field(union_mode="left_to_right")]
    return TypeAdapter(either)
