// An input that suggests the words its text may be made of: what begins like the word under the cursor, chosen by arrows and Enter, Tab or
// the mouse. data-words holds the id of the list; every row carries its word. Without a script it stays a plain input.
(() => {
  const MOST = 8;
  const WORD = /["\p{L}\p{N}_.]+$/u;

  document.querySelectorAll("input[data-words]").forEach((input) => {
    const list = document.getElementById(input.dataset.words);
    const rows = [...list.children];
    let chosen = -1, shown = [];
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]])
      input.setAttribute(name, value);

    const written = () => input.value.slice(0, input.selectionStart).match(WORD)?.[0] ?? "";

    function show() {
      const word = written().toLowerCase();
      const begins = (row) => row.dataset.word.toLowerCase().startsWith(word) && row.dataset.word.toLowerCase() !== word;
      const says = (row) => word.length > 1 && row.textContent.toLowerCase().includes(word) && row.dataset.word.toLowerCase() !== word;
      shown = word ? [...rows.filter(begins), ...rows.filter((row) => !begins(row) && says(row))].slice(0, MOST) : [];
      rows.forEach((row) => { row.hidden = !shown.includes(row); });
      list.append(...shown);
      list.hidden = shown.length === 0;
      input.setAttribute("aria-expanded", String(!list.hidden));
      choose(-1);
    }

    function choose(place) {
      chosen = place;
      rows.forEach((row) => row.setAttribute("aria-selected", String(row === shown[chosen])));
      if (shown[chosen]) input.setAttribute("aria-activedescendant", shown[chosen].id);
      else input.removeAttribute("aria-activedescendant");
      shown[chosen]?.scrollIntoView({ block: "nearest" });
    }

    function close() {
      list.hidden = true;
      shown = [];
      input.setAttribute("aria-expanded", "false");
      choose(-1);
    }

    function put(row) {
      const end = input.selectionStart;
      input.setRangeText(`${row.dataset.word} `, end - written().length, end, "end");
      close();
      input.dispatchEvent(new Event("input", { bubbles: true }));
      close();
      input.focus();
    }

    input.addEventListener("input", show);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (list.hidden || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "ArrowDown") choose((chosen + 1) % shown.length);
      else if (event.key === "ArrowUp") choose(chosen > 0 ? chosen - 1 : shown.length - 1);
      else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) put(shown[chosen]);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    list.addEventListener("mousedown", (event) => {
      const row = event.target.closest("[data-word]");
      event.preventDefault();
      if (row) put(row);
    });
  });
})();
