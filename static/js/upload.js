// Files of a draft, sent in pieces as soon as they are chosen or dropped. After a cut the rest follows by itself;
// the same file chosen again after a reload goes on where it was. choosing.js brings this on the first need.
(() => {
  "use strict";
  const AT_ONCE = 3, LEFT_OUT = /(^|\/)(\.git|\.hg|\.svn|\.venv|venv|node_modules|__pycache__|__MACOSX|\.DS_Store|Thumbs\.db)(\/|$)/;
  const waiting = [];
  let running = 0, failed = 0, arrived = 0, pressed = null;

  const zone = () => document.querySelector("[data-uploads]");
  const token = () => document.querySelector("#depot [name=csrfmiddlewaretoken]").value;
  const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

  function row(path) {
    const item = document.createElement("li"), name = document.createElement("bdi"), bar = document.createElement("progress"), word = document.createElement("span"), stop = document.createElement("button");
    name.textContent = path; name.className = "ltr grow";
    bar.className = "bar"; bar.max = 1; bar.value = 0; bar.setAttribute("aria-label", path);
    word.className = "full small"; word.setAttribute("role", "status");
    stop.type = "button"; stop.className = "btn"; stop.dataset.size = "sm"; stop.dataset.kind = "quiet"; stop.textContent = zone().dataset.abandon;
    item.append(name, stop, bar, word);
    zone().querySelector("[data-sending]").append(item);
    return { item, bar, word, stop };
  }

  async function ask(address, options) {
    const answer = await fetch(address, { method: "POST", ...options, headers: { "X-CSRFToken": token(), ...options.headers } });
    if (answer.redirected || answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
    const data = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
    return { status: answer.status, data };
  }

  async function again(work, show) {
    for (let wait = 1; ; wait = Math.min(wait * 2, 30)) {
      try { const result = await work(); show.word.textContent = ""; return result; } catch { show.word.textContent = zone()?.dataset.waiting || ""; }
      await pause(wait);
    }
  }

  async function send({ file, path }) {
    const show = row(path);
    let stopped = false, address = null;
    show.stop.onclick = () => { stopped = true; show.item.remove(); if (address) ask(`${address}abandon/`, {}).catch(() => null); };
    const refuse = (answer) => { failed += 1; show.bar.remove(); show.word.textContent = answer.data.error || zone().dataset.failed; show.word.classList.add("c-bad"); };

    const begun = await again(() => ask(zone().dataset.uploads, { body: new URLSearchParams({ path, size: file.size }) }), show);
    if (stopped) return;
    if (begun.status !== 200) { refuse(begun); return; }
    address = begun.data.address;
    let at = begun.data.received;
    for (;;) {
      show.bar.value = file.size ? at / file.size : 1;
      const piece = file.slice(at, at + begun.data.piece);
      const answer = await again(() => ask(address, { body: piece, headers: { "Upload-Offset": at, "Content-Type": "application/octet-stream" } }), show);
      if (stopped) return;
      if (answer.status === 404 || answer.data.done) break;  // 404: the answer to the last piece was lost on the way
      if (answer.data.received === undefined) { refuse(answer); return; }
      at = answer.data.received;
    }
    arrived += 1;
    show.item.remove();
  }

  async function next() {
    while (running < AT_ONCE && waiting.length) {
      running += 1;
      send(waiting.shift()).finally(() => { running -= 1; waiting.length || running ? next() : finished(); });
    }
  }
  function finished() {
    const here = zone();
    if (!here) return;
    if (arrived) htmx.ajax("GET", here.dataset.files, { target: "#draft-files", swap: "outerHTML" });
    if (arrived && !failed) document.getElementById("annonces").textContent = here.dataset.done;
    pressed?.removeAttribute("aria-busy");
    if (pressed && !failed) pressed.form.requestSubmit(pressed);
    pressed = null;
    arrived = failed = 0;
  }

  function enqueue(files) {
    const kept = files.filter(({ path }) => !LEFT_OUT.test(path));
    const tops = new Set(kept.map(({ path }) => (path.includes("/") ? path.split("/")[0] : "")));
    const [only] = tops;
    const top = tops.size === 1 && only ? `${only}/` : "";
    waiting.push(...kept.map(({ file, path }) => ({ file, path: path.slice(top.length) })));
    next();
  }

  const readAll = (reader) => new Promise((done) => {
    const found = [];
    const more = () => reader.readEntries((part) => { if (part.length) { found.push(...part); more(); } else done(found); }, () => done(found));
    more();
  });
  async function walk(entry, path = "") {
    if (entry.isFile) return [{ file: await new Promise((done, no) => entry.file(done, no)), path: path + entry.name }];
    if (LEFT_OUT.test(`${entry.name}/`)) return [];
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
    if (!running || !event.target.matches("#depot form[data-draft]")) return;
    event.preventDefault(); event.stopImmediatePropagation();
    pressed = event.submitter;
    pressed?.setAttribute("aria-busy", "true");
    document.getElementById("annonces").textContent = zone().dataset.busy;
  }, true);
  window.addEventListener("beforeunload", (event) => { if (running) event.preventDefault(); });

  // Chosen before this came: they leave too.
  for (const chooser of document.querySelectorAll(CHOOSER)) if (chooser.files.length) take(chooser);
})();
