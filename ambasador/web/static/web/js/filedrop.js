// Files: dropped on the form or pasted into its text they join the chosen ones; the label says their names and refuses too big ones.
(() => {
  const field = (element) => element.closest("form")?.querySelector("[data-filedrop] input[type=file], .drop input[type=file]");

  function add(input, files) {
    const all = new DataTransfer();
    [...input.files, ...files].forEach((file) => all.items.add(file));
    input.files = all.files;
    show(input);
  }

  function show(input) {
    const label = input.closest("label");
    const span = label.querySelector("span");
    label.dataset.says ??= span.textContent;
    const most = Number(label.dataset.maxMb || 25) * 1024 * 1024;
    const tooBig = [...input.files].find((file) => file.size > most);
    input.setCustomValidity(tooBig ? (label.dataset.tooBig || "").replace("%s", tooBig.name) : "");
    if (tooBig) input.reportValidity();
    span.textContent = input.files.length ? [...input.files].map((file) => file.name).join(", ") : label.dataset.says;
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-filedrop] input[type=file], .drop input[type=file]")) show(event.target);
  });
  document.addEventListener("paste", (event) => {
    const input = event.target.matches?.("textarea") && field(event.target);
    if (input && event.clipboardData.files.length) {
      event.preventDefault();
      add(input, event.clipboardData.files);
    }
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const input = event.target.closest?.("form") && field(event.target);
      if (!input || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      input.form.toggleAttribute("data-dragging", kind === "dragover");
      if (kind === "drop") add(input, event.dataTransfer.files);
    });
  }
})();
