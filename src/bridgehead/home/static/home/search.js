// The arrow keys lead from the box of the search through what was found, and back to it; the key "/" can be let rest.
const box = document.getElementById("q"), found = document.getElementById("found");
document.addEventListener("keydown", event => {
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  if (!step || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) { return; }
  const stops = [box, ...found.querySelectorAll("li a")], at = stops.indexOf(event.target), next = stops[at + step];
  if (at < 0 || !next) { return; }
  event.preventDefault();
  next.focus();
});
const slash = document.querySelector("[data-slash]"), kept = () => { try { return localStorage.slash; } catch { return null; } };
slash.checked = kept() !== "rests";
slash.addEventListener("change", () => { try { localStorage.slash = slash.checked ? "leads" : "rests"; } catch { slash.checked = true; } });
slash.closest("[hidden]").hidden = false;
