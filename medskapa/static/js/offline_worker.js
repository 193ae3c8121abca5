// The service worker of a page that works without network: keeps it on the phone, and sends when the network is back.
// The server writes KEPT above this: which queue, which version, which addresses.
"use strict";
/* global KEPT, offlineQueue */

importScripts(KEPT.queue);

const queue = offlineQueue(KEPT.database);
const NAME = `${KEPT.database}/${KEPT.version}`;
const PATIENCE_MS = 4_000;
const assets = new Set(KEPT.assets.map((address) => new URL(address, self.location).href));

// A redirect would put the sign-in page in the page's place: then nothing is kept, and the former version stays.
async function keep() {
  const cache = await caches.open(NAME);
  const addresses = [KEPT.shell, ...KEPT.assets];
  const fetched = await Promise.all(addresses.map((address) => fetch(address, { redirect: "error", cache: "no-store" })));
  const failed = fetched.find((response) => !response.ok);
  if (failed) throw new Error(`${failed.url}: ${failed.status}`);
  await Promise.all(fetched.map((response, at) => cache.put(addresses[at], response)));
}

async function forgetFormer() {
  const former = (await caches.keys()).filter((name) => name.startsWith(`${KEPT.database}/`) && name !== NAME);
  await Promise.all(former.map((name) => caches.delete(name)));
}

const later = (ms) => new Promise((_resolve, reject) => setTimeout(reject, ms));
const kept = async (address) => (await caches.open(NAME)).match(address, { ignoreVary: true });

// The network first, as long as it answers in reasonable time; otherwise what is kept.
async function freshOrKept(request, address) {
  const fresh = fetch(request);
  try {
    const response = await Promise.race([fresh, later(PATIENCE_MS)]);
    if (response.status < 500) return response;
  } catch {
    // no network, or one that does not answer
  }
  return (await kept(address)) ?? fresh;
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(forgetFormer().then(() => self.clients.claim())));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const address = new URL(request.url);
  const isPage = request.mode === "navigate" && address.pathname === KEPT.home;
  if (isPage) event.respondWith(freshOrKept(request, KEPT.shell));
  else if (assets.has(address.href)) event.respondWith(freshOrKept(request, address.href));
});

self.addEventListener("sync", (event) => {
  if (event.tag === KEPT.database) event.waitUntil(sendAll());
});

// An error makes the browser try again later.
async function sendAll() {
  const { outcome } = await queue.send(KEPT);
  if (["offline", "trouble", "wait"].includes(outcome)) throw new Error(outcome);
}
