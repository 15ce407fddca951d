// Search and filter; open what a link points at; open the cases for printing. The page is complete without any of it.
(() => {
  "use strict";
  const form = document.querySelector(".tools");
  const rows = [...document.querySelectorAll("tr[data-of]")];
  const query = document.getElementById("query");
  const output = document.querySelector("output");
  const nothing = document.querySelector(".nothing");
  const buttons = [...document.querySelectorAll("button[data-show]")];
  const texts = new Map();
  let shown = "";

  const textOf = (row) => {
    if (!texts.has(row)) {
      const article = document.getElementById(row.dataset.of);
      texts.set(row, `${row.textContent} ${article ? article.textContent : ""}`.toLowerCase());
    }
    return texts.get(row);
  };

  const apply = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits = (!shown || row.dataset.word === shown) && words.every((word) => textOf(row).includes(word));
      row.hidden = !fits;
      const article = document.getElementById(row.dataset.of);
      if (article) article.hidden = !fits;
      count += fits ? 1 : 0;
    }
    for (const body of document.querySelectorAll(".matrix tbody")) {
      body.hidden = !body.querySelector("tr[data-of]:not([hidden])");
    }
    for (const button of buttons) {
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(button.dataset.show === shown));
    }
    nothing.hidden = count > 0;
    for (const section of document.querySelectorAll(".kind")) {
      const articles = [...section.querySelectorAll("article")];
      section.hidden = articles.length > 0 && articles.every((article) => article.hidden);
    }
    output.textContent = count === rows.length ? `${count}` : `${count} of ${rows.length} shown`;
  };

  const remember = () => {
    const state = new URLSearchParams();
    if (shown) state.set("show", shown);
    if (query.value) state.set("q", query.value);
    const hash = state.size || shown || query.value ? `#?${state}` : location.pathname + location.search;
    history.replaceState(null, "", hash);
  };

  const recall = () => {
    if (!location.hash.startsWith("#?")) return;
    const state = new URLSearchParams(location.hash.slice(2));
    const wanted = state.get("show") || "";
    shown = buttons.some((button) => button.dataset.show === wanted) ? wanted : "";
    query.value = state.get("q") || "";
    apply();
  };

  const reveal = () => {
    if (location.hash.length < 2 || location.hash.startsWith("#?")) return;
    let target = null;
    try {
      target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return; // no valid percent-encoding, so no anchor of ours
    }
    if (!target) return;
    if (target.closest("[hidden]") && form) {
      shown = "";
      query.value = "";
      apply();
    }
    for (let part = target; part; part = part.parentElement) {
      if (part instanceof HTMLDetailsElement) part.open = true;
    }
    target.scrollIntoView();
  };

  if (form && nothing) {
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    query.addEventListener("input", () => { apply(); remember(); });
    for (const button of buttons) {
      button.addEventListener("click", () => {
        shown = button.dataset.show;
        if (!button.hasAttribute("aria-pressed")) query.value = "";
        apply();
        remember();
      });
    }
    recall();
  }
  window.addEventListener("hashchange", () => { if (form && nothing) recall(); reveal(); });
  reveal();

  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.case:not([open])")];
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
})();
