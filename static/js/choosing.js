// Files chosen or dropped in a draft. What sends them (upload.js) comes when someone reaches for the draft, not with
// the page: it is a tenth of the page's scripts, and most who open it come to read. What is chosen before it has come
// waits for it; where it cannot come although the network is there, the form sends the files.
(() => {
  "use strict";
  const CHOOSER = "[data-uploads] input[type=file]";
  const address = document.currentScript.dataset.sender, note = document.createElement("li");
  let asked = false, here = false, failed = false, dropped = false, arrive;
  const ready = new Promise((done) => { arrive = done; });
  const zone = () => document.querySelector("[data-uploads]");
  const chosen = () => [...document.querySelectorAll(CHOOSER)].some((chooser) => chooser.files.length);
  note.className = "full small"; note.setAttribute("role", "status");

  function bring() {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => { here = true; note.remove(); arrive(); };
    script.onerror = () => {
      script.remove(); failed = true;
      if (zone() && (chosen() || dropped)) { note.textContent = zone().dataset.waiting; zone().querySelector("[data-sending]").append(note); }
      setTimeout(bring, 2000);
    };
    document.head.append(script);
  }
  function reach(event) {
    if (asked || !event.target.closest?.("#hand-in")) return;
    asked = true;
    bring();
  }
  for (const name of ["pointerover", "focusin", "change", "dragenter"]) document.addEventListener(name, reach);

  document.addEventListener("dragover", (event) => { if (event.target.closest?.("[data-uploads]")) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    if (!event.target.closest?.("[data-uploads]")) return;
    event.preventDefault();
    reach(event);
    dropped = true;
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    ready.then(() => document.dispatchEvent(new CustomEvent("uploads:dropped", { detail: entries })));
  });
  document.addEventListener("submit", (event) => {
    const { target, submitter } = event;
    if (here || !target.matches("#hand-in form[data-draft]") || !chosen() || (failed && navigator.onLine)) return;
    event.preventDefault(); event.stopImmediatePropagation();
    ready.then(() => target.requestSubmit(submitter));
  }, true);

  const invite = () => { for (const line of document.querySelectorAll("[data-dropping]")) line.hidden = false; };
  document.addEventListener("htmx:afterSwap", invite);
  invite();
  // Chosen while the page was still loading: they leave too.
  if (chosen()) reach({ target: zone() });
})();
