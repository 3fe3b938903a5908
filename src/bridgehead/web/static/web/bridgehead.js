// Everything works without this file; it only saves a step.
const root = document.documentElement;
const each = (selector, deed, within = document) => within.querySelectorAll(selector).forEach(deed);
const on = (type, selector, deed) => document.addEventListener(type, event => {
  const target = event.target.closest?.(selector);
  if (target) { deed(target, event); }
});

// Theme: light or dark, kept in this browser.
on("click", "[data-theme-switch]", () => {
  const dark = root.dataset.theme === "dark" || (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.theme = root.dataset.theme; } catch { /* this page only */ }
});

// Dialogs: data-opens="id" opens one, data-closes closes the one around it.
on("click", "[data-opens]", button => document.getElementById(button.dataset.opens)?.showModal());
on("click", "[data-closes]", button => button.closest("dialog")?.close());

// A menu closes when the reader turns to something else.
document.addEventListener("click", event => each("details.menu[open]", menu => menu.contains(event.target) || (menu.open = false)));
document.addEventListener("keydown", event => {
  if (event.key === "Escape") { each("details.menu[open]", menu => { menu.open = false; menu.querySelector("summary").focus(); }); }
});

// Tabs that do not fit show the one that is open.
each(".tabs [aria-current]", tab => {
  const rest = tab.getBoundingClientRect().right - tab.parentElement.getBoundingClientRect().right;
  if (rest > 0) { tab.parentElement.scrollLeft += rest + 24; }
});

// Printing, and forms that send themselves when a choice changes (a button stays for everybody else).
on("click", "[data-prints]", () => print());
on("change", "[data-sends]", field => field.form?.requestSubmit());

// Copying what a field holds: data-copies="id" shows itself where the browser can copy, and says that it did.
each("[data-copies]", button => { button.hidden = !navigator.clipboard; });
on("click", "[data-copies]", button => {
  const field = document.getElementById(button.dataset.copies);
  field.select();
  navigator.clipboard.writeText(field.value).then(() => say(button.dataset.said));
});

// A grid of links: the arrow keys lead to the next link in that direction, over what is free.
on("keydown", "[data-grid] a", (link, event) => {
  const step = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey) { return; }
  const rows = [...link.closest("tbody").rows], cell = link.closest("td");
  for (let row = rows.indexOf(cell.parentElement) + step[0], column = cell.cellIndex + step[1]; rows[row]?.cells[column]; row += step[0], column += step[1]) {
    const next = rows[row].cells[column].querySelector("a");
    if (next) { event.preventDefault(); next.focus(); return; }
  }
});

// The key "/" leads to the box of a search: on this page, or on the page that searches everything; unless it was let rest there.
document.addEventListener("keydown", event => {
  const {key, target, ctrlKey, altKey, metaKey, isComposing} = event;
  if (key !== "/" || ctrlKey || altKey || metaKey || isComposing || target.closest?.("input, textarea, select, [contenteditable], dialog")) { return; }
  try { if (localStorage.slash === "rests") { return; } } catch { /* nothing is kept here */ }
  const box = document.querySelector("[role=search] [type=search]"), way = document.querySelector(".tools .find");
  if (box ?? way) { event.preventDefault(); }
  if (box) { box.focus(); box.select(); } else { way?.click(); }
});

// A form is sent once: its button rests until the answer is there.
document.addEventListener("submit", event => {
  if (event.defaultPrevented || event.target.method !== "post" || "download" in event.target.dataset) { return; }
  const button = event.submitter;
  if (button?.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
  button?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => each("[aria-busy=true]", button => button.removeAttribute("aria-busy")));

// A grid of buttons (table[data-grid]) is one stop for Tab; the arrows, Home and End walk through it.
const cells = grid => [...grid.rows].map(row => [...row.cells].map(cell => cell.querySelector("button, a"))).filter(row => row.some(Boolean));
const walk = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -Infinity], End: [0, Infinity]};
const arrange = within => each("table[data-grid]", grid => {
  const all = cells(grid).flat().filter(Boolean), here = all.find(cell => cell.matches(".picked, :focus")) ?? all[0];
  all.forEach(cell => { cell.tabIndex = cell === here ? 0 : -1; });
}, within);
document.addEventListener("keydown", event => {
  const grid = event.target.closest?.("table[data-grid]"), step = walk[event.key];
  if (!grid || !step || event.ctrlKey || event.metaKey || event.altKey) { return; }
  const rows = cells(grid), from = rows.findIndex(row => row.includes(event.target));
  if (from < 0) { return; }
  const [down, along] = step, start = rows[from].indexOf(event.target), pace = Math.sign(along);
  let next = null;
  if (pace) {
    const line = pace > 0 ? rows[from].slice(start + 1) : rows[from].slice(0, start).reverse();
    const reach = line.filter(Boolean);
    next = Number.isFinite(along) ? reach[0] : reach.at(-1);
  } else {
    const lines = down > 0 ? rows.slice(from + 1) : rows.slice(0, from).reverse();
    next = lines.map(row => row[start]).find(Boolean);
  }
  event.preventDefault();
  if (next) { event.target.tabIndex = -1; next.tabIndex = 0; next.focus(); }
});
arrange(document);
// Whoever chose a cell goes on from it; the page has come anew, and its fragment takes the focus away before "load".
addEventListener("load", () => document.querySelector("table[data-grid] .picked")?.focus({preventScroll: true}));

// What is kept of what was typed bears whose it is: meta[name=person], a word that tells nothing else. Whoever signs in next
// in this tab finds nothing of it and ends it; on a page that nobody is signed in on it waits. Without a word it is the tab's.
const me = document.querySelector("meta[name=person]")?.content ?? "", isMine = held => Boolean(held) && (!held.whose || held.whose === me);
const isTheirs = held => Boolean(me && held) && !isMine(held);

// A long form (form[data-keeps="name"]) remembers in this tab what was typed, so that an expired login or a closed lid
// loses nothing. What the server fills in is newer and wins. A sent form is forgotten, unless sending it led to sign-in.
const shelf = "draft:", entrance = location.pathname.includes("/account/");
const drafts = {
  read: name => { try { return JSON.parse(sessionStorage.getItem(shelf + name)); } catch { return null; } },
  write: (name, draft) => { try { sessionStorage.setItem(shelf + name, JSON.stringify(draft)); } catch { /* not kept */ } },
  names: () => { try { return Object.keys(sessionStorage).filter(key => key.startsWith(shelf)).map(key => key.slice(shelf.length)); } catch { return []; } },
};
const secret = field => field.autocomplete === "one-time-code";
const typed = field => field.name && !secret(field) && !["hidden", "password", "file", "submit", "button"].includes(field.type);
const chosen = field => field.type === "checkbox" || field.type === "radio";
const remember = (form, sent) => drafts.write(form.dataset.keeps, {whose: me, sent, fields: [...form.elements].filter(typed).map(
  field => [field.name, field.value, chosen(field) ? field.checked : null])});
on("input", "form[data-keeps]", form => remember(form, false));
on("submit", "form[data-keeps]", form => remember(form, true));
on("submit", ".sheet form", () => {  // signed out
  try { [...drafts.names().map(name => shelf + name), "crossing", "parked"].forEach(key => sessionStorage.removeItem(key)); } catch { /* nothing is kept */ }
});
for (const name of drafts.names()) {
  const draft = drafts.read(name);
  if (isTheirs(draft)) { sessionStorage.removeItem(shelf + name); }
  else if (draft?.sent && entrance) { drafts.write(name, {...draft, sent: false}); }
  else if (draft?.sent) { sessionStorage.removeItem(shelf + name); }
}
each("form[data-keeps]", form => {
  if (form.querySelector("[aria-invalid=true]")) { return; }
  const draft = drafts.read(form.dataset.keeps);
  for (const [name, value, checked] of isMine(draft) ? draft.fields : []) {
    const fields = [...form.elements].filter(field => field.name === name);
    if (checked === null) { fields.filter(field => !field.value).forEach(field => { field.value = value; }); }
    else { fields.filter(field => field.value === value).forEach(field => { field.checked = checked; }); }
  }
});

// Switching the language takes what was typed along: the forms that were touched or refused are handed to the page that the
// link leads to, in this tab, which fills them in; whichever page comes next forgets them. Codes and passwords stay behind.
const crossing = "crossing", goal = form => (form.getAttribute("action") ?? "").replace(/^\/[a-z]{2}\//, "/");
const posts = () => [...document.querySelectorAll("main form")].filter(form => form.method === "post");
const fieldsOf = form => [...form.elements].filter(typed);
const touched = field => (chosen(field) ? field.checked !== field.defaultChecked : field.options
  ? [...field.options].some(option => option.selected !== option.defaultSelected) : field.value !== field.defaultValue);
const state = field => (chosen(field) ? field.checked : field.options ? [...field.selectedOptions].map(option => option.value) : field.value);
const fill = (field, held) => {
  if (chosen(field)) { field.checked = held; }
  else if (field.options) { [...field.options].forEach(option => { option.selected = held.includes(option.value); }); }
  else { field.value = held; }
};
on("click", "a[data-switches]", link => {
  const forms = posts().map(form => [goal(form), fieldsOf(form).some(touched) || form.querySelector("[aria-invalid=true]")
    ? fieldsOf(form).map(field => [field.name, state(field)]) : null]);
  put(crossing, {to: link.pathname + link.search, forms});
});
const here = location.pathname + location.search;
const pull = name => { try { const held = JSON.parse(sessionStorage.getItem(name)); sessionStorage.removeItem(name); return held; } catch { return null; } };
const put = (name, held) => { try { sessionStorage.setItem(name, JSON.stringify({whose: me, ...held})); } catch { /* not kept */ } };
const bring = forms => posts().map(form => {
  const at = forms.findIndex(([to]) => to === goal(form)), fields = at < 0 ? null : forms.splice(at, 1)[0][1];
  if (!fields) { return false; }
  fieldsOf(form).forEach((field, place) => { if (fields[place]?.[0] === field.name) { fill(field, fields[place][1]); } });
  form.closest("details")?.setAttribute("open", "");
  return true;
}).some(Boolean);
const brought = pull(crossing);
if (isMine(brought) && brought.to === here) { bring(brought.forms); }

// What is sent with an expired login, or from a page that lay open too long, leads away and back to its page, in this tab:
// there the form is filled in again, to be sent once more. Whoever gets to another page meanwhile has sent it.
const parking = "parked", isAway = entrance || document.querySelector("[data-parks]");
document.addEventListener("submit", ({target}) => {
  const forms = posts();
  if (entrance || !forms.includes(target) || "download" in target.dataset) { return; }
  put(parking, {to: here, isAway: false, forms: forms.map(form => [goal(form),
    form === target ? fieldsOf(form).map(field => [field.name, state(field)]) : null])});
});
// What htmx has sent from a page that stays has arrived, unless it leads away.
document.addEventListener("htmx:afterRequest", ({detail}) => {
  if (detail.requestConfig?.verb !== "get" && !detail.xhr.getResponseHeader("HX-Redirect")) { pull(parking); }
});
const parked = pull(parking);
if (parked && isAway && !isTheirs(parked)) { put(parking, {...parked, isAway: true}); }
else if (isMine(parked) && parked.isAway && parked.to === here && bring(parked.forms)) { addEventListener("load", () => say(toasts.dataset.again)); }

// Toasts: a sentence for a while; it stays under the pointer or focus, and until closed when it is a refusal.
const toasts = document.getElementById("toasts");
const keep = toast => {
  const close = document.createElement("button");
  close.type = "button"; close.className = "shut"; close.textContent = "×"; close.ariaLabel = toasts.dataset.close;
  close.addEventListener("click", () => toast.remove());
  toast.append(close);
  if (toast.dataset.tone === "bad") { return; }
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : toast.remove());
  setTimeout(leave, 7000);
};
const say = (text, tone = "") => {
  const toast = document.createElement("div"), words = document.createElement("p");
  toast.className = "toast"; toast.dataset.tone = tone; words.textContent = text; toast.append(words); toasts.append(toast);
};
if (toasts) {
  new MutationObserver(changes => changes.forEach(({addedNodes}) => addedNodes.forEach(node => node.matches?.(".toast") && keep(node))))
    .observe(toasts, {childList: true});
  document.addEventListener("toast", ({detail}) => say(detail.text ?? detail.value, detail.tone));
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(failure, () => say(toasts.dataset.failed, "bad"));
  }
}

// After a refused form the summary is read first.
const settle = within => within.querySelector("[data-focus]")?.focus();
settle(document);

// Climate clock: whole years, then days and hours, to the deadline; zero after it. One timer.
each("[data-deadline]", clock => {
  const end = new Date(clock.dataset.deadline);
  const show = (part, value) => { clock.querySelector(`[data-part=${part}]`).textContent = value; };
  const tick = () => {
    let from = new Date(Math.min(Date.now(), end)), years = 0;
    for (;;) {
      const later = new Date(from); later.setUTCFullYear(later.getUTCFullYear() + 1);
      if (later > end) { break; }
      from = later; years += 1;
    }
    const seconds = Math.floor((end - from) / 1000), two = value => String(Math.floor(value)).padStart(2, "0");
    show("years", years); show("days", Math.floor(seconds / 86400));
    show("time", `${two(seconds / 3600 % 24)}:${two(seconds / 60 % 60)}:${two(seconds % 60)}`);
  };
  tick(); setInterval(tick, 1000);
});

// Ticker: one headline at a time; rests under the pointer, under focus, and when told to.
each(".ticker", ticker => {
  const list = ticker.querySelector("ol"), pause = ticker.querySelector("button");
  let at = 0, waiting = null, held = false, resting = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const turn = to => { list.querySelector(".on")?.classList.remove("on"); at = to; list.children[at]?.classList.add("on"); };
  const isRead = () => ticker.matches(":hover, :focus-within");
  // New lines slide in, those that stand already stay; never while somebody reads or has paused.
  const take = () => {
    if (waiting === null || held || isRead()) { return; }
    const came = document.createElement("template"), known = new Map([...list.children].map(line => [line.innerHTML, line]));
    came.innerHTML = waiting; waiting = null;
    const lines = [...came.content.children];
    lines.forEach(line => line.classList.remove("on"));
    const fresh = lines.findIndex(line => !known.has(line.innerHTML));
    list.replaceChildren(...lines.map(line => known.get(line.innerHTML) ?? line));
    ticker.hidden = !lines.length;
    list.offsetWidth;
    turn(Math.max(fresh, 0));
  };
  pause.setAttribute("aria-pressed", resting);
  pause.addEventListener("click", () => { held = resting = !resting; pause.setAttribute("aria-pressed", resting); });
  ticker.addEventListener("live", ({detail}) => { if (detail.message) { waiting = JSON.parse(detail.message).lines; take(); } });
  setInterval(() => {
    take();
    if (!resting && !isRead() && list.children.length) { turn((at + 1) % list.children.length); }
  }, 5000);
  ["mouseleave", "focusout"].forEach(left => ticker.addEventListener(left, () => setTimeout(take)));
});

// Reading: data-read="/news/read/…" is told once somebody has had the page before them for some seconds; no cookie, no name.
each("[data-read]", page => {
  const told = () => document.hidden || (clearInterval(waiting), navigator.sendBeacon(page.dataset.read));
  const waiting = setInterval(told, 5000);
});

// Live: data-live="/events/…" hears that something is new and lets htmx fetch it: hx-get="…" hx-trigger="live".
// One connection per address, none while the page is hidden, longer pauses when it does not last. An event whose id
// was heard already (the server repeats the newest when asked again) fetches nothing; data-heard is what the page shows.
const streams = new Map(), LASTING = 10000, LONGEST = 60000;
const hear = address => {
  const stream = streams.get(address);
  if (document.hidden || stream.source || stream.timer) { return; }
  const opened = Date.now();
  stream.source = new EventSource(address);
  stream.source.onmessage = ({data, lastEventId}) => {
    if (lastEventId && lastEventId === stream.heard) { return; }
    stream.heard = lastEventId;
    tell(address, {message: data});
  };
  stream.source.onerror = () => {
    stream.pause = Date.now() - opened > LASTING ? 1000 : Math.min(stream.pause * 2, LONGEST);
    hush(address);
    stream.timer = setTimeout(() => { stream.timer = 0; hear(address); }, stream.pause * (1 + Math.random()));
  };
};
const hush = address => {
  const stream = streams.get(address);
  clearTimeout(stream.timer); stream.source?.close();
  Object.assign(stream, {source: null, timer: 0});
};
const tell = (address, detail) => {
  const {parts} = streams.get(address);
  parts.forEach(part => part.isConnected || parts.delete(part));
  if (parts.size) { parts.forEach(part => htmx.trigger(part, "live", detail)); } else { hush(address); streams.delete(address); }
};
const listen = within => [...(within.matches?.("[data-live]") ? [within] : []), ...within.querySelectorAll("[data-live]")].forEach(part => {
  const address = part.dataset.live;
  if (!streams.has(address)) { streams.set(address, {parts: new Set(), source: null, timer: 0, pause: 500, heard: part.dataset.heard ?? ""}); }
  streams.get(address).parts.add(part);
  hear(address);
});
listen(document.body);
document.addEventListener("htmx:load", ({detail}) => { listen(detail.elt); settle(detail.elt); arrange(detail.elt.parentNode ?? document); });
document.addEventListener("visibilitychange", () => [...streams.keys()].forEach(address => {
  if (document.hidden) { hush(address); } else { hear(address); tell(address, {}); }
}));
addEventListener("pagehide", () => streams.forEach((_, address) => hush(address)));

// What pages keep on this device of anybody's own is taken away as soon as nobody is signed in.
if (document.querySelector("[data-signed-out]")) {
  const personal = name => name.startsWith("personal:");
  try { indexedDB.databases?.().then(kept => kept.filter(({name}) => personal(name)).forEach(({name}) => indexedDB.deleteDatabase(name))); } catch { /* nothing can be kept here */ }
  globalThis.caches?.keys().then(names => names.filter(personal).forEach(name => caches.delete(name))).catch(() => { /* nor here */ });
}
