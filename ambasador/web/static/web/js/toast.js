// Toasts: they fade after a while unless they hold something to do or are being read; the way back counts its seconds down.
(() => {
  const READ_MS = 6000;
  const box = () => document.getElementById("toasts");

  function letGo(toast) {
    if (toast.matches(":hover, :focus-within")) setTimeout(() => letGo(toast), 1000);
    else toast.remove();
  }

  function watch(root) {
    root.querySelectorAll("[data-toast]:not([data-watched])").forEach((toast) => {
      toast.dataset.watched = "yes";
      if (!toast.hasAttribute("data-keep")) setTimeout(() => letGo(toast), READ_MS);
    });
    root.querySelectorAll("form[data-undo-until]:not([data-watched])").forEach((form) => {
      form.dataset.watched = "yes";
      count(form, form.querySelector("button"), form.querySelector("button").innerHTML);
    });
  }

  function count(form, button, label) {
    const seconds = Math.ceil((Number(form.dataset.undoUntil) - Date.now()) / 1000);
    if (seconds <= 0) {
      (form.closest("[data-toast]") || form).remove();
      return;
    }
    button.innerHTML = label;
    if (seconds < 100) button.append(` (${seconds} s)`);
    if (form.isConnected) setTimeout(() => count(form, button, label), 1000);
  }

  function say(templateId) {
    const template = document.getElementById(templateId);
    if (!template || box().querySelector(`[data-from="${templateId}"]`)) return;
    const toast = template.content.firstElementChild.cloneNode(true);
    toast.dataset.from = templateId;
    box().append(toast);
    watch(box());
  }

  document.addEventListener("click", (event) => event.target.closest("[data-toast] [data-close]")?.closest("[data-toast]").remove());
  document.addEventListener("htmx:sendError", () => say("toast-unsent"));
  document.addEventListener("htmx:responseError", () => say("toast-failed"));
  document.addEventListener("htmx:afterSettle", () => watch(document));
  document.addEventListener("DOMContentLoaded", () => watch(document));
})();
