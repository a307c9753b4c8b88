"""The shop reports what it does: tests with the test kit, on the shop's own catalogue."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from shop.bonuses import claim, pay_in_cash, spin
from shop.events import Deposit, Prize, XBonusClaimed, XWheelSpun

from ootb_events import Emitter, parse, to_bytes, to_payload, validate
from ootb_events.catalog import configured_catalog
from ootb_events.errors import InvalidEventError
from ootb_events.testing import assert_valid
from ootb_events.testing.strategies import events
from ootb_events.transports import MemoryTransport

CATALOG = configured_catalog()


@pytest.fixture
def emitter():
    with Emitter(MemoryTransport(), tenant=1042, catalog=CATALOG) as emitter:
        yield emitter


def test_a_bonus_is_reported(emitter, ootb_events):
    claim(emitter, "c-1", "WELCOME", amount=Decimal(10), friend="friend@example.com")
    event = ootb_events.one(XBonusClaimed, customer="c-1", bonus_kind="money")
    assert event.campaign == "friends-2026"
    assert "friend@example.com" not in repr(event)


def test_a_win_is_reported_with_its_prizes(emitter, ootb_events):
    spin(emitter, "c-1", date(2026, 6, 9), {"SPIN10": Decimal("2.5"), "BET": Decimal(5)})
    event = ootb_events.one(XWheelSpun, is_win=True)
    assert [prize.prize_code for prize in event.items] == ["SPIN10", "BET"]
    assert all(isinstance(prize, Prize) for prize in event.items)


def test_cash_is_reported_with_the_till(emitter, ootb_events):
    pay_in_cash(emitter, "c-1", Decimal(20), "north-2")
    assert ootb_events.one(Deposit).shop_till == "north-2"
    assert ootb_events.one("ootb_deposit", shop_till="north-2")


def test_a_campaign_is_held_to_its_form(emitter, ootb_events):
    with ootb_events.expects_invalid(), pytest.raises(InvalidEventError, match="campaign"):
        emitter.emit(XBonusClaimed(customer="c-1", bonus_code="A", campaign="Not A Campaign"))


@given(events("x_bonus_claimed", catalog=CATALOG) | events(Deposit, catalog=CATALOG))
def test_every_event_of_ours_goes_there_and_back(event):
    assert isinstance(event, (XBonusClaimed, Deposit))
    assert_valid(event, catalog=CATALOG)
    sent = to_bytes(event, tenant=1042, catalog=CATALOG)
    again = parse(sent, catalog=CATALOG)
    assert isinstance(again, (XBonusClaimed, Deposit))
    assert to_bytes(again, tenant=1042, catalog=CATALOG) == sent


def test_an_older_bonus_is_understood():
    payload = CATALOG.get("x_bonus_claimed", "1.0.0").examples[0]
    assert isinstance(parse(payload, catalog=CATALOG), XBonusClaimed)
    assert validate(payload, catalog=CATALOG).ok
    assert to_payload(parse(payload, catalog=CATALOG), tenant=1042, catalog=CATALOG) == payload
