// What makes every page a little easier. Nothing here is needed: with JavaScript off each page does the same work.
"use strict";

// --- Read aloud: the browser's own voice reads what stands in <main>, in the language of each part.
const reader = document.querySelector("[data-read-aloud]");
if (reader && "speechSynthesis" in window) {
  const label = reader.querySelector("span");
  const start = label.textContent;
  const rest = () => {
    label.textContent = start;
    reader.setAttribute("aria-pressed", "false");
  };
  const utterances = () =>
    [...document.querySelectorAll("main :is(h1, h2, h3, h4, p, li, label, legend, dt, dd, th, td, summary)")]
      .filter((part) => part.checkVisibility() && !part.closest("[aria-hidden=true], .page-tools") && !part.parentElement.closest("p, li, label, legend, td, th"))
      .map((part) => {
        const speech = new SpeechSynthesisUtterance(part.innerText);
        speech.lang = part.closest("[lang]").lang;
        return speech;
      });
  reader.hidden = false;
  reader.addEventListener("click", () => {
    const speaking = speechSynthesis.speaking;
    speechSynthesis.cancel();
    if (speaking) return rest();
    const all = utterances();
    if (all.length) all.at(-1).addEventListener("end", rest);
    all.forEach((speech) => speechSynthesis.speak(speech));
    label.textContent = reader.dataset.stop;
    reader.setAttribute("aria-pressed", "true");
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
}

// --- The folded ways of the menu close when somebody goes on with something else.
const more = document.querySelector(".site-nav-more details");
if (more) {
  addEventListener("click", (event) => {
    if (!more.contains(event.target)) more.open = false;
  });
  more.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !more.open) return;
    more.open = false;
    more.querySelector("summary").focus();
  });
}

// --- Counters: how many characters are left. Said aloud only near the limit, and not at every key.
function count(counter) {
  const box = document.getElementById(counter.dataset.counter);
  if (!box || counter.dataset.ready) return;
  counter.dataset.ready = "yes";
  const format = new Intl.NumberFormat(document.documentElement.lang);
  const show = () => {
    const left = counter.dataset.limit - box.value.length;
    counter.textContent = `${format.format(Math.abs(left))} ${left < 0 ? counter.dataset.over : counter.dataset.left}`;
    counter.classList.toggle("field-limit-over", left < 0);
    if (left < 100) counter.setAttribute("role", "status");
    else counter.removeAttribute("role");
  };
  box.addEventListener("input", show);
  show();
}

// --- Print buttons are of no use without JavaScript, so they are hidden until now.
function offerPrint(button) {
  if (!button.hidden) return;
  button.hidden = false;
  button.addEventListener("click", () => print());
}

function enhance(root) {
  root.querySelectorAll("[data-counter]").forEach(count);
  root.querySelectorAll("[data-print]").forEach(offerPrint);
  root.querySelectorAll("#toasts .toast").forEach(offerClose);
}

// --- What went wrong comes into view, and a screen reader reads it.
function toProblems(root) {
  root.querySelector("[data-focus]")?.focus();
}

// --- Toasts can be put away: they may cover what somebody wants to press.
function offerClose(toast) {
  if (toast.querySelector("button")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = document.getElementById("toasts").dataset.close;
  button.addEventListener("click", () => toast.remove());
  toast.append(button);
}

// --- A request that fails is told in words; the page stands as it was.
function failed() {
  const toasts = document.getElementById("toasts");
  const toast = document.createElement("p");
  const text = document.createElement("span");
  toast.className = "toast toast-error";
  text.textContent = toasts.dataset.failed;
  toast.append(text);
  toasts.replaceChildren(toast);
  offerClose(toast);
}

enhance(document);
toProblems(document);
document.addEventListener("htmx:after:swap", () => {
  enhance(document);
  toProblems(document);
});
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx?.response?.raw?.status !== 422) failed();
});
document.addEventListener("htmx:error", failed);
