// The codes of the page for the street: what the person gets, beside the queue and the form of offline.js.
"use strict";

self.outreach = (page, { queue, places, words, row, fill, trouble, draw, focusText }) => {
  const shown = new Map(); // codes on the screen, by key: in the memory of this page, and nowhere else on the phone

  function drawCodes(entries) {
    if (entries.length === 0) shown.clear();
    const given = (entry) => entry.state === "sent" || (entry.state === "waiting" && entry.fields.wants_code === "yes");
    fill("codes", entries.filter(given).reverse().map(codeRow));
  }

  function codeRow(entry) {
    const made = row("code-row");
    const is = (name) => made.querySelector(`[data-${name}]`);
    const given = shown.get(entry.key);
    made.dataset.key = entry.key;
    is("slip").textContent = words("slip", entry.number);
    is("about").textContent = [entry.about, inWords(entry.day)].filter(Boolean).join(", ");
    is("waiting").hidden = entry.state === "sent";
    is("show").hidden = entry.state !== "sent" || Boolean(given);
    is("handed").hidden = entry.state !== "sent" || !given;
    is("code").hidden = !given;
    if (given) {
      is("first").textContent = given.code.first.join(" ");
      is("other").textContent = given.code.other.join(" ");
      is("qr").src = given.qr;
      is("promised").textContent = words("promised", given.promised);
    }
    is("show").addEventListener("click", () => showCode(entry.key));
    is("handed").addEventListener("click", () => handedOver(entry.key));
    return made;
  }

  const days = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long" });
  const inWords = (day) => days.format(new Date(`${day}T12:00`));
  const focusOn = (key) => page.querySelector(`[data-key="${key}"] [data-slip]`)?.focus();

  async function showCode(key) {
    const { outcome, answer } = await queue.codeOf(places, key);
    trouble(outcome);
    if (answer?.code) shown.set(key, answer);
    await draw();
    if (answer?.code) focusOn(key);
  }

  async function handedOver(key) {
    shown.delete(key);
    await queue.remove(key);
    await draw();
    focusText();
  }

  page.addEventListener("drawn", ({ detail }) => drawCodes(detail));
  page.addEventListener("answered", ({ detail }) => {
    for (const [key, answer] of detail) if (answer.code) shown.set(key, answer);
  });
  page.addEventListener("written", (event) => {
    if (!event.detail.answer?.code) return;
    event.preventDefault();
    focusOn(event.detail.key);
  });
};
