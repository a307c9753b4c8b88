"""Words for people about relations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["relation_words"]


def relation_words(rule: Mapping[str, Any]) -> str:
    """Say how parameters relate to each other."""
    check = rule["check"]
    if check == "order":
        return f"{rule['earlier']} is not later than {rule['later']}"
    if check == "sum":
        minus = "".join(f" - {key}" for key in rule.get("minus", ()))
        return f"{rule['total']} = {' + '.join(rule['plus'])}{minus}"
    if check == "past":
        return f"{rule['date']} lies before the event"
    if check == "rate":
        return _rate_words(rule)
    forms = [rule[name] for name in ("decimal", "american") if name in rule]
    if "numerator" in rule:
        forms.insert(0, f"{rule['numerator']}/{rule['denominator']}")
    return f"the same odds: {', '.join(forms)}"


def _rate_words(rule: Mapping[str, Any]) -> str:
    unit = "as a fraction" if rule["unit"] == "fraction" else "in percent"
    if "before" not in rule:
        return f"{rule['rate']} is a rate {unit}"
    return f"{rule['rate']} is the change from {rule['before']} to {rule['after']} {unit}"
