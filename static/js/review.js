// The review desk: files open where they stand, a remark is written under its line, and keys do everything.
(() => {
  "use strict";
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (element) => element.getClientRects().length > 0;
  const desk = one("[data-desk]");
  if (!desk) return;
  for (const button of all("[data-open-keys], [data-comment], [data-cancel-remark]")) button.hidden = false;

  // The tree and the rubric stay open or folded as this reader left them; on a phone the tree begins folded.
  const tree = one("details[data-tree]"), narrow = matchMedia("(max-width: 61.99rem)").matches;
  if (narrow && tree) tree.open = false;
  for (const part of narrow ? [] : all("details[data-kept]")) {
    const key = `desk-${part.dataset.kept}`;
    try { part.open = (localStorage.getItem(key) || (part.open ? "1" : "0")) === "1"; } catch { /* no store: as it comes */ }
    part.addEventListener("toggle", () => { try { localStorage.setItem(key, part.open ? "1" : "0"); } catch { /* as above */ } });
  }

  // Files
  const bodyOf = (section) => one(".file-body", section);
  const loaded = (body) => !one("[data-waiting]", body);
  const say = (section) => {
    const body = bodyOf(section), link = one("[data-toggle-file]", section);
    if (body && link) link.setAttribute("aria-expanded", String(!body.hidden && loaded(body)));
  };
  function open(section) {
    bodyOf(section).hidden = false;
    htmx.trigger(bodyOf(section), "ouvrir");
    say(section);
  }
  // A remark that is on the page is gone to; that of a file still to come, by its address.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".rub-said a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !document.getElementById(link.hash.slice(1))) return;
    event.preventDefault();
    location.hash = link.hash;
  });
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey && !event.target.closest("[data-line]")) return;
    const title = event.target.closest("[data-toggle-file]"), leaf = event.target.closest("[data-at]");
    if (title) {
      event.preventDefault();
      const section = title.closest("[data-file]"), body = bodyOf(section);
      if (loaded(body) && !body.hidden) { body.hidden = true; say(section); } else open(section);
    }
    const section = leaf && document.getElementById(`fichier-${leaf.dataset.at}`);
    if (section) { event.preventDefault(); if (narrow) tree.open = false; open(section); section.scrollIntoView(); one("[data-toggle-file]", section).focus(); }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const section = event.detail.target.closest?.("[data-file]");
    if (section) say(section);
    decide();
  });

  // A file marked as read folds away.
  document.addEventListener("submit", (event) => {
    const section = event.target.matches("[data-viewed]") && event.target.closest("[data-file]");
    if (section && event.target.elements.vu.value === "1") { bodyOf(section).hidden = true; say(section); }
  });

  // A level chosen is no longer to choose; those of the version before are taken where none is.
  const scored = () => { for (const word of all("[data-to-score]")) word.hidden = Boolean(one(":checked", word.closest("fieldset"))); };
  document.addEventListener("change", (event) => { if (event.target.closest(".rubric")) scored(); });
  scored();
  one("[data-take-levels]")?.addEventListener("click", (event) => {
    event.preventDefault();
    for (const radio of all("[data-before]")) if (!one(":checked", radio.closest("fieldset"))) radio.checked = true;
    one("[data-before]").dispatchEvent(new Event("change", { bubbles: true }));
    one("[data-before]").focus();
    event.target.closest("button").remove();
  });

  // The button that leads on is the one that is possible.
  function decide() {
    const ready = one("#review-state")?.hasAttribute("data-ready");
    const approve = one("[name=approve]"), redo = one("[name=request_changes]");
    if (!approve) return;
    approve.toggleAttribute("aria-disabled", false);
    if (!ready) approve.setAttribute("aria-disabled", "true");
    (ready ? approve : redo).dataset.kind = "primary";
    delete (ready ? redo : approve).dataset.kind;
  }

  // A button pressed while the draft is on its way waits for it, and a draft does not leave after it: both carry the
  // same revision. Once an answer has said that the claim is over, the draft leaves by a button only.
  const judged = document.getElementById("review-form");
  let saving = false, pressed = null, gone = false;
  const isSave = (event) => judged?.contains(event.detail.elt);
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isSave(event)) return;
    if (gone || one("#review-state[data-lapsed]")) event.preventDefault(); else saving = true;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!isSave(event)) return;
    saving = false;
    if (pressed) { const button = pressed; pressed = null; judged.requestSubmit(button); }
  });
  judged?.addEventListener("submit", (event) => {
    if (saving) { event.preventDefault(); pressed = event.submitter; return; }
    gone = true;
    setTimeout(() => { gone = false; }, 15000);  // the network did not answer: the draft is kept again
  });

  // The form of a remark goes under the line it is about.
  const form = () => document.getElementById("remark-form"), home = document.getElementById("remark-home");
  let first = null;
  function goHome() {
    const row = form().closest("tr.say, .say-line");
    home.append(form());
    if (row && !row.querySelector(".say-box")) row.remove();
  }
  function clear() {
    const fields = form().elements;
    for (const name of ["path", "line", "last_line", "body", "suggestion", "suggested_from", "screenshot", "saved_comment", "keep_as"]) fields[name].value = "";
    fields.kind.value = "remark";
    fields.removes_lines.checked = false;
    one("#remark-place").hidden = one("[data-lines]", form()).hidden = true;
    first = null;
    goHome();
  }
  // The box of a suggestion opens on the lines as they are; left so, they suggest nothing.
  function lay() {
    const { path, line, last_line: last, suggestion: box, suggested_from: laid } = form().elements;
    const section = [...all("[data-path]")].find((part) => part.dataset.path === path.value);
    const texts = [];
    for (let at = Number(line.value); section && at && at <= Number(last.value || line.value); at += 1) {
      const row = one(`tr[id$="-L${at}"]`, section);
      if (!row) return;
      texts.push(row.lastElementChild.textContent);
    }
    if (box.value === laid.value) box.value = laid.value = texts.join("\n");
  }
  document.addEventListener("toggle", (event) => { if (event.target.open && event.target.matches?.("#remark-form [data-suggests]")) lay(); }, true);
  document.addEventListener("change", (event) => { if (event.target.matches("#remark-form [data-lines] input") && one("[data-suggests]", form()).open) lay(); });
  function aim(link, extend) {
    const fields = form().elements, line = link.dataset.line, section = link.closest("[data-file]");
    const path = one("[data-path]", section)?.dataset.path || one("h2 code, h1 code", section.querySelector("h2 code") ? section : document).textContent;
    const range = extend && first && fields.path.value === path ? [first, Number(line)].sort((a, b) => a - b) : [Number(line), Number(line)];
    if (!extend) first = Number(line);
    fields.path.value = path;
    fields.line.value = line && range[0];
    fields.last_line.value = line && range[1];
    const place = one("#remark-place");
    place.textContent = `${place.dataset.word} ${path}${line ? `:${range[0]}${range[1] > range[0] ? `–${range[1]}` : ""}` : ""}`;
    place.hidden = false;
    if (one("[data-suggests]", form()).open) lay();
    one("[data-lines]", form()).hidden = !line;
    const under = link.closest("tr");
    if (under) {
      goHome();
      const row = document.createElement("tr"), cell = document.createElement("td");
      row.className = "say"; cell.colSpan = under.cells.length;
      cell.append(form()); row.append(cell); under.after(row);
    }
    form().scrollIntoView({ block: "nearest" });
    fields.body.focus();
  }
  // The second click of a double click would fall on what the first one left there.
  document.addEventListener("click", (event) => { if (event.detail > 1 && event.target.closest("#remark-form [data-ctrl-enter]")) event.preventDefault(); }, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-line]");
    if (link && form()) { event.preventDefault(); aim(link, event.shiftKey); }
    const comment = event.target.closest("[data-comment]");
    if (comment) {
      const fields = form().elements, text = one(".m", comment.closest("li")).textContent;
      fields.body.value = fields.body.value.trim() ? `${fields.body.value}\n${text}` : text;
      fields.kind.value = comment.dataset.kindOf;
      fields.saved_comment.value = comment.dataset.comment;
      fields.body.focus();
    }
    if (event.target.closest("[data-cancel-remark]")) { const row = form().closest("tr")?.previousElementSibling; clear(); one("[data-line]", row || home)?.focus(); }
  });
  // Escape leaves a remark in which nothing was written.
  document.addEventListener("keydown", (event) => {
    const left = event.key === "Escape" && event.target.closest?.("#remark-form, form[id^=remarque-]");
    if (!left) return;
    const { body, suggestion, suggested_from: laid } = left.elements;
    if (body.value !== body.defaultValue || suggestion.value !== (laid?.value || suggestion.defaultValue)) return;
    one("[data-cancel-remark], [hx-get$='lire=1']", left).click();
  });
  // A picture pasted into the remark is its screenshot.
  document.addEventListener("paste", (event) => {
    const picture = [...(event.clipboardData?.files || [])].find((file) => file.type.startsWith("image/"));
    const field = event.target.closest?.("#remark-form")?.elements.screenshot;
    if (!picture || !field) return;
    const held = new DataTransfer();
    held.items.add(picture);
    field.files = held.files;
    field.closest("details").open = true;
  });
  // Once it is kept, the remark stays where the form was, and the form is empty again.
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form() && event.detail.elt.id !== "remark-form" || event.detail.xhr.status !== 200) return;
    const box = one(".say-box", form());
    if (!box) return;
    const cell = form().closest("td");
    (cell || document.getElementById("remarks-general")).append(box);
    try { localStorage.removeItem(`draft-${document.body.dataset.user}-${form().dataset.draft}-sent`); } catch { /* no store: no draft */ }
    const key = one("[name=request_key]", form());
    if (key) key.value = crypto.getRandomValues(new Uint32Array(4)).join("");
    for (const button of all("#remark-form [data-comment], #remark-form [data-cancel-remark]")) button.hidden = false;
    clear();
    box.focus();
  });
  document.addEventListener("htmx:afterSettle", () => { for (const button of all("#remark-form [hidden][data-comment], #remark-form [hidden][data-cancel-remark]")) button.hidden = false; });

  // Keys
  const step = (rows, by) => {
    const from = document.activeElement, here = rows.findIndex((row) => row === from || row.contains(from));
    const next = here >= 0 ? rows[here + by] : rows.find((row) => by > 0 && row.getBoundingClientRect().top > 0) || rows[0];
    if (next) { next.focus(); next.scrollIntoView({ block: "center" }); }
  };
  const keys = {
    j: () => step(all("[data-toggle-file]"), 1),
    k: () => step(all("[data-toggle-file]"), -1),
    n: () => step(all("[data-stop]").filter(shown), 1),
    p: () => step(all("[data-stop]").filter(shown), -1),
    v: () => one("[data-viewed] button", document.activeElement.closest("[data-file]") || document)?.click(),
    c: () => {
      const line = document.activeElement.closest?.("[data-line]");
      if (line) aim(line, false); else if (form()) { clear(); form().elements.body.focus(); }
    },
    e: () => {
      const edits = all("[data-edit]").filter(shown);
      (one("[data-edit]", document.activeElement.closest?.(".say-box") || form()) || edits[edits.length - 1])?.click();
    },
    "?": () => document.getElementById("keys")?.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, input:not([type=radio]), select") || one("dialog[open]")) return;
    const fieldset = event.target.closest?.(".rubric fieldset");
    const radio = fieldset && "0123".includes(event.key) ? fieldset.querySelector(`input[value="${event.key}"]`) : null;
    const act = radio ? () => { radio.click(); radio.focus(); } : keys[event.key.toLowerCase()];
    if (act) { event.preventDefault(); act(); }
  });
  one("[data-open-keys]")?.addEventListener("click", keys["?"]);
  for (const section of all("[data-file]")) if (bodyOf(section)) say(section);
  // An address that names a file of the page, or a line of it, opens it.
  const [, file] = location.hash.match(/^#(fichier-\d+)/) || [], named = file && document.getElementById(file);
  if (named && bodyOf(named)) {
    const go = () => document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: location.hash.includes("-L") ? "center" : "start" });
    named.addEventListener("htmx:afterSettle", go, { once: true });
    window.addEventListener("load", () => { open(named); go(); });
  }
})();
