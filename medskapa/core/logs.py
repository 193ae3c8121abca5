"""What may stand in a log: which page it was and how it went, never an address with a code in it."""

import logging
import re
from typing import Any


class WithoutAddress(logging.Filter):
    """Put the name of the page in the place of its address, which may hold the code of a draft, and let the request go.

    For the loggers of Django that write about requests; a handler further on could print or mail all of the request.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = record.__dict__.pop("request", None)
        if request is not None and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            page = match.view_name if match else "?"
            addresses = {request.path, request.path_info, request.get_full_path()}
            known = addresses | {each.encode("unicode_escape").decode("ascii") for each in addresses}
            record.args = tuple(page if arg in known else arg for arg in record.args)
        return True


class WithoutRows(logging.Formatter):
    """Leave out the row that PostgreSQL quotes when it refuses it: whole texts and names stand in it."""

    _QUOTED = re.compile(r"\n(?:DETAIL|CONTEXT):.*?(?=\n\n(?:The above exception|During handling)|\Z)", re.DOTALL)

    def formatException(self, ei: Any) -> str:
        return self._QUOTED.sub("", super().formatException(ei))
