"""Which rules count, and how much."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence  # noqa: TC003 - attrs reads the annotations
from typing import TYPE_CHECKING

import attrs

from ootb_events.errors import ConfigurationError
from ootb_events.validation import RULES, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pathspec import GitIgnoreSpec

__all__ = ["Choice", "rules_named"]


def rules_named(words: Iterable[str]) -> frozenset[str]:
    """Expand ids (``OOTB204``), names (``wrong-format``), beginnings of ids (``OOTB2``), ``ALL``.

    :raises ConfigurationError: when no rule is called that.
    """
    return frozenset(rule for word in words for rule in _rules_of(word))


def _rules_of(word: str) -> Sequence[str]:
    wanted = word.strip()
    if wanted.upper() == "ALL":
        return tuple(RULES)
    found = [
        rule.id
        for rule in RULES.values()
        if rule.name == wanted.lower()
        or (rule.id.startswith(wanted.upper()) and re.fullmatch(r"(?i)OOTB\d+", wanted))
    ]
    if not found:
        raise ConfigurationError(
            f"no rule is called {word!r}; give an id such as OOTB204, the beginning of one such "
            "as OOTB2, a name such as wrong-format, or ALL"
        )
    return found


@attrs.frozen(kw_only=True)
class Choice:
    """Say which rules count, and how much.

    :param select: the rules that count.
    :param ignore: rules that do not, though selected.
    :param severities: severities other than a rule's own.
    :param per_file: patterns as in ``.gitignore``, and rules that do not count in files that match.
    :param root: the folder that the patterns are relative to; by default, the working directory.
    """

    select: frozenset[str] = frozenset(RULES)
    ignore: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = attrs.field(factory=dict)
    per_file: Sequence[tuple[str, frozenset[str]]] = ()
    root: str | None = None

    def for_file(self, file: str) -> Choice:
        """Make the choice for one file, in which no patterns are left to look at.

        :param file: its path, as it was named.
        """
        if not self.per_file:
            return self
        name = _relative(file, self.root)
        ignored = [rules for pattern, rules in self.per_file if _spec(pattern).match_file(name)]
        return attrs.evolve(self, ignore=self.ignore.union(*ignored), per_file=())

    def weigh(self, finding: Finding) -> Finding | None:
        """Give a finding the severity that was chosen; ``None`` when it does not count."""
        if finding.rule in self.ignore or finding.rule not in self.select:
            return None
        severity = self.severities.get(finding.rule)
        if severity is None or severity is finding.severity:
            return finding
        return attrs.evolve(finding, severity=severity)


def _relative(file: str, root: str | None) -> str:
    try:
        name = os.path.relpath(file, root or os.curdir)
    except ValueError:  # on another drive, or no path at all
        name = file
    return name.replace(os.sep, "/")


def _spec(pattern: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines([pattern])
