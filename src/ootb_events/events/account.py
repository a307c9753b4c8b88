"""Events of the domain account.

Generated from schemas/ by `ootb-events generate`; edit those instead.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

import attrs

from ootb_events.events._base import Event, masked

__all__ = [
    "Login",
    "LoginV1",
    "Registration",
    "RegistrationFailed",
    "RegistrationFailedV1",
    "RegistrationInitiated",
    "UserDetailsUpdate",
    "UserDetailsUpdateV1",
]


@attrs.frozen(kw_only=True)
class Login(Event):
    """Report that a customer logged in.

    ``ootb_login`` 1.1.0, from ``/docs/login-event``.

    :param login_timestamp: When the login happened.
    :param balance: Balance of the account at that moment, in the account's currency.
    :param is_first_login: Whether this is the first login of this customer.
    :param session_ref: Reference of the session that the login opened.
    :param ccy_code: Currency of the account, usually as an ISO 4217 code.
    :param language: Language that the customer uses, usually as a two-letter code.
    :param country: Country of the customer, usually as a two-letter code.
    :param platform: Operating system or kind of client on which it happened. For example iOS,
        Android, Web.
    :param channel: Channel through which the customer was acting. For example mobile, web, app.
    :param skin_id: Skin of the platform on which the customer logged in; other events call it
        brand.
    :param license: Licence or regulation under which the operator serves this customer.
    """

    event_key: ClassVar[str] = "ootb_login"
    schema_version: ClassVar[str] = "1.1.0"

    login_timestamp: datetime | None = None
    balance: int | float | Decimal | None = None
    is_first_login: bool | None = None
    session_ref: str | None = None
    ccy_code: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    channel: str | None = None
    skin_id: str | None = None
    license: str | None = None


@attrs.frozen(kw_only=True)
class LoginV1(Event):
    """Report that a customer logged in.

    ``ootb_login`` 1.0.0, from ``/docs/events``.

    :param login_timestamp: When the login happened.
    :param balance: Balance of the account at that moment, in the account's currency.
    :param is_first_login: Whether this is the first login of this customer.
    :param session_ref: Reference of the session that the login opened.
    :param ccy_code: Currency of the account, usually as an ISO 4217 code.
    :param language: Language that the customer uses, usually as a two-letter code.
    :param country: Country of the customer, usually as a two-letter code.
    :param platform: Operating system or kind of client on which it happened.
    :param channel: Channel through which the customer was acting.
    :param skin_id: Skin of the platform on which the customer logged in; other events call it
        brand.
    :param license: Licence or regulation under which the operator serves this customer.
    """

    event_key: ClassVar[str] = "ootb_login"
    schema_version: ClassVar[str] = "1.0.0"

    login_timestamp: datetime | None = None
    balance: int | float | Decimal | None = None
    is_first_login: bool | None = None
    session_ref: str | None = None
    ccy_code: str | None = None
    language: str | None = None
    country: str | None = None
    platform: str | None = None
    channel: str | None = None
    skin_id: str | None = None
    license: str | None = None


@attrs.frozen(kw_only=True)
class Registration(Event):
    """Report that a customer submits or changes registration data.

    It is sent at the start or at the end of signing up.

    ``ootb_registration`` 1.0.0, from ``/docs/registration``.

    :param email: E-mail address of the customer. Personal data.
    :param mobile_number: Mobile phone number of the customer. Personal data.
    :param status: How far the registration has come. Named values: Started, Completed, Failed.
    :param registration_source: Place on the site from which the customer set out, such as a product
        page or the checkout.
    :param date_of_birth: Date of birth, as a calendar date without a time. Personal data.
    :param allow_email: Whether the customer agreed to receive e-mail.
    :param allow_sms: Whether the customer agreed to receive text messages.
    :param allow_push: Whether the customer agreed to receive push notifications.
    :param allow_whatsapp: Whether the customer agreed to receive WhatsApp messages. Type inferred
        from the page's example.
    :param is_email_verified: Whether the e-mail address has been verified. Type inferred from the
        page's example.
    :param is_mobile_verified: Whether the mobile number has been verified. Type inferred from the
        page's example.
    :param is_blocked: Whether the account is blocked. Type inferred from the page's example.
    :param is_test: Whether this is a test account, to be left out of reports. Type inferred from
        the page's example.
    :param gender: Gender of the customer, in the operator's own spelling. Personal data. Type
        inferred from the page's example.
    :param country: Country of the customer, usually as a two-letter code. Type inferred from the
        page's example.
    :param city: City in which the customer lives. Personal data. Type inferred from the page's
        example.
    :param address: Postal address of the customer, without city and country. Personal data. Type
        inferred from the page's example.
    :param first_name: First name of the customer. Personal data. Type inferred from the page's
        example.
    :param last_name: Last name of the customer. Personal data. Type inferred from the page's
        example.
    :param language: Language that the customer uses, usually as a two-letter code. Type inferred
        from the page's example.
    :param currency: Currency of the account, usually as an ISO 4217 code. Type inferred from the
        page's example.
    :param brand: Brand (also called skin) of the operator, as the operator names it. Type inferred
        from the page's example.
    :param alias: Name under which the customer appears to others. Personal data. Type inferred from
        the page's example.
    :param referral_type: Kind of referral that brought the customer, such as affiliate or friend.
        Type inferred from the page's example.
    :param affiliate_id: Identifier of the affiliate who referred the customer. Type inferred from
        the page's example.
    :param platform: Operating system or kind of client that the customer used. Type inferred from
        the page's example.
    :param promo_code: Promotion code that the customer entered. Type inferred from the page's
        example.
    :param license: Licence or regulation under which the operator serves this customer. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_registration"
    schema_version: ClassVar[str] = "1.0.0"

    email: str | None = attrs.field(default=None, repr=masked)
    mobile_number: str | None = attrs.field(default=None, repr=masked)
    status: str | None = None
    registration_source: str | None = None
    date_of_birth: date | None = attrs.field(default=None, repr=masked)
    allow_email: bool | None = None
    allow_sms: bool | None = None
    allow_push: bool | None = None
    allow_whatsapp: bool | None = None
    is_email_verified: bool | None = None
    is_mobile_verified: bool | None = None
    is_blocked: bool | None = None
    is_test: bool | None = None
    gender: str | None = attrs.field(default=None, repr=masked)
    country: str | None = None
    city: str | None = attrs.field(default=None, repr=masked)
    address: str | None = attrs.field(default=None, repr=masked)
    first_name: str | None = attrs.field(default=None, repr=masked)
    last_name: str | None = attrs.field(default=None, repr=masked)
    language: str | None = None
    currency: str | None = None
    brand: str | None = None
    alias: str | None = attrs.field(default=None, repr=masked)
    referral_type: str | None = None
    affiliate_id: str | None = None
    platform: str | None = None
    promo_code: str | None = None
    license: str | None = None


@attrs.frozen(kw_only=True)
class RegistrationFailed(Event):
    """Report that an attempt to register failed, for whatever reason.

    ``ootb_registration_failed`` 2.0.0, from ``/docs/registration-failed``, published on 2026-06-09.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param form_location: Where the failed attempt took place.
    :param referral_source: What brought the visitor here: a campaign, a partner, a search.
    :param language: Language that the customer uses, usually as a two-letter code.
    :param failure_reason: Why the registration failed, as a code or a short sentence.
    :param failure_code: The operator's own code for this kind of failure.
    """

    event_key: ClassVar[str] = "ootb_registration_failed"
    schema_version: ClassVar[str] = "2.0.0"

    session_id: str | None = None
    form_location: str | None = None
    referral_source: str | None = None
    language: str | None = None
    failure_reason: str | None = None
    failure_code: str | None = None


@attrs.frozen(kw_only=True)
class RegistrationFailedV1(Event):
    """Report that an attempt to register failed, for whatever reason.

    ``ootb_registration_failed`` 1.0.0, from ``/docs/registration-failed``.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param event_date_time: When the attempt failed.
    :param email: E-mail address submitted with the attempt. Personal data.
    :param failure_reason: Why the registration failed, as a code or a short sentence. For example
        invalid_email, duplicate_account.
    :param form_location: Where the failed attempt took place.
    :param referral_source: What brought the visitor here: a campaign, a partner, a search.
    :param language: Language that the customer uses, usually as a two-letter code.
    :param country: Country of the customer, usually as a two-letter code.
    """

    event_key: ClassVar[str] = "ootb_registration_failed"
    schema_version: ClassVar[str] = "1.0.0"

    session_id: str | None = None
    event_date_time: datetime | None = None
    email: str | None = attrs.field(default=None, repr=masked)
    failure_reason: str | None = None
    form_location: str | None = None
    referral_source: str | None = None
    language: str | None = None
    country: str | None = None


@attrs.frozen(kw_only=True)
class RegistrationInitiated(Event):
    """Report that a visitor starts to register.

    Registrations that are never completed can then be followed up.

    ``ootb_registration_initiated`` 1.0.0, from ``/docs/registration-started``, published on
    2026-06-09.

    :param session_id: Identifier of the browser or application session, unique to it.
    :param form_location: Page or module that showed the registration form.
    :param referral_source: What brought the visitor here: a campaign, a partner, a search.
    :param language: Language that the customer uses, usually as a two-letter code.
    """

    event_key: ClassVar[str] = "ootb_registration_initiated"
    schema_version: ClassVar[str] = "1.0.0"

    session_id: str | None = None
    form_location: str | None = None
    referral_source: str | None = None
    language: str | None = None


@attrs.frozen(kw_only=True)
class UserDetailsUpdate(Event):
    """Report that a customer changed profile or registration data.

    The values overwrite the stored profile at once; an empty string would blank an attribute.

    ``ootb_user_details_update`` 2.0.0, from ``/docs/user-details-update``.

    :param email: E-mail address of the customer. Personal data. Type inferred from the page's
        example.
    :param mobile_number: Mobile phone number of the customer. Personal data. Type inferred from the
        page's example.
    :param status: How far the update has come. Type inferred from the page's example.
    :param registration_source: Place on the site from which the customer set out, such as a product
        page or the checkout. Type inferred from the page's example.
    :param date_of_birth: Date of birth, as a calendar date without a time. Personal data. Type
        inferred from the page's example.
    :param allow_email: Whether the customer agreed to receive e-mail. Type inferred from the page's
        example.
    :param allow_sms: Whether the customer agreed to receive text messages. Type inferred from the
        page's example.
    :param allow_push: Whether the customer agreed to receive push notifications. Type inferred from
        the page's example.
    :param allow_whatsapp: Whether the customer agreed to receive WhatsApp messages. Type inferred
        from the page's example.
    :param is_email_verified: Whether the e-mail address has been verified. Type inferred from the
        page's example.
    :param is_mobile_verified: Whether the mobile number has been verified. Type inferred from the
        page's example.
    :param is_blocked: Whether the account is blocked. Type inferred from the page's example.
    :param is_test: Whether this is a test account, to be left out of reports. Type inferred from
        the page's example.
    :param gender: Gender of the customer, in the operator's own spelling. Personal data. Type
        inferred from the page's example.
    :param country: Country of the customer, usually as a two-letter code. Type inferred from the
        page's example.
    :param city: City in which the customer lives. Personal data. Type inferred from the page's
        example.
    :param address: Postal address of the customer, without city and country. Personal data. Type
        inferred from the page's example.
    :param first_name: First name of the customer. Personal data. Type inferred from the page's
        example.
    :param last_name: Last name of the customer. Personal data. Type inferred from the page's
        example.
    :param language: Language that the customer uses, usually as a two-letter code. Type inferred
        from the page's example.
    :param currency: Currency of the account, usually as an ISO 4217 code. Type inferred from the
        page's example.
    :param brand: Brand (also called skin) of the operator, as the operator names it. Type inferred
        from the page's example.
    :param alias: Name under which the customer appears to others. Personal data. Type inferred from
        the page's example.
    :param referral_type: Kind of referral that brought the customer, such as affiliate or friend.
        Type inferred from the page's example.
    :param affiliate_id: Identifier of the affiliate who referred the customer. Type inferred from
        the page's example.
    :param platform: Operating system or kind of client that the customer used. Type inferred from
        the page's example.
    :param promo_code: Promotion code that the customer entered. Type inferred from the page's
        example.
    :param license: Licence or regulation under which the operator serves this customer. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_user_details_update"
    schema_version: ClassVar[str] = "2.0.0"

    email: str | None = attrs.field(default=None, repr=masked)
    mobile_number: str | None = attrs.field(default=None, repr=masked)
    status: str | None = None
    registration_source: str | None = None
    date_of_birth: date | None = attrs.field(default=None, repr=masked)
    allow_email: bool | None = None
    allow_sms: bool | None = None
    allow_push: bool | None = None
    allow_whatsapp: bool | None = None
    is_email_verified: bool | None = None
    is_mobile_verified: bool | None = None
    is_blocked: bool | None = None
    is_test: bool | None = None
    gender: str | None = attrs.field(default=None, repr=masked)
    country: str | None = None
    city: str | None = attrs.field(default=None, repr=masked)
    address: str | None = attrs.field(default=None, repr=masked)
    first_name: str | None = attrs.field(default=None, repr=masked)
    last_name: str | None = attrs.field(default=None, repr=masked)
    language: str | None = None
    currency: str | None = None
    brand: str | None = None
    alias: str | None = attrs.field(default=None, repr=masked)
    referral_type: str | None = None
    affiliate_id: str | None = None
    platform: str | None = None
    promo_code: str | None = None
    license: str | None = None


@attrs.frozen(kw_only=True)
class UserDetailsUpdateV1(Event):
    """Report that a customer changed profile or registration data.

    ``ootb_user_details_update`` 1.0.0, from ``/docs/update-customer-details``.

    :param email: E-mail address of the customer. Personal data.
    :param mobile_number: Mobile phone number of the customer. Personal data.
    :param status: How far the update has come. Named values: Started, Completed, Failed.
    :param registration_source: Place on the site from which the customer set out, such as a product
        page or the checkout.
    :param date_of_birth: Date of birth, as a calendar date without a time. Personal data.
    :param allow_email: Whether the customer agreed to receive e-mail.
    :param allow_sms: Whether the customer agreed to receive text messages.
    :param allow_push: Whether the customer agreed to receive push notifications. Type inferred from
        the page's example.
    :param allow_whatsapp: Whether the customer agreed to receive WhatsApp messages. Type inferred
        from the page's example.
    :param is_email_verified: Whether the e-mail address has been verified. Type inferred from the
        page's example.
    :param is_mobile_verified: Whether the mobile number has been verified. Type inferred from the
        page's example.
    :param is_blocked: Whether the account is blocked. Type inferred from the page's example.
    :param is_test: Whether this is a test account, to be left out of reports. Type inferred from
        the page's example.
    :param gender: Gender of the customer, in the operator's own spelling. Personal data. Type
        inferred from the page's example.
    :param country: Country of the customer, usually as a two-letter code. Type inferred from the
        page's example.
    :param city: City in which the customer lives. Personal data. Type inferred from the page's
        example.
    :param address: Postal address of the customer, without city and country. Personal data. Type
        inferred from the page's example.
    :param first_name: First name of the customer. Personal data. Type inferred from the page's
        example.
    :param last_name: Last name of the customer. Personal data. Type inferred from the page's
        example.
    :param language: Language that the customer uses, usually as a two-letter code. Type inferred
        from the page's example.
    :param currency: Currency of the account, usually as an ISO 4217 code. Type inferred from the
        page's example.
    :param brand: Brand (also called skin) of the operator, as the operator names it. Type inferred
        from the page's example.
    :param alias: Name under which the customer appears to others. Personal data. Type inferred from
        the page's example.
    :param referral_type: Kind of referral that brought the customer, such as affiliate or friend.
        Type inferred from the page's example.
    :param affiliate_id: Identifier of the affiliate who referred the customer. Type inferred from
        the page's example.
    :param platform: Operating system or kind of client that the customer used. Type inferred from
        the page's example.
    :param promo_code: Promotion code that the customer entered. Type inferred from the page's
        example.
    :param license: Licence or regulation under which the operator serves this customer. Type
        inferred from the page's example.
    """

    event_key: ClassVar[str] = "ootb_user_details_update"
    schema_version: ClassVar[str] = "1.0.0"

    email: str | None = attrs.field(default=None, repr=masked)
    mobile_number: str | None = attrs.field(default=None, repr=masked)
    status: str | None = None
    registration_source: str | None = None
    date_of_birth: date | None = attrs.field(default=None, repr=masked)
    allow_email: bool | None = None
    allow_sms: bool | None = None
    allow_push: bool | None = None
    allow_whatsapp: bool | None = None
    is_email_verified: bool | None = None
    is_mobile_verified: bool | None = None
    is_blocked: bool | None = None
    is_test: bool | None = None
    gender: str | None = attrs.field(default=None, repr=masked)
    country: str | None = None
    city: str | None = attrs.field(default=None, repr=masked)
    address: str | None = attrs.field(default=None, repr=masked)
    first_name: str | None = attrs.field(default=None, repr=masked)
    last_name: str | None = attrs.field(default=None, repr=masked)
    language: str | None = None
    currency: str | None = None
    brand: str | None = None
    alias: str | None = attrs.field(default=None, repr=masked)
    referral_type: str | None = None
    affiliate_id: str | None = None
    platform: str | None = None
    promo_code: str | None = None
    license: str | None = None
