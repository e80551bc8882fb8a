// Files of a draft, sent in pieces as soon as they are chosen or dropped. After a cut the rest follows by itself; the
// same file chosen again after a reload goes on where it was, known by its content. choosing.js brings this on the
// first need.
(() => {
  "use strict";
  const AT_ONCE = 3, TRIES = 3;
  const waiting = [], hearing = new Map();
  let running = 0, failed = 0, arrived = 0, asked = 0, pressed = null, hasher = null, number = 0;

  const zone = () => document.querySelector("[data-uploads]");
  const token = () => document.querySelector("#hand-in [name=csrfmiddlewaretoken]").value;
  const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

  // What tools make: the server's own list, "*" for any letters.
  const MADE = new RegExp(`^(${JSON.parse(zone().dataset.leftOut).map((name) => name.replace(/[.$~+?()[\]{}|\\^]/g, "\\$&").replace(/\*/g, ".*")).join("|")})$`, "i");
  const madeIn = (path) => path.split("/").find((part) => MADE.test(part.normalize("NFC")));

  function row(path) {
    const item = document.createElement("li"), name = document.createElement("bdi"), bar = document.createElement("progress"), word = document.createElement("span"), stop = document.createElement("button");
    name.textContent = path; name.dir = "ltr"; name.className = "ltr grow";
    bar.className = "bar"; bar.max = 1; bar.value = 0; bar.setAttribute("aria-label", path);
    word.className = "full small"; word.setAttribute("role", "status");
    stop.type = "button"; stop.className = "btn"; stop.dataset.size = "sm"; stop.dataset.kind = "quiet"; stop.textContent = zone().dataset.abandon;
    item.append(name, stop, bar, word);
    zone().querySelector("[data-sending]").append(item);
    return { item, bar, word, stop };
  }

  async function ask(address, options) {
    const answer = await fetch(address, { method: "POST", ...options, headers: { "X-CSRFToken": token(), ...options.headers } });
    const data = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
    if (answer.redirected || answer.status >= 500 || answer.status === 429) throw new Error(data.error || data.detail || "");
    return { status: answer.status, data };
  }

  async function again(work, show) {
    for (let wait = 1; ; wait = Math.min(wait * 2, 30)) {
      try {
        const result = await work();
        if (show) show.word.textContent = "";
        return result;
      } catch (error) {  // a cut, or a server that says why it cannot now
        if (show) show.word.textContent = (!(error instanceof TypeError) && error.message) || zone()?.dataset.waiting || "";
      }
      await pause(wait);
    }
  }

  // Its content names a file; without workers it has no name, and begins anew after a cut.
  function sha256(file, show) {
    return new Promise((done) => {
      try {
        if (!hasher) {
          hasher = new Worker(zone().dataset.hash);
          hasher.onmessage = ({ data }) => hearing.get(data.id)?.(data);
          hasher.onerror = () => { for (const hear of hearing.values()) hear({ unread: true }); };
        }
        const id = (number += 1);
        hearing.set(id, (data) => {
          if (data.read !== undefined) { show.bar.value = data.read / file.size; return; }
          hearing.delete(id);
          done(data.sha256 || "");
        });
        if (file.size > 4 * 1024 * 1024) show.word.textContent = zone().dataset.reading;
        hasher.postMessage({ id, file });
      } catch { done(""); }
    });
  }

  // While the server opens an archive, how far it is.
  function watch(address, show) {
    const timer = setInterval(async () => {
      try {
        const { read } = await (await fetch(address)).json();
        if (read) show.word.textContent = `${zone().dataset.unpacking} ${read}`;
      } catch { /* the next one will say */ }
    }, 1000);
    return () => clearInterval(timer);
  }

  async function send({ file, path, batch }, tries = TRIES) {
    const show = row(path);
    let stopped = false, address = null;
    show.stop.onclick = () => { stopped = true; batch.failed = true; show.item.remove(); if (address) ask(`${address}abandon/`, {}).catch(() => null); };
    const refuse = (answer) => { failed += 1; batch.failed = true; show.bar.remove(); show.word.textContent = answer.data.error || zone().dataset.failed; show.word.classList.add("c-bad"); };

    const said = { path, size: file.size, sha256: await sha256(file, show), batch: batch.id, source: batch.replaces ? "" : batch.source, mode: batch.replaces && batch.alone ? "all" : "add" };
    if (stopped) return;
    const begun = await again(() => ask(zone().dataset.uploads, { body: new URLSearchParams(said) }), show);
    if (stopped) return;
    if (begun.status !== 200) { refuse(begun); return; }
    address = begun.data.address;
    let at = begun.data.received, done = begun.data.done;
    while (!done) {
      show.bar.value = file.size ? at / file.size : 1;
      const piece = file.slice(at, at + begun.data.piece), forget = at + piece.size >= file.size ? watch(address, show) : () => null;
      const answer = await again(() => ask(address, { body: piece, headers: { "Upload-Offset": at, "Content-Type": "application/octet-stream" } }), show);
      forget();
      if (stopped) return;
      if (answer.data.asked) { asked += 1; batch.failed = true; break; }
      if (answer.status === 404 && tries > 1) { show.item.remove(); return send({ file, path, batch }, tries - 1); }  // dropped meanwhile
      if (answer.data.received === undefined) { refuse(answer); return; }
      at = answer.data.received;
      done = answer.data.done;
    }
    arrived += 1;
    show.item.remove();
  }

  // All that was chosen together has ended: what it replaces goes, what was left out is told.
  async function close(batch) {
    const replaces = batch.replaces && !batch.alone;
    if (batch.failed && replaces) document.getElementById("announcements").textContent = zone().dataset.kept;
    if (!batch.leftOut && (batch.failed || !replaces)) return;
    const said = { batch: batch.id, source: batch.source, left_out: JSON.stringify(batch.leftOut || {}) };
    if (replaces && !batch.failed) said.replaces_all = "1";
    await again(() => ask(zone().dataset.batch, { body: new URLSearchParams(said) }));
    arrived += 1;
  }

  function next() {
    while (running < AT_ONCE && waiting.length) {
      running += 1;
      const { batch } = waiting[0];
      send(waiting.shift()).then(() => { batch.left -= 1; return batch.left ? null : close(batch); }).finally(ended);
    }
  }
  function ended() {
    running -= 1;
    waiting.length || running ? next() : finished();
  }
  function finished() {
    const here = zone();
    if (!here) return;
    if (arrived) htmx.ajax("GET", here.dataset.files, { target: "#draft-files", swap: "outerHTML" });
    if (arrived && !failed && !asked) document.getElementById("announcements").textContent = here.dataset.done;
    pressed?.removeAttribute("aria-busy");
    if (pressed && !failed && !asked) pressed.form.requestSubmit(pressed);
    pressed = null;
    arrived = failed = asked = 0;
  }

  function enqueue(files) {
    const kept = [], leftOut = {};
    for (const chosen of files) {
      const made = madeIn(chosen.path);
      if (made) leftOut[made] = (leftOut[made] || 0) + 1; else kept.push(chosen);
    }
    const tops = new Set(kept.map(({ path }) => (path.includes("/") ? path.split("/")[0] : "")));
    const [only] = tops, top = tops.size === 1 && only && !only.startsWith(".") ? `${only}/` : "";
    const replaces = document.querySelector("#hand-in [name=mode][value=all]")?.checked;
    const id = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const batch = { id, source: top.slice(0, -1), left: kept.length, alone: kept.length === 1, replaces, leftOut: Object.keys(leftOut).length ? leftOut : null };
    const add = document.querySelector("#hand-in [name=mode][value=add]");
    if (add) add.checked = true;
    waiting.push(...kept.map(({ file, path }) => ({ file, path: path.slice(top.length), batch })));
    if (!kept.length && batch.leftOut) { running += 1; batch.failed = true; close(batch).finally(ended); }
    next();
  }

  const readAll = (reader) => new Promise((done) => {
    const found = [];
    const more = () => reader.readEntries((part) => { if (part.length) { found.push(...part); more(); } else done(found); }, () => done(found));
    more();
  });
  async function walk(entry, path = "") {
    if (entry.isFile) return [{ file: await new Promise((done, no) => entry.file(done, no)), path: path + entry.name }];
    const inside = await readAll(entry.createReader());
    return (await Promise.all(inside.map((child) => walk(child, `${path}${entry.name}/`)))).flat();
  }

  const CHOOSER = "[data-uploads] input[type=file]";
  function take(chooser) {
    enqueue([...chooser.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    chooser.value = "";
  }
  document.addEventListener("change", (event) => { if (event.target.matches(CHOOSER)) take(event.target); });
  document.addEventListener("uploads:dropped", async ({ detail }) => {
    enqueue((await Promise.all(detail.map((entry) => walk(entry)))).flat());
  });
  document.addEventListener("submit", (event) => {
    if (!running || !event.target.matches("#hand-in form[data-draft]")) return;
    event.preventDefault(); event.stopImmediatePropagation();
    pressed = event.submitter;
    pressed?.setAttribute("aria-busy", "true");
    document.getElementById("announcements").textContent = zone().dataset.busy;
  }, true);
  window.addEventListener("beforeunload", (event) => { if (running) event.preventDefault(); });

  // Chosen before this came: they leave too.
  for (const chooser of document.querySelectorAll(CHOOSER)) if (chooser.files.length) take(chooser);
})();
