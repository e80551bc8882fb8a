"use strict";

// A page's socket: it comes back by itself, later each time it fails; heard(message), and lost(crowded) each time
// there is none. A person with too many pages open is crowded: this one comes back once it is looked at again.
function keepSocket(path, { opened, heard, lost, longest }) {
  let socket = null, wait = 500;
  function connect() {
    const mine = socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`);
    mine.onopen = () => opened?.();
    mine.onmessage = (event) => {
      if (mine !== socket) return;
      wait = 500;
      heard(JSON.parse(event.data));
    };
    mine.onclose = (event) => {
      if (mine !== socket) return;
      if (event.code === 4401 || event.code === 4403) { location.reload(); return; }
      if (event.code !== 4429) { lose(); return; }
      addEventListener("focus", connect, { once: true });
      lost(true);
    };
  }
  function lose() {
    socket = null;
    setTimeout(connect, wait + Math.random() * 250);
    wait = Math.min(wait * 2, longest);
    lost(false);
  }
  connect();
  return {
    isOpen: () => socket?.readyState === WebSocket.OPEN,
    send: (message) => socket.send(JSON.stringify(message)),
    // The other side is silent, whatever the browser believes.
    drop() { const silent = socket; lose(); silent.close(); },
  };
}
