"""The event classes: the current version under the plain name, older ones with their version.

Superseded events are in :mod:`ootb_events.events.superseded`. A module is imported when one
of its classes is first asked for.

Generated from schemas/ by `ootb-events generate`; edit those instead.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ootb_events.events._base import Event

if TYPE_CHECKING:
    from ootb_events.events.account import (
        Login,
        LoginV1,
        Registration,
        RegistrationFailed,
        RegistrationFailedV1,
        RegistrationInitiated,
        UserDetailsUpdate,
        UserDetailsUpdateV1,
    )
    from ootb_events.events.responsible_gaming import (
        DepositLimitExceeded,
        DepositLimitUpdated,
        SelfExclusionActivated,
        SelfExclusionInitiated,
        SelfExclusionLifted,
        SelfExclusionUpdated,
        SelfExclusionViolationAttempt,
    )

__all__ = [
    "DepositLimitExceeded",
    "DepositLimitUpdated",
    "Event",
    "Login",
    "LoginV1",
    "Registration",
    "RegistrationFailed",
    "RegistrationFailedV1",
    "RegistrationInitiated",
    "SelfExclusionActivated",
    "SelfExclusionInitiated",
    "SelfExclusionLifted",
    "SelfExclusionUpdated",
    "SelfExclusionViolationAttempt",
    "UserDetailsUpdate",
    "UserDetailsUpdateV1",
    "event_class",
]

_MODULES = {
    "DepositLimitExceeded": "responsible_gaming",
    "DepositLimitUpdated": "responsible_gaming",
    "Login": "account",
    "LoginV1": "account",
    "Registration": "account",
    "RegistrationFailed": "account",
    "RegistrationFailedV1": "account",
    "RegistrationInitiated": "account",
    "SelfExclusionActivated": "responsible_gaming",
    "SelfExclusionInitiated": "responsible_gaming",
    "SelfExclusionLifted": "responsible_gaming",
    "SelfExclusionUpdated": "responsible_gaming",
    "SelfExclusionViolationAttempt": "responsible_gaming",
    "UserDetailsUpdate": "account",
    "UserDetailsUpdateV1": "account",
}

_CLASSES = {
    "ootb_deposit_limit_exceeded": {
        "1.0.0": ("responsible_gaming", "DepositLimitExceeded"),
    },
    "ootb_deposit_limit_updated": {
        "1.0.0": ("responsible_gaming", "DepositLimitUpdated"),
    },
    "ootb_login": {
        "1.1.0": ("account", "Login"),
        "1.0.0": ("account", "LoginV1"),
    },
    "ootb_registration": {
        "1.0.0": ("account", "Registration"),
    },
    "ootb_registration_failed": {
        "2.0.0": ("account", "RegistrationFailed"),
        "1.0.0": ("account", "RegistrationFailedV1"),
    },
    "ootb_registration_initiated": {
        "1.0.0": ("account", "RegistrationInitiated"),
    },
    "ootb_registration_started": {
        "1.0.0": ("superseded", "RegistrationStarted"),
    },
    "ootb_self_exclusion_activated": {
        "1.0.0": ("responsible_gaming", "SelfExclusionActivated"),
    },
    "ootb_self_exclusion_initiated": {
        "1.0.0": ("responsible_gaming", "SelfExclusionInitiated"),
    },
    "ootb_self_exclusion_lifted": {
        "1.0.0": ("responsible_gaming", "SelfExclusionLifted"),
    },
    "ootb_self_exclusion_updated": {
        "1.0.0": ("responsible_gaming", "SelfExclusionUpdated"),
    },
    "ootb_self_exclusion_violation_attempt": {
        "1.0.0": ("responsible_gaming", "SelfExclusionViolationAttempt"),
    },
    "ootb_user_details_update": {
        "2.0.0": ("account", "UserDetailsUpdate"),
        "1.0.0": ("account", "UserDetailsUpdateV1"),
    },
}


def event_class(key: str, version: str) -> type[Event]:
    """Take the class of an event version.

    :param key: the event key, such as ``ootb_login``.
    :param version: the version, such as ``1.0.0``.
    :raises KeyError: when there is no such class.
    """
    module, name = _CLASSES[key][version]
    found: type[Event] = getattr(import_module(f"{__name__}.{module}"), name)
    return found


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value  # so that the next look-up is an ordinary one
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
