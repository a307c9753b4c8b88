"""What is to be said about event files."""

from ootb_events.lint._lint import FileResult, Located, Summary, lint
from ootb_events.lint._read import STDIN, Record, Unreadable, event_files, read_records

__all__ = [
    "STDIN",
    "FileResult",
    "Located",
    "Record",
    "Summary",
    "Unreadable",
    "event_files",
    "lint",
    "read_records",
]
