// The queue: P takes the row in focus; a line says whether what changes arrives by itself.
(() => {
  "use strict";
  const state = document.getElementById("live-state"), lost = document.getElementById("link-lost");
  const word = state.querySelector("[data-live-word]");
  const say = () => { word.textContent = lost.hidden ? word.dataset.liveWord : word.dataset.polledWord; };
  new MutationObserver(say).observe(lost, { attributes: true, attributeFilter: ["hidden"] });
  say();
  state.hidden = false;
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "p" || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.matches("input, textarea, select")) return;
    document.activeElement.closest("[data-rows] > li")?.querySelector("[data-take]")?.click();
  });
})();
