"""Events of the domain payments.

Generated from schemas/ by `ootb-events generate`; edit those instead.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

import attrs

from ootb_events.events._base import Event

__all__ = [
    "BalanceUpdate",
    "Deposit",
    "DepositCancellation",
    "DepositCancellationV1",
    "DepositCancellationV2",
    "DepositV1",
    "DepositV2",
    "Withdrawal",
    "WithdrawalCancellation",
    "WithdrawalCancellationV1",
    "WithdrawalV1",
    "WithdrawalV1_1",
]


@attrs.frozen(kw_only=True)
class BalanceUpdate(Event):
    """Report that the money balance changed.

    The cause may be a deposit, a withdrawal, a bet, a win or a correction.

    ``ootb_balance_update`` 1.0.0, from ``/docs/balance-update``.

    :param transaction_id: Identifier of the transaction behind the change of the balance, unique to
        it.
    :param action: What caused the balance to change. For example deposit, withdrawal, bet, win,
        correction.
    :param update_amount: Change of the main balance, in the account's currency; negative when money
        leaves it.
    :param bonus_amount: Change of the bonus balance, in the account's currency; 0 if the bonus is
        left alone.
    :param balance_before: Total balance before the change, in the account's currency.
    :param balance_after: Total balance after the change: the balance before plus the update amount
        plus the bonus amount.
    :param change_rate: Change of the total balance as a fraction of the balance before: 0.4 means
        40 percent more. Deposit limits use percent.
    """

    event_key: ClassVar[str] = "ootb_balance_update"
    schema_version: ClassVar[str] = "1.0.0"

    transaction_id: str | None = None
    action: str | None = None
    update_amount: int | float | Decimal | None = None
    bonus_amount: int | float | Decimal | None = None
    balance_before: int | float | Decimal | None = None
    balance_after: int | float | Decimal | None = None
    change_rate: int | float | Decimal | None = None


@attrs.frozen(kw_only=True)
class Deposit(Event):
    """Report that a customer starts or makes a deposit.

    Both use this event; only the deposit status tells them apart.

    ``ootb_deposit`` 2.1.0, from ``/docs/standard-deposit``.

    :param transaction_id: Identifier of the transaction behind the change of the balance, unique to
        it.
    :param deposit_timestamp: When the deposit was made, or started if the status says so.
    :param start_balance: Balance of the account before the deposit, in the account's currency.
    :param deposit_amount: Amount deposited, in the account's currency.
    :param deposit_method: Payment method of the deposit. For example credit_card.
    :param deposit_status: How far the deposit has come; the only mark by which a started deposit
        differs from a completed one. Named values: initiated, pending, completed, failed.
    :param language: Language that the customer uses, usually as a two-letter code.
    :param country: Country of the customer, usually as a two-letter code.
    :param platform: Operating system or kind of client on which it happened.
    :param channel: Channel through which the customer was acting.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    :param license: Licence or regulation under which the operator serves this customer.
    """

    event_key: ClassVar[str] = "ootb_deposit"
    schema_version: ClassVar[str] = "2.1.0"

    transaction_id: str | None = None
    deposit_timestamp: datetime | None = None
    start_balance: int | float | Decimal | None = None
    deposit_amount: int | float | Decimal | None = None
    deposit_method: str | None = None
    deposit_status: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None


@attrs.frozen(kw_only=True)
class DepositV2(Event):
    """Report that a customer starts or makes a deposit.

    Both use this event; only the deposit status tells them apart.

    ``ootb_deposit`` 2.0.0, from ``/docs/standard-deposit-initiated``.

    :param deposit_timestamp: When the deposit was made, or started if the status says so.
    :param start_balance: Balance of the account before the deposit, in the account's currency.
    :param deposit_amount: Amount deposited, in the account's currency.
    :param deposit_method: Payment method of the deposit. For example credit_card, bank_transfer.
    :param deposit_status: How far the deposit has come; the only mark by which a started deposit
        differs from a completed one. Named values: initiated, pending, completed, failed.
    :param language: Language that the customer uses, usually as a two-letter code.
    :param country: Country of the customer, usually as a two-letter code.
    :param platform: Operating system or kind of client on which it happened.
    :param channel: Channel through which the customer was acting.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    :param license: Licence or regulation under which the operator serves this customer.
    """

    event_key: ClassVar[str] = "ootb_deposit"
    schema_version: ClassVar[str] = "2.0.0"

    deposit_timestamp: datetime | None = None
    start_balance: int | float | Decimal | None = None
    deposit_amount: int | float | Decimal | None = None
    deposit_method: str | None = None
    deposit_status: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None


@attrs.frozen(kw_only=True)
class DepositV1(Event):
    """Report that a customer makes a deposit.

    ``ootb_deposit`` 1.0.0, from ``/docs/standard-deposit``.

    :param deposit_timestamp: When the deposit took place.
    :param start_balance: Balance of the account before the deposit, in the account's currency.
    :param deposit_amount: Amount deposited, in the account's currency.
    :param deposit_method: Payment method of the deposit. For example credit_card.
    :param deposit_status: How far the deposit has come. For example completed.
    :param language: Language that the customer uses, usually as a two-letter code.
    :param country: Country of the customer, usually as a two-letter code.
    :param platform: Operating system or kind of client on which it happened.
    :param channel: Channel through which the customer was acting.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    :param license: Licence or regulation under which the operator serves this customer.
    """

    event_key: ClassVar[str] = "ootb_deposit"
    schema_version: ClassVar[str] = "1.0.0"

    deposit_timestamp: datetime | None = None
    start_balance: int | float | Decimal | None = None
    deposit_amount: int | float | Decimal | None = None
    deposit_method: str | None = None
    deposit_status: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None


@attrs.frozen(kw_only=True)
class DepositCancellation(Event):
    """Report that a deposit was cancelled before it was completed.

    ``ootb_deposit_cancellation`` 3.0.0, from ``/docs/deposit-cancellation``.

    :param deposit_timestamp: When the deposit was cancelled, despite the name; not when it was
        started.
    :param start_balance: Balance of the account before the attempt, in the account's currency.
    :param deposit_amount: Amount that would have been deposited, in the account's currency.
    :param deposit_method: Payment method that the deposit would have used.
    :param deposit_status: Status of the deposit: always cancelled, with two l. Named values:
        cancelled.
    :param language: Language that the customer uses, usually as a two-letter code.
    :param country: Country of the customer, usually as a two-letter code.
    :param platform: Operating system or kind of client on which it happened.
    :param channel: Channel through which the customer was acting.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    :param license: Licence or regulation under which the operator serves this customer.
    :param cancel_reason: Why it was cancelled, or by whom. For example user_initiated. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_deposit_cancellation"
    schema_version: ClassVar[str] = "3.0.0"

    deposit_timestamp: datetime | None = None
    start_balance: int | float | Decimal | None = None
    deposit_amount: int | float | Decimal | None = None
    deposit_method: str | None = None
    deposit_status: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None
    cancel_reason: str | None = None


@attrs.frozen(kw_only=True)
class DepositCancellationV2(Event):
    """Report that a deposit was cancelled before it was completed.

    ``ootb_deposit_cancellation`` 2.0.0, from ``/docs/deposit-cancellation``.

    :param deposit_timestamp: When the deposit was cancelled, despite the name; not when it was
        started.
    :param start_balance: Balance of the account before the attempt, in the account's currency.
    :param deposit_amount: Amount that would have been deposited, in the account's currency.
    :param deposit_method: Payment method that the deposit would have used.
    :param deposit_status: Status of the deposit: always cancelled, with two l. Named values:
        cancelled.
    :param ccy_code: Currency of the account, usually as an ISO 4217 code.
    :param language: Language that the customer uses, usually as a two-letter code.
    :param country: Country of the customer, usually as a two-letter code.
    :param platform: Operating system or kind of client on which it happened.
    :param channel: Channel through which the customer was acting.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    :param license: Licence or regulation under which the operator serves this customer.
    :param cancel_reason: Why it was cancelled, or by whom. For example user_initiated. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_deposit_cancellation"
    schema_version: ClassVar[str] = "2.0.0"

    deposit_timestamp: datetime | None = None
    start_balance: int | float | Decimal | None = None
    deposit_amount: int | float | Decimal | None = None
    deposit_method: str | None = None
    deposit_status: str | None = None
    ccy_code: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None
    cancel_reason: str | None = None


@attrs.frozen(kw_only=True)
class DepositCancellationV1(Event):
    """Report that a deposit was cancelled before it was completed.

    ``ootb_deposit_cancellation`` 1.0.0, from ``/docs/deposit-cancellation``.

    :param deposit_timestamp: When the deposit was cancelled, despite the name; not when it was
        started.
    :param start_balance: Balance of the account before the attempt, in the account's currency.
    :param deposit_amount: Amount that would have been deposited, in the account's currency.
    :param deposit_method: Payment method that the deposit would have used.
    :param deposit_status: Status of the deposit: always cancelled, with two l. Named values:
        cancelled.
    :param ccy_code: Currency of the account, usually as an ISO 4217 code.
    :param language: Language that the customer uses, usually as a two-letter code.
    :param country: Country of the customer, usually as a two-letter code.
    :param platform: Operating system or kind of client on which it happened.
    :param channel: Channel through which the customer was acting.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    :param license: Licence or regulation under which the operator serves this customer.
    :param cancel_reason: Why it was cancelled, or by whom. For example user_initiated.
    """

    event_key: ClassVar[str] = "ootb_deposit_cancellation"
    schema_version: ClassVar[str] = "1.0.0"

    deposit_timestamp: datetime | None = None
    start_balance: int | float | Decimal | None = None
    deposit_amount: int | float | Decimal | None = None
    deposit_method: str | None = None
    deposit_status: str | None = None
    ccy_code: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None
    cancel_reason: str | None = None


@attrs.frozen(kw_only=True)
class Withdrawal(Event):
    """Report that a customer makes a withdrawal.

    The only status shown is pending, so it is the request that counts.

    ``ootb_withdrawal`` 1.1.1, from ``/docs/standard-withdrawal``.

    :param transaction_id: Identifier of the transaction behind the withdrawal, unique to it.
    :param withdrawal_timestamp: When the customer asked for the withdrawal.
    :param start_balance: Balance of the account before the withdrawal, in the account's currency.
    :param withdrawal_amount: Amount to be withdrawn, in the account's currency. Type inferred from
        the page's example.
    :param withdrawal_method: Payment method by which the money is to reach the customer. Type
        inferred from the page's example.
    :param withdrawal_status: How far the withdrawal has come; the page's only value is pending.
        Type inferred from the page's example.
    :param language: Language that the customer uses, usually as a two-letter code. Type inferred
        from the page's example.
    :param country: Country of the customer, usually as a two-letter code. Type inferred from the
        page's example.
    :param platform: Operating system or kind of client on which it happened. Type inferred from the
        page's example.
    :param channel: Channel through which the customer was acting. Type inferred from the page's
        example.
    :param brand: Brand (also called skin) of the operator, as the operator names it. Type inferred
        from the page's example.
    :param license: Licence or regulation under which the operator serves this customer. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_withdrawal"
    schema_version: ClassVar[str] = "1.1.1"

    transaction_id: str | None = None
    withdrawal_timestamp: datetime | None = None
    start_balance: int | float | Decimal | None = None
    withdrawal_amount: int | float | Decimal | None = None
    withdrawal_method: str | None = None
    withdrawal_status: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None


@attrs.frozen(kw_only=True)
class WithdrawalV1_1(Event):
    """Report that a customer makes a withdrawal.

    The only status shown is pending, so it is the request that counts.

    ``ootb_withdrawal`` 1.1.0, from ``/docs/standard-withdrawal``.

    :param transaction_id: Identifier of the transaction behind the withdrawal, unique to it.
    :param withdrawal_timestamp: When the customer asked for the withdrawal.
    :param start_balance: Balance of the account before the withdrawal, in the account's currency.
    :param withdrawal_amount: Amount to be withdrawn, in the account's currency.
    :param withdrawal_method: Payment method by which the money is to reach the customer. For
        example bank_transfer.
    :param withdrawal_status: How far the withdrawal has come; the page's only value is pending. For
        example pending.
    :param language: Language that the customer uses, usually as a two-letter code.
    :param country: Country of the customer, usually as a two-letter code.
    :param platform: Operating system or kind of client on which it happened.
    :param channel: Channel through which the customer was acting.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    :param license: Licence or regulation under which the operator serves this customer.
    """

    event_key: ClassVar[str] = "ootb_withdrawal"
    schema_version: ClassVar[str] = "1.1.0"

    transaction_id: str | None = None
    withdrawal_timestamp: datetime | None = None
    start_balance: int | float | Decimal | None = None
    withdrawal_amount: int | float | Decimal | None = None
    withdrawal_method: str | None = None
    withdrawal_status: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None


@attrs.frozen(kw_only=True)
class WithdrawalV1(Event):
    """Report that a customer makes a withdrawal.

    The only status shown is pending, so it is the request that counts.

    ``ootb_withdrawal`` 1.0.0, from ``/docs/standard-withdrawal``.

    :param withdrawal_timestamp: When the customer asked for the withdrawal.
    :param start_balance: Balance of the account before the withdrawal, in the account's currency.
    :param withdrawal_amount: Amount to be withdrawn, in the account's currency.
    :param withdrawal_method: Payment method by which the money is to reach the customer. For
        example bank_transfer.
    :param withdrawal_status: How far the withdrawal has come; the page's only value is pending. For
        example pending.
    :param language: Language that the customer uses, usually as a two-letter code.
    :param country: Country of the customer, usually as a two-letter code.
    :param platform: Operating system or kind of client on which it happened.
    :param channel: Channel through which the customer was acting.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    :param license: Licence or regulation under which the operator serves this customer.
    """

    event_key: ClassVar[str] = "ootb_withdrawal"
    schema_version: ClassVar[str] = "1.0.0"

    withdrawal_timestamp: datetime | None = None
    start_balance: int | float | Decimal | None = None
    withdrawal_amount: int | float | Decimal | None = None
    withdrawal_method: str | None = None
    withdrawal_status: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None


@attrs.frozen(kw_only=True)
class WithdrawalCancellation(Event):
    """Report that a withdrawal was cancelled before it was completed.

    ``ootb_withdrawal_cancellation`` 2.0.0, from ``/docs/withdrawal-cancellation``.

    :param withdrawal_cancel_timestamp: When the withdrawal was cancelled.
    :param end_balance: Balance of the account after the cancellation, in the account's currency.
        Deposit and withdrawal send the one before instead.
    :param withdrawal_amount: Amount that would have been withdrawn, in the account's currency.
    :param withdrawal_method: Payment method that the withdrawal would have used.
    :param withdrawal_status: Status of the withdrawal: always cancelled, with two l. Named values:
        cancelled.
    :param language: Language that the customer uses, usually as a two-letter code.
    :param country: Country of the customer, usually as a two-letter code.
    :param platform: Operating system or kind of client on which it happened.
    :param channel: Channel through which the customer was acting.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    :param license: Licence or regulation under which the operator serves this customer.
    :param cancel_reason: Why it was cancelled, or by whom. For example user_initiated. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_withdrawal_cancellation"
    schema_version: ClassVar[str] = "2.0.0"

    withdrawal_cancel_timestamp: datetime | None = None
    end_balance: int | float | Decimal | None = None
    withdrawal_amount: int | float | Decimal | None = None
    withdrawal_method: str | None = None
    withdrawal_status: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None
    cancel_reason: str | None = None


@attrs.frozen(kw_only=True)
class WithdrawalCancellationV1(Event):
    """Report that a withdrawal was cancelled before it was completed.

    ``ootb_withdrawal_cancellation`` 1.0.0, from ``/docs/withdrawal-cancellation``.

    :param withdrawal_cancel_timestamp: When the withdrawal was cancelled.
    :param end_balance: Balance of the account after the cancellation, in the account's currency.
        Deposit and withdrawal send the one before instead.
    :param withdrawal_amount: Amount that would have been withdrawn, in the account's currency.
    :param withdrawal_method: Payment method that the withdrawal would have used.
    :param withdrawal_status: Status of the withdrawal: always cancelled, with two l. Named values:
        cancelled.
    :param language: Language that the customer uses, usually as a two-letter code.
    :param country: Country of the customer, usually as a two-letter code.
    :param platform: Operating system or kind of client on which it happened.
    :param channel: Channel through which the customer was acting.
    :param brand: Brand (also called skin) of the operator, as the operator names it.
    :param license: Licence or regulation under which the operator serves this customer.
    :param cancel_reason: Why it was cancelled, or by whom. For example user_initiated.
    """

    event_key: ClassVar[str] = "ootb_withdrawal_cancellation"
    schema_version: ClassVar[str] = "1.0.0"

    withdrawal_cancel_timestamp: datetime | None = None
    end_balance: int | float | Decimal | None = None
    withdrawal_amount: int | float | Decimal | None = None
    withdrawal_method: str | None = None
    withdrawal_status: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    channel: str | None = None
    brand: str | None = None
    license: str | None = None
    cancel_reason: str | None = None
