// While the workspace is open its claim is kept; when the claim has ended the page says so.
(() => {
  "use strict";
  const lease = document.querySelector("form[data-lease]");
  if (!lease) return;
  const word = () => new FormData(lease);
  async function beat() {
    const answer = await fetch(lease.action, { method: "POST", body: word() }).catch(() => null);
    if (answer?.status !== 409) return;
    lease.querySelector("[data-ended]").hidden = false;
    clearInterval(timer);
  }
  const timer = setInterval(beat, 60000);
  beat();
  // The last word of a page that goes: from now on the claim is short, whatever was saved just before.
  addEventListener("pagehide", () => navigator.sendBeacon(lease.action, word()));
})();
