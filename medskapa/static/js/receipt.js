// The receipt: copy and print its code, and fill the code in from the part of an address that never reaches the server.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const words = document.querySelector(button.dataset.copy).textContent.trim().replace(/\s+/g, " ");
    await navigator.clipboard.writeText(words);
    document.querySelector("[data-copy-status]").textContent = button.dataset.copied;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const form = document.querySelector("[data-code-from-address]");
if (form && location.hash.length > 1) {
  const field = form.querySelector("[name=code]");
  try {
    field.value = decodeURIComponent(location.hash.slice(1)).replaceAll("-", " ");
  } catch {
    // not a code of ours: the field stays as it is
  }
  history.replaceState(null, "", location.pathname); // the code stays in no history
  field.focus();
}
