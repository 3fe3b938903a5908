// Writing an application: what is typed is saved with every pause, and a question that depends on another comes and goes at
// once. Without this file the button saves, and the next page asks what depends on it.
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) { return; }
  const PAUSE = 1500, AGAIN = 10000, status = form.querySelector("[data-status]");
  const say = text => { status.textContent = text; };
  const question = key => form.querySelector(`[data-question="${key}"]`);
  const seen = key => form.elements[`seen-${key}`];

  // What depends on an answer of this page. One that is not asked answers nothing.
  const given = box => box.hidden ? [] : [...box.querySelectorAll("input:checked, select")].map(field => field.value);
  const arrange = () => form.querySelectorAll("[data-if]").forEach(box => {
    const on = question(box.dataset.if);
    if (on) { box.hidden = !given(on).some(value => box.dataset.is.split(" ").includes(value)); }
  });

  // One saving at a time. A question that somebody else has written meanwhile is left out until its writer has decided.
  const contested = new Map();
  let timer = 0, saving = false, dirty = false, sent = false;
  const told = () => {
    const body = new FormData(form);
    for (const [name, value] of [...body]) { if (value instanceof File) { body.delete(name); } }
    contested.forEach((mark, key) => body.delete(`seen-${key}`));
    return body;
  };
  const later = wait => { clearTimeout(timer); timer = setTimeout(save, wait); };
  const show = answer => {
    for (const [key, mark] of Object.entries(answer.marks)) {
      if (answer.theirs[key] === undefined && seen(key)) { seen(key).value = mark; }
    }
    for (const [key, total] of Object.entries(answer.totals)) {
      const sum = form.querySelector(`[data-total="${key}"]`);
      if (sum) { sum.textContent = total; }
    }
    for (const [key, words] of Object.entries(answer.theirs)) {
      const box = question(key);
      contested.set(key, answer.marks[key]);
      box.querySelector("[data-theirs]")?.remove();
      box.insertAdjacentHTML("beforeend", words);
      box.querySelector("[data-choice]").hidden = false;
    }
    say(answer.sentence);
  };
  const save = async () => {
    if (saving || sent) { dirty = true; return; }
    saving = true; dirty = false;
    try {
      const answer = await fetch(form.dataset.autosave, {method: "POST", body: told(), redirect: "manual"});
      if (answer.type === "opaqueredirect") { say(form.dataset.signedOut); return; }
      if (answer.ok) {
        show(await answer.json());
        if (!dirty && !contested.size) { try { sessionStorage.removeItem(`draft:${form.dataset.keeps}`); } catch { /* nothing was kept */ } }
      } else if (answer.status === 422) { say((await answer.json()).sentence); } else { throw new Error(answer.status); }
    } catch {
      say(form.dataset.failed);
      later(AGAIN);
    } finally {
      saving = false;
      if (dirty) { later(PAUSE); }
    }
  };
  form.addEventListener("input", event => {
    if (event.target.type === "file") { return; }
    arrange();
    dirty = true;
    later(PAUSE);
  });
  form.addEventListener("click", event => {
    const key = event.target.closest("[data-keep-mine]")?.dataset.keepMine;
    if (!key) { return; }
    seen(key).value = contested.get(key);
    contested.delete(key);
    question(key).querySelector("[data-theirs]").remove();
    save();
  });
  form.addEventListener("submit", () => { sent = true; clearTimeout(timer); });
  addEventListener("pageshow", () => { sent = false; arrange(); });
  addEventListener("pagehide", () => { if (dirty && !sent) { navigator.sendBeacon(form.dataset.autosave, told()); } });
  arrange();
})();
