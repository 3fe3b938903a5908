// Recommended for you: this tab keeps which articles were opened in this visit, and sends their public keys for the list;
// nothing else does. Where somebody is signed in their cookie goes along, so that what they follow by mail counts. Turned
// off, nothing is kept or sent, and the list is the one that came with the page. What somebody read who was signed in is
// theirs alone: whoever uses the tab after them begins anew, as with what is typed (bridgehead.js).
(() => {
  const box = document.querySelector("[data-for-you]"), shelf = "newsroom-read", wish = "newsroom-recommended";
  if (!box) { return; }
  const MOST = 20, LASTING = 12 * 3600 * 1000, lines = box.querySelector("[data-lines]"), popular = lines.innerHTML;
  const said = box.querySelector("[data-said]"), button = name => box.querySelector(`[data-turns=${name}]`);
  const isOff = () => { try { return localStorage.getItem(wish) === "off"; } catch { return false; } };
  const me = document.querySelector("meta[name=person]")?.content ?? "";
  const held = () => {
    try {
      const {whose, read} = JSON.parse(sessionStorage.getItem(shelf));
      return whose && whose !== me ? [] : read.filter(([, at]) => Date.now() - at < LASTING).map(each => [...each]);
    } catch { return []; }
  };
  const keep = read => {
    try { sessionStorage.setItem(shelf, JSON.stringify({whose: me, read})); } catch { /* this page only */ }
  };
  const visit = () => {
    const reading = box.dataset.reading, before = held().filter(([key]) => key !== reading);
    return (reading ? [...before, [reading, Date.now()]] : before).slice(-MOST);
  };
  const ask = async () => {
    const read = visit();
    keep(read);
    if (!read.length) { return; }
    try {
      const body = new URLSearchParams(read.map(([key]) => ["read", key]));
      const answer = await fetch(box.dataset.forYou, {method: "POST", body, credentials: box.dataset.as ?? "omit"});
      if (answer.ok && !isOff()) { lines.innerHTML = await answer.text(); }
    } catch { /* what came with the page stays */ }
  };
  const show = () => {
    const off = isOff();
    button("off").hidden = off; button("on").hidden = !off;
    said.hidden = !off; said.textContent = off ? said.dataset.said : "";
    if (off) { lines.innerHTML = popular; try { sessionStorage.removeItem(shelf); } catch { /* nothing was kept */ } } else { ask(); }
  };
  box.addEventListener("click", event => {
    const turned = event.target.closest("[data-turns]")?.dataset.turns;
    if (!turned) { return; }
    try { localStorage.setItem(wish, turned); } catch { return; }
    show();
    button(turned === "off" ? "on" : "off").focus();
  });
  show();
})();
