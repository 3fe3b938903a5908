// A board by hand: a free span is drawn with the pointer or chosen with a cursor of cells, and opens the booking form filled;
// a booking of one's own is moved or made longer likewise, and what stands against it shows before it is dropped. Without
// this file every free stretch and every booking is a link. ``walk`` comes with the grids of bridgehead.js.
(() => {
  const board = document.querySelector("table.board[data-zone]");
  if (!board) { return; }
  const STEP = 1800, GRIP = 9, field = board.closest(".boardfield"), words = document.querySelector("[data-board-words]");
  const said = words.querySelector("[role=status]"), begin = words.querySelector("button"), text = words.dataset;
  const clock = new Intl.DateTimeFormat("sv-SE", {timeZone: board.dataset.zone, dateStyle: "short", timeStyle: "short"});
  const typed = seconds => clock.format(new Date(seconds * 1000)).replace(" ", "T");
  const hour = seconds => typed(seconds).slice(11);

  // Each row as its columns, in real time from where the row begins; a stretch stands over several of them.
  const rows = [...board.tBodies[0].rows].map(row => {
    const head = row.cells[0], link = head.querySelector("a"), cells = [];
    let at = Number(row.dataset.from);
    for (const td of at ? [...row.cells].slice(1) : []) {
      const kind = ["free", "taken", "past", "shut"].find(each => td.classList.contains(each)), {begins, lasts} = td.dataset;
      const booking = td.classList.contains("ours") ? td.querySelector("a").pathname : "";
      for (let within = 0; within < td.colSpan; within += 1, at += STEP) {
        cells.push({td, within, at, kind, booking, begins: Number(begins), lasts: Number(lasts)});
      }
    }
    return {cells, name: (link ?? head).textContent.trim(), room: link ? link.pathname : location.pathname};
  });
  const mayMove = cell => Boolean(cell?.booking) && cell.begins * 1000 > Date.now();
  const columnsOf = (row, booking) => rows[row].cells.flatMap((cell, column) => (cell.booking === booking ? [column] : []));

  // What is chosen: columns of a row, and the booking that is held while it moves.
  let spot = null, held = null, origin = null;
  const mark = document.createElement("a");
  mark.className = "pick"; mark.hidden = true; mark.tabIndex = 0; mark.role = "link";
  field.append(mark);
  const against = ({row, from, to}) => {
    const {cells} = rows[row];
    if (from < 0 || to > cells.length || from >= to) { return "shut"; }
    return cells.slice(from, to).find(cell => cell.kind !== "free" && !(held && cell.booking === held.booking))?.kind ?? "";
  };
  const span = ({row, from, to}) => {
    const {cells} = rows[row];
    if (!held) { return [cells[from].at, cells[to - 1].at + STEP]; }
    const start = cells[from].at + held.late;
    return [start, start + held.lasts * 60 + (to - from - held.columns) * STEP];
  };
  const goal = () => {
    const [start, end] = span(spot), asked = new URLSearchParams({from: typed(start), minutes: Math.round((end - start) / 60)});
    if (held) { asked.set("room", rows[spot.row].room.match(/[0-9a-f-]{36}/)[0]); return `${held.booking}change/?${asked}`; }
    return `${rows[spot.row].room}book/?${asked}`;
  };
  const draw = () => {
    const {row, from, to} = spot, {cells, name} = rows[row], wrong = against(spot), [start, end] = span(spot);
    const frame = field.getBoundingClientRect(), edge = (cell, after) => {
      const box = cell.td.getBoundingClientRect();
      return box.left + box.width * (cell.within + after) / cell.td.colSpan - frame.left + field.scrollLeft;
    };
    const box = cells[from].td.getBoundingClientRect(), left = edge(cells[from], 0);
    Object.assign(mark.style, {
      left: `${left}px`, width: `${edge(cells[to - 1], 1) - left}px`,
      top: `${box.top - frame.top + field.scrollTop}px`, height: `${box.height}px`,
    });
    const cell = cells[from], own = !held && cell.booking;
    mark.hidden = false;
    mark.classList.toggle("meets", Boolean(wrong) && !own);
    if (own) { mark.href = cell.booking; } else if (wrong) { mark.removeAttribute("href"); } else { mark.href = goal(); }
    const state = own ? `${cell.td.querySelector("a").textContent} – ${mayMove(cell) ? text.ours : text.begun}`
      : wrong ? text[wrong] : held ? text.drop : text.free;
    said.textContent = `${name}, ${hour(start)}–${hour(end)}: ${state}`;
    mark.ariaLabel = said.textContent; mark.ariaDisabled = String(!mark.href);
  };
  const choose = wanted => { spot = wanted; draw(); };
  const leave = () => {
    const back = origin ?? begin;
    mark.hidden = true; spot = held = origin = null; said.textContent = "";
    return back;
  };
  const take = (row, cell) => {
    const columns = columnsOf(row, cell.booking), first = rows[row].cells[columns[0]];
    held = {booking: cell.booking, late: cell.begins - first.at, lasts: cell.lasts, columns: columns.length};
    choose({row, from: columns[0], to: columns.at(-1) + 1});
  };
  const where = event => {
    const td = event.target.closest?.("td"), row = [...board.tBodies[0].rows].indexOf(td?.parentElement);
    if (row < 0) { return null; }
    const box = td.getBoundingClientRect(), within = Math.floor((event.clientX - box.left) / box.width * td.colSpan);
    const column = rows[row].cells.findIndex(cell => cell.td === td && cell.within === Math.min(Math.max(within, 0), td.colSpan - 1));
    return column < 0 ? null : {row, column, cell: rows[row].cells[column], box};
  };

  // The keys: a cursor of one cell that walks, grows with Shift, and takes hold of a booking with the space bar.
  const enter = (row, column, from) => { origin = from; held = null; choose({row, from: column, to: column + 1}); mark.focus(); };
  begin.hidden = false;
  begin.addEventListener("click", () => {
    const row = rows.findIndex(each => each.cells.some(cell => cell.kind === "free"));
    const open = row < 0 ? rows.findIndex(each => each.cells.length) : row;
    if (open >= 0) { enter(open, Math.max(rows[open].cells.findIndex(cell => cell.kind === "free"), 0), begin); }
  });
  board.addEventListener("keydown", event => {
    if (!walk[event.key] || !event.target.closest("td") || event.ctrlKey || event.metaKey || event.altKey) { return; }
    const at = rows.flatMap((each, row) => each.cells.map((cell, column) => [cell, row, column])).find(([cell]) => cell.td === event.target.closest("td"));
    if (at) { event.preventDefault(); enter(at[1], at[2], event.target); }
  });
  const step = (down, along) => {
    let {row, from, to} = spot;
    const wide = held ? to - from : 1;
    for (row += down; rows[row] && !rows[row].cells.length; row += down) { /* a day on which it is closed */ }
    if (!rows[row]) { return; }
    const last = rows[row].cells.length - wide;
    from = Math.min(Math.max(Number.isFinite(along) ? from + along : along < 0 ? 0 : last, 0), last);
    choose({row, from, to: from + wide});
  };
  mark.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    const cell = rows[spot.row].cells[spot.from];
    if (event.key === "Escape") { event.preventDefault(); leave().focus(); }
    else if (event.key === " ") {
      event.preventDefault();
      if (!held && mayMove(cell)) { take(spot.row, cell); } else if (held && mark.href) { mark.click(); }
    }
    else if (event.key === "Enter" && !mark.href) { event.preventDefault(); draw(); }
    else if (walk[event.key]) {
      event.preventDefault();
      const [down, along] = walk[event.key];
      if (!event.shiftKey) { step(down, along); }
      else if (Number.isFinite(along) && along) {
        choose({...spot, to: Math.min(Math.max(spot.to + along, spot.from + 1), rows[spot.row].cells.length)});
      }
      mark.scrollIntoView({block: "nearest", inline: "nearest"});
    }
  });
  addEventListener("resize", () => spot && draw());

  // The pointer: drawn over free cells, or at a booking of one's own; a click alone stays a click.
  let drag = null, swallow = false;
  const near = (row, x) => {
    const {cells} = rows[row], found = cells.findIndex(cell => {
      const box = cell.td.getBoundingClientRect();
      return x < box.left + box.width * (cell.within + 1) / cell.td.colSpan;
    });
    return found < 0 ? cells.length - 1 : found;
  };
  board.addEventListener("dragstart", event => event.preventDefault());
  board.addEventListener("pointerdown", event => {
    const at = event.button || event.pointerType === "touch" ? null : where(event);
    swallow = false;
    if (!at || !(at.cell.kind === "free" || mayMove(at.cell))) { return; }
    const deed = at.cell.kind === "free" ? "draw" : at.box.right - event.clientX < GRIP ? "size" : "move";
    drag = {...at, x: event.clientX, y: event.clientY, deed, live: false};
  });
  addEventListener("pointermove", event => {
    if (!drag) { return; }
    if (!drag.live) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 5) { return; }
      drag.live = true; origin = null; held = null;
      if (drag.deed !== "draw") { take(drag.row, drag.cell); drag.taken = {...spot}; }
    }
    if (drag.deed === "draw") {
      const to = near(drag.row, event.clientX);
      choose({row: drag.row, from: Math.min(drag.column, to), to: Math.max(drag.column, to) + 1});
    } else if (drag.deed === "size") {
      choose({...drag.taken, to: Math.max(near(drag.row, event.clientX) + 1, drag.taken.from + 1)});
    } else {
      const over = rows.findIndex((each, row) => {
        const box = board.tBodies[0].rows[row].getBoundingClientRect();
        return each.cells.length && event.clientY >= box.top && event.clientY < box.bottom;
      });
      const row = over < 0 ? drag.row : over, wide = drag.taken.to - drag.taken.from;
      const from = near(row, event.clientX) - (drag.column - drag.taken.from);
      const first = Math.min(Math.max(from, 0), rows[row].cells.length - wide);
      choose({row, from: first, to: first + wide});
    }
  });
  addEventListener("pointerup", () => {
    if (drag?.live) {
      swallow = true;
      const still = drag.taken && ["row", "from", "to"].every(each => spot[each] === drag.taken[each]);
      if (!still && mark.href && !against(spot)) { location.assign(mark.href); } else if (still) { leave(); }
    }
    drag = null;
  });
  addEventListener("pointercancel", () => { if (drag?.live) { leave(); } drag = null; });
  addEventListener("keydown", event => { if (event.key === "Escape" && drag?.live) { drag = null; swallow = true; leave(); } });
  board.addEventListener("click", event => {
    const at = event.detail ? where(event) : null, plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (swallow) { event.preventDefault(); swallow = false; }
    else if (at?.cell.kind === "free" && plain) {
      event.preventDefault();
      held = null; spot = {row: at.row, from: at.column, to: at.column + 1};
      location.assign(`${rows[at.row].room}book/?${new URLSearchParams({from: typed(at.cell.at)})}`);
    }
  }, true);
})();
