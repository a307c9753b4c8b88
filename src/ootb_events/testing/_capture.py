"""Capture the events of all emitters, and ask for them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ootb_events.catalog import Catalog, configured_catalog
from ootb_events.emit._diversion import diverted_to
from ootb_events.errors import UnknownEventError
from ootb_events.events import Event
from ootb_events.testing._asked import Asked
from ootb_events.testing._expecting import Expectation
from ootb_events.testing._masks import Masks
from ootb_events.testing._names import check_names
from ootb_events.testing._sequence import find_sequence, tell_sequence
from ootb_events.testing._settings import Settings
from ootb_events.testing._snapshot import Snapshots
from ootb_events.testing._taking import Taking
from ootb_events.testing._telling import Teller

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from types import TracebackType

    from ootb_events.testing._records import Captured, Refused
    from ootb_events.testing._settings import UnknownEvents

__all__ = ["Capture", "capture_events"]

E = TypeVar("E", bound=Event)

__tracebackhide__ = __unittest = True


class Capture:
    """Hold what was emitted while events are captured, and answer questions about it.

    Events are asked for by class, by key (``"ootb_login"``), or by neither; by the values of
    attributes, or functions of these; and by functions of the event. A class stands for every
    event that can be read as it, whether it was emitted as an object or as a payload.
    """

    def __init__(self, settings: Settings) -> None:
        self._masks = Masks(show_pii=settings.show_pii)
        self._snapshots = Snapshots(
            settings.folder, update=settings.update_snapshots, show_pii=settings.show_pii
        )
        self._taking = Taking(settings)
        self._has_unknown = settings.unknown_events == "capture"
        self._configured: Catalog | None = None

    @property
    def events(self) -> Sequence[Captured]:
        """Every event that was captured, in the order of emission."""
        return tuple(self._taking.accepted())

    @property
    def refused(self) -> Sequence[Refused]:
        """Every event that was not accepted, in the order of emission."""
        return self._taking.refused()

    def __len__(self) -> int:
        """Count the events that were captured."""
        return len(self._taking.accepted())

    def __repr__(self) -> str:
        return f"<{len(self)} events captured>"

    @overload
    def one(self, what: type[E], /, *predicates: Callable[[E], object], **fields: Any) -> E: ...

    @overload
    def one(
        self,
        what: str | Callable[[Any], object] | None = None,
        /,
        *predicates: Callable[[Any], object],
        **fields: Any,
    ) -> Any: ...

    def one(self, what: Any = None, /, *predicates: Callable[[Any], object], **fields: Any) -> Any:
        """Return the one event that is what is asked for.

        :param what: an event class, or an event key; by default, any event.
        :param predicates: functions of the event that hold.
        :param fields: values of its attributes, or functions of these that hold.
        :returns: the event; the payload of one that there is no class for.
        :raises AssertionError: when none is, or more than one.
        :raises TypeError: when there is no such attribute.
        :raises UnknownEventError: when there is no such event key.
        """
        asked = self._asked(what, predicates, fields)
        matches = self._matches(asked)
        if not matches:
            raise AssertionError(self._teller().none_matches(asked))
        if len(matches) > 1:
            numbered = [(number, record) for number, record, _ in matches]
            raise AssertionError(self._teller().too_many(asked, numbered, "exactly one"))
        return matches[0][2]

    @overload
    def all(
        self, what: type[E], /, *predicates: Callable[[E], object], **fields: Any
    ) -> list[E]: ...

    @overload
    def all(
        self,
        what: str | Callable[[Any], object] | None = None,
        /,
        *predicates: Callable[[Any], object],
        **fields: Any,
    ) -> list[Any]: ...

    def all(
        self, what: Any = None, /, *predicates: Callable[[Any], object], **fields: Any
    ) -> list[Any]:
        """Return every event that is what is asked for, in order; see :meth:`one`."""
        asked = self._asked(what, predicates, fields)
        return [found for _, _, found in self._matches(asked)]

    def none(
        self, what: Any = None, /, *predicates: Callable[[Any], object], **fields: Any
    ) -> None:
        """Assert that no event is what is asked for; see :meth:`one`.

        :raises AssertionError: when one is.
        """
        asked = self._asked(what, predicates, fields)
        matches = [(number, record) for number, record, _ in self._matches(asked)]
        if matches:
            raise AssertionError(self._teller().too_many(asked, matches, "no"))

    def sequence(
        self,
        steps: Sequence[Any],
        *,
        customer: str | None = None,
        visitor: str | None = None,
        exact: bool = False,
    ) -> list[Any]:
        """Return events of one customer or visitor that were emitted in this order.

        :param steps: for each, an event class, an event key or a function of the event, or a
            pair of that and a mapping of fields.
        :param customer: whose; by default, those of any one customer or visitor.
        :param visitor: whose, likewise.
        :param exact: whether there are to be no others before, between or after.
        :raises AssertionError: when there is no such sequence.
        :raises TypeError: when something is not a step.
        """
        if isinstance(steps, (str, type)):
            raise TypeError("a sequence is a list of steps, such as [Registration, Login]")
        asked = [Asked.step(step) for step in steps]
        for each in asked:
            self._check(each)
        search = find_sequence(self.events, asked, customer=customer, visitor=visitor, exact=exact)
        if search.found is None:
            teller = self._teller()
            raise AssertionError(
                tell_sequence(teller, search, asked, teller.whose(customer, visitor))
            )
        return search.found

    def clear(self) -> None:
        """Forget the events captured so far; an invalid one still fails the test."""
        self._taking.forget()

    def expects_invalid(self, rule: str | None = None, pointer: str | None = None) -> Expectation:
        """Expect an invalid event to be emitted within a block, as a context manager.

        What its emitter raises for it ends the block, if the code under test lets it through.

        :param rule: what is wrong with it: an id such as ``OOTB203``, or a name such as
            ``value-not-allowed``; by default, anything.
        :param pointer: JSON Pointer of the place, such as ``/context/ootb_failure_reason``.
        :raises ConfigurationError: when there is no such rule.
        """
        return Expectation(self._taking, self._tell_unrefused, rule, pointer)

    def assert_matches_snapshot(
        self, path: str | os.PathLike[str], *, keep: Sequence[str] = ()
    ) -> None:
        """Compare what was captured with a file.

        Times and ids are written as placeholders, the same for the same id; personal data by
        type and length.

        :param path: the file, relative to that of the test.
        :param keep: attributes or keys whose values are written as they are.
        :raises AssertionError: when it differs, or there is no such file.
        """
        self._snapshots.compare(self.events, path, keep)

    def verify(self, error: BaseException | None = None) -> str | None:
        """Say which invalid events nobody was told of yet, and count them as told.

        :param error: what the test failed with, if it did: whoever sees it was told.
        """
        untold = [each for each in self._taking.refused() if not each.told]
        seen = _related(error)
        for each in untold:
            each.told = True
        hidden = [each for each in untold if not any(_tells(one, each) for one in seen)]
        if not hidden:
            return None
        few = len(hidden) == 1
        number = "an invalid event was" if few else f"{len(hidden)} invalid events were"
        title = f"{number} emitted, and the error went unseen:"
        it = "it" if few else "them"
        advice = f"correct {it}, or wrap what emits {it} in expects_invalid()"
        return "\n".join([*Teller((), hidden, self._masks, ()).refusals(title), advice])

    def _tell_unrefused(self, wanted: str) -> str:
        teller = self._teller()
        numbered = list(enumerate(teller.records, 1))
        accepted = [f"accepted ({len(numbered)}):", *teller.listed(numbered)] if numbered else []
        lines = [f"expected {wanted}: none was emitted", *teller.refusals(), *accepted]
        return "\n".join(lines)

    def _asked(self, what: Any, predicates: Sequence[Any], fields: dict[str, Any]) -> Asked:
        asked = Asked.of(what, predicates, fields)
        self._check(asked)
        return asked

    def _check(self, asked: Asked) -> None:
        with suppress(UnknownEventError, TypeError):
            return check_names(asked, self._catalogs(), others=self._has_unknown)
        # Perhaps no emitter was used so far that has the events of the project.
        self._configured = configured_catalog()
        return check_names(asked, self._catalogs(), others=self._has_unknown)

    def _matches(self, asked: Asked) -> list[tuple[int, Captured, Any]]:
        read = ((number, each, asked.match(each)) for number, each in enumerate(self.events, 1))
        return [match for match in read if match[2] is not None]

    def _catalogs(self) -> Sequence[Catalog]:
        found = [Catalog.default(), *self._taking.catalogs, self._configured]
        return tuple(dict.fromkeys(each for each in found if each is not None))

    def _teller(self) -> Teller:
        return Teller(self.events, self.refused, self._masks, self._catalogs())


class _Capturing:
    """Capture events within a block, anew each time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._entered: list[tuple[Capture, AbstractContextManager[None]]] = []

    def __enter__(self) -> Capture:
        capture = Capture(self._settings)
        diversion = diverted_to(capture._taking)  # noqa: SLF001 - its own module
        diversion.__enter__()
        self._entered.append((capture, diversion))
        return capture

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        capture, diversion = self._entered.pop()
        diversion.__exit__(None, None, None)
        capture._taking.end()  # noqa: SLF001 - its own module
        problem = capture.verify(error)
        if problem is None:
            return
        if error is None:
            raise AssertionError(problem)
        if hasattr(error, "add_note"):  # since Python 3.11
            error.add_note(problem)


def capture_events(  # noqa: PLR0913 - each keyword is a choice of the caller's
    *,
    profile: str | None = None,
    strict: bool | None = None,
    unknown_events: UnknownEvents = "refuse",
    show_pii: bool = False,
    update_snapshots: bool = False,
    folder: str | os.PathLike[str] | None = None,
) -> AbstractContextManager[Capture]:
    """Have every emitter deliver into a capture within a block, as a context manager.

    That holds for emitters made before and meanwhile, in all threads of this process and in
    children that it forks. Events are validated; an invalid one raises,
    whatever ``on_invalid`` of its emitter, and if that error went unseen, the end of the block
    raises. Afterwards emitters go on as if nothing had happened. Captures nest; the inner one
    gets the events.

    :param profile: hold events to this profile rather than to that of their emitters.
    :param strict: whether every warning counts as an error; by default, as their emitters say.
    :param unknown_events: ``refuse`` payloads of events that the catalogue lacks, as emitters
        do, or ``capture`` them, of which nothing but the envelope is validated.
    :param show_pii: whether messages and snapshots show personal data.
    :param update_snapshots: whether snapshots are written rather than compared.
    :param folder: what the paths of snapshots are relative to; by default, the folder of the
        file that compares one.
    :raises ConfigurationError: when there is no such profile or choice.
    :raises AssertionError: at the end of the block, when an invalid event went unseen.
    """
    return _Capturing(
        Settings(
            profile=profile,
            strict=strict,
            unknown_events=unknown_events,
            show_pii=show_pii,
            update_snapshots=update_snapshots,
            folder=folder,
        )
    )


def _tells(error: BaseException, refused: Refused) -> bool:
    """Say whether an error is that of a refusal, or tells of it."""
    if error is refused.error:
        return True
    return isinstance(error, AssertionError) and str(refused).split("\n", 1)[0] in str(error)


def _related(error: BaseException | None) -> list[BaseException]:
    """Collect an error and what it says that it comes from, groups included."""
    found: list[BaseException] = []
    waiting = [error]
    while waiting:
        each = waiting.pop()
        if each is None or any(each is known for known in found):
            continue
        found.append(each)
        waiting += [each.__cause__, each.__context__, *getattr(each, "exceptions", ())]
    return found
