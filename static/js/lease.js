// While the workspace is open its claim is kept; when the claim has ended the page says so.
(() => {
  "use strict";
  const lease = document.querySelector("form[data-lease]");
  if (!lease) return;
  const word = () => new FormData(lease);
  let timer;
  async function beat() {
    const answer = await fetch(lease.action, { method: "POST", body: word() }).catch(() => null);
    if (![404, 409].includes(answer?.status)) return;  // 404: the reader is no longer of the cohort
    clearInterval(timer);
    if (answer.status === 409) lease.querySelector("[data-why]").textContent = await answer.text();
    lease.querySelector("[data-ended]").hidden = false;
  }
  timer = setInterval(beat, 60000);
  lease.addEventListener("live", beat);
  beat();
  // The last word of a page that goes: from now on the claim is short, whatever was saved just before.
  addEventListener("pagehide", () => navigator.sendBeacon(lease.action, word()));
})();
