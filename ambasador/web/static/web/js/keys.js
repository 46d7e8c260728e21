// Keys: single letters act while nobody types and no dialog is open; each is printed on what it does.
// <a data-key="t">: that key clicks it. <a data-go="p">: G and then that key. data-mode-key: chooses a mode of the composer.
(() => {
  const TYPING = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit])";
  let goUntil = 0;

  const isShown = (element) => element && element.getClientRects().length > 0;
  const find = (selector) => [...document.querySelectorAll(selector)].find(isShown);

  function press(selector) {
    const element = find(selector);
    if (!element) return false;
    element.click();
    return true;
  }

  function focusSearch() {
    const box = find("[data-search]");
    if (!box) return false;
    box.focus();
    box.select();
    return true;
  }

  function leave(target) {
    if (target.matches?.(TYPING)) {
      target.blur();
      return true;
    }
    return press("[data-back]");
  }

  function send(target) {
    const form = target.closest?.("form") || document.querySelector("dialog[open] form");
    if (!form) return false;
    form.requestSubmit(form.querySelector("button.primary, button:not([type])") || undefined);
    return true;
  }

  function single(key) {
    if (Date.now() < goUntil) {
      goUntil = 0;
      if (press(`[data-go="${CSS.escape(key)}"]`)) return true;
    }
    if (key === "g") {
      goUntil = Date.now() + 1500;
      return true;
    }
    if (key === "/") return focusSearch();
    if (key === "?") return press("[data-open-dialog=keys-dialog]");
    if (key === ".") return press("[data-pill]");
    if (key === "z" && press("form[data-undo-until] button")) return true;
    if (key === "w" && press("[data-insert-say]")) return true;
    const name = CSS.escape(key);
    return press(`[data-mode-key="${name}"]`) || press(`[data-key="${name}" i]`);
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const inDialog = Boolean(document.querySelector("dialog:modal"));
    const command = event.ctrlKey || event.metaKey;
    let done = false;
    if (command && event.key === "Enter") done = send(event.target);
    else if (command && event.key.toLowerCase() === "k" && !event.altKey) done = focusSearch();
    else if (event.key === "Escape" && !inDialog) done = leave(event.target);
    else if (!command && !event.altKey && !event.getModifierState("AltGraph") && event.key.length === 1) {
      const isOff = document.body.dataset.singleKeys === "off";
      if (!isOff && !inDialog && !event.target.closest?.(TYPING)) done = single(event.key.toLowerCase());
    }
    if (done) event.preventDefault();
  });
})();
