// Somebody's timetable on their device: kept when they ask for it, brought up to date while there is a connection, and
// taken away when the site says that it is theirs no more, and by any page shown to nobody signed in (web/bridgehead.js).
const box = document.querySelector("[data-pocket]"), { meetings, worker, scope } = box.dataset;
const find = (name, within = document) => within.querySelector(`[data-${name}]`);
const shelf = `personal:${meetings}`;

async function kept() {
  const found = await caches.match(meetings, { cacheName: shelf });
  return found ? found.json() : null;
}

async function forget() {
  await caches.delete(shelf);
  await (await navigator.serviceWorker.getRegistration(scope))?.unregister();
}

/** Bring what is kept up to date; whether the site could be asked. */
async function refresh() {
  let answer;
  try {
    answer = await fetch(meetings, { cache: "no-store" });
  } catch {
    return false;
  }
  // Led to the sign-in, or there is nothing: it is not this person's, or not any more.
  if (answer.redirected || answer.status === 404) await forget();
  else if (answer.ok) await (await caches.open(shelf)).put(meetings, answer);
  return answer.ok && !answer.redirected;
}

const line = (name, text, within) => { const at = find(name, within); at.textContent = text; at.hidden = !text; };

function meeting(told, isNext) {
  const drawn = find("line").content.cloneNode(true), item = drawn.firstElementChild;
  const isOver = Date.parse(told.until) <= Date.now();
  item.className = isNext ? "isnow" : isOver ? "done" : "";
  line("time", told.time, item);
  item.querySelector("time").dateTime = told.from;
  line("elsewhere", told.elsewhere.join(" · "), item);
  line("with", told.with, item);
  line("sample", told.sample, item);
  line("table", [told.table, told.area].filter(Boolean).join(" · "), item);
  line("people", told.people.join(", "), item);
  find("next", item).hidden = !isNext;
  find("over", item).hidden = !isOver;
  return drawn;
}

function draw(told, isAnswered) {
  const list = find("meetings-list");
  if (!list) {
    find("keep").hidden = Boolean(told);
    find("kept").hidden = !told;
    return;
  }
  find("nothing").hidden = Boolean(told);
  find("as-of").hidden = !told;
  if (!told) return list.replaceChildren();
  find("told-at").textContent = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(new Date(told.told_at));
  find("offline").hidden = isAnswered;
  const next = told.meetings.find((each) => Date.parse(each.until) > Date.now()), days = new Map();
  for (const each of told.meetings) days.set(each.day, [...days.get(each.day) ?? [], each]);
  list.replaceChildren(...[...days].map(([day, held]) => {
    const drawn = find("day").content.cloneNode(true);
    line("day-name", day, drawn);
    drawn.querySelector("ol").append(...held.map((each) => meeting(each, each === next)));
    return drawn;
  }));
}

async function look() {
  const told = await kept();
  draw(told, true);
  if (!told && find("keep")) return;
  const isAnswered = await refresh();
  draw(await kept(), isAnswered);
}

find("keep")?.addEventListener("click", async (event) => {
  event.target.disabled = true;
  try {
    await navigator.serviceWorker.register(worker, { scope });
    await refresh();
  } finally {
    event.target.disabled = false;
  }
  draw(await kept(), true);
  find("kept").focus();
});
find("forget").addEventListener("click", async () => { await forget(); draw(null, true); find("keep")?.focus(); });
if ("serviceWorker" in navigator && globalThis.caches) {
  box.hidden = false;
  look();
  addEventListener("online", look);
  if (find("meetings-list")) {
    addEventListener("offline", look);
    setInterval(async () => draw(await kept(), navigator.onLine), 60000);
  }
}
