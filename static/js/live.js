// Signals from the server, by one socket per page, by polling when there is none. A signal holds no text:
// elements with data-live fetch their fragment again, lists with data-live-bar show a bar first.
(() => {
  "use strict";
  if (!document.body && !document.documentElement) return;
  const seen = new Set();
  let last = 0, timer = null, everConnected = false;

  const matches = (element, signal) =>
    (element.dataset.live || "").split(" ").some((verb) => verb && signal.verb.startsWith(verb)) &&
    (!element.dataset.liveTarget || element.dataset.liveTarget === String(signal.target));

  function hear(signal) {
    if (signal.id && seen.has(signal.id)) return;
    if (signal.id) { seen.add(signal.id); last = Math.max(last, signal.id); }
    for (const element of document.querySelectorAll("[data-live]")) if (matches(element, signal)) wake(element);
  }
  // It does not bubble: what is fetched again by itself must not fetch the list around it.
  const call = (element) => element.dispatchEvent(new CustomEvent("live"));
  function wake(element) {
    if (!("liveBar" in element.dataset)) { call(element); return; }
    const bar = document.getElementById(element.dataset.liveBar);
    const count = Number(bar.dataset.count || 0) + 1;
    bar.dataset.count = bar.querySelector("[data-count]").textContent = count;
    bar.querySelector("[data-one]").hidden = count > 1;
    bar.querySelector("[data-many]").hidden = count === 1;
    bar.hidden = false;
  }
  const wakeAll = () => { for (const element of document.querySelectorAll("[data-live]:not([data-live-bar])")) call(element); };
  document.addEventListener("click", (event) => {
    const bar = event.target.closest("[data-news]");
    if (!bar) return;
    event.preventDefault();
    bar.hidden = true; bar.dataset.count = 0;
    call(document.querySelector(`[data-live-bar="${bar.id}"]`));
  });

  async function poll() {
    const answer = await fetch(`/evenements/${last ? `?apres=${last}` : ""}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) return;
    const state = await answer.json();
    state.events.forEach(hear);
    last = Math.max(last, state.last);
  }
  const startPolling = () => { if (!timer) { poll(); timer = setInterval(poll, 15000); } };
  const stopPolling = () => { clearInterval(timer); timer = null; };

  if (!("WebSocket" in window)) { startPolling(); return; }
  const lost = document.getElementById("link-lost");
  const socket = keepSocket("/ws/evenements/", {
    longest: 30000,
    heard: (message) => {
      if (message.type === "ready") {
        stopPolling(); lost.hidden = true;
        if (everConnected) wakeAll(); else poll();
        everConnected = true;
      } else if (message.type === "away") startPolling(); // signals of other processes may be missed
      else if (message.type === "event") hear(message);
    },
    lost: (crowded) => {
      if (everConnected && !crowded) lost.hidden = false;
      startPolling();
    },
  });
  setInterval(() => { if (socket.isOpen()) socket.send({ type: "ping" }); }, 25000);
})();
