"""What a run of lint is to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence  # noqa: TC003 - attrs reads the annotations

import attrs

from ootb_events.catalog import catalog_of
from ootb_events.errors import ConfigurationError
from ootb_events.lint._choice import Choice
from ootb_events.lint._examine import Examiner, Wrapping
from ootb_events.validation import validator_for

__all__ = ["LintSettings"]


@attrs.frozen(kw_only=True)
class LintSettings:
    """Say what a run of lint is to do; a value that other processes can be given.

    :param profile: ``platform``, ``opti-x`` or ``ebi``.
    :param strict: whether every warning counts as an error.
    :param choice: which rules count, and how much.
    :param wrapping: where in a text the event is.
    :param targets: versions other than the current ones to hold events to, by event key.
    :param fold: whether identical findings of a file are folded into one.
    :param exclude: patterns, as in ``.gitignore``, of files to leave out of folders.
    :param gitignore: whether what ``.gitignore`` names is left out of folders.
    :param root: the folder that these are relative to; by default, the working directory, and for
        folders outside of it, the folder.
    :param catalogs: folders of schemas that count besides those of this package.
    :param jobs: how many processes share the work.
    :raises ConfigurationError: when a setting is not usable.
    """

    profile: str = "platform"
    strict: bool = False
    choice: Choice = attrs.field(factory=Choice)
    wrapping: Wrapping = attrs.field(factory=Wrapping)
    targets: Mapping[str, str] = attrs.field(factory=dict)
    fold: bool = True
    exclude: Sequence[str] = ()
    gitignore: bool = True
    root: str | None = None
    catalogs: Sequence[str] = ()
    jobs: int = 1

    def __attrs_post_init__(self) -> None:
        if self.jobs < 1:
            raise ConfigurationError("jobs is at least 1")

    def examiner(self) -> Examiner:
        """Make what examines texts.

        :raises CatalogError: when a catalogue is not usable, or a target names no event or
            version.
        """
        catalog = catalog_of(self.catalogs) if self.catalogs else None
        validator = validator_for(catalog, profile=self.profile, strict=self.strict)
        return Examiner(validator, self.wrapping, self.targets)
