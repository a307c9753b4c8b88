"""Events on their way into a capture."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ootb_events import _json
from ootb_events.emit import Offer, Receipt
from ootb_events.emit._intake import Refused as Unaccepted
from ootb_events.emit._refusals import report_of
from ootb_events.errors import (
    EmitError,
    EncodeError,
    InvalidEventError,
    NotEmittableError,
    UnknownEventError,
    UnknownVersionError,
)
from ootb_events.testing._children import Mailbox
from ootb_events.testing._places import Site, caller
from ootb_events.testing._records import Captured, Refused
from ootb_events.validation import validator_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ootb_events.catalog import Catalog
    from ootb_events.emit._diversion import Take
    from ootb_events.emit._intake import Intake
    from ootb_events.events import Event
    from ootb_events.testing._expecting import Expectation
    from ootb_events.testing._settings import Settings
    from ootb_events.validation import Report

    Emitted = Event | Mapping[str, Any]
    Taken = tuple[Receipt, Offer] | Unaccepted

__all__ = ["Taking"]

__tracebackhide__ = __unittest = True

_REFUSALS = (
    InvalidEventError,
    EncodeError,
    UnknownEventError,
    UnknownVersionError,
    NotEmittableError,
)


class _Ours(Offer):
    """An offer that knows its receipt and catalogue."""

    receipt: Receipt
    catalog: Catalog


class _Sent(NamedTuple):
    """An event that a child accepted; or, without a body, one that it refused."""

    site: Site
    at: float
    receipt: Receipt | None = None
    offer: tuple[Any, ...] = ()
    refused: tuple[str, Report | None] | None = None


class Taking:
    """Take what emitters accept, and note what they refuse. No locks: a child may be forked.

    A child takes for itself as well as for the process whose test it belongs to.

    :param settings: how events are captured.
    :ivar expecting: the blocks that expect an invalid event, the innermost last.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.expecting: list[Expectation] = []
        self._accepted: list[Captured] = []
        self._refused: list[Refused] = []
        self._mailbox = Mailbox()
        self.catalogs: dict[Catalog, None] = {}

    def intake(self, own: Intake) -> Take:
        """Make what validates the events of an emitter."""
        intake = _Intake(self, own)
        self.catalogs[intake.catalog] = None
        return intake.take

    def accept(self, offer: Offer) -> None:
        """Take an event."""
        receipt, catalog = self._known_of(offer)
        site, at = caller(), time.monotonic()
        self._accepted.append(Captured(receipt, offer, site, catalog, at))
        if self._mailbox.is_elsewhere:
            plain = (str(offer.id), *offer[1:4])
            self._mailbox.send(_Sent(site, at, receipt=receipt, offer=plain))

    def refuse(self, refused: Refused) -> bool:
        """Note that an event was refused; say whether somebody expects it."""
        takers = [each for each in self.expecting if each.takes(refused)]
        refused.told = bool(takers)
        self._refused.append(refused)
        if self._mailbox.is_elsewhere:
            told = (str(refused.error), refused.report)
            self._mailbox.send(_Sent(refused.site, time.monotonic(), refused=told))
        return refused.told

    def accepted(self) -> Sequence[Captured]:
        """List what was accepted, in the order in which it was."""
        self.open_mail()
        return sorted(self._accepted, key=lambda each: each.at)

    def refused(self) -> Sequence[Refused]:
        """List what was refused."""
        self.open_mail()
        return tuple(self._refused)

    def forget(self) -> None:
        """Forget what was accepted."""
        self.open_mail()
        self._accepted.clear()

    def _known_of(self, offer: Offer) -> tuple[Receipt, Catalog]:
        if isinstance(offer, _Ours):
            return offer.receipt, offer.catalog
        # Another thread had it validated in the moment before the capture began.
        catalog = next(each for each in self.catalogs if offer.event in each)
        report = validator_for(catalog).fit(_json.loads(offer.body))
        return Receipt(offer.id, offer.event, report), catalog

    def open_mail(self) -> None:
        """Take what children have taken."""
        for sent in self._mailbox.read():
            if sent.receipt is not None:
                offer = Offer(*sent.offer)
                catalog = next(each for each in self.catalogs if _has(each, sent.receipt))
                self._accepted.append(Captured(sent.receipt, offer, sent.site, catalog, sent.at))
            elif sent.refused is not None:
                text, report = sent.refused
                self.refuse(Refused(EmitError(text), report, None, sent.site))

    def end(self) -> None:
        """Take from children for the last time."""
        self.open_mail()
        self._mailbox.close()


class _Intake:
    """Validate the events of one emitter as a capture says."""

    def __init__(self, taking: Taking, own: Intake) -> None:
        settings = taking.settings
        self._taking = taking
        self._raises = own.raises
        self._strictly = own.under(settings.profile, strict=settings.strict, raises=True)
        self._quietly = own.under(settings.profile, strict=settings.strict, raises=False)
        self._captures_unknown = settings.unknown_events == "capture"
        self.catalog = own.catalog

    def take(self, event: Emitted) -> Taken:
        """Validate an event and write its bytes.

        :raises InvalidEventError: when it has errors, unless the test expects them and the
            emitter makes dead letters of such.
        """
        try:
            taken = self._strictly.take(event)
        except _REFUSALS as error:
            taken = self._refused(event, error)
        return taken if isinstance(taken, Unaccepted) else self._ours(*taken)

    def _refused(self, event: Emitted, error: Exception) -> Taken:
        report = _report_on(event, error)
        if self._captures_unknown and report is not None and isinstance(event, Mapping):
            try:
                taken = self._strictly.take_unknown(event, report)
            except EncodeError as other:
                error, report, taken = other, report_of(other, event), None
            if taken is not None:
                return taken
        expected = self._taking.refuse(Refused(error, report, event, caller()))
        if expected and not self._raises and report is not None:
            return self._quietly.take(event)
        raise error.with_traceback(None)  # it is about the line that emitted

    def _ours(self, receipt: Receipt, offer: Offer) -> Taken:
        ours = _Ours(*offer)
        ours.receipt, ours.catalog = receipt, self.catalog
        return receipt, ours


def _has(catalog: Catalog, receipt: Receipt) -> bool:
    return receipt.report.version is None or receipt.event in catalog


def _report_on(event: Emitted, error: Exception) -> Report | None:
    if isinstance(error, InvalidEventError):
        return error.report
    if isinstance(error, (EncodeError, UnknownEventError, UnknownVersionError)):
        return report_of(error, event)
    return None
