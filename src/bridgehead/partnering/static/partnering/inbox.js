// The inbox by keys and by thumb: one request is the one at hand, some may be chosen; an answer goes to those chosen, or else to
// the one at hand, without the page coming anew. The keys work while a request has the focus, so that nobody presses one
// unawares. Without this file the same buttons send the same form.
(() => {
  const form = document.querySelector("form[data-inbox]");
  if (!form) { return; }
  const text = form.dataset, bar = form.querySelector(".answerbar"), target = bar.querySelector("[data-target]");
  const said = document.getElementById("inbox-said"), all = form.querySelector("[data-all]"), words = bar.querySelector(".words");
  const {reason, own_reason: own, text: question} = form.elements, label = target.textContent;
  document.body.classList.add("live-keys");
  const rows = () => [...form.querySelectorAll(".ask:not(.going)")];
  const box = row => row.querySelector("input[name=ids]");
  const chosen = () => rows().filter(row => box(row).checked);
  const name = row => row.querySelector("h3 a").textContent;
  let here = null, last = null, pending = 0, asking = null, undoes = false, line = Promise.resolve();

  const show = () => {
    const many = chosen().length;
    target.textContent = many ? text.chosen.replace("{n}", many) : here ? name(here) : label;
    all.checked = many > 0 && many === rows().length;
    all.indeterminate = many > 0 && !all.checked;
  };
  const at = row => {
    here?.classList.remove("here");
    here?.querySelector("article").setAttribute("tabindex", "-1");
    here = row ?? null;
    if (here && !asking?.includes(here)) { asking = null; }
    here?.classList.add("here");
    // One stop for Tab: the request at hand.
    here?.querySelector("article").setAttribute("tabindex", "0");
    show();
  };
  const go = (row, focus = true) => {
    if (!row) { return; }
    at(row);
    const article = row.querySelector("article");
    if (focus) { article.focus({preventScroll: true}); }
    article.scrollIntoView({block: "nearest"});
  };
  const beside = (row, step) => { const list = rows(); return list[list.indexOf(row) + step]; };
  const choose = (row, is = !box(row).checked, range = false) => {
    const list = rows(), [from, to] = [list.indexOf(range && last ? last : row), list.indexOf(row)].sort((a, b) => a - b);
    list.slice(Math.max(from, 0), to + 1).forEach(each => { box(each).checked = is; });
    last = row;
    asking = null;
    show();
  };

  // What follows those that are answered: the next one that waits, or the one before them.
  const after = answered => {
    const list = rows(), place = list.indexOf(answered.at(-1));
    return list.slice(place + 1).find(row => !answered.includes(row)) ?? list.slice(0, place).reverse().find(row => !answered.includes(row));
  };
  // htmx looks for more when all that stood here is answered.
  const fill = () => {
    if (pending || rows().length) { return Promise.resolve(); }
    return htmx.ajax("GET", location.href, {target: "#asks", select: "#asks", swap: "outerHTML"}).then(() => {
      if (!form.querySelector("#asks")) { location.reload(); return; }
      go(rows()[0], form.contains(document.activeElement) || document.activeElement === document.body);
      if (!rows().length) { target.textContent = text.none; }
    });
  };
  const send = (answer, answered) => {
    if (!answered.length) { return; }
    if (answer === "ask" && !question.value.trim()) { ask(answered); return; }
    const next = after(answered), inRow = document.activeElement.closest?.(".ask") || document.activeElement === document.body;
    const ids = answered.map(row => row.dataset.id), tells = answer === "ask";
    answered.forEach(row => { row.classList.add("going"); box(row).checked = false; });
    at(null);
    said.textContent = "";  // what stood there can be undone where it is listed
    if (next) { go(next, Boolean(inRow) || tells); } else { bar.tabIndex = -1; bar.focus({preventScroll: true}); }
    pending += 1;
    const values = {ids, answer, key: form.elements.key.value, reason: reason.value, own_reason: own.value, text: question.value};
    // Whoever writes the next question meanwhile keeps what is written.
    if (tells) { question.value = ""; asking = null; words.open = false; }
    // One after another, so that what is said last is what was answered last; the keys need not wait for it.
    line = line.then(() => htmx.ajax("POST", form.action, {source: answered[0], swap: "none", values})).catch(() => { said.textContent = text.failed; }).then(() => {
      pending -= 1;
      // What still stands was not answered, and stays chosen; among those that were asked first a second question changes no list.
      const left = answered.filter(row => row.isConnected);
      const stay = tells && text.shelf === "asked" && said.querySelector("p") && !said.querySelector("[data-tone=bad]");
      left.forEach(row => { row.classList.remove("going"); box(row).checked = !stay; });
      if (left.length && tells && !stay) { question.value ||= values.text; }
      if (left.length && !here) { at(left[0]); }
      if (here && !left.length && next?.isConnected) {
        const follows = document.createElement("p");
        follows.className = "unseen"; follows.textContent = text.next.replace("{name}", name(here)); said.append(follows);
      }
      show();
      if (undoes && !pending) { undo(); return null; }
      return fill();
    });
  };
  const undo = () => { undoes = pending > 0; if (!undoes) { said.querySelector("button")?.click(); } };
  const ask = answered => {
    asking = answered;
    words.open = true;
    said.textContent = text.ask;
    question.focus({preventScroll: true});
    question.scrollIntoView({block: "nearest"});
  };
  // Whom a question is for that is being written.
  const whom = () => asking?.filter(row => rows().includes(row)) ?? meant();
  const meant = () => { const many = chosen(); return many.length ? many : here ? [here] : []; };

  form.addEventListener("submit", event => {
    const [answer, id] = (event.submitter?.value ?? "").split(":");
    event.preventDefault();
    event.submitter?.removeAttribute("aria-busy");
    send(answer, id ? rows().filter(row => row.dataset.id === id) : answer === "ask" ? whom() : meant());
  });
  form.addEventListener("click", event => {
    const row = event.target.closest(".ask");
    if (!row || row.classList.contains("going")) { return; }
    if (event.target.closest("[data-asks]")) { event.preventDefault(); at(row); ask([row]); return; }
    if (event.target.matches("input[name=ids]")) { choose(row, event.target.checked, event.shiftKey); at(row); return; }
    if (!event.target.closest("a, button, summary, label, input")) { go(row); }
  });
  form.addEventListener("focusin", event => { const row = event.target.closest(".ask"); if (row && row !== here) { at(row); } });
  all.addEventListener("change", () => { rows().forEach(row => { box(row).checked = all.checked; }); show(); });

  // A Korean keyboard gives a Hangul letter for the same key: what counts is where the key is.
  const key = event => (/^[a-z?]$/i.test(event.key) ? event.key.toLowerCase() : event.code.replace(/^Key/, "").toLowerCase());
  const deeds = {
    a: () => send("accept", meant()), m: () => send("must", meant()), d: () => send("decline", meant()), q: () => ask(meant()),
    j: (row, event) => step(row, 1, event.shiftKey), k: (row, event) => step(row, -1, event.shiftKey),
    x: (row, event) => choose(row, event.shiftKey ? true : undefined, event.shiftKey),
    o: row => { const fold = row.querySelector(".fold"); if (fold) { fold.open = !fold.open; } },
    r: () => { words.open = true; reason.focus(); },
    u: undo,
    "?": () => document.getElementById("inbox-keys").showModal(),
  };
  const step = (row, by, chooses) => {
    const next = beside(row, by);
    if (!next) { return; }
    if (chooses) { if (!box(row).checked) { choose(row, true); } choose(next, true); }
    go(next);
  };
  form.addEventListener("keydown", event => {
    const row = event.target.closest(".ask");
    if (event.target === question && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send("ask", whom());
    } else if (event.target === own && event.key === "Enter") {
      event.preventDefault();
      go(here ?? rows()[0]);
    } else if (event.key === "Escape" && (words.contains(event.target) || row)) {
      event.preventDefault();
      if (row) { rows().forEach(each => { box(each).checked = false; }); show(); } else { go(here ?? rows()[0]); }
    } else if (row && !row.classList.contains("going") && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing) {
      const walks = {ArrowDown: "j", ArrowUp: "k"}[event.key], deed = deeds[walks ?? (event.key.length === 1 || event.key === "Process" ? key(event) : "")];
      if (deed) { event.preventDefault(); deed(row, event); }
    }
  });
  document.getElementById("take-back").addEventListener("submit", event => {
    event.preventDefault();
    const back = event.target, ids = [...back.elements].filter(field => field.name === "ids").map(field => field.value);
    const put = {source: back, target: "#asks", select: "#asks", swap: "outerHTML", values: {ids}};
    line = line.then(() => htmx.ajax("POST", back.action, put)).catch(() => {}).then(() => {
      if (!form.querySelector("#asks")) { location.reload(); return; }
      go(rows().find(row => ids.includes(row.dataset.id)) ?? rows()[0]);
    });
  });
  addEventListener("beforeunload", event => { if (pending) { event.preventDefault(); } });
  at(rows()[0]);
})();
