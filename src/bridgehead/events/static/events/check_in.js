// The page at the door. It asks every twenty seconds, keeps the list of the day, answers from it when the connection is
// gone, and sends later what was done: each deed bears an id of its own, so that the site takes it once.
const told = JSON.parse(document.getElementById("door-told").textContent);
const { answers: ANSWERS, words: WORDS } = told;
const EVERY = 20000, PATIENCE = 6000, AT_ONCE = 50, SHOWN = 20, CODE_LENGTH = 16;
const QUIET = new Set(["welcome", "back", "left", "admitted", "asked"]), OF_NO_USE = new Set(["no_walk_ins", "other_day", "called_off"]);
const find = (name) => document.querySelector(`[data-${name}]`);
const fill = (text, values = {}) => Object.entries(values).reduce((said, [name, value]) => said.replaceAll(`{${name}}`, value), text);
const field = document.getElementById("words");

let list = null, unsent = [], late = [], token = "", ahead = 0, problem = "", isOffline = false, isBusy = false;
let isSyncing = false, last = { code: "", at: 0 };

const now = () => Math.round(Date.now() + ahead);
const clock = (moment) => new Intl.DateTimeFormat("en-GB", { timeZone: told.zone, hour: "2-digit", minute: "2-digit" }).format(moment);
const mode = () => document.querySelector("[name=mode]:checked").value;
const device = () => find("device").value.trim();
const newId = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (sign) => (+sign ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+sign / 4)))).toString(16));

// --- The list -------------------------------------------------------------------------------------------------------

const asPerson = ([badge, digest, ko, en, organisationKo, organisationEn, type, since, left]) => ({ badge, digest, ko, en, organisationKo, organisationEn, type, since, left });
const inOrder = (ko, en) => (told.language === "ko" ? [ko, en] : [en, ko]).filter((text, place, both) => text && both.indexOf(text) === place);
const namesOf = (person) => inOrder(person.ko, person.en);
const organisationsOf = (person) => inOrder(person.organisationKo, person.organisationEn);
const isHere = (person) => person.since && !person.left;

/** The first consonants of Korean syllables: ㄱㅎㄴ finds 김하늘. */
const consonants = (text) => [...text].map((sign) => { const at = sign.charCodeAt(0) - 0xac00; return at >= 0 && at < 11172 ? "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"[Math.floor(at / 588)] : sign; }).join("");
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").toLowerCase();

function searched(words) {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  if (!list || !wanted.length) return [];
  return list.people.filter((person) => {
    person.says ??= plain([person.ko, person.en, person.organisationKo, person.organisationEn].join(" "));
    person.begins ??= consonants(`${person.ko} ${person.organisationKo}`);
    return wanted.every((word) => person.says.includes(word) || (/^[ㄱ-ㅎ]+$/.test(word) && person.begins.includes(word)));
  });
}

const typed = (code) => [...code.toUpperCase()].filter((sign) => /[\p{L}\p{N}]/u.test(sign)).join("").replaceAll("O", "0").replace(/[IL]/g, "1").replaceAll("U", "V");

async function digestOf(code) {
  if (!crypto.subtle) return "";
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${told.forum}:${typed(code)}`));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 32);
}

async function forget(why) {
  list = null;
  late = [];
  problem = why;
  await store.forgetList();
}

/** Put onto the list what this device did and the site does not know yet. */
function apply(scan, person) {
  if (!person || scan.kind === "walk-in") return;
  if (scan.kind === "in") { person.since = person.since ? Math.min(person.since, scan.at) : scan.at; if (person.left && person.left < scan.at) person.left = 0; }
  else if (person.since && scan.at >= person.since) person.left = scan.at;
}

async function personOf(scan) {
  if (!list) return null;
  if (scan.badge) return list.people.find((each) => each.badge === scan.badge) ?? null;
  const digest = await digestOf(scan.code ?? "");
  return list.people.find((each) => each.digest === digest) ?? null;
}

// --- Answers --------------------------------------------------------------------------------------------------------

/** What becomes of a walk-in by what the list says of places. */
function walkedIn() {
  if (list.walk_ins === "refused") return "no_walk_ins";
  if (list.walk_ins === "asked") return "asked";
  if (list.places_left === 0) return "full";
  if (list.places_left) list.places_left -= 1;
  return "admitted";
}

/** What the door says by the list alone. */
async function answerHere(scan, person) {
  const at = scan.at;
  if (!list) return { answer: "unknown", at, sentence: WORDS.no_list };
  if (!list.day) return { answer: "other_day", at };
  if (list.off && at >= list.off && scan.kind !== "out") return { answer: "called_off", at };
  if (scan.kind === "walk-in") return { answer: walkedIn(), at, name: [scan.walk_in.name, "", scan.walk_in.organisation, ""] };
  if (!person) {
    const digest = scan.code ? await digestOf(scan.code) : "";
    return { answer: list.ended.find(([ended]) => ended === digest)?.[1] ?? "unknown", at };
  }
  const name = [person.ko, person.en, person.organisationKo, person.organisationEn];
  if (scan.kind === "out") return { answer: person.since ? "left" : "not_in", at, name };
  if (!person.since) return { answer: "welcome", at, name };
  return { answer: person.left ? "back" : "already", at: person.since, name };
}

function say({ answer, at, name, sentence }, isKept) {
  const word = ANSWERS[answer], [ko = "", en = "", organisationKo = "", organisationEn = ""] = name ?? [];
  const panel = find("said");
  panel.dataset.tone = word.tone;
  panel.hidden = false;
  find("said-word").textContent = word.says;
  for (const icon of panel.querySelectorAll("[data-icon]")) icon.hidden = icon.dataset.icon !== word.icon;
  find("said-name").textContent = inOrder(ko, en).join(" · ");
  find("said-organisation").textContent = inOrder(organisationKo, organisationEn).join(" · ");
  find("said-then").textContent = sentence || fill(word.then, { time: clock(at) });
  find("said-kept").textContent = isKept && list ? fill(WORDS.kept, { time: clock(list.heard) }) : "";
}

/** Do something at the door; false where something else is being done. */
async function act(deed) {
  if (isBusy) return false;
  isBusy = true;
  const scan = { id: newId(), at: now(), ...deed };
  try {
    const person = await personOf(scan), answered = await sendAtOnce(scan);
    if (answered) {
      apply(scan, QUIET.has(answered.answer) ? person : null);
      say(answered, false);
    } else {
      const here = await answerHere(scan, person);
      say(here, true);
      if (!OF_NO_USE.has(here.answer)) {
        await store.keepUnsent({ ...scan, late: true, told: here.answer });
        unsent = await store.unsent();
        apply(scan, person);
      }
    }
    if (list) await store.keepList(list);
  } finally {
    isBusy = false;
  }
  field.value = "";
  draw();
  field.focus();
  return true;
}

// --- The site -------------------------------------------------------------------------------------------------------

async function fetched(path, options = {}) {
  const answer = await fetch(`${location.pathname}${path}`, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE), ...options });
  // A redirect leads to the sign-in; what is not there any more is not for this person.
  if (answer.type === "opaqueredirect") throw Object.assign(new Error("signed out"), { why: "signed_out" });
  if (answer.status === 404) throw Object.assign(new Error("not here"), { why: "not_yours" });
  if (!answer.ok) throw Object.assign(new Error("refused"), { why: "refused" });
  return answer.json();
}

const sending = (scans) => fetched("scans/", { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify({ device: device(), scans }) });

/** Whoever may not serve here keeps no list; where no answer came, the door goes on by itself. */
async function failed(error) {
  if (error.why === "signed_out" || error.why === "not_yours") await forget(error.why);
  else if (error.why) problem = error.why;
  else isOffline = true;
}

async function sendAtOnce(scan) {
  if (!token || isOffline) return null;
  try {
    return (await sending([scan])).answers[0];
  } catch (error) {
    await failed(error);
    return null;
  }
}

async function takeList() {
  const asked = Date.now(), fresh = await fetched(`list.json?mark=${list?.mark ?? ""}`), heard = Date.now();
  ahead = fresh.now - (asked + heard) / 2;
  token = fresh.token;
  isOffline = false;
  problem = !fresh.day ? "no_day" : fresh.off ? "called_off" : "";
  const people = fresh.people?.map(asPerson) ?? list?.people ?? [], ended = fresh.ended ?? list?.ended ?? [];
  list = { ...fresh, people, ended, token: undefined, heard: fresh.now, ahead };
  for (const scan of unsent) apply(scan, await personOf(scan));
  await store.keepList(list);
}

async function sendKept() {
  while (unsent.length) {
    const some = unsent.slice(0, AT_ONCE), { answers } = await sending(some);
    const by = new Map(some.map((scan) => [scan.id, scan]));
    const lines = answers.filter(({ id, answer }) => !QUIET.has(answer) || by.get(id).told !== answer)
      .map(({ id, answer, at, name, sentence }) => ({ when: by.get(id).at, at, answer, told: by.get(id).told, name: name ?? [by.get(id).walk_in?.name ?? by.get(id).code ?? "", ""], sentence }));
    await store.addLate(lines);
    await store.sent(some.map((scan) => scan.id));
    unsent = await store.unsent();
    late = await store.late();
    // What the door had put onto its list by itself may not have held.
    if (list) list.mark = "";
  }
}

async function sync() {
  if (isSyncing) return;
  isSyncing = true;
  try {
    if (list && now() >= list.until) await forget("");
    await takeList();
    if (unsent.length) { await sendKept(); await takeList(); }
  } catch (error) {
    await failed(error);
  } finally {
    isSyncing = false;
  }
  draw();
}

// --- What is seen ---------------------------------------------------------------------------------------------------

function line(person) {
  const row = document.createElement("li"), who = document.createElement("p"), more = document.createElement("p"), button = document.createElement("button");
  const strong = document.createElement("strong");
  strong.textContent = namesOf(person).join(" · ");
  who.append(strong);
  more.className = "fine";
  const state = person.left ? fill(WORDS.gone, { time: clock(person.left) }) : person.since ? fill(WORDS.since, { time: clock(person.since) }) : "";
  more.textContent = [organisationsOf(person).join(" · "), person.type, state].filter(Boolean).join(" – ");
  button.type = "button";
  button.className = "button";
  button.textContent = WORDS[mode()];
  button.setAttribute("aria-label", `${WORDS[mode()]}: ${namesOf(person)[0] ?? ""}`);
  button.addEventListener("click", () => act({ kind: mode(), badge: person.badge }));
  const text = document.createElement("div");
  text.append(who, more);
  row.append(text, button);
  return row;
}

function draw() {
  const unsentWord = unsent.length ? fill(unsent.length === 1 ? WORDS.unsent_one : WORDS.unsent_some, { n: unsent.length }) : WORDS.unsent_none;
  find("unsent").textContent = unsentWord;
  find("unsent").dataset.count = unsent.length;
  const notice = find("notice"), said = problem ? WORDS[problem] : isOffline ? (list ? fill(WORDS.offline, { time: clock(list.heard) }) : WORDS.no_list) : "";
  notice.hidden = !said;
  find("notice-text").textContent = said;
  find("sign-in").hidden = problem !== "signed_out";
  find("counts").textContent = list?.day ? fill(WORDS.here, { here: list.people.filter(isHere).length, came: list.people.filter((each) => each.since).length, expected: list.people.length }) : "";
  const found = searched(field.value), results = find("results"), isCode = typed(field.value).length === CODE_LENGTH;
  results.replaceChildren(...found.slice(0, SHOWN).map(line));
  find("more").textContent = found.length > SHOWN ? fill(WORDS.more, { n: found.length - SHOWN }) : field.value.trim() && !found.length && list && !isCode ? WORDS.nobody : "";
  find("late").hidden = !late.length;
  find("late-lines").replaceChildren(...late.map((each) => {
    const row = document.createElement("li"), word = ANSWERS[each.answer];
    const differs = each.told && each.told !== each.answer ? ` ${fill(WORDS.said_before, { says: ANSWERS[each.told].says })}` : "";
    row.textContent = fill(WORDS.late, { time: clock(each.when), name: inOrder(each.name[0], each.name[1]).join(" · "), says: word.says, then: each.sentence || fill(word.then, { time: clock(each.at) }) }) + differs;
    return row;
  }));
}

// --- The camera -----------------------------------------------------------------------------------------------------

async function openCamera() {
  const video = find("video"), button = find("camera");
  if (video.srcObject) return closeCamera();
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.hidden = false;
    button.setAttribute("aria-pressed", "true");
    await video.play();
    find("camera-says").textContent = WORDS.look;
    look(video, new BarcodeDetector({ formats: ["qr_code"] }));
  } catch {
    closeCamera();
    find("camera-says").textContent = WORDS.no_camera;
  }
}

function closeCamera() {
  const video = find("video");
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
  video.hidden = true;
  find("camera").setAttribute("aria-pressed", "false");
  find("camera-says").textContent = "";
}

async function look(video, detector) {
  while (video.srcObject) {
    const [seen] = await detector.detect(video).catch(() => []);
    // The same badge held still before the camera is one scan.
    const isSame = seen && seen.rawValue === last.code && Date.now() - last.at < 4000;
    if (isSame || (seen && await act({ kind: mode(), code: seen.rawValue.slice(0, 64) }))) last = { code: seen.rawValue, at: Date.now() };
    await new Promise((wake) => setTimeout(wake, 200));
  }
}

// --- What is done ---------------------------------------------------------------------------------------------------

function attend() {
  field.addEventListener("input", draw);
  for (const each of document.querySelectorAll("[name=mode]")) each.addEventListener("change", draw);
  find("find").addEventListener("submit", (event) => {
    event.preventDefault();
    const found = searched(field.value);
    if (typed(field.value).length === CODE_LENGTH && !found.length) act({ kind: mode(), code: field.value.slice(0, 64) });
    else if (found.length) find("results").querySelector("button").focus();
    else draw();
  });
  find("walk-in")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target, said = Object.fromEntries(new FormData(form));
    const wrong = find("walk-in-wrong");
    wrong.textContent = said.name.trim() ? "" : WORDS.name_missing;
    if (wrong.textContent) return form.elements.name.focus();
    if (!form.reportValidity()) return;
    await act({ kind: "walk-in", walk_in: { name: said.name, organisation: said.organisation, email: said.email, participant_type: said.participant_type } });
    if (find("said").dataset.tone !== "bad" || find("said-word").textContent === ANSWERS.full.says) { form.reset(); form.closest("details").open = false; }
  });
  find("forget-late").addEventListener("click", async () => { await store.forgetLate(); late = []; draw(); });
  find("camera").addEventListener("click", openCamera);
  find("device").addEventListener("change", () => { try { localStorage.door = device(); } catch { /* for as long as the page is open */ } });
  find("sign-out").addEventListener("submit", async (event) => {
    event.preventDefault();
    await sync();
    if (unsent.length && !confirm(fill(WORDS.lose, { n: unsent.length }))) return;
    await store.sent(unsent.map((scan) => scan.id));
    await forget("");
    for (const name of await globalThis.caches?.keys() ?? []) if (name.startsWith(`check-in:${told.forum}:`)) await caches.delete(name);
    await (await navigator.serviceWorker?.getRegistration(location.pathname))?.unregister();
    event.target.elements.csrfmiddlewaretoken.value = token || event.target.elements.csrfmiddlewaretoken.value;
    event.target.submit();
  });
  addEventListener("online", () => { isOffline = false; sync(); });
  addEventListener("offline", () => { isOffline = true; draw(); });
  addEventListener("beforeunload", closeCamera);
}

async function begin() {
  try {
    list = (await store.list()) ?? null;
  } catch {
    return; // a browser that keeps nothing has the plain form, which needs a connection
  }
  attend();
  for (const each of document.querySelectorAll("[data-scripted]")) each.hidden = false;
  for (const each of document.querySelectorAll("[data-unscripted]")) each.remove();
  find("camera-part").hidden = !("BarcodeDetector" in globalThis && navigator.mediaDevices?.getUserMedia);
  try { find("device").value = localStorage.door ?? ""; } catch { /* none is remembered */ }
  ahead = list?.ahead ?? 0;
  [unsent, late] = await Promise.all([store.unsent(), store.late()]);
  if (list && now() >= list.until) await forget("");
  draw();
  navigator.serviceWorker?.register(`${location.pathname}worker.js`, { scope: location.pathname }).catch(() => { /* without one the page lives as long as it is open */ });
  navigator.storage?.persist?.();
  await sync();
  setInterval(sync, EVERY);
}
begin();
