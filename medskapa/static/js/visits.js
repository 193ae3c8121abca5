// Beside the queue and the form of offline.js, for visits: the phone remembers where one is and which language one
// speaks, also for the page that lies on it and knows nobody. What the server says goes first.
"use strict";

{
  const form = document.querySelector(".visits form[data-entry]");
  const key = (name) => `medskapa-visits-${name}`;
  for (const name of ["place", "language"]) {
    const field = form?.elements[name];
    if (!field) continue;
    try {
      const kept = localStorage.getItem(key(name));
      const is = (option) => option.value === kept;
      if (kept && [...field.options].some(is) && (name === "language" || !field.value)) field.value = kept;
      field.addEventListener("change", () => localStorage.setItem(key(name), field.value));
    } catch {
      // a phone that keeps nothing
    }
  }
}
