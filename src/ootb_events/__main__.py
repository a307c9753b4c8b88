"""``python -m ootb_events``."""

from ootb_events.cli import main

main(prog_name="ootb-events")
