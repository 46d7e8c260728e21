// Rows that move: Alt and an arrow move the row that has the focus, or the current one; the mouse drags a row to another's place in its list
// of rows. data-movable holds the address, data-movables the lists that belong together; the focus follows.
(() => {
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    if (event.target.closest?.("textarea, select, input, dialog")) return;
    const row = event.target.closest?.("[data-movable]") || document.querySelector("[data-movable][aria-current]");
    if (!row) return;
    event.preventDefault();
    move(row, event.key === "ArrowUp" ? "up" : "down");
  });

  function move(row, to) {
    const mover = document.querySelector("form[data-mover]");
    mover.action = row.dataset.movable;
    mover.elements.to.value = to;
    mover.requestSubmit();
  }

  // dragging: the row over which it is let go gives its place away
  let dragged = null;
  const siblings = (row) => [...(row.closest("[data-movables]")?.querySelectorAll("[data-movable]") ?? [])];
  const target = (event) => {
    const row = event.target.closest?.("[data-movable]");
    return dragged && row && row !== dragged && siblings(dragged).includes(row) ? row : null;
  };
  const mark = (row) => document.querySelectorAll("[data-movable]").forEach((other) => {
    other.classList.toggle("drop-before", other === row && place(row) < place(dragged));
    other.classList.toggle("drop-after", other === row && place(row) > place(dragged));
  });
  const place = (row) => siblings(row).indexOf(row);
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-movable]") ?? null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.textContent.trim());
    dragged.classList.add("dragged");
  });
  document.addEventListener("dragover", (event) => {
    const row = target(event);
    if (!dragged) return;
    mark(row);
    if (row) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const row = target(event);
    if (!row) return;
    event.preventDefault();
    move(dragged, String(place(row) - place(dragged)));
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    mark(null);
    dragged = null;
  });
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-movables] [data-movable]").forEach((row) => { row.draggable = true; });
    const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (target?.closest("[data-movable]") && !document.querySelector("main [data-focus]")) target.focus();
  });
})();
