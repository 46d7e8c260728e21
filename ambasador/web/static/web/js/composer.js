// The composer: each mode keeps its own draft on this computer; text never moves from one mode to another.
// Addresses ending in #reply, #note, #task open that mode; #say also inserts what to say now.
(() => {
  const user = () => document.body.dataset.user || "";
  const composer = () => document.querySelector("[data-composer]");
  const name = (form) => `draft:${user()}:${form.closest("[data-composer]").dataset.composer}:${form.dataset.mode}`;
  const text = (form) => form.querySelector("textarea");
  let saveTimer = 0;

  function save(form) {
    const value = text(form).value;
    if (value.trim() && value !== text(form).defaultValue) localStorage.setItem(name(form), JSON.stringify({ value, at: Date.now() }));
    else if (!value.trim()) localStorage.removeItem(name(form));
  }

  function restore() {
    composer()?.querySelectorAll("form.mode").forEach((form) => {
      const kept = JSON.parse(localStorage.getItem(name(form)) || "null");
      if (kept && !text(form).value) text(form).value = kept.value;
    });
  }

  function forgetOld() {
    const old = Date.now() - 30 * 24 * 3600 * 1000;
    Object.keys(localStorage).filter((key) => key.startsWith("draft:")).forEach((key) => {
      if ((JSON.parse(localStorage.getItem(key) || "null")?.at || 0) < old) localStorage.removeItem(key);
    });
  }

  function choose(mode) {
    const radio = composer()?.querySelector(`.modes input[value=${mode}]`);
    if (!radio) return null;
    radio.checked = true;
    const area = text(composer().querySelector(`form[data-mode=${mode}]`));
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
    return area;
  }

  function insertSay() {
    const area = choose("reply");
    const said = document.querySelector("[data-say]")?.dataset.say;
    if (!area || !said) return;
    const before = area.value && !/\s$/.test(area.value) ? " " : "";
    area.setRangeText(before + said, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function copySay(button) {
    await navigator.clipboard?.writeText(button.closest("[data-say]").dataset.say);
    document.getElementById("announce").textContent = button.dataset.done;
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-insert-say]")) insertSay();
    const copy = event.target.closest("[data-copy-say]");
    if (copy) copySay(copy);
    const radio = event.target.closest("[data-composer] .modes input");
    if (radio) choose(radio.value);
  });

  document.addEventListener("input", (event) => {
    const form = event.target.closest("[data-composer] form.mode");
    if (!form || !event.target.matches("textarea")) return;
    clearTimeout(saveTimer);
    saveTimer = setTimeout(() => save(form), 300);
  });
  document.addEventListener("focusout", (event) => {
    const form = event.target.closest?.("[data-composer] form.mode");
    if (form && event.target.matches("textarea")) save(form);
  });
  addEventListener("pagehide", () => document.querySelectorAll("[data-composer] form.mode").forEach(save));
  // the draft goes only when the server has said that the text is kept there; the form may have been replaced by then,
  // and the request remembers it
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.requestConfig?.elt?.closest?.("[data-composer] form.mode");
    if (!form || !event.detail.successful) return;
    clearTimeout(saveTimer);
    text(form).value = "";
    localStorage.removeItem(name(form));
  });
  document.addEventListener("htmx:afterSettle", restore);

  document.addEventListener("DOMContentLoaded", () => {
    if (!composer()) return;
    forgetOld();
    restore();
    const mode = location.hash.slice(1);
    if (mode === "say") insertSay();
    else if (["reply", "note", "task"].includes(mode)) choose(mode);
  });
})();
