// The place of a room on its plan: the number fields say it, the drawing follows them, and dragging or the arrow keys write
// into the fields (``walk`` comes with bridgehead.js). Without this file the fields are typed into, and the plan shows what was saved.
(() => {
  const plan = document.querySelector("[data-placing]");
  if (!plan) { return; }
  const CELL = 10, {width: across, height: down} = plan.viewBox.baseVal;
  const columns = across / CELL, rows = down / CELL;
  const moved = plan.querySelector(".moved"), words = document.querySelector("[data-placed]");
  const fields = Object.fromEntries(["x", "y", "width", "height"].map(name => [name, plan.closest("form").elements[name]]));
  const others = [...plan.querySelectorAll("[data-other]")].map(each => {
    const [x, y, width, height] = each.dataset.other.split(" ").map(Number);
    return {name: each.dataset.name, x, y, width, height};
  });
  const within = (value, least, most) => Math.min(Math.max(Math.round(value) || least, least), Math.max(most, least));
  const read = () => {
    const width = within(fields.width.valueAsNumber, 1, columns), height = within(fields.height.valueAsNumber, 1, rows);
    return {x: within(fields.x.valueAsNumber - 1, 0, columns - width), y: within(fields.y.valueAsNumber - 1, 0, rows - height), width, height};
  };
  const met = spot => others.find(each => each.x < spot.x + spot.width && spot.x < each.x + each.width && each.y < spot.y + spot.height && spot.y < each.y + each.height);
  const tell = (spot, meets) => (meets ? plan.dataset.meets : plan.dataset.fits)
    .replace("{x}", spot.x + 1).replace("{y}", spot.y + 1).replace("{width}", spot.width).replace("{height}", spot.height)
    .replace("{room}", meets?.name ?? "");
  const pull = document.createElementNS(plan.namespaceURI, "rect");
  const draw = spot => {
    for (const [name, value] of Object.entries(spot)) { moved.setAttribute(name, value * CELL); }
    pull.setAttribute("x", spot.width * CELL - 3.2); pull.setAttribute("y", spot.height * CELL - 3.2);
    const meets = met(spot);
    moved.classList.toggle("meets", Boolean(meets));
    words.textContent = tell(spot, meets);
    moved.setAttribute("aria-label", `${plan.dataset.name} – ${words.textContent}`);
  };
  const place = spot => {
    const width = within(spot.width, 1, columns), height = within(spot.height, 1, rows);
    const put = {x: within(spot.x, 0, columns - width), y: within(spot.y, 0, rows - height), width, height};
    fields.x.value = put.x + 1; fields.y.value = put.y + 1; fields.width.value = width; fields.height.value = height;
    draw(put);
  };

  pull.setAttribute("class", "pull"); pull.setAttribute("width", 2.8); pull.setAttribute("height", 2.8);
  moved.append(pull);
  plan.setAttribute("role", "group"); plan.dataset.drags = "";
  moved.setAttribute("tabindex", "0"); moved.setAttribute("role", "application");
  document.querySelectorAll("[data-drawn]").forEach(each => { each.hidden = false; });
  for (const field of Object.values(fields)) { field.addEventListener("input", () => draw(read())); }

  const cell = event => {
    const box = plan.getScreenCTM().inverse(), at = new DOMPoint(event.clientX, event.clientY).matrixTransform(box);
    return {x: at.x / CELL, y: at.y / CELL};
  };
  let held = null;
  moved.addEventListener("pointerdown", event => {
    if (event.button) { return; }
    moved.setPointerCapture(event.pointerId);
    held = {from: cell(event), spot: read(), pulls: event.target === pull};
    moved.focus();
    event.preventDefault();
  });
  moved.addEventListener("pointermove", event => {
    if (!held) { return; }
    const to = cell(event), right = Math.round(to.x - held.from.x), below = Math.round(to.y - held.from.y), {spot} = held;
    place(held.pulls
      ? {...spot, width: Math.min(spot.width + right, columns - spot.x), height: Math.min(spot.height + below, rows - spot.y)}
      : {...spot, x: spot.x + right, y: spot.y + below});
  });
  for (const end of ["pointerup", "pointercancel"]) { moved.addEventListener(end, () => { held = null; }); }
  moved.addEventListener("keydown", event => {
    const step = walk[event.key];
    if (!step || !step.every(Number.isFinite) || event.altKey || event.ctrlKey || event.metaKey) { return; }
    event.preventDefault();
    const spot = read(), [below, right] = step;
    place(event.shiftKey
      ? {...spot, width: Math.min(spot.width + right, columns - spot.x), height: Math.min(spot.height + below, rows - spot.y)}
      : {...spot, x: spot.x + right, y: spot.y + below});
  });
  draw(read());
})();
