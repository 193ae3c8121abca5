// The keys of the inbox. Nothing here is needed: every row, box and field is reached with Tab as well.
"use strict";

const STORED = "desk-keys";
const rows = () => [...document.querySelectorAll("[data-desk-list] tbody tr")];
const link = (row) => row?.querySelector("th a");
const help = () => document.querySelector("[data-desk-keys]");

const current = () => rows().find((row) => row.contains(document.activeElement));
const isTyping = (target) =>
  target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit])");
const areOn = () => localStorage.getItem(STORED) !== "off";

function go(step) {
  const all = rows();
  const at = all.indexOf(current());
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
  link(next)?.focus();
}

const keys = {
  j: () => go(1),
  k: () => go(-1),
  ArrowDown: () => go(1),
  ArrowUp: () => go(-1),
  x: () => current()?.querySelector("[type=checkbox]")?.click(),
  "/": () => document.getElementById("filter-text")?.focus(),
  "?": () => {
    help().open = true;
    help().querySelector("summary").focus();
  },
};
const insideOnly = new Set(["ArrowDown", "ArrowUp", "x"]); // elsewhere the arrows scroll

document.addEventListener("keydown", (event) => {
  const act = keys[event.key];
  if (!act || !areOn() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (!help() || (insideOnly.has(event.key) && !current())) return;
  event.preventDefault();
  act();
});

// Single keys can get in the way of speech input, so they can be turned off. The choice stays in this browser.
function offerTheSwitch() {
  document.querySelectorAll("[data-desk-keys-hint]").forEach((hint) => (hint.hidden = !areOn()));
  const box = help()?.querySelector("[data-desk-keys-on]");
  if (!box || box.dataset.ready) return;
  box.dataset.ready = "yes";
  box.checked = areOn();
  box.closest("[hidden]").hidden = false;
  box.addEventListener("change", () => localStorage.setItem(STORED, box.checked ? "on" : "off"));
}

offerTheSwitch();
document.addEventListener("htmx:after:swap", offerTheSwitch);
