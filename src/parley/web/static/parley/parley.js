// Small comforts; every page works without them.
// A menu closes on Escape and when one clicks elsewhere; a summary of errors takes the focus.
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.acting[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  const menu = document.querySelector("details.acting[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});
document.getElementById("errors")?.focus();
