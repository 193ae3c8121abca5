"""The directory as open data, for anybody to take and use."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from medskapa.commons import hsds
from medskapa.commons.queries import open_data as queries
from medskapa.core import clock
from medskapa.core.headers import let_any_site_read, public_page

DESCRIPTION = (
    "Human Services Data Specification 3.1. Times are local (Europe/Stockholm). The postcode and the county of an "
    "address are required by HSDS and empty here, since they are not known."
)


@require_safe
@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    """What there is to take, and what one may do with it."""
    return render(request, "commons/keeping/open_data.html", {"number": queries.number()})


@require_safe
@login_not_required
@public_page
def as_json(request: HttpRequest) -> StreamingHttpResponse:
    """The directory as one JSON object of tables."""
    response = StreamingHttpResponse(hsds.as_json(queries.tables()), content_type="application/json")
    return _for_all(response, "hsds.json")


@require_safe
@login_not_required
@public_page
def as_zip(request: HttpRequest) -> StreamingHttpResponse:
    """The directory as CSV files with their description."""
    name = settings.MUNICIPALITY["name"]
    about = hsds.package(name="directory", title=f"{name}: vad som erbjuds", description=DESCRIPTION)
    pieces = hsds.as_zip(queries.tables(), about=about, day=clock.today())
    return _for_all(StreamingHttpResponse(pieces, content_type="application/zip"), "hsds.zip")


def _for_all(response: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    """Let any web page read it, as other open data of ours."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    let_any_site_read(response)
    return response
