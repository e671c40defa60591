// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
});
// Back in the history, it may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) { delete form.dataset.sent; }
});
