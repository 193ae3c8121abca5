// Beside the queue and the form of offline.js: what has arrived shows at once in the list on the page (data-noted).
"use strict";
/* global htmx */

{
  const page = document.querySelector("[data-offline]");
  const list = document.querySelector("[data-noted]"); // not there without network
  page?.addEventListener("answered", ({ detail }) => {
    if (list && detail.size) htmx.trigger(list, "noted");
  });
  // A network that has just come back may lose one more request.
  list?.addEventListener("htmx:sendError", () => {
    if (navigator.onLine) setTimeout(() => htmx.trigger(list, "noted"), 2000);
  });
}
