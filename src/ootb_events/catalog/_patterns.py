"""Whether a pattern means the same to every engine, and never explodes.

Rust's engine takes linear time whatever the pattern; Python's tries one way after another, and
so do those of other validators. A pattern is read here in the small language that all of them
share, made an automaton (Glushkov's: one state for each character of the pattern), and refused
when that automaton can go round in two ways with the same text: then the ways double with each
round. Few repetitions of the same characters in a row are let pass; a value is short.
"""

from __future__ import annotations

import functools
import itertools
import math
import operator
from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from ootb_events.catalog._pattern_syntax import (
    Alternatives,
    Character,
    NotUnderstoodError,
    Repetition,
    Sequence,
    read,
)

if TYPE_CHECKING:
    from ootb_events.catalog._pattern_syntax import Node

__all__ = ["objection"]

_MOST_STATES: Final = 300
_MOST_PAIRS: Final = 300_000
_MOST_OVERLAPPING: Final = 3
_MOST_WAYS: Final = 100_000
_MANY: Final = 10
_DOUBLING: Final = (
    "the pattern repeats what repeats already, what may be nothing, or alternatives that begin "
    "alike: an engine that tries every way would never end; give each text one way to match"
)
_TOO_LARGE: Final = "the pattern is too large to be looked through; make it shorter"


@functools.lru_cache(maxsize=1024)
def objection(pattern: object) -> str:
    """Say what speaks against a pattern; nothing, if it can be used."""
    if not isinstance(pattern, str):
        return "a pattern is text"
    try:
        tree = read(pattern)
        automaton = _Automaton()
        automaton.add(tree)
    except NotUnderstoodError as error:
        return str(error)
    except RecursionError:
        return _TOO_LARGE
    if automaton.overlapping() > _MOST_OVERLAPPING:
        return (
            f"more than {_MOST_OVERLAPPING} long repetitions of the pattern can take the same "
            "characters; an engine that tries every way would be at it for long"
        )
    if automaton.ways() > _MOST_WAYS:
        return _DOUBLING
    return automaton.ambiguity()


def _may_be_nothing(node: Node) -> bool:
    if isinstance(node, Sequence):
        return all(map(_may_be_nothing, node.parts))
    if isinstance(node, Alternatives):
        return any(map(_may_be_nothing, node.branches))
    return isinstance(node, Repetition) and (node.least == 0 or _may_be_nothing(node.body))


class _Part(NamedTuple):
    """A part of the pattern, by its states.

    :param first: where it can begin.
    :param last: where it can end.
    :param nullable: whether it takes nothing, too.
    """

    first: tuple[int, ...]
    last: tuple[int, ...]
    nullable: bool


class _Automaton:
    def __init__(self) -> None:
        self._masks: list[int] = []
        self._next: list[set[int]] = []
        self._long: list[int] = []
        self._choices: list[tuple[int, int]] = []

    def add(self, node: Node) -> _Part:
        """Add a part of the pattern.

        :raises NotUnderstoodError: when it becomes too large.
        """
        if isinstance(node, Character):
            return self._state(node.mask)
        if isinstance(node, Sequence):
            whole = _Part((), (), nullable=True)
            for each in node.parts:
                whole = self._then(whole, self.add(each))
            return whole
        if isinstance(node, Alternatives):
            begun = len(self._masks)
            parts = [self.add(each) for each in node.branches]
            firsts = [self._masks[state] for part in parts for state in part.first]
            if any(one & other for one, other in itertools.combinations(firsts, 2)):
                self._choices.append((self._taken(begun), len(parts)))
            return _Part(
                tuple(state for part in parts for state in part.first),
                tuple(state for part in parts for state in part.last),
                any(part.nullable for part in parts),
            )
        return self._repeat(node)

    def _state(self, mask: int) -> _Part:
        if len(self._masks) == _MOST_STATES:
            raise NotUnderstoodError(_TOO_LARGE)
        self._masks.append(mask)
        self._next.append(set())
        state = (len(self._masks) - 1,)
        return _Part(state, state, nullable=False)

    def _repeat(self, node: Repetition) -> _Part:
        if node.least == node.most:
            if node.least > 1 and _may_be_nothing(node.body):
                raise NotUnderstoodError(_DOUBLING)
            whole = _Part((), (), nullable=True)
            for _ in range(node.least):
                whole = self._then(whole, self.add(node.body))
            return whole
        begun = len(self._masks)
        part = self.add(node.body)
        if node.most == 1:
            self._choices.append((self._taken(begun), 2))
        else:
            if part.nullable:
                raise NotUnderstoodError(_DOUBLING)
            self._link(part.last, part.first)
            if node.most is None or node.most - node.least > _MANY:
                self._long.append(self._taken(begun))
        return part._replace(nullable=part.nullable or node.least == 0)

    def _taken(self, begun: int) -> int:
        """Say which characters the states since then take."""
        return functools.reduce(operator.or_, self._masks[begun:], 0)

    def _then(self, one: _Part, other: _Part) -> _Part:
        self._link(one.last, other.first)
        return _Part(
            one.first + other.first if one.nullable else one.first,
            one.last + other.last if other.nullable else other.last,
            one.nullable and other.nullable,
        )

    def _link(self, states: tuple[int, ...], following: tuple[int, ...]) -> None:
        for state in states:
            known = self._next[state]
            if not known.isdisjoint(following):  # a second way from the one to the other
                raise NotUnderstoodError(_DOUBLING)
            known.update(following)

    def overlapping(self) -> int:
        """Count the long repetitions that share characters with one of them."""
        return max(
            (sum(bool(mask & other) for other in self._long) for mask in self._long), default=0
        )

    def ways(self) -> int:
        """Count, from above, the ways through the choices that share characters with one."""
        return max(
            (
                math.prod(ways for other, ways in self._choices if mask & other)
                for mask, _ in self._choices
            ),
            default=1,
        )

    def ambiguity(self) -> str:
        """Say so when one text leads from a state back to it in two ways."""
        loops = self._loops()
        budget = _MOST_PAIRS
        for state in loops:
            found, budget = self._two_ways_round(state, loops, budget)
            if budget < 0:
                return _TOO_LARGE
            if found:
                return _DOUBLING
        return ""

    def _loops(self) -> frozenset[int]:
        """Find the states that can be come back to."""
        return frozenset(
            state for state in range(len(self._next)) if state in self._reachable(state)
        )

    def _reachable(self, state: int) -> set[int]:
        found: set[int] = set()
        waiting = deque(self._next[state])
        while waiting:
            each = waiting.popleft()
            if each not in found:
                found.add(each)
                waiting.extend(self._next[each] - found)
        return found

    def _two_ways_round(self, start: int, loops: frozenset[int], budget: int) -> tuple[bool, int]:
        """Walk two ways at once, with the same text, and see whether both come back apart."""
        seen = {(start, start, False)}
        waiting = deque(seen)
        while waiting and budget >= 0:
            one, other, apart = waiting.popleft()
            for left in self._next[one] & loops:
                for right in self._next[other] & loops:
                    budget -= 1
                    if not self._masks[left] & self._masks[right]:
                        continue
                    step = (left, right, apart or left != right)
                    if step == (start, start, True):
                        return True, budget
                    if step not in seen:
                        seen.add(step)
                        waiting.append(step)
        return False, budget
