// The page for the street: puts each entry in the phone's queue, sends it, and shows what waits and which codes to give.
// Without this script the page is an ordinary form.
"use strict";
/* global outreachQueue */

function outreach(page) {
  const RETRY_MS = 30_000;
  const NAMES = ["text", "place", "own_words", "read_back", "wants_code"];
  const part = (name) => page.querySelector(`[data-${name}]`);
  const places = { home: page.dataset.home, send: page.dataset.send };
  const form = page.querySelector("form");
  const shown = new Map(); // codes on the screen, by key: in the memory of this page, and nowhere else on the phone

  const text = (name) => part("texts").content.querySelector(`[data-name="${name}"]`);
  const words = (name, value) => text(name).textContent.replace("#", value);
  const row = (name) => part(name).content.firstElementChild.cloneNode(true);

  // --- What stands on the page
  async function draw() {
    const entries = await outreachQueue.all();
    const waiting = entries.filter((entry) => entry.state === "waiting");
    const refused = entries.filter((entry) => entry.state === "refused");
    const withCode = entries.filter((entry) => entry.state === "sent" || (entry.state === "waiting" && entry.fields.wants_code === "yes"));
    const count = waiting.length + refused.length;
    say(part("count"), count === 0 ? words("none") : count === 1 ? words("one") : words("many", count));
    part("count").dataset.waiting = count;
    part("send-now").hidden = waiting.length === 0;
    fill("refused", refused.map(refusedRow));
    fill("codes", withCode.reverse().map(codeRow));
    part("phone").hidden = entries.length === 0;
  }

  // A live region is read out when it changes, so it is written only then.
  function say(element, sentence) {
    if (element.textContent !== sentence) element.textContent = sentence;
  }

  function fill(name, rows) {
    const focused = document.activeElement?.closest("[data-key]")?.dataset.key;
    part(name).hidden = rows.length === 0;
    part(name).querySelector("ul").replaceChildren(...rows);
    if (focused) part(name).querySelector(`[data-key="${focused}"] [tabindex]`)?.focus();
  }

  function refusedRow(entry) {
    const made = row("refused-row");
    made.querySelector("[data-words]").textContent = entry.fields.text;
    made.querySelector("[data-errors]").textContent = entry.errors.join(" ");
    made.querySelector("[data-change]").addEventListener("click", () => changeWords(entry));
    return made;
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

  function trouble(outcome) {
    const box = part("trouble");
    box.hidden = outcome === "done";
    if (outcome === "done") box.replaceChildren();
    else if (box.dataset.outcome !== outcome) box.replaceChildren(...text(outcome).cloneNode(true).childNodes);
    box.dataset.outcome = outcome;
  }

  // --- What one does
  function complain(name) {
    const box = part("complaint");
    box.textContent = name ? words(name) : "";
    box.hidden = !name;
    form.elements.text.toggleAttribute("aria-invalid", Boolean(name));
    if (name) form.elements.text.focus();
    return Boolean(name);
  }

  async function write() {
    const fields = Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value]));
    const limit = form.querySelector("[data-limit]").dataset.limit;
    if (complain(fields.text.trim() ? (fields.text.length > limit ? "long" : "") : "empty")) return;
    const about = form.elements.place.value ? form.elements.place.selectedOptions[0].textContent : "";
    const entry = await outreachQueue.add({ key: outreachQueue.newKey(), day: today(), fields, about });
    setText("");
    await draw();
    const { outcome, answers } = await send();
    if (outcome !== "done") askForSync(); // not before: the worker would be first, and the code would not show at once
    if (answers.get(entry.key)?.code) focusOn(entry.key);
    else form.elements.text.focus();
  }

  const days = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long" });
  const inWords = (day) => days.format(new Date(`${day}T12:00`));
  const today = () => new Date().toLocaleDateString("sv-SE"); // 2026-04-13, by the phone's own clock

  function setText(value) {
    form.elements.text.value = value;
    form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function changeWords(entry) {
    if (form.elements.text.value.trim()) return form.elements.text.focus(); // one at a time: nothing typed is lost
    setText(entry.fields.text);
    for (const name of NAMES.slice(1)) form.elements[name].value = entry.fields[name];
    await outreachQueue.remove(entry.key);
    await draw();
    form.elements.text.focus();
  }

  async function send() {
    const result = await outreachQueue.send(places);
    for (const [key, answer] of result.answers) if (answer.code) shown.set(key, answer);
    trouble(result.outcome);
    await draw();
    return result;
  }

  async function showCode(key) {
    const { outcome, answer } = await outreachQueue.codeOf(places, key);
    trouble(outcome);
    if (answer?.code) shown.set(key, answer);
    await draw();
    if (answer?.code) focusOn(key);
  }

  async function handedOver(key) {
    shown.delete(key);
    await outreachQueue.remove(key);
    await draw();
    form.elements.text.focus();
  }

  async function forgetAll() {
    if (!confirm(words("forget-all"))) return;
    shown.clear();
    await outreachQueue.clear();
    trouble("done");
    await draw();
    form.elements.text.focus();
  }

  const focusOn = (key) => page.querySelector(`[data-key="${key}"] [data-slip]`)?.focus();

  // Where the browser can, it sends by itself when the network is back, also after the page is closed.
  async function askForSync() {
    const worker = await navigator.serviceWorker?.ready;
    await worker?.sync?.register("outreach").catch(() => {}); // the person has switched it off: the page sends
  }

  const sendIfWaiting = async () => {
    if ((await outreachQueue.all()).some((entry) => entry.state === "waiting")) await send();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    write();
  });
  part("send-now").addEventListener("click", send);
  part("forget").addEventListener("click", forgetAll);
  outreachQueue.news?.addEventListener("message", draw);
  addEventListener("online", send);
  addEventListener("offline", () => trouble("offline"));
  document.addEventListener("visibilitychange", () => document.hidden || sendIfWaiting());
  setInterval(sendIfWaiting, RETRY_MS);

  part("queue").hidden = false;
  draw().then(sendIfWaiting);
  navigator.serviceWorker?.register(page.dataset.worker, { scope: places.home });
}

// A phone that keeps nothing (a private window) gets the ordinary form, which sends at once.
const outreachPage = document.querySelector("[data-outreach]");
if (outreachPage) {
  outreachQueue
    .all()
    .then(() => outreach(outreachPage))
    .catch(() => {});
}
