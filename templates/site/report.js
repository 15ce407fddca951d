// SPDX-License-Identifier: Apache-2.0
// Small help on every page of a report: old addresses still lead to their items, titles to themselves, and "/" to the
// search. Everything is in the pages without this script.
(() => {
  "use strict";

  const isFront = !document.querySelector(".home + li a")?.getAttribute("href").match(/^[^/]+\.html$/);
  const search = isFront ? "html/search.html" : "search.html";

  // A report was one page once, with all items on it: an address of that time names an item that is elsewhere now.
  const redirect = () => {
    const wanted = location.hash.slice(1);
    if (!isFront || !wanted || wanted.startsWith("?") || document.getElementById(wanted)) return;
    location.replace(`${search}#?go=${encodeURIComponent(wanted)}`);
  };

  // An item that is the target of the address is shown, whatever it is folded into.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const folded = target && target.closest("details");
    if (folded) folded.open = true;
  };

  const linkTitles = () => {
    for (const title of document.querySelectorAll("section.item[id] > h2")) {
      const link = document.createElement("a");
      link.setAttribute("href", `#${title.parentElement.id}`);
      link.append(...title.childNodes);
      title.append(link);
    }
  };

  const listen = (event) => {
    const isTyping = event.target.closest("input, select, textarea");
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const field = document.querySelector("input[type=search]");
    if (field) field.focus();
    else location.assign(search);
  };

  linkTitles();
  redirect();
  unfold();
  window.addEventListener("hashchange", () => { redirect(); unfold(); });
  document.addEventListener("keydown", listen);
})();
