// The timeline: opened at its end; when something is added, whoever reads the end stays there, nobody else is moved.
(() => {
  const NEAR = 80;
  const scroller = () => document.querySelector("[data-thread]")?.closest(".col-main");
  let wasAtEnd = true;

  const isAtEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
  const toEnd = (box) => { box.scrollTop = box.scrollHeight; };

  document.addEventListener("htmx:beforeSwap", () => { wasAtEnd = scroller() ? isAtEnd(scroller()) : false; });
  document.addEventListener("htmx:afterSettle", () => { if (wasAtEnd && scroller()) toEnd(scroller()); });
  document.addEventListener("DOMContentLoaded", () => {
    const inside = scroller();
    if (inside && !document.getElementById(location.hash.slice(1)) && !location.search.includes("all")) toEnd(inside);
  });
})();
