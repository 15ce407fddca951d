// SPDX-License-Identifier: Apache-2.0
// Search, choose from, sort and page the tables of a page, and keep that in its address.
// Everything is in the page without this script; whatever works only with it is made here.
(() => {
  "use strict";

  // All that is said to people; another language is another entry.
  const WORDS = {
    en: {
      search: "Search",
      facets: { kind: "Kind", level: "Level", status: "Status", verdict: "Verdict", complete: "Complete" },
      any: "any",
      none: "none",
      previous: "Previous",
      next: "Next",
      onePage: "All on one page",
      pageByPage: "Page by page",
      reset: "Show all",
      plural: (noun) => (/[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`),
      tools: (nouns, caption) => (caption ? `Choose ${nouns}: ${caption}` : `Choose ${nouns}`),
      pages: (nouns) => `Pages of ${nouns}`,
      fit: (count, total, nouns) => (count === total ? `${total} ${nouns}` : `${count} of ${total} ${nouns}`),
      shown: (fit) => `${fit} shown`,
      between: (fit, first, last) => `${fit}, ${first} to ${last} shown`,
      nothing: (noun) => `No ${noun} fits.`,
      page: (page, pages) => `Page ${page} of ${pages}`,
      option: (value, count) => `${value} (${count})`,
      sought: (text) => `with “${text}”`,
      chosen: (label, value) => `${label}: ${value}`,
      sorted: (label, isDown) => `sorted by ${label}${isDown ? ", last first" : ""}`,
    },
  };
  const LANGUAGE = document.documentElement.lang || "en";
  const words = WORDS[LANGUAGE.split("-")[0]] || WORDS.en;
  const collator = new Intl.Collator(LANGUAGE, { numeric: true, sensitivity: "base" });
  const figure = (number) => number.toLocaleString(LANGUAGE);

  const FACETS = ["kind", "level", "status", "verdict", "complete"];
  const FEW = 5; // rows that are seen at a glance: there is nothing to search
  const PAGE = 100; // rows that are laid out at once: laying out 10,000 takes seconds
  const PAUSE = 250; // milliseconds: browsers refuse to renew the address with every keystroke
  const ABSENT = "-"; // in the address, for rows that do not say what is chosen by
  const UNTOUCHED = { q: "", ...Object.fromEntries(FACETS.map((facet) => [facet, ""])), sort: "", page: "" };
  const PAGING = "reqtrace-paging"; // while a page is read: only the first rows of each table are laid out

  const make = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const makeButton = (style, text, act) => {
    const made = make("button", { type: "button", class: style }, text);
    made.addEventListener("click", act);
    return made;
  };

  // The rows of a table: by what they are chosen, and their text, once it is asked for. A body may say what all of its
  // rows have in common.
  const read = (table) =>
    [...table.tBodies].flatMap((home) =>
      [...home.rows].map((element) => {
        const said = { ...home.dataset, ...element.dataset };
        let text = null;
        return {
          element, home,
          ...Object.fromEntries(FACETS.map((facet) => [facet, said[facet] || ABSENT])),
          get text() { return (text ??= element.textContent.toLowerCase()); },
        };
      }));

  const columnOf = (table, key) => [...table.tHead.rows[0].cells].findIndex((head) => key && head.dataset.key === key);

  const orderIn = (row, column) => {
    const order = row.element.cells[column]?.dataset.order;
    return order === undefined ? null : Number(order);
  };

  // Numbers come before words, and what is empty last, whichever way one sorts.
  const sort = (rows, column, isDown) => {
    const direction = isDown ? -1 : 1;
    const compare = (one, other) => {
      if (one.order !== null && other.order !== null) return direction * (one.order - other.order);
      if (one.order !== other.order) return one.order === null ? 1 : -1;
      if (!one.text || !other.text) return Number(!one.text) - Number(!other.text);
      return direction * collator.compare(one.text, other.text);
    };
    return rows
      .map((row) => ({
        row, order: orderIn(row, column), text: (row.element.cells[column]?.textContent ?? "").trim(),
      }))
      .sort(compare)
      .map(({ row }) => row);
  };

  // The values of a facet, as its column orders them where there is one that does, else by name.
  const valuesOf = (rows, facet, column) => {
    const ranks = new Map();
    for (const row of rows) if (!ranks.has(row[facet])) ranks.set(row[facet], orderIn(row, column) ?? Infinity);
    const byName = collator.compare;
    const byRank = (one, other) => (ranks.get(one) === ranks.get(other) ? 0 : ranks.get(one) - ranks.get(other));
    return [...ranks.keys()].sort((one, other) => byRank(one, other) || byName(one, other));
  };

  // Which rows fit, and for every facet how many rows each of its values would leave if the rest stayed as chosen.
  const choose = (rows, state, facets) => {
    const sought = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const counts = new Map(facets.map((facet) => [facet, new Map()]));
    const fitting = [];
    for (const row of rows) {
      if (!sought.every((word) => row.text.includes(word))) continue;
      const against = facets.filter((facet) => state[facet] && row[facet] !== state[facet]);
      if (!against.length) fitting.push(row);
      for (const facet of facets) {
        if (against.some((other) => other !== facet)) continue;
        counts.get(facet).set(row[facet], (counts.get(facet).get(row[facet]) ?? 0) + 1);
      }
    }
    return { fitting, counts };
  };

  // A function that shows exactly the given rows: they stand in a body of their own, all others hidden where they were.
  // It moves no more than was and is to be seen, so that it costs the same however long the table is.
  const makeStage = (table) => {
    for (const home of table.tBodies) home.hidden = true;
    const stage = document.createElement("tbody");
    table.tBodies[0].before(stage);
    let shown = [];
    return (rows, refuge) => {
      if (rows.length === shown.length && rows.every((row, index) => row === shown[index])) return;
      const focused = stage.contains(document.activeElement) ? document.activeElement : null;
      const staying = new Set(rows);
      for (const row of shown) if (!staying.has(row)) row.home.append(row.element);
      const together = document.createDocumentFragment();
      for (const row of rows) together.append(row.element);
      stage.append(together);
      shown = rows;
      if (focused) (stage.contains(focused) ? focused : refuge).focus({ preventScroll: true });
    };
  };

  // Headings become buttons; what they say stays what it was.
  const makeHeadings = (table, change) => {
    const next = (key, sorted) => (sorted === key ? `-${key}` : sorted === `-${key}` ? "" : key);
    const turn = (key) => change((state) => ({ sort: next(key, state.sort) }));
    const heads = [...table.tHead.rows[0].cells].filter((head) => head.dataset.key);
    for (const head of heads) {
      const pressed = makeButton("reqtrace-sort", "", () => turn(head.dataset.key));
      pressed.append(...head.childNodes);
      head.append(pressed);
    }
    return (key, isDown) => {
      for (const head of heads) {
        if (head.dataset.key === key) head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      }
    };
  };

  const makeSelects = (table, rows, labels, change) => {
    const selects = new Map();
    for (const facet of FACETS) {
      const values = valuesOf(rows, facet, columnOf(table, facet));
      if (values.length < 2) continue;
      const options = ["", ...values].map((value) => make("option", { value }));
      const select = make("select", { id: `${table.id}-by-${facet}`, "aria-controls": table.id }, ...options);
      select.addEventListener("change", () => change({ [facet]: select.value }));
      selects.set(facet, select);
    }
    const fields = [...selects].map(([facet, select]) =>
      make("div", { class: "reqtrace-field" }, make("label", { for: select.id }, labels.get(facet)), select));
    const update = (state, counts) => {
      for (const [facet, select] of selects) {
        const numbers = counts.get(facet);
        const sum = [...numbers.values()].reduce((one, other) => one + other, 0);
        for (const option of select.options) {
          const isAny = option.value === "";
          const name = isAny ? words.any : option.value === ABSENT ? words.none : option.value;
          option.textContent = words.option(name, figure(isAny ? sum : numbers.get(option.value) ?? 0));
        }
        select.value = state[facet];
      }
    };
    const offers = (facet, value) => [...(selects.get(facet)?.options ?? [])].some((option) => option.value === value);
    return { facets: [...selects.keys()], fields, update, offers };
  };

  const makePager = (nouns, go) => {
    let page = 1;
    let pages = 1;
    const turn = (by) => () => { if (page + by >= 1 && page + by <= pages) go(String(page + by)); };
    const previous = makeButton("reqtrace-turn", words.previous, turn(-1));
    const next = makeButton("reqtrace-turn", words.next, turn(1));
    const whole = makeButton("reqtrace-turn", "", () => go(page ? "all" : ""));
    const place = make("span", { class: "reqtrace-page" });
    const pager = make("nav", { class: "reqtrace-controls reqtrace-pager", "aria-label": words.pages(nouns) });
    pager.append(previous, place, next, whole);
    const update = (current, count) => {
      [page, pages] = [current, count];
      pager.hidden = pages === 1;
      for (const part of [previous, place, next]) part.hidden = page === 0;
      place.textContent = words.page(figure(page), figure(pages));
      previous.setAttribute("aria-disabled", String(page === 1));
      next.setAttribute("aria-disabled", String(page === pages));
      whole.textContent = page === 0 ? words.pageByPage : words.onePage;
    };
    return { pager, update };
  };

  // What a state asks to be sorted: the key of a column, and which way.
  const sortingOf = (state) => {
    const isDown = state.sort.startsWith("-");
    return { key: isDown ? state.sort.slice(1) : state.sort, isDown };
  };

  // The rows that a table shows as a state wants them, whoever changed it. It knows of no control.
  const makeView = (table) => {
    const rows = read(table);
    const stage = makeStage(table);
    let order = { by: "", rows };
    let fitting = rows;

    // Shows them, and tells what controls have to say of them; `page` is 0 where all are on one.
    const show = (state, facets, refuge) => {
      const { key, isDown } = sortingOf(state);
      const column = columnOf(table, key);
      if (order.by !== state.sort) order = { by: state.sort, rows: column < 0 ? rows : sort(rows, column, isDown) };
      const chosen = choose(order.rows, state, facets);
      fitting = chosen.fitting;
      const pages = Math.max(1, Math.ceil(fitting.length / PAGE));
      const page = state.page === "all" ? 0 : Math.min(pages, Math.max(1, Number.parseInt(state.page, 10) || 1));
      const first = page === 0 ? 0 : (page - 1) * PAGE;
      const shown = page === 0 ? fitting : fitting.slice(first, first + PAGE);
      stage(shown, refuge);
      const { length } = shown;
      return { counts: chosen.counts, fit: fitting.length, first, length, page, pages, isSorted: column >= 0 };
    };
    const showAll = (refuge) => stage(fitting, refuge);
    const pageOf = (target) => { // 0 where it is in none of the rows
      const index = order.rows.findIndex((row) => row.element.contains(target));
      return index < 0 ? 0 : Math.floor(index / PAGE) + 1;
    };
    return { rows, show, showAll, pageOf };
  };

  // Says how many rows one sees, beside the controls, and what was chosen, for paper, which has no controls.
  const makeWords = (noun, total, labels, facets) => {
    const count = make("p", { role: "status" });
    const summary = make("p", { class: "reqtrace-chosen" });
    const update = (state, shown) => {
      const fit = words.fit(figure(shown.fit), figure(total), words.plural(noun));
      const between = words.between(fit, figure(shown.first + 1), figure(shown.first + shown.length));
      if (!shown.length) count.textContent = words.nothing(noun);
      else if (shown.length < shown.fit) count.textContent = between;
      else count.textContent = shown.length < total ? words.shown(fit) : fit;

      const value = (facet) => (state[facet] === ABSENT ? words.none : state[facet]);
      const { key, isDown } = sortingOf(state);
      const choice = [
        ...(state.q.trim() ? [words.sought(state.q.trim())] : []),
        ...facets.filter((facet) => state[facet]).map((facet) => words.chosen(labels.get(facet), value(facet))),
        ...(shown.isSorted ? [words.sorted(labels.get(key), isDown)] : []),
      ];
      summary.hidden = !choice.length;
      summary.textContent = [fit, ...choice].join("; ");
    };
    return { count, summary, update };
  };

  // The field to search and what stands with it; `change` takes what is to be another in the state, `reset` all back.
  const makeTools = (table, selects, count, { change, reset }) => {
    const query = make("input", {
      type: "search", autocomplete: "off", spellcheck: "false", placeholder: words.search, "aria-label": words.search,
      "aria-controls": table.id,
    });
    query.addEventListener("input", () => change({ q: query.value }, true));
    const resetAll = () => {
      reset();
      query.focus();
    };
    const all = makeButton("reqtrace-reset", words.reset, resetAll);
    const caption = table.caption?.textContent.trim() ?? "";
    const label = words.tools(words.plural(table.dataset.noun), caption);
    const tools = make("div", { class: "reqtrace-controls reqtrace-tools", role: "search", "aria-label": label },
      query, ...selects.fields, make("div", { class: "reqtrace-count" }, count, all));
    tools.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || all.hidden) return;
      event.preventDefault();
      if (event.target === query && query.value) change({ q: "" });
      else resetAll();
    });
    const update = (state, counts) => {
      if (query.value !== state.q) query.value = state.q;
      selects.update(state, counts);
      all.hidden = !state.q.trim() && !selects.facets.some((facet) => state[facet]);
    };
    return { tools, query, update };
  };

  // Puts the controls of a table around it; gives what brings them up to what is shown.
  const makeControls = (table, rows, { change, reset }) => {
    const labels = new Map(Object.entries(words.facets));
    for (const head of table.tHead.rows[0].cells) labels.set(head.dataset.key, head.textContent.trim());
    const isSearchable = rows.length > FEW;
    const wide = table.closest(".reqtrace-wide") ?? table;

    const selects = makeSelects(table, rows, labels, change);
    const told = makeWords(table.dataset.noun, rows.length, labels, selects.facets);
    const { tools, query, update: updateTools } = makeTools(table, selects, told.count, { change, reset });
    const { pager, update: updatePager } = makePager(words.plural(table.dataset.noun), (page) => {
      change({ page });
      wide.scrollTop = 0;
      if (wide.getBoundingClientRect().top < 0) wide.scrollIntoView();
    });
    const updateHeadings = makeHeadings(table, change);
    wide.before(...(isSearchable ? [tools, told.summary] : [told.summary]));
    wide.after(pager);

    const update = (state, shown) => {
      const { key, isDown } = sortingOf(state);
      updateHeadings(key, isDown);
      updateTools(state, shown.counts);
      updatePager(shown.page, shown.pages);
      told.update(state, shown);
    };
    return { isSearchable, selects, refuge: isSearchable ? query : wide, update };
  };

  // Makes a table answer. Its state is what the address says of it: `page` is a number from 1, or "all".
  const enhance = (table, remember) => {
    let state = UNTOUCHED;
    const change = (part, isTyped = false) => {
      const wanted = typeof part === "function" ? part(state) : part;
      state = { ...state, page: "", ...wanted };
      show();
      remember(isTyped);
    };
    const reset = () => change({ ...UNTOUCHED, sort: state.sort });

    const view = makeView(table);
    const { isSearchable, selects, refuge, update } = makeControls(table, view.rows, { change, reset });
    const show = () => update(state, view.show(state, selects.facets, refuge));

    const restore = (wanted) => {
      state = { ...UNTOUCHED, sort: wanted.sort, page: wanted.page };
      if (isSearchable) state.q = wanted.q;
      for (const facet of isSearchable ? selects.facets : []) {
        if (selects.offers(facet, wanted[facet])) state[facet] = wanted[facet];
      }
      show();
    };
    const reveal = (target) => {
      const page = view.pageOf(target);
      if (!page) return;
      state = { ...UNTOUCHED, sort: state.sort, page: String(page) };
      show();
    };
    return { name: table.id, state: () => state, restore, reveal, show, showAll: () => view.showAll(refuge) };
  };

  // What the tables show is kept in the address, one entry of the history for each choice and for each text typed.
  const makeAddress = () => {
    const tables = [];
    let timer = 0;
    let isTyped = false;

    const write = (typing) => {
      timer = 0;
      const parts = new URLSearchParams();
      for (const { name, state } of tables) {
        for (const [key, value] of Object.entries(state())) if (value) parts.set(`${name}.${key}`, value);
      }
      const address = String(parts) ? `#?${parts}` : location.pathname + location.search;
      if (typing && isTyped) history.replaceState(null, "", address);
      else history.pushState(null, "", address);
      isTyped = typing;
    };
    const remember = (typing) => {
      clearTimeout(timer);
      if (typing) timer = setTimeout(write, PAUSE, true);
      else write(false);
    };
    const restore = (parts) => {
      for (const table of tables) {
        const wanted = Object.keys(UNTOUCHED).map((key) => [key, parts.get(`${table.name}.${key}`) ?? ""]);
        table.restore(Object.fromEntries(wanted));
      }
    };
    const reveal = (name) => {
      const target = document.getElementById(name);
      if (!target || target.getClientRects().length) return;
      for (const table of tables) table.reveal(target);
      target.scrollIntoView();
    };
    const arrive = () => {
      clearTimeout(timer);
      isTyped = false;
      const hash = location.hash;
      if (hash.length < 2 || hash.startsWith("#?")) restore(new URLSearchParams(hash.slice(2)));
      else reveal(decoded(hash.slice(1)));
    };
    return { tables, remember, arrive };
  };

  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text; // no percent-encoding: an anchor as it is
    }
  };

  const begin = () => {
    const { tables, remember, arrive } = makeAddress();
    const found = [...document.querySelectorAll("table.reqtrace-table[data-noun]")];
    for (const table of found.filter((each) => each.id && each.tHead && each.tBodies.length)) {
      tables.push(enhance(table, remember));
    }
    for (const { show } of tables) show();
    arrive();
    window.addEventListener("popstate", arrive);
    window.addEventListener("beforeprint", () => { for (const { showAll } of tables) showAll(); });
    window.addEventListener("afterprint", () => { for (const { show } of tables) show(); });
  };

  document.documentElement.classList.add(PAGING);
  document.addEventListener("DOMContentLoaded", () => {
    try {
      begin();
    } finally {
      document.documentElement.classList.remove(PAGING);
    }
  });
})();
