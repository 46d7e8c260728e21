// Rows that move: Alt and an arrow move the row that has the focus, or the current one. data-movable holds the address; the focus follows.
(() => {
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    if (event.target.closest?.("textarea, select, input, dialog")) return;
    const row = event.target.closest?.("[data-movable]") || document.querySelector("[data-movable][aria-current]");
    const mover = document.querySelector("form[data-mover]");
    if (!row || !mover) return;
    event.preventDefault();
    mover.action = row.dataset.movable;
    mover.elements.to.value = event.key === "ArrowUp" ? "up" : "down";
    mover.requestSubmit();
  });
  document.addEventListener("DOMContentLoaded", () => {
    const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (target?.closest("[data-movable]") && !document.querySelector("main [data-focus]")) target.focus();
  });
})();
