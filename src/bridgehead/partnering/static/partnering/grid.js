// A draft by hand: a meeting is picked up with the pointer or with Space, every place says whether it may go there before it
// is dropped, and dropping sends the form that the meeting's own page has as well. Without this file that page does it all.
// ``walk`` and ``say`` come with bridgehead.js.
(() => {
  const grids = [...document.querySelectorAll("table[data-hands]")], bar = document.querySelector("[data-hand-words]");
  if (!grids.length) { return; }
  const text = bar.dataset, said = bar.querySelector("[role=status]"), form = document.getElementById("hand-form");
  const NOBODY = "00000000-0000-0000-0000-000000000000", FREE = 0, SWAPS = -1, LIES = -2, EDGE = 48;
  const isPlace = cell => cell.tagName === "TD" && !cell.classList.contains("lunch");
  const lines = [...grids[0].tBodies[0].rows].map((_row, table) => grids.flatMap(
    grid => [...grid.tBodies[0].rows[table].cells].filter(isPlace)));
  const day = grid => grid.closest(".gridday").querySelector("h3").textContent;
  const columns = grids.flatMap(grid => [...grid.tHead.rows[0].cells].filter(cell => cell.tagName === "TH").slice(1)
    .map(cell => `${day(grid)} ${cell.querySelector("time").textContent}`));
  const heads = [...grids[0].tBodies[0].rows].map(row => row.cells[0].textContent);
  const where = new Map(lines.flatMap((line, table) => line.map((cell, slot) => [cell, {table, slot}])));
  const meeting = cell => cell.querySelector("a");
  const spot = cell => meeting(cell) ?? cell;
  const named = cell => meeting(cell)?.title ?? "";

  // One stop for Tab; the arrows lead to every place, the free ones as well.
  for (const grid of grids) { grid.role = "grid"; }
  for (const cell of where.keys()) { spot(cell).tabIndex = -1; }
  const first = [...where.keys()];
  let here = first.find(cell => cell.querySelector(".picked")) ?? first.find(meeting) ?? first[0];
  if (here) { spot(here).tabIndex = 0; }
  const turn = cell => {
    if (here) { spot(here).tabIndex = -1; }
    here = cell;
    spot(cell).tabIndex = 0;
    spot(cell).focus({preventScroll: true});
    cell.scrollIntoView({block: "nearest", inline: "nearest"});
  };

  // What is in hand, and what the places say to it.
  let hand = null;
  const tell = cell => {
    const {table, slot} = where.get(cell), place = text.place.replace("{table}", heads[table]).replace("{time}", columns[slot]);
    const code = hand.ways?.cells[table][slot];
    const why = () => hand.ways.told[code - 1].map(number => hand.ways.sentences[number]).join(" ");
    const word = code === undefined ? text.asking : code === FREE ? text.free : code === LIES ? text.lies
      : code === SWAPS ? text.swap.replace("{meeting}", named(cell))
      : (meeting(cell) ? text.taken : text.no).replace("{meeting}", named(cell)).replace("{why}", why());
    const beside = code === FREE || code === SWAPS ? hand.ways.beside[slot] : "";
    const other = code === SWAPS ? hand.ways.swapped[meeting(cell).dataset.asked] ?? "" : "";
    said.textContent = [`${hand.name} → ${place}: ${word}`, beside, other].filter(Boolean).join(" ");
  };
  const aim = cell => {
    if (!hand || hand.aim === cell) { return; }
    hand.aim?.classList.remove("aim");
    hand.aim = cell;
    cell.classList.add("aim");
    tell(cell);
  };
  const mark = (grid, ways) => {
    for (const [cell, {table, slot}] of where) {
      const code = ways?.cells[table][slot];
      if (code === FREE) { cell.dataset.to = "free"; } else if (code === SWAPS) { cell.dataset.to = "swap"; }
      else if (code === LIES) { cell.dataset.to = "lies"; } else { delete cell.dataset.to; }
    }
    for (const each of grid) { each.classList.toggle("held", Boolean(ways)); }
  };
  const leave = () => {
    if (!hand) { return; }
    hand.aim?.classList.remove("aim");
    if (hand.ways) { mark(grids, null); }
    hand = null;
  };
  const take = (request, name, back) => {
    leave();
    const taken = hand = {request, name, back, ways: null, aim: null};
    said.textContent = `${name} – ${text.asking}`;
    taken.asked = fetch(text.ways.replace(NOBODY, request), {headers: {Accept: "application/json"}})
      .then(answer => answer.json().then(told => ({answer, told})))
      .then(({answer, told}) => {
        if (hand !== taken) { return false; }
        if (!answer.ok) { leave(); said.textContent = told.sentence; say(told.sentence, "bad"); return false; }
        taken.ways = told;
        mark(grids, told);
        if (taken.aim) { tell(taken.aim); } else { said.textContent = `${name} – ${text.held}`; }
        return true;
      })
      .catch(() => { if (hand === taken) { leave(); said.textContent = text.failed; } return false; });
    return taken.asked;
  };
  const drop = cell => hand.asked.then(ready => {
    if (!ready || !hand) { return; }
    const {table, slot} = where.get(cell), {ways} = hand, code = ways.cells[table][slot];
    if (code === LIES) { const back = hand.back; leave(); said.textContent = ""; back?.focus(); return; }
    if (code !== FREE && code !== SWAPS) { tell(cell); return; }
    form.action = text.lay.replace(NOBODY, hand.request);
    const {slot: time, table: at, seen, swap_with: other} = form.elements;
    time.value = ways.slots[slot]; at.value = ways.tables[table]; seen.value = ways.seen;
    other.value = code === SWAPS ? meeting(cell).dataset.asked : "";
    form.requestSubmit();
  });

  // The keys.
  const step = (cell, [down, along]) => {
    const {table, slot} = where.get(cell), line = lines[table + down];
    if (!line) { return; }
    const to = Number.isFinite(along) ? slot + along : along < 0 ? 0 : line.length - 1;
    if (line[to]) { turn(line[to]); aim(line[to]); }
  };
  for (const grid of grids) {
    grid.addEventListener("keydown", event => {
      const cell = event.target.closest("td");
      if (!where.has(cell) || event.ctrlKey || event.metaKey || event.altKey) { return; }
      if (walk[event.key]) { event.preventDefault(); step(cell, walk[event.key]); }
      else if (event.key === " " || event.key === "Enter") {
        event.preventDefault();
        if (hand) { drop(cell); }
        else if (meeting(cell)) { take(meeting(cell).dataset.asked, named(cell), meeting(cell)); aim(cell); }
      } else if (event.key === "Escape" && hand) {
        event.preventDefault();
        const {back} = hand;
        leave();
        said.textContent = text.left;
        const home = back?.closest("td");
        if (where.has(home)) { turn(home); } else { back?.focus(); }
      }
    });
  }

  // The pointer: a meeting is dragged; one that is in hand already goes where a place is clicked.
  const ghost = document.createElement("div");
  ghost.className = "handghost"; ghost.hidden = true; ghost.ariaHidden = "true";
  document.body.append(ghost);
  let drag = null, swallow = false;
  const under = event => {
    const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest("td");
    return where.has(cell) ? cell : null;
  };
  const end = () => { drag = null; ghost.hidden = true; };
  // Once for each frame, and everything is looked up before anything is changed.
  let moved = null;
  const follow = () => {
    const event = moved, cell = under(event);
    moved = null;
    if (!hand || !(drag ? drag.live : event.pointerType !== "touch")) { return; }
    const field = drag && cell?.closest(".scroll"), box = field?.getBoundingClientRect();
    const near = (at, low, high) => (at < low + EDGE ? -EDGE / 2 : at > high - EDGE ? EDGE / 2 : 0);
    if (drag) { ghost.style.transform = `translate(${event.clientX + 12}px, ${event.clientY + 12}px)`; }
    if (cell) { aim(cell); }
    if (field) {
      const along = near(event.clientX, box.left + EDGE, box.right), down = near(event.clientY, box.top + EDGE, box.bottom);
      if (along || down) { field.scrollBy(along, down); }
    }
  };
  for (const grid of grids) {
    grid.addEventListener("dragstart", event => event.preventDefault());
    grid.addEventListener("pointerdown", event => {
      const link = event.target.closest("a");
      swallow = false;
      if (event.button || event.pointerType === "touch" || !link || hand) { return; }
      drag = {link, x: event.clientX, y: event.clientY, live: false};
    });
    grid.addEventListener("click", event => {
      const cell = event.target.closest("td");
      if (swallow) { event.preventDefault(); swallow = false; }
      else if (hand && where.has(cell) && event.detail) { event.preventDefault(); aim(cell); drop(cell); }
    }, true);
  }
  addEventListener("pointermove", event => {
    if (drag && !drag.live && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) >= 5) {
      drag.live = true;
      ghost.textContent = drag.link.title; ghost.hidden = false;
      take(drag.link.dataset.asked, drag.link.title, drag.link);
    }
    if (!hand) { return; }
    if (!moved) { requestAnimationFrame(follow); }
    moved = event;
  });
  addEventListener("pointerup", event => {
    if (drag?.live) {
      swallow = true;
      const cell = under(event);
      if (hand && cell) {
        drop(cell).then(() => { if (hand) { const why = said.textContent; leave(); said.textContent = why; } });
      } else { leave(); said.textContent = text.left; }
    }
    end();
  });
  addEventListener("pointercancel", () => { if (drag?.live) { leave(); } end(); });
  addEventListener("keydown", event => {
    if (event.key === "Escape" && drag?.live) { swallow = true; end(); leave(); said.textContent = text.left; }
  });

  // A request without a place is picked up where it is listed.
  for (const link of document.querySelectorAll("a[data-picks]")) {
    link.addEventListener("click", event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) { return; }
      event.preventDefault();
      take(link.dataset.picks, link.dataset.name, link).then(ready => {
        if (!ready) { return; }
        const open = first.find(cell => cell.dataset.to === "free") ?? here;
        turn(open);
        aim(open);
      });
    });
  }
  // Whoever laid a meeting goes on from it; the page has come anew.
  addEventListener("load", () => { if (here?.querySelector(".picked")) { turn(here); } });
})();
