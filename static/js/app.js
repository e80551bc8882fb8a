// What every page does beyond plain HTML: focus, announcements, drafts, confirmations. All works without it.
(() => {
  "use strict";
  const announce = (sentence) => { document.getElementById("announcements").textContent = sentence; };

  // A failed form: its summary takes the focus. A menu closes on Escape and on a click elsewhere.
  document.querySelector("[data-error-summary]")?.focus();
  const closeMenus = (except) => { for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false; };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  // One press sends once; the pressed button shows that it works.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.dataset.confirm && !form.dataset.confirmed) { event.preventDefault(); confirmFirst(form, event.submitter); return; }
    if (form.matches("[hx-post]")) return;
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) { delete form.dataset.sent; delete form.dataset.confirmed; }
    for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
  });
  function confirmFirst(form, submitter) {
    const dialog = document.createElement("dialog");
    const question = document.createElement("p"); question.id = "confirm-question"; question.textContent = form.dataset.confirm;
    const yes = document.createElement("button"); yes.className = "btn"; yes.dataset.kind = "primary"; yes.textContent = (submitter?.textContent || "").trim();
    const no = document.createElement("button"); no.className = "btn"; no.textContent = { fr: "Annuler", ar: "إلغاء" }[document.documentElement.lang] || "Cancel";
    const row = document.createElement("div"); row.className = "row mt-4"; row.append(yes, no);
    dialog.setAttribute("aria-labelledby", question.id);
    dialog.append(question, row);
    document.body.append(dialog);
    no.onclick = () => dialog.close();
    yes.onclick = () => { form.dataset.confirmed = "1"; dialog.close(); form.requestSubmit(submitter); };
    dialog.onclose = () => { dialog.remove(); submitter?.focus(); };
    dialog.showModal();
    no.focus();
  }

  // Filters answer as soon as they change; without this their button does it.
  for (const form of document.querySelectorAll("form[data-autosubmit]")) {
    form.addEventListener("change", () => form.requestSubmit());
    form.querySelector("[data-autosubmit-hide]")?.setAttribute("hidden", "");
  }

  // A draft on this device for forms that say so, until the server has it.
  const arrived = () => document.querySelector(".notes [data-tone=ok]") || location.hash.startsWith("#remarque-");
  function drafts(root) {
    for (const form of root.querySelectorAll("form[data-draft]")) {
      if (form.dataset.drafting) continue;
      form.dataset.drafting = "1";
      const key = `draft-${document.body.dataset.user || ""}-${form.dataset.draft}`;
      const fields = () => [...form.elements].filter((field) => field.name && field.matches("textarea, input[type=text], input[type=url]"));
      try {
        // What was sent is forgotten once a page says that it arrived; after a cut it is a draft again.
        if (!arrived() && localStorage.getItem(`${key}-sent`)) localStorage.setItem(key, localStorage.getItem(`${key}-sent`));
        localStorage.removeItem(`${key}-sent`);
        const saved = JSON.parse(localStorage.getItem(key) || "{}");
        for (const field of fields()) if (!field.value && saved[field.name]) field.value = saved[field.name];
      } catch { /* no store on this device: the server's draft remains */ }
      form.addEventListener("input", () => {
        try { localStorage.setItem(key, JSON.stringify(Object.fromEntries(fields().map((field) => [field.name, field.value])))); } catch { /* as above */ }
      });
      form.addEventListener("submit", () => setTimeout(() => {
        try {
          localStorage.setItem(`${key}-sent`, localStorage.getItem(key) || "{}");
          localStorage.removeItem(key);
        } catch { /* as above */ }
      }, 0));
    }
  }
  drafts(document);
  // Typed before this script came, or brought back from this device: the server has not got it yet.
  document.addEventListener("DOMContentLoaded", () => {
    for (const saver of document.querySelectorAll("[hx-trigger*=unsaved]")) {
      const form = saver.closest("form"), written = "textarea, input[type=text], input[type=url]";
      if (![...form.elements].some((field) => (field.matches(written) && field.value !== field.defaultValue) || (field.type === "radio" && field.checked !== field.defaultChecked))) continue;
      form.dispatchEvent(new Event("input", { bubbles: true }));
      htmx.trigger(saver, "unsaved");
    }
  });

  // Where tabs are wider than the screen, the present one is in sight.
  for (const tab of document.querySelectorAll(".tabs [aria-current]")) tab.scrollIntoView({ block: "nearest", inline: "center" });

  // A field whose text is copied by the button beside it; code has its own in reading.js.
  for (const button of document.querySelectorAll("[data-copy-of]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copyOf);
      try { await navigator.clipboard.writeText(source.value); } catch { source.select(); return; }
      announce(button.dataset.copied);
      button.textContent = button.dataset.copied;
    });
  }

  // A part that is replaced under the focus leaves it where it was: on the same link or button of the new one, else
  // on the part itself. Without this the next Tab begins again at the top of the page.
  let held = null;
  const hold = ({ detail: { target } }) => { if (target?.contains(document.activeElement) && target.id) held = { part: target.id, here: document.activeElement }; };
  const same = (one, other) =>
    one.textContent === other.textContent && one.form?.getAttribute("action") === other.form?.getAttribute("action") &&
    ["href", "name", "value"].every((name) => one.getAttribute(name) === other.getAttribute(name));
  function giveBack() {
    if (!held) return;
    const { part, here } = held, place = document.getElementById(part);
    held = null;
    if (!place || document.activeElement !== document.body) return;
    const found = [...place.querySelectorAll(here.tagName)].find((other) => same(here, other)) || place;
    if (found === place) place.tabIndex = -1;
    found.focus({ preventScroll: true });
  }
  for (const name of ["htmx:beforeSwap", "htmx:oobBeforeSwap"]) document.addEventListener(name, hold);
  for (const name of ["htmx:afterSettle", "htmx:oobAfterSwap"]) document.addEventListener(name, giveBack);

  // After a swap: the focus goes where the answer says, an announcement is read.
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.elt;
    drafts(target.parentElement || document);
    const said = target.matches?.("[data-announce]") ? target : target.querySelector?.("[data-announce]");
    if (said) announce(said.dataset.announce);
    target.querySelector?.("[data-error-summary]")?.focus();
  });
  document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute?.("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", (event) => event.detail.target?.removeAttribute?.("aria-busy"));

  // Staff shortcuts: data-key on links and buttons, never while typing; "?" lists them.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "Enter") { event.target.form?.requestSubmit(event.target.form.querySelector("[data-ctrl-enter]")); return; }
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input, textarea, select, [contenteditable]")) return;
    const keyed = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (keyed) { event.preventDefault(); keyed.matches("input, textarea") ? keyed.focus() : keyed.click(); return; }
    const rows = [...document.querySelectorAll("[data-rows] .hit")];
    if (!rows.length || !["j", "k"].includes(event.key)) return;
    const at = rows.indexOf(document.activeElement);
    rows[Math.min(rows.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))].focus();
  });
})();
