"""The door stands on the first page: on a small screen the menu is folded, and nobody looks for it there."""

from django.urls import reverse


def test_the_first_page_leads_to_the_entrance_and_says_what_it_is_for(client, db):
    page = client.get("/").text
    doors = page[page.index("<main") : page.index("</main>")]
    assert f'href="{reverse("entrance:begin")}"' in doors
    assert "Berätta en gång vad du vill ha hjälp med." in doors
