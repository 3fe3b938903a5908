// Painting when one can meet: the first slot says whether it opens or closes, and the rectangle drawn from it follows.
// The checkboxes stay what is sent; without this file they are ticked one by one.
(() => {
  const form = document.querySelector("form[data-paints]"), table = document.querySelector("table.paint");
  if (!form || !table) { return; }
  const grid = [...table.tBodies[0].rows].map(row => [...row.cells].slice(1).map(cell => cell.querySelector("input[type=checkbox]")));
  const boxes = grid.flat().filter(Boolean), free = boxes.filter(box => !box.disabled), EDGE = 48;
  const where = new Map(grid.flatMap((row, down) => row.map((box, along) => [box, [down, along]])).filter(([box]) => box));
  const said = form.querySelector("[data-said]"), back = form.querySelector("button[type=reset]"), text = form.dataset;
  let sending = false;
  table.classList.add("live");
  form.querySelector(".painting").hidden = false;

  const changed = () => free.filter(box => box.checked !== box.defaultChecked).length;
  const show = () => {
    const many = changed();
    said.textContent = many === 0 ? text.none : many === 1 ? text.one : text.many.replace("{n}", many);
    back.hidden = many === 0;
    let hits = 0;
    for (const line of form.querySelectorAll("[data-slot]")) {
      const closed = !boxes.find(box => box.value === line.dataset.slot).checked, hit = closed && "wasOpen" in line.dataset;
      line.querySelector("[data-closed]").textContent = closed ? line.parentElement.dataset.closedSaid : "";
      line.querySelector(".chip").dataset.tone = closed ? "warn" : "sea";
      const sure = line.querySelector("[name=sure]");
      if (sure) { sure.disabled = !hit; }
      hits += hit;
    }
    const notice = form.querySelector("[data-hit]");
    if (notice) { notice.dataset.tone = hits ? "warn" : ""; }
  };

  // A stroke: from a slot, with what it makes of the slots, over those as they were before it.
  const begin = box => ({from: where.get(box), open: !box.checked, before: new Map(free.map(each => [each, each.checked]))});
  const paint = (stroke, [down, along]) => {
    const [top, bottom] = [stroke.from[0], down].sort((a, b) => a - b), [left, right] = [stroke.from[1], along].sort((a, b) => a - b);
    for (const box of free) {
      const [row, column] = where.get(box), inside = row >= top && row <= bottom && column >= left && column <= right;
      box.checked = inside ? stroke.open : stroke.before.get(box);
    }
  };
  const restore = stroke => stroke.before.forEach((is, box) => { box.checked = is; });
  const at = event => document.elementFromPoint(event.clientX, event.clientY)?.closest("table.paint td")?.querySelector("input[type=checkbox]");

  let stroke = null, painted = false;
  table.addEventListener("pointerdown", event => {
    const box = event.target.closest("td")?.querySelector("input[type=checkbox]");
    painted = false;
    if (!box || box.disabled || event.button !== 0 || !event.isPrimary) { return; }
    stroke = begin(box);
    painted = true;
    paint(stroke, stroke.from);
    turn(box);
    event.preventDefault();
    show();
  });
  addEventListener("pointermove", event => {
    if (!stroke) { return; }
    const box = at(event);
    if (box) { paint(stroke, where.get(box)); show(); }
    if (event.clientY < EDGE) { scrollBy(0, -12); } else if (event.clientY > innerHeight - EDGE) { scrollBy(0, 12); }
  });
  addEventListener("pointerup", () => { stroke = null; });
  addEventListener("pointercancel", () => { if (stroke) { restore(stroke); stroke = null; show(); } });
  // The click that follows a stroke would turn its slot once more.
  table.addEventListener("click", event => { if (painted && event.target.closest("td")) { event.preventDefault(); painted = false; } });

  // One stop for Tab; the arrows lead on, with Shift they paint from where Shift was first held. What cannot be opened
  // here takes no focus, and is passed over.
  const turn = box => { free.forEach(each => { each.tabIndex = each === box ? 0 : -1; }); box.focus({preventScroll: true}); };
  free.forEach((box, number) => { box.tabIndex = number ? -1 : 0; });
  const steps = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};
  // The next slot of the day; beside it the one of the next day that lies nearest in time, for days need not have the same times.
  const beside = ([down, along], [by, over]) => {
    if (by) {
      for (let row = down + by; grid[row]; row += by) { if (free.includes(grid[row][along])) { return grid[row][along]; } }
      return null;
    }
    for (let column = along + over; grid[0][column] !== undefined; column += over) {
      const rows = grid.map((_row, row) => row).filter(row => free.includes(grid[row][column]));
      const nearest = rows.sort((one, other) => Math.abs(one - down) - Math.abs(other - down))[0];
      if (nearest !== undefined) { return grid[nearest][column]; }
    }
    return null;
  };
  let line = null;
  table.addEventListener("keydown", event => {
    const step = steps[event.key], box = event.target;
    painted = false;
    if (event.key === "Escape" && stroke) { restore(stroke); stroke = null; show(); return; }
    if (!step || !where.has(box) || event.ctrlKey || event.metaKey || event.altKey) { return; }
    event.preventDefault();
    const next = beside(where.get(box), step);
    if (!next) { return; }
    if (event.shiftKey) {
      line ??= {...begin(box), open: box.checked};
      paint(line, where.get(next));
      show();
    } else { line = null; }
    turn(next);
    next.scrollIntoView({block: "nearest", inline: "nearest"});
  });
  table.addEventListener("keyup", event => { if (event.key === "Shift") { line = null; } });
  table.addEventListener("focusin", event => { if (where.has(event.target)) { free.forEach(each => { each.tabIndex = each === event.target ? 0 : -1; }); } });

  // A whole row or day: open unless all of it is open.
  for (const button of table.querySelectorAll(".line")) {
    button.hidden = false;
    const own = free.filter(box => where.get(box)["row" in button.dataset ? 0 : 1] === Number(button.dataset.row ?? button.dataset.column));
    button.addEventListener("click", () => { const open = own.some(box => !box.checked); own.forEach(box => { box.checked = open; }); show(); });
  }
  form.addEventListener("change", show);
  form.addEventListener("reset", () => setTimeout(() => { show(); free[0]?.focus(); }));
  form.addEventListener("submit", () => { sending = true; });
  addEventListener("beforeunload", event => { if (!sending && changed()) { event.preventDefault(); } });
  addEventListener("pageshow", () => { sending = false; show(); });
  show();
})();
