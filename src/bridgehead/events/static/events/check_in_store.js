// What the device keeps at a door. Names lie in a database whose name begins with "personal:", which any page of the site
// deletes that is shown to nobody signed in; what was not sent yet lies apart, for it exists nowhere else.
const store = (() => {
  const forum = document.body.dataset.forum;
  const asked = (request) => new Promise((give, refuse) => { request.onsuccess = () => give(request.result); request.onerror = () => refuse(request.error); });

  function opened(name, makes) {
    let open = null;
    const connect = () => (open ??= new Promise((give, refuse) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => makes(request.result);
      request.onerror = () => { open = null; refuse(request.error); };
      request.onsuccess = () => {
        request.result.onversionchange = () => { request.result.close(); open = null; };
        request.result.onclose = () => { open = null; };
        give(request.result);
      };
    }));
    return async (kind, mode, deed) => {
      const transaction = (await connect()).transaction(kind, mode);
      const done = new Promise((give, refuse) => { transaction.oncomplete = give; transaction.onabort = transaction.onerror = () => refuse(transaction.error); });
      const result = await deed(transaction.objectStore(kind));
      await done;
      return result;
    };
  }

  const names = opened(`personal:check-in:${forum}`, (db) => { db.createObjectStore("list"); db.createObjectStore("late", { autoIncrement: true }); });
  const deeds = opened(`check-in-unsent:${forum}`, (db) => { db.createObjectStore("scans", { keyPath: "id" }); });

  return {
    list: () => names("list", "readonly", (kept) => asked(kept.get("list"))),
    keepList: (list) => names("list", "readwrite", (kept) => asked(kept.put(list, "list"))),
    late: () => names("late", "readonly", (kept) => asked(kept.getAll())),
    addLate: (lines) => names("late", "readwrite", async (kept) => { for (const line of lines) kept.add(line); }),
    forgetLate: () => names("late", "readwrite", (kept) => asked(kept.clear())),
    forgetList: async () => { await names("list", "readwrite", (kept) => asked(kept.clear())); await names("late", "readwrite", (kept) => asked(kept.clear())); },
    unsent: async () => (await deeds("scans", "readonly", (kept) => asked(kept.getAll()))).sort((one, other) => one.at - other.at),
    keepUnsent: (scan) => deeds("scans", "readwrite", (kept) => asked(kept.put(scan))),
    sent: (ids) => deeds("scans", "readwrite", async (kept) => { for (const id of ids) kept.delete(id); }),
  };
})();
