// A page of somebody outside keeps itself up to date: its parts come out of band. A part that is being typed into or used stays and
// says that it changed; one that gathers shows its news when asked; whatever is being read stays where it is.
(() => {
  const kept = new Map();
  const says = (part) => part.dataset.version ?? part.textContent.replace(/\s+/g, " ");

  function isTyped(field) {
    if (field.type === "file") return field.files.length > 0;
    return ["radio", "checkbox"].includes(field.type) ? field.checked : field.value.trim() !== "";
  }

  function isInUse(part) {
    return part.contains(document.activeElement) || [...part.querySelectorAll("input:not([type=hidden]), textarea")].some(isTyped);
  }

  function hold(part, fresh) {
    const show = part.querySelector("[data-show-new]");
    if (show) {
      kept.set(part.id, fresh);
      announce(show.hidden ? show.textContent : "");
      show.hidden = false;
    } else if (part.querySelector("[data-changed]")) part.querySelector("[data-changed]").hidden = false;
    else part.addEventListener("focusout", () => setTimeout(look), { once: true });
  }

  const look = () => document.querySelectorAll("[data-live]").forEach((region) => window.htmx.trigger(region, "live"));

  function announce(text) {
    if (text) document.getElementById("announce").textContent = text;
  }

  // the element whose place must not change: what has the focus, else what is in the middle of the window
  let anchor = null, top = 0;
  function remember(part) {
    const read = [document.activeElement, document.elementFromPoint(innerWidth / 2, innerHeight / 2)];
    anchor = read.find((element) => element?.closest("main") && !element.contains(part) && !part.contains(element)) || null;
    top = anchor?.getBoundingClientRect().top;
  }

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    const fresh = fragment.firstElementChild;
    const isSame = says(fresh) === says(target);
    if (isSame || target.dataset.gather !== undefined || isInUse(target)) {
      event.detail.shouldSwap = false;
      if (!isSame) hold(target, fresh.cloneNode(true));
    } else {
      remember(target);
      announce(fresh.querySelector("[data-said]")?.textContent);
    }
  });
  document.addEventListener("htmx:beforeSwap", (event) => remember(event.detail.target)); // a notice comes above what is read
  function putBack() {
    if (anchor?.isConnected) scrollBy(0, anchor.getBoundingClientRect().top - top);
    anchor = null;
  }
  document.addEventListener("htmx:oobAfterSwap", putBack);
  document.addEventListener("htmx:afterSwap", putBack);

  document.addEventListener("click", (event) => {
    const part = event.target.closest("[data-show-new]")?.closest("[data-gather]");
    if (!part) return;
    const fresh = kept.get(part.id);
    part.replaceWith(fresh);
    fresh.querySelector("h2").tabIndex = -1;
    fresh.querySelector("h2").focus();
  });
})();
