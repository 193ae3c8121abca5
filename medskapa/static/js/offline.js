// A page where one writes entry after entry, with or without network: puts each in the phone's queue, sends it, and
// shows what waits and what was refused. Without this script the page is an ordinary form.
//
// The page says on its root element, marked data-offline: data-database (its queue's name), data-home (its address,
// which gives a fresh token as JSON), data-send (takes one entry as JSON), data-worker, and perhaps data-about (the
// choice that says what an entry is about). The form's field for the words is named "text"; a form without words says
// in data-asks which choices an entry needs. What else is chosen stays for the next entry, unless it is marked
// data-once. The fields "received_on" and "received_hour" get the day and the hour of writing, by the phone's own clock.
//
// A page that does more listens to its root: "written" (an entry is added and perhaps sent; detail {key, answer}; may be
// prevented, when the focus is to go elsewhere), "answered" (detail: answers by key), "drawn" (detail: the entries).
"use strict";
/* global offlineQueue */

function offline(page) {
  const RETRY_MS = 30_000;
  const LEFT_OUT = ["csrfmiddlewaretoken", "form_key"];
  const part = (name) => page.querySelector(`[data-${name}]`);
  const places = { home: page.dataset.home, send: page.dataset.send };
  const queue = offlineQueue(page.dataset.database);
  const form = part("entry") ?? page.querySelector("form");

  const text = (name) => part("texts").content.querySelector(`[data-name="${name}"]`);
  const words = (name, value) => text(name).textContent.replace("#", value);
  const row = (name) => part(name).content.firstElementChild.cloneNode(true);
  const announce = (name, detail) => page.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }));

  // --- What stands on the page
  async function draw() {
    const entries = await queue.all();
    const waiting = entries.filter((entry) => entry.state === "waiting");
    const refused = entries.filter((entry) => entry.state === "refused");
    const count = waiting.length + refused.length;
    say(part("count"), count === 0 ? words("none") : count === 1 ? words("one") : words("many", count));
    part("count").dataset.waiting = count;
    part("send-now").hidden = waiting.length === 0;
    fill("refused", refused.map(refusedRow));
    part("phone").hidden = entries.length === 0;
    announce("drawn", entries);
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
    made.querySelector("[data-words]").textContent = entry.fields.text ?? entry.about;
    made.querySelector("[data-errors]").textContent = entry.errors.join(" ");
    made.querySelector("[data-change]").addEventListener("click", () => changeWords(entry));
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
  const asks = (page.dataset.asks ?? "text").split(" ");
  const first = (field) => (field instanceof RadioNodeList ? field[0] : field); // of a group of buttons

  function complain(name, field) {
    const box = part("complaint");
    box.textContent = name ? words(name) : "";
    box.hidden = !name;
    form.elements.text?.toggleAttribute("aria-invalid", Boolean(name));
    if (name) first(form.elements[field]).focus();
    return Boolean(name);
  }

  function isWrong(fields) {
    const missing = asks.find((name) => !fields[name]?.trim());
    if (missing) return complain("empty", missing);
    const limit = form.querySelector("[data-limit]")?.dataset.limit;
    return fields.text?.length > limit ? complain("long", "text") : complain("");
  }

  // What the choice that says what an entry is about reads: of a list, or of buttons.
  function aboutOf(chosen) {
    if (!chosen?.value) return "";
    if (!(chosen instanceof RadioNodeList)) return chosen.selectedOptions[0].textContent;
    return [...chosen].find((each) => each.checked).labels[0].textContent.trim();
  }

  async function write() {
    const fields = Object.fromEntries([...new FormData(form)].filter(([name]) => !LEFT_OUT.includes(name)));
    if (isWrong(fields)) return;
    const day = today();
    if ("received_on" in fields) fields.received_on = day;
    if ("received_hour" in fields) fields.received_hour = String(new Date().getHours());
    const about = aboutOf(form.elements[page.dataset.about]);
    const entry = await queue.add({ key: queue.newKey(), day, fields, about });
    setText("");
    for (const field of form.querySelectorAll("[data-once]")) clear(field); // a name is not the next one's
    await draw();
    const { outcome, answers } = await send();
    if (outcome !== "done") askForSync(); // not before: the worker would be first, and its answer would not show here
    if (announce("written", { key: entry.key, answer: answers.get(entry.key) })) focusText();
  }

  function clear(field) {
    if (field.type === "radio") field.checked = false;
    else field.value = "";
  }

  const today = () => new Date().toLocaleDateString("sv-SE"); // 2026-04-13, by the phone's own clock
  const focusText = () => first(form.elements[asks[0]]).focus();

  function setText(value) {
    if (!form.elements.text) return;
    form.elements.text.value = value;
    form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function changeWords(entry) {
    if (form.elements.text?.value.trim()) return focusText(); // one at a time: nothing typed is lost
    for (const [name, value] of Object.entries(entry.fields)) if (form.elements[name]) form.elements[name].value = value;
    setText(entry.fields.text ?? "");
    await queue.remove(entry.key);
    await draw();
    focusText();
  }

  async function send() {
    const result = await queue.send(places);
    announce("answered", result.answers);
    trouble(result.outcome);
    await draw();
    return result;
  }

  async function forgetAll() {
    if (!confirm(words("forget-all"))) return;
    await queue.clear();
    trouble("done");
    await draw();
    focusText();
  }

  // Where the browser can, it sends by itself when the network is back, also after the page is closed.
  async function askForSync() {
    const worker = await navigator.serviceWorker?.ready;
    await worker?.sync?.register(page.dataset.database).catch(() => {}); // the person has switched it off: the page sends
  }

  const sendIfWaiting = async () => {
    if ((await queue.all()).some((entry) => entry.state === "waiting")) await send();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    write();
  });
  part("send-now").addEventListener("click", send);
  part("forget").addEventListener("click", forgetAll);
  queue.news?.addEventListener("message", draw);
  addEventListener("online", send);
  addEventListener("offline", () => trouble("offline"));
  document.addEventListener("visibilitychange", () => document.hidden || sendIfWaiting());
  setInterval(sendIfWaiting, RETRY_MS);

  part("queue").hidden = false;
  navigator.serviceWorker?.register(page.dataset.worker, { scope: places.home });
  return { queue, places, part, words, row, fill, trouble, draw, focusText, begin: () => draw().then(sendIfWaiting) };
}

// A phone that keeps nothing (a private window) gets the ordinary form, which sends at once.
const offlinePage = document.querySelector("[data-offline]");
if (offlinePage) {
  offlineQueue(offlinePage.dataset.database)
    .all()
    .then(() => {
      const made = offline(offlinePage);
      self.outreach?.(offlinePage, made);
      made.begin();
    })
    .catch(() => {});
}
