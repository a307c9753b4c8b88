"""The classes, written from the schemas."""

from ootb_events.codegen._build import build, is_built
from ootb_events.codegen._files import NOTICE, Difference, differences, refuse_strangers, write
from ootb_events.codegen._own import is_standard, render_module
from ootb_events.codegen._render import class_name_of, module_of, render

__all__ = [
    "NOTICE",
    "Difference",
    "build",
    "class_name_of",
    "differences",
    "is_built",
    "is_standard",
    "module_of",
    "refuse_strangers",
    "render",
    "render_module",
    "write",
]
