"""The classes, written from the schemas."""

from ootb_events.codegen._files import NOTICE, Difference, differences, write
from ootb_events.codegen._render import class_name_of, module_of, render

__all__ = ["NOTICE", "Difference", "class_name_of", "differences", "module_of", "render", "write"]
