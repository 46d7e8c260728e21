// Lists: J and K walk, Enter opens, X picks. The place (row and scroll) is kept for the way back. The preview follows.
(() => {
  const TYPING = "textarea, select, [contenteditable], input, dialog";
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.getClientRects().length);
  const current = () => rows().find((row) => row.hasAttribute("aria-current"));
  const key = () => `place:${location.pathname}${location.search}`;
  const scroller = () => document.querySelector("[data-list]");
  let previewTimer = 0;

  function mark(row, { isFocused }) {
    const before = current();
    if (before !== row) before?.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    if (isFocused) {
      row.querySelector(".t a")?.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
    }
    if (row.dataset.preview && before !== row) {
      clearTimeout(previewTimer);
      previewTimer = setTimeout(() => window.htmx.ajax("GET", row.dataset.preview, { target: "#preview", swap: "outerHTML" }), 120);
    }
    keep();
  }

  function step(by) {
    const all = rows();
    if (!all.length) return false;
    const place = all.indexOf(current());
    mark(all[Math.min(Math.max(place + by, 0), all.length - 1)], { isFocused: true });
    return true;
  }

  function pick() {
    const row = current();
    if (!row) return false;
    row.classList.toggle("picked");
    const number = document.querySelectorAll("[data-row].picked").length;
    const says = scroller()?.dataset.pickedSays;
    if (says) document.getElementById("announce").textContent = `${says} ${number}`;
    document.dispatchEvent(new CustomEvent("ambasador:picked", { detail: { number } }));
    return true;
  }

  function keep() {
    sessionStorage.setItem(key(), JSON.stringify({ row: current()?.id, top: scroller()?.scrollTop || 0 }));
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING) || !scroller()) return;
    if (document.body.dataset.singleKeys === "off" && event.key.length === 1) return;
    const name = event.key.toLowerCase();
    let done = false;
    if (name === "j") done = step(1);
    else if (name === "k") done = step(-1);
    else if (name === "x") done = pick();
    else if (name === "enter" && !event.target.closest("a, button, summary") && current()) {
      current().querySelector(".t a").click();
      done = true;
    }
    if (done) event.preventDefault();
  });

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("[data-row]");
    if (row) mark(row, { isFocused: false });
  });
  document.addEventListener("htmx:oobAfterSwap", remember);
  document.addEventListener("htmx:afterSwap", remember);

  function remember() {
    const kept = JSON.parse(sessionStorage.getItem(key()) || "null");
    if (!kept?.row || !scroller()) return;
    const row = document.getElementById(kept.row);
    if (row && current() !== row) {
      current()?.removeAttribute("aria-current");
      row.setAttribute("aria-current", "true");
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!scroller()) return;
    const kept = JSON.parse(sessionStorage.getItem(key()) || "null");
    const row = kept?.row && document.getElementById(kept.row);
    if (row && row.closest("details")) row.closest("details").open = true;
    if (row) mark(row, { isFocused: false });
    if (kept) scroller().scrollTop = kept.top;
    scroller().addEventListener("scroll", () => requestAnimationFrame(keep), { passive: true });
  });
})();
