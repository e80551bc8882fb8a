// A session's room: hears by socket, by polling when there is none; what is written is kept until a number answers.
(() => {
  "use strict";
  const room = document.getElementById("room");
  if (!room) return;
  const list = document.getElementById("messages"), log = list.parentElement;
  const form = document.getElementById("say"), problem = document.getElementById("say-error");
  const link = document.getElementById("room-link");
  const lang = document.documentElement.lang;
  const me = Number(room.dataset.me);
  // For the staff: account -> enrolment, by which each learner's page is found.
  const learners = JSON.parse(document.getElementById("learners")?.textContent || "{}");
  const storage = `room-unsent-${room.dataset.room}-${me}`;
  const SILENCE = 12000, AGAIN = 5000;
  let last = Number(room.dataset.last), socket = null, pollTimer = null, unsent = read(), direct = true, reached = true, met = false, proven = true, heardAt = Date.now(), ackAt = 0;

  function read() { try { return JSON.parse(localStorage.getItem(storage)) || []; } catch { return []; } }
  function keep() { try { localStorage.setItem(storage, JSON.stringify(unsent)); } catch { /* a full or refused store: the list lives with the page */ } }
  const text = (id) => document.getElementById(id).innerHTML.trim();
  // A text that depends on the reader's language comes in each of them.
  const local = (words) => words[lang] ?? words;

  function avatar(node, id, initials) {
    node.dataset.hue = id % 5 + 1;
    node.textContent = initials;
    return node;
  }
  // What was written, as the server read it: ``[tag, attributes, ...children]``, of a few tags only.
  const TAGS = ["p", "ul", "ol", "li", "strong", "em", "code", "pre", "span", "a"], NAMES = ["dir", "class", "start", "rel"];
  function built(node) {
    if (typeof node === "string") return document.createTextNode(node);
    const [tag, attributes, ...children] = node, element = document.createElement(TAGS.includes(tag) ? tag : "span");
    for (const [name, value] of Object.entries(attributes))
      if (NAMES.includes(name) || name === "href" && /^(https?:\/\/|mailto:)/i.test(value)) element.setAttribute(name, value);
    element.append(...children.map(built));
    return element;
  }
  function newRow(id, initials, name, role) {
    document.getElementById("no-message")?.remove();
    const row = document.getElementById("message-template").content.firstElementChild.cloneNode(true);
    avatar(row.querySelector(".av"), id, initials);
    row.querySelector("[data-name]").textContent = name;
    row.querySelector("[data-role]").textContent = role;
    return row;
  }
  function showWords({ n, author, hour, at, body, words, removed }) {
    if (list.querySelector(`[data-n="${n}"]`)) return;
    if (author.id === me) [...list.querySelectorAll("[data-waiting]")].find((row) => row.dataset.words === body)?.remove();
    const row = newRow(author.id, local(author.initials), local(author.name), local(author.role));
    row.dataset.n = n;
    const time = row.querySelector("time"), written = document.createElement("div");
    time.textContent = local(hour); time.dateTime = at;
    written.className = "written";
    written.append(...(words.length ? words : [["p", { dir: "auto" }, body]]).map(built));
    row.querySelector(".body").append(written);
    if (removed) hide(row);
    else addRemoval(row, n);
    const after = [...list.querySelectorAll("[data-n]")].reverse().find((other) => Number(other.dataset.n) < n);
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    if (after) after.after(row); else list.prepend(row);
    if (atEnd || author.id === me) log.scrollTop = log.scrollHeight;
  }
  // What is not numbered yet is in the list already, at its end, and says that it waits.
  function showWaiting(words) {
    if (list.querySelector(`[data-waiting="${CSS.escape(words.key)}"]`)) return;
    const row = newRow(me, room.dataset.initials, room.dataset.name, text("waiting-text"));
    row.dataset.waiting = words.key; row.dataset.words = words.body;
    row.querySelector("time").remove();
    row.querySelector(".body").innerText = words.body;
    list.append(row);
    log.scrollTop = log.scrollHeight;
  }
  function addRemoval(row, number) {
    const template = document.getElementById("remove-template");
    if (!template || !room.dataset.remove) return;
    const removal = template.content.firstElementChild.cloneNode(true);
    removal.action = room.dataset.remove.replace("/0/", `/${number}/`);
    row.append(removal);
  }
  function hide(row) {
    row.dataset.removed = "";
    const body = row.querySelector(".body");
    body.textContent = text("removed-text");
    body.classList.add("muted");
    row.querySelector("form")?.remove();
  }
  // What an entry of the log does to the page, whatever brought it; done twice, it changes nothing.
  const kinds = {
    words: showWords,
    removal: ({ number }) => { const row = list.querySelector(`[data-n="${number}"]:not([data-removed])`); if (row) hide(row); },
    // Who has just pressed a button is on their way already: a reload would throw the answer away.
    session: ({ state }) => { if (state !== room.dataset.state && !document.querySelector("form[data-sent]")) location.reload(); },
  };
  const apply = (entry) => kinds[entry.kind]?.(entry);
  function receive(entries) {
    for (const entry of entries) {
      apply(entry);
      if (entry.n > last + 1) setTimeout(fetchMissing, 200); else last = Math.max(last, entry.n);
    }
  }
  function people(state) {
    for (const node of room.querySelectorAll("[data-people-count]")) node.textContent = state.count;
    document.getElementById("people-many").hidden = state.count > 0;
    const rows = state.people.map((person) => {
      const row = document.createElement("li");
      const face = avatar(document.createElement("span"), person.id, local(person.initials));
      face.className = "av"; face.setAttribute("aria-hidden", "true"); face.dataset.on = "";
      const words = document.createElement("bdi"); words.textContent = local(person.name);
      const name = document.createElement(learners[person.id] ? "a" : "span"); name.append(words);
      if (learners[person.id]) name.href = room.dataset.learner.replace(/0(?=\/$)/, learners[person.id]);
      row.append(face, name);
      const role = local(person.role) || (person.id === me ? text("you-text") : "");
      if (role) { const word = document.createElement("span"); word.className = "tiny muted push"; word.textContent = role; row.append(word); }
      return row;
    });
    // Whoever stands on a name stays on it while others come and go.
    const present = document.getElementById("people-list"), here = present.contains(document.activeElement) && document.activeElement.href;
    present.replaceChildren(...rows);
    if (here) [...present.querySelectorAll("a")].find((name) => name.href === here)?.focus();
  }
  const handlers = {
    hello: (frame) => { if (met || frame.last > last) fetchMissing(); met = true; flushUnsent(); },
    direct: (frame) => { direct = frame.on; if (direct) { stopPolling(); fetchMissing(); } else startPolling(); warn(); },
    entries: (frame) => receive(frame.entries),
    people,
    said: (frame) => settle(frame.key),
    refused: (frame) => { settle(frame.key); complain(frame.error); },
    failed: (frame) => complain(frame.error), // still among the unsent: it leaves again a moment later
  };

  async function fetchMissing(present) {
    const answer = await fetch(`${room.dataset.messages}?apres=${last}${present ? "&present=1" : ""}`, { headers: { Accept: "application/json" } }).catch(() => null);
    reached = Boolean(answer && answer.ok);
    if (!reached) return false;
    const state = await answer.json();
    for (const entry of state.entries) { apply(entry); last = Math.max(last, entry.n); }
    people(state.people);
    return state.entries.length && last < state.last ? fetchMissing(present) : true;
  }
  function settle(key) {
    unsent = unsent.filter((words) => words.key !== key);
    keep();
    list.querySelector(`[data-waiting="${CSS.escape(key)}"]`)?.remove();
    if (!unsent.length) complain("");
    warn();
  }
  // Says what is not as it should be, and nothing otherwise.
  function warn() {
    const late = unsent.some((words) => Date.now() - words.at > 2000);
    const state = unsent.length && (late || !reached) ? "unsent" : !open() && !reached ? "lost" : open() && direct && proven ? "" : "indirect";
    const sentence = link.dataset[state] || "";
    if (link.textContent !== sentence) link.textContent = sentence;
    link.hidden = !sentence;
  }
  function complain(sentence) { problem.textContent = sentence; problem.hidden = !sentence; }

  const open = () => socket?.isOpen();
  function flushUnsent() { for (const words of unsent) send(words); }
  async function send(words) {
    words.triedAt = Date.now();
    if (open()) { socket.send({ type: "say", key: words.key, body: words.body }); return; }
    const body = new FormData(form);
    body.set("key", words.key); body.set("body", words.body);
    const answer = await fetch(room.dataset.messages, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer || answer.status >= 500 || answer.status === 429) { warn(); return; }
    const said = await answer.json().catch(() => ({}));
    settle(words.key);
    if (said.error) complain(said.error);
    fetchMissing();
  }
  if (form) {
    const field = form.elements.body;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const body = field.value.trim();
      if (!body) return;
      complain("");
      const words = { key: crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`, body, at: Date.now() };
      unsent.push(words); keep(); showWaiting(words);
      field.value = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
      send(words);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
    });
  }

  function opened() {
    direct = true; heardAt = Date.now(); reached = true;
    if (proven) stopPolling();
    warn();
  }
  function heard(frames) {
    heardAt = Date.now();
    // Answered as it is read, by no clock: a page that nobody looks at has slow ones.
    if (heardAt - ackAt > 4000) { ackAt = heardAt; socket.send({ type: "ack" }); }
    for (const frame of [].concat(frames)) {
      // After a silence a greeting alone is no proof.
      if (!proven && frame.kind !== "hello") { proven = true; if (direct) stopPolling(); warn(); }
      handlers[frame.kind]?.(frame);
    }
  }
  // The other side is silent or gone: ask without a socket until it comes back.
  function lost(crowded) {
    if (!crowded) reached = false;
    warn();
    startPolling();
  }
  function drop() { proven = false; socket.drop(); }
  function startPolling() {
    if (pollTimer) return;
    const poll = async () => { if (await fetchMissing(true)) flushUnsent(); };
    poll();
    pollTimer = setInterval(poll, 5000);
  }
  function stopPolling() { clearInterval(pollTimer); pollTimer = null; }
  // The server says something every five seconds: a socket that hears nothing is cut, whatever the browser believes.
  setInterval(() => {
    if (open() && Date.now() - heardAt > SILENCE) drop();
    if (open()) for (const words of unsent) if (Date.now() - (words.triedAt || 0) > AGAIN) send(words);
    warn();
  }, 1000);
  addEventListener("offline", () => { if (open()) drop(); });
  for (const words of unsent) { words.at = words.triedAt = 0; showWaiting(words); }
  log.scrollTop = log.scrollHeight;
  if ("WebSocket" in window) socket = keepSocket(`/ws/salles/${room.dataset.room}/`, { opened, heard, lost, longest: 15000 }); else startPolling();
})();
