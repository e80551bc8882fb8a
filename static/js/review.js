// The review desk: a click on a line number aims the remark at that line; keys 0 to 3 rate the criterion in focus.
(() => {
  "use strict";
  const form = document.getElementById("remark-form"), place = document.getElementById("remark-place");
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-comment]");
    if (!link || !form) return;
    event.preventDefault();
    form.elements.path.value = link.dataset.path;
    form.elements.line.value = link.dataset.line;
    place.textContent = `${place.dataset.word} ${link.dataset.path}:${link.dataset.line}`;
    place.hidden = false;
    form.scrollIntoView({ block: "center" });
    form.elements.body.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("textarea, input:not([type=radio]), select") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() === "c") { event.preventDefault(); form?.elements.body.focus(); }
    const fieldset = event.target.closest?.(".rubric fieldset");
    const radio = fieldset && "0123".includes(event.key) ? fieldset.querySelector(`input[value="${event.key}"]`) : null;
    if (radio) { event.preventDefault(); radio.click(); radio.focus(); }
  });
})();
