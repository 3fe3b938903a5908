// The board in the hall. It hears at once that something is new, asks every half minute besides, keeps what it was told,
// and goes on telling it by a clock set after the server's when the network is gone.
const find = (name) => document.querySelector(`[data-${name}]`);
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const words = read("hall-words"), fresh = read("hall-told");
const kept = `hall:${location.pathname}`, tables = find("tables"), button = find("turns");
const EVERY = 30000, PATIENCE = 8000, TURN = 12000, AGAIN = 5000;
let state = recalled() ?? { told: fresh, ahead: fresh.now - Date.now(), heard: fresh.now };
let isOffline = false, isGone = false, turns = true, page = 0, turnedAt = Date.now(), stream = null;

/** What was kept, where it is not older than the page: a page that the device kept tells the hour of another day. */
function recalled() {
  try {
    const found = JSON.parse(localStorage.getItem(kept));
    return found && found.told.now >= fresh.now ? found : null;
  } catch { return null; }
}
function keep() {
  try { localStorage.setItem(kept, JSON.stringify(state)); } catch { /* storage refused: it is kept while the page is open */ }
}

const now = () => Date.now() + state.ahead;
const clockOf = (moment) => new Intl.DateTimeFormat("en-GB", { timeZone: state.told.zone, hour: "2-digit", minute: "2-digit" }).format(moment);
const dayOf = (moment) => new Intl.DateTimeFormat("en-CA", { timeZone: state.told.zone }).format(moment);
const dayIn = (moment, language) => new Intl.DateTimeFormat(language === "ko" ? "ko-KR" : "en-GB", { timeZone: state.told.zone, dateStyle: "full" }).format(moment);
const fill = (word, values) => Object.fromEntries(Object.entries(words[word]).map(([language, text]) => [language, Object.entries(values).reduce((said, [name, value]) => said.replaceAll(`{${name}}`, value), text)]));
const span = (millis) => {
  const seconds = Math.max(0, Math.ceil(millis / 1000)), hours = Math.floor(seconds / 3600);
  const rest = [hours ? String(Math.floor(seconds / 60) % 60).padStart(2, "0") : Math.floor(seconds / 60), String(seconds % 60).padStart(2, "0")];
  return [...(hours ? [hours] : []), ...rest].join(":");
};

/** Put a text in both languages into an element, once where they are the same; nothing is written where it says so already. */
function say(element, both) {
  const wanted = JSON.stringify(both ?? null);
  if (element.dataset.said === wanted) return;
  element.dataset.said = wanted;
  element.replaceChildren();
  for (const [language, text] of Object.entries(both ?? {})) {
    if (language === "en" && text === both.ko) continue;
    const part = document.createElement("span");
    part.lang = language;
    part.textContent = text;
    if (element.childNodes.length) element.append(" ");
    element.append(part);
  }
}
function made(parent, tag, name, both) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (both) say(element, both);
  parent.append(element);
  return element;
}

/** What one table shows at a moment. */
function at(table, moment) {
  return {
    on: table.meetings.find((each) => each.from <= moment && moment < each.to),
    coming: table.meetings.find((each) => each.from > moment && dayOf(each.from) === dayOf(moment)) ?? table.meetings.find((each) => each.from > moment),
  };
}

function card(table, seen) {
  const item = made(tables, "li", "table-now"), number = made(item, "h3", ""), name = made(number, "span", "unseen", words.table);
  name.append(" ");
  number.append(String(table.number));
  item.dataset.is = seen.on ? "on" : seen.coming ? "coming" : "done";
  if (table.area) made(item, "p", "area", table.area);
  const on = made(item, "div", "on");
  made(on, "p", "word", seen.on ? words.now : words.free);
  for (const side of seen.on?.sides ?? []) made(on, "p", "side", side ?? words.in_use);
  if (!seen.coming) return;
  const coming = made(item, "div", "coming");
  made(coming, "p", "word", fill("next", { time: clockOf(seen.coming.from) }));
  for (const side of seen.coming.sides) made(coming, "p", "side", side ?? words.in_use);
}

/** All cards anew, but only when one of them shows something else. */
function drawTables(moment) {
  const seen = state.told.tables.map((table) => [table, at(table, moment)]);
  const says = JSON.stringify(seen.map(([table, { on, coming }]) => [table.number, table.area, on, coming]));
  if (tables.dataset.says !== says) {
    tables.dataset.says = says;
    tables.replaceChildren();
    for (const [table, what] of seen) card(table, what);
  }
  return seen;
}

function drawState(seen, moment) {
  const ends = seen.flatMap(([, { on }]) => on ? [on.to] : []);
  const begins = seen.flatMap(([, { coming }]) => coming && dayOf(coming.from) === dayOf(moment) ? [coming.from] : []);
  const until = Math.min(...ends), from = Math.min(...begins);
  say(find("state"), ends.length ? fill("ends", { time: clockOf(until) }) : begins.length ? fill("begins", { time: clockOf(from) }) : words.none);
  say(find("left"), ends.length ? fill("left", { time: span(until - moment) }) : begins.length ? fill("in", { time: span(from - moment) }) : null);
}

/** On a wall, tables that do not fit take turns; whoever reads closely turns that off, and a small screen scrolls. */
function turn() {
  const cards = [...tables.children], isWall = matchMedia("(min-width: 60rem) and (min-height: 34rem)").matches;
  for (const each of cards) each.hidden = false;
  const bottom = innerHeight - (find("offline").hidden ? 0 : find("offline").offsetHeight + 16) - 4;
  const fits = cards.findIndex((each) => each.getBoundingClientRect().bottom + scrollY > bottom);
  button.hidden = !isWall || fits < 1;
  if (button.hidden) return;
  say(button, turns ? words.all : words.turn);
  if (!turns) return;
  if (Date.now() - turnedAt > TURN) { page += 1; turnedAt = Date.now(); }
  const pages = Math.ceil(cards.length / fits), first = (page % pages) * fits;
  cards.forEach((each, place) => { each.hidden = place < first || place >= first + fits; });
}

function draw() {
  const moment = now();
  find("clock").textContent = clockOf(moment);
  say(find("day"), { ko: dayIn(moment, "ko"), en: dayIn(moment, "en") });
  drawState(drawTables(moment), moment);
  const offline = find("offline"), isOld = moment >= state.told.until;
  offline.hidden = !(isOffline || isGone || isOld);
  say(offline, isGone ? words.gone : isOld ? words.old : isOffline ? fill("offline", { time: clockOf(state.heard) }) : null);
  turn();
}

function take(told, asked) {
  const heard = Date.now();
  state = { told, ahead: told.now - (asked + heard) / 2, heard: told.now };
  isOffline = isGone = false;
  keep();
  listen();
}

/** The address was ended: nothing of the board is left on the device. */
async function leave() {
  isGone = true;
  stream?.close();
  state = { ...state, told: { ...state.told, tables: [] } };
  localStorage.removeItem(kept);
  const worker = await navigator.serviceWorker?.getRegistration(location.pathname);
  await worker?.unregister();
  for (const name of await globalThis.caches?.keys() ?? []) if (name.startsWith("hall:")) await caches.delete(name);
}

async function ask() {
  const asked = Date.now();
  try {
    const answer = await fetch(`${location.pathname}board.json`, { credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok) take(await answer.json(), asked);
    else if (answer.status === 404) await leave();
    else isOffline = true;
  } catch { isOffline = true; }
  draw();
}

/** Hear that something is new; a connection that ends is made again, with the ticket that was told last. */
function listen() {
  if (stream || isGone) return;
  stream = new EventSource(state.told.live);
  stream.onmessage = () => ask();
  stream.onerror = () => { stream.close(); stream = null; setTimeout(() => { if (!isOffline) listen(); }, AGAIN); };
}

button.addEventListener("click", () => { turns = !turns; draw(); });
addEventListener("offline", () => { isOffline = true; draw(); });
addEventListener("online", ask);
addEventListener("resize", draw);
navigator.serviceWorker?.register(`${location.pathname}worker.js`).catch(() => { /* without one the board stays while it is open */ });
keep();
listen();
draw();
ask();
setInterval(ask, EVERY);
setInterval(draw, 1000);
