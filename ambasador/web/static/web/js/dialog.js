// Dialogs. <a data-dialog href>: that form opens over the page; without a script the same address is a page of its own.
// data-open-dialog="id" opens one that is on the page, data-close-dialog closes. data-confirm="…" asks before a form is sent.
// data-once: a form that is on its way is not sent again.
(() => {
  const shared = () => document.getElementById("dialog");

  function open(dialog) {
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("[data-focus], [autofocus], [aria-invalid=true], input:not([type=hidden]), textarea, select, button")?.focus();
  }

  async function fetchInto(dialog, url) {
    await window.htmx.ajax("GET", url, { target: dialog, swap: "innerHTML" });
    if (dialog.innerHTML.trim()) open(dialog);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-dialog]");
    if (link && shared() && !event.ctrlKey && !event.metaKey && event.button === 0) {
      event.preventDefault();
      fetchInto(shared(), link.getAttribute("href"));
      return;
    }
    const opener = event.target.closest("[data-open-dialog]");
    if (opener) {
      event.preventDefault();
      open(document.getElementById(opener.dataset.openDialog));
      return;
    }
    const closer = event.target.closest("[data-close-dialog]");
    if (closer?.closest("dialog")) {
      event.preventDefault();
      closer.closest("dialog").close();
    } else if (event.target.matches("dialog:modal") && isOutside(event)) {
      event.target.close();
    }
  });

  function isOutside(event) {
    const box = event.target.getBoundingClientRect();
    return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
  }

  function ask(form, submitter) {
    const dialog = document.getElementById("confirm-dialog");
    dialog.querySelector("[data-confirm-text]").textContent = form.dataset.confirm;
    dialog.querySelector("[data-confirm-effect]").textContent = form.dataset.confirmEffect || submitter?.textContent || "OK";
    dialog.returnValue = "";
    dialog.onclose = () => {
      if (dialog.returnValue !== "yes") return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(submitter);
    };
    open(dialog);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && form.dataset.confirmed !== "yes") {
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(form, event.submitter);
      return;
    }
    delete form.dataset.confirmed;
    if (form.hasAttribute("data-once")) {
      if (form.dataset.sent) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      form.dataset.sent = "yes";
    }
    if (shared()?.contains(form) && form.method === "post") {
      event.preventDefault();
      const values = event.submitter?.name ? { [event.submitter.name]: event.submitter.value } : {};
      window.htmx.ajax("POST", form.getAttribute("action"), { source: form, target: shared(), swap: "innerHTML", values });
    }
  }, true);

  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
  // only the form that was answered: what a region fetches meanwhile says nothing about others
  document.addEventListener("htmx:afterRequest", (event) => {
    delete event.detail.requestConfig?.elt?.closest?.("form")?.dataset.sent;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== shared()) return;
    if (!event.target.innerHTML.trim()) event.target.close();
    else if (event.target.open) open(event.target);
  });
  document.addEventListener("DOMContentLoaded", () => document.querySelector("main [data-focus]")?.focus());
})();
