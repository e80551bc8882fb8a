/* The editor's autosave takes whatever the form holds as its answer arrives for what it sent. Words typed just before,
   which it has not noticed yet, would be neither saved nor previewed, nor warned of on leaving, until the next change
   (findings/wagtail-autosave-words-typed-meanwhile.sh). */
(() => {
  "use strict";
  const form = () => window.wagtail?.app?.queryController("w-unsaved");
  let sent = null;

  document.addEventListener("w-autosave:save", () => { sent = form()?.formData ?? null; });
  document.addEventListener("w-autosave:success", () => {
    const watched = form();
    // Its next look at the form finds the difference, as if the words were typed then.
    if (watched && sent !== null && watched.formData !== sent) watched.initialFormData = watched.previousFormData = sent;
  });
})();
