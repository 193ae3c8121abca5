// What is written where there may be no network, kept on the phone until the server has acknowledged it.
// Shared by the page and its service worker: whichever has the network first sends. Each kind of page has a queue of
// its own, by the name of its database, and no queue sees another's entries.
//
// An entry is {key, number, day, state, fields, about}. Its state is "waiting", "refused" (with `errors`), or "sent":
// then its words are gone from the phone, and only the key remains, with which the code can be asked for until it
// has been handed over. Where the server gives no code, nothing remains.
"use strict";

self.offlineQueue = (DATABASE) => {
  const STORE = "entries";
  const LIMIT_MS = 20_000;
  const news = "BroadcastChannel" in self ? new BroadcastChannel(DATABASE) : null;

  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  function open() {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    return done(request);
  }

  // One transaction, written through to the disk before it counts as done. `act` may only await its own requests.
  async function within(mode, act) {
    const database = await open();
    try {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const finished = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
      const result = await act(transaction.objectStore(STORE));
      await finished;
      return result;
    } finally {
      database.close();
    }
  }

  async function changing(act) {
    const result = await within("readwrite", act);
    news?.postMessage("changed");
    return result;
  }

  async function all() {
    const entries = await within("readonly", (store) => done(store.getAll()));
    return entries.sort((one, other) => one.number - other.number);
  }

  function add(entry) {
    return changing(async (store) => {
      const numbers = (await done(store.getAll())).map((each) => each.number);
      const numbered = { ...entry, number: Math.max(0, ...numbers) + 1, state: "waiting" };
      await done(store.add(numbered));
      return numbered;
    });
  }

  // Changes an entry that is still there: what was removed meanwhile stays removed.
  function change(key, changes) {
    return changing(async (store) => {
      const entry = await done(store.get(key));
      if (entry) await done(store.put({ ...entry, ...changes }));
    });
  }

  const remove = (key) => changing((store) => done(store.delete(key)));
  const clear = () => changing((store) => done(store.clear()));

  const randomKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(18));
    return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
  };
  const newKey = () => crypto.randomUUID?.() ?? randomKey();

  // --- Talking to the server. A redirect is the way to the sign-in page, and is not followed.
  class Stopped extends Error {}

  async function ask(address, options) {
    let response;
    try {
      response = await fetch(address, { ...options, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(LIMIT_MS) });
    } catch {
      throw new Stopped("offline");
    }
    if (response.type === "opaqueredirect" || response.status === 401) throw new Stopped("signed-out");
    if (response.status === 403) throw new Stopped("no-right");
    if (response.status === 429) throw new Stopped("wait");
    if (response.status >= 500) throw new Stopped("trouble");
    return response;
  }

  async function read(response) {
    try {
      return await response.json();
    } catch {
      throw new Stopped("offline"); // the answer broke off on its way: the same entry is sent again, and is taken once
    }
  }

  async function freshToken(places) {
    const response = await ask(places.home, { headers: { Accept: "application/json" } });
    return (await read(response)).token;
  }

  async function post(places, token, content) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const response = await ask(places.send, { method: "POST", headers, body: JSON.stringify(content) });
    return { ok: response.ok, answer: await read(response) };
  }

  async function sendOne(places, token, entry) {
    const { ok, answer } = await post(places, token, { key: entry.key, ...entry.fields });
    if (!ok) {
      const errors = Object.values(answer.errors ?? {}).flat();
      await change(entry.key, { state: "refused", errors: errors.length ? errors : [answer.title] });
    } else if (answer.code) {
      await change(entry.key, { state: "sent", fields: null });
    } else {
      await remove(entry.key);
    }
    return answer;
  }

  // Only one sends at a time, of all windows and the worker.
  const alone = (act) => (navigator.locks ? navigator.locks.request(DATABASE, act) : act());

  // Sends what waits, one entry a request. Gives {outcome, answers}: "done", or why it stopped; answers by key.
  function send(places) {
    return alone(async () => {
      const answers = new Map();
      try {
        const waiting = (await all()).filter((entry) => entry.state === "waiting");
        const token = waiting.length ? await freshToken(places) : "";
        for (const entry of waiting) answers.set(entry.key, await sendOne(places, token, entry));
      } catch (stop) {
        if (!(stop instanceof Stopped)) throw stop;
        return { outcome: stop.message, answers };
      }
      return { outcome: "done", answers };
    });
  }

  // The code of an entry that has been sent. Gives {outcome, answer}.
  async function codeOf(places, key) {
    try {
      const { ok, answer } = await post(places, await freshToken(places), { key });
      return ok ? { outcome: "done", answer } : { outcome: "trouble" };
    } catch (stop) {
      if (!(stop instanceof Stopped)) throw stop;
      return { outcome: stop.message };
    }
  }

  return { all, add, remove, clear, newKey, send, codeOf, news };
};
