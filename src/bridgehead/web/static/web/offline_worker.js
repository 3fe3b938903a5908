// Keeps a page and its files on the device; the page holds nobody's name. ``told`` comes from the site (web/offline.py).
const held = told.name + told.version;

async function keep(address) {
  const answer = await fetch(address, { cache: "no-cache", credentials: "same-origin" });
  // A page that leads to the sign-in is not the page.
  if (!answer.ok || answer.redirected) throw new Error(`${address} is not there`);
  await (await caches.open(held)).put(address, answer);
}

addEventListener("install", (event) => {
  event.waitUntil(Promise.all([told.page, ...told.files].map(keep)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith(told.name) && name !== held);
    await Promise.all(old.map((name) => caches.delete(name)));
    await clients.claim();
  })());
});

/** What is asked for as it is now; where no answer comes in time, the page as it was kept. */
async function page(request) {
  const kept = await caches.match(told.page, { cacheName: held });
  const late = new Promise((_, refuse) => setTimeout(refuse, kept ? 4000 : 30000));
  try {
    const answer = await Promise.race([fetch(request), late]);
    const { pathname, search } = new URL(request.url);
    if (answer.ok && pathname === told.page && search === "") {
      await (await caches.open(held)).put(told.page, answer.clone());
    }
    return answer;
  } catch (none) {
    if (kept) return kept;
    throw none;
  }
}

/** A file as it is kept, and kept anew for the next time. */
async function file(request) {
  const kept = await caches.match(request, { cacheName: held });
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok) await (await caches.open(held)).put(request, answer.clone());
    return answer;
  });
  if (!kept) return fresh;
  fresh.catch(() => { /* it is kept; the next time will do */ });
  return kept;
}

addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET") return;
  if (request.mode === "navigate" && told.within.includes(pathname)) event.respondWith(page(request));
  else if (told.files.includes(pathname)) event.respondWith(file(request));
});
