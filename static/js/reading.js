// A body's two comforts: code that can be copied, videos that play in place after a click.
(() => {
  "use strict";
  const HOSTS = ["https://www.youtube-nocookie.com/", "https://player.vimeo.com/"];
  const say = (words) => { const live = document.getElementById("announcements"); if (live) live.textContent = words; };

  const copy = async (button) => {
    const code = button.closest("figure").querySelector("code");
    try { await navigator.clipboard.writeText(code.textContent); } catch { getSelection().selectAllChildren(code); return; }
    const words = button.textContent;
    button.textContent = button.dataset.copy;
    say(button.dataset.copy);
    setTimeout(() => { button.textContent = words; }, 2000);
  };

  const play = (figure) => {
    const frame = document.createElement("iframe");
    Object.assign(frame, { src: figure.dataset.player, title: figure.dataset.title, allowFullscreen: true, referrerPolicy: "strict-origin-when-cross-origin" });
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    figure.querySelector(".frame").replaceChildren(frame);
    frame.focus();
  };

  const ready = (root) => {
    if (navigator.clipboard) for (const button of root.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
    for (const figure of root.querySelectorAll("figure.video[data-player]")) {
      const link = figure.querySelector("a.btn");
      if (!link || !HOSTS.some((host) => figure.dataset.player.startsWith(host))) continue;
      const button = document.createElement("button");
      button.type = "button"; button.className = "btn"; button.dataset.kind = "primary";
      button.append(...link.childNodes);
      button.addEventListener("click", () => play(figure));
      link.replaceWith(button);
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });
  document.addEventListener("htmx:load", (event) => ready(event.target));
  ready(document);
})();
