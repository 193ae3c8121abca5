"""How long the server takes for a page in a town of 100,000 viewpoints and 10,000 residents.

Run from the top folder: `python -m benchmarks.pages` (`--requests 100`, `--viewpoints`, `--residents`). Making the
town takes a minute. Each page is asked for through Django's test client: all middleware, database (SQLite as `make run`
sets it up) and template, without the network and gunicorn. The first request of each page is left out, for it compiles
the template. The bar is a 95th percentile below 50 ms (design: quality). Measured: see benchmarks/README.md.
"""

import argparse
import re
import time
from functools import partial

from benchmarks.towns import browser, large_town, open_django, percentile, timed


def main() -> None:
    arguments = argparse.ArgumentParser(description="Server time of the main pages.")
    arguments.add_argument("--viewpoints", type=int, default=100_000)
    arguments.add_argument("--residents", type=int, default=10_000)
    arguments.add_argument("--requests", type=int, default=100)
    given = arguments.parse_args()
    with large_town(given.viewpoints, given.residents) as server:
        open_django(server)
        _measure(given.requests)


def _measure(requests: int) -> None:
    from django.db import connection

    print(f"{'page':34} {'queries':>7} {'in them':>8} {'median':>8} {'p95':>8} {'slowest':>8}   (ms)")
    for name, (client, address) in _pages().items():
        assert client.get(address).status_code == 200, address
        asked: list[float] = []
        with connection.execute_wrapper(partial(timed, asked)):
            client.get(address)
        took = []
        for _request in range(requests):
            began = time.perf_counter()
            client.get(address)
            took.append((time.perf_counter() - began) * 1_000)
        figures = (sum(asked), percentile(took, 0.5), percentile(took, 0.95), max(took))
        print(f"{name:34} {len(asked):7}" + "".join(f" {figure:8.1f}" for figure in figures), flush=True)


def _pages() -> dict[str, tuple]:
    """Each page by its name: who asks, and for what."""
    from medskapa.people.models import Person
    from medskapa.voice.models import Theme, Viewpoint

    anybody, answerer, editor = browser(), browser("lovisa_ekdahl"), browser("nadja_lindblom")
    talkative = Viewpoint.objects.exclude(author=None).values_list("author__login", flat=True).order_by("pk")[0]
    resident = browser(talkative)
    unit = Person.objects.get(login="lovisa_ekdahl").unit
    one = Viewpoint.objects.filter(unit=unit, state="received").order_by("promised_on", "pk")[0].pk
    theme = Theme.objects.order_by("-viewpoint_count").first().slug
    return {
        "start": (anybody, "/"),
        "what has happened": (anybody, "/vad-har-hant/"),
        "a theme in public": (anybody, f"/vad-har-hant/{theme}/"),
        "say something": (anybody, anybody.get("/sag-din-mening/").headers["Location"]),
        "read with the code (the question)": (anybody, "/kvitto/"),
        "my page": (resident, "/min-sida/"),
        "inbox, one unit": (answerer, "/arbete/"),
        "inbox, all units": (editor, "/arbete/"),
        "inbox, a later page": (editor, _later(editor)),
        "inbox, search for a word": (editor, "/arbete/?text=telefon&state=all"),
        "inbox, one theme, late": (editor, f"/arbete/?theme={theme}&age=late"),
        "one viewpoint at the desk": (answerer, f"/arbete/synpunkt/{one}/"),
        "writing an answer": (answerer, f"/arbete/synpunkt/{one}/svara/"),
        "all themes at the desk": (editor, "/arbete/teman/"),
        "a theme at the desk": (editor, f"/arbete/teman/{theme}/"),
        "answer all in a theme": (editor, f"/arbete/teman/{theme}/svara-alla/"),
        "letters": (editor, "/arbete/brev/"),
        "answers to read": (answerer, "/arbete/svar/"),
        "api: themes": (anybody, "/api/v1/themes"),
        "api: figures": (anybody, "/api/v1/figures"),
    }


def _later(client: object) -> str:
    """The inbox's second page, as the first one names it."""
    found = re.search(r'href="(/arbete/\?after=[^"]+)"', client.get("/arbete/").text)
    assert found, "the inbox has one page only"
    return found[1].replace("&amp;", "&")


if __name__ == "__main__":
    main()
