// The screen at a door. It asks every twenty seconds, keeps the list of the day, and goes on telling it by a clock set
// after the server's when the network is gone; what is done goes out only while there is one.
const body = document.body;
const find = (name) => document.querySelector(`[data-${name}]`);
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const words = read("door-words");
const kept = `door:${location.pathname}`;
const CHECK_IN_BEFORE = 15 * 60000, LEAST_FREE = 5 * 60000, EVERY = 20000, PATIENCE = 8000;
let told = read("door-told");
let ahead = told.now - Date.now();
let heard = Date.now();
let isOffline = false, isGone = false, acting = false, saidAt = 0;

const now = () => Date.now() + ahead;
const clockOf = (moment) => new Intl.DateTimeFormat("en-GB", { timeZone: told.zone, hour: "2-digit", minute: "2-digit" }).format(moment);
const dayOf = (moment) => new Intl.DateTimeFormat("en-CA", { timeZone: told.zone }).format(moment);
const dayIn = (moment, language) => new Intl.DateTimeFormat(language === "ko" ? "ko-KR" : "en-GB", { timeZone: told.zone, dateStyle: "full" }).format(moment);
const fill = (word, values = {}) => Object.fromEntries(Object.entries(words[word]).map(([language, text]) => [language, Object.entries(values).reduce((said, [name, value]) => said.replaceAll(`{${name}}`, value), text)]));

/** Put a text in both languages into an element; nothing new is written where it says so already. */
function say(element, both) {
  const wanted = both ? Object.values(both).join(" ") : "";
  if (element.textContent.trim() === wanted.trim()) return;
  element.replaceChildren();
  for (const [language, text] of Object.entries(both ?? {})) {
    const part = document.createElement("span");
    part.lang = language;
    part.textContent = text;
    if (element.childNodes.length) element.append(" ");
    element.append(part);
  }
}

/** What the list says of a moment: state, until when, what comes next, what can be done. */
function at(moment) {
  if (moment >= told.until || moment < told.now - 60000) return { state: "unknown" };
  const here = told.spans.find((span) => span.from <= moment && moment < span.to);
  const coming = told.spans.filter((span) => span.from > moment);
  const ends = here ? here.to : coming[0]?.from;
  const next = coming.find((span) => span.kind === "taken");
  const soon = next && next.from - CHECK_IN_BEFORE <= moment && next.checks_in;
  const start = Math.floor(moment / 60000) * 60000;
  const use = Math.min(start + told.minutes * 60000, coming[0]?.from ?? Infinity);
  return {
    state: here ? here.kind : "free",
    ends, next, who: here?.who,
    use: !here && told.minutes && use - moment >= LEAST_FREE ? use : null,
    checksIn: Boolean(here?.checks_in || soon),
    canEnd: Boolean(here?.ends),
    needsNoCode: Boolean(here?.needs_no_code),
  };
}

function draw() {
  const moment = now(), seen = isGone ? { state: "unknown" } : at(moment), isSameDay = (other) => other && dayOf(other) === dayOf(moment);
  body.dataset.state = seen.state;
  find("clock").textContent = clockOf(moment);
  say(find("day"), { ko: dayIn(moment, "ko"), en: dayIn(moment, "en") });
  say(find("state-word"), words[seen.state]);
  const isKnown = seen.state !== "unknown";
  say(find("until"), !isKnown ? null : isSameDay(seen.ends) ? fill("until", { time: clockOf(seen.ends) }) : words.today);
  say(find("who"), seen.who ?? null);
  find("who").hidden = !seen.who;
  say(find("next"), !isKnown ? null : isSameDay(seen.next?.from) ? fill("next", { from: clockOf(seen.next.from), to: clockOf(seen.next.to) }) : words.nothing);
  const use = document.querySelector('[data-act="use"]'), code = document.querySelector('[data-act="code"]');
  use.hidden = !seen.use;
  if (seen.use) say(find("use"), fill("use", { time: clockOf(seen.use) }));
  code.hidden = !(seen.checksIn || seen.canEnd);
  code.querySelector("label").hidden = code.querySelector("input").hidden = seen.needsNoCode;
  code.querySelector('[data-does="check-in"]').hidden = !seen.checksIn;
  code.querySelector('[data-does="end"]').hidden = !seen.canEnd;
  for (const button of document.querySelectorAll(".acts button")) button.disabled = acting || isOffline || isGone;
  const offline = find("offline");
  offline.hidden = !(isOffline || isGone);
  if (isGone) say(offline, words.gone);
  else if (isOffline) say(offline, fill("offline", { time: clockOf(heard + ahead) }));
  if (saidAt && Date.now() - saidAt > 15000) { say(find("said"), null); saidAt = 0; }
}

function take(fresh, asked) {
  told = fresh;
  heard = Date.now();
  ahead = fresh.now - (asked + heard) / 2;
  isOffline = isGone = false;
  try { localStorage.setItem(kept, JSON.stringify({ told, ahead, heard })); } catch { /* storage refused: it is kept as long as the page is open */ }
}

async function fetched(address, options = {}) {
  const stop = AbortSignal.timeout(PATIENCE), asked = Date.now();
  const answer = await fetch(address, { credentials: "omit", cache: "no-store", headers: { Accept: "application/json" }, signal: stop, ...options });
  return { answer, asked };
}

async function ask() {
  try {
    const { answer, asked } = await fetched(`${location.pathname}day.json`);
    if (answer.ok) take(await answer.json(), asked);
    else if (answer.status === 404) { isGone = true; told = { ...told, spans: [] }; localStorage.removeItem(kept); }
    else isOffline = true;
  } catch { isOffline = true; }
  draw();
}

async function act(event) {
  event.preventDefault();
  if (acting) return;
  // Of a button that names no address of its own, formAction is that of the page.
  const form = event.target, address = event.submitter?.getAttribute("formaction") ?? form.action;
  acting = true;
  draw();
  try {
    const { answer, asked } = await fetched(address, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const fresh = await answer.json();
    take(fresh, asked);
    say(find("said"), fresh.said);
    form.reset();
  } catch {
    isOffline = true;
    say(find("said"), words.unanswered);
  }
  saidAt = Date.now();
  acting = false;
  draw();
}

for (const form of document.querySelectorAll("form[data-act]")) form.addEventListener("submit", act);
addEventListener("offline", () => { isOffline = true; draw(); });
addEventListener("online", ask);
setInterval(ask, EVERY);
setInterval(draw, 1000);
draw();
