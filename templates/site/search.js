// SPDX-License-Identifier: Apache-2.0
// Looks for words in everything that a report shows. Pages that are read from disk can load nothing but scripts, so the
// index is a few of these, each of which calls `reqtraceIndex` with a part of it.
(() => {
  "use strict";

  const MOST = 50; // results that are shown at once
  const AROUND = 60; // characters beside what was found in a text
  const PAUSE = 120; // milliseconds after a keystroke
  const words = {
    search: "Search titles, ids and texts",
    loading: "Loading what can be found…",
    broken: "The index can not be loaded: the folder “search” is not complete.",
    prompt: (count) => `${count} entries can be found.`,
    nothing: (text) => `Nothing holds all of these words: ${text}`,
    found: (count) => (count === 1 ? "1 result" : `${count} results`),
    first: (count, most) => `${count} results, the first ${most} shown`,
    more: "Show more",
    kind: "Kind",
    verdict: "Verdict",
    resting: (name, qualifier) => (qualifier ? `${name} (${qualifier}) ` : `${name} `),
    any: "any",
    choice: (name, count) => `${name} (${count})`,
  };

  const index = { parts: 1, pages: [], kinds: [], chips: [], signs: [], words: [], found: [], qualifier: "" };
  let loaded = 0;

  const make = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  // A function from a text in which a sign stands for each word to the text. A sign is a place in one of the ranges.
  const decoder = (signs, known) => {
    const numberOf = (code) => {
      let before = 0;
      for (const [first, end] of signs) {
        if (code >= first && code < end) return before + code - first;
        before += end - first;
      }
      return -1;
    };
    return (text) => Array.from(text, (sign) => known[numberOf(sign.codePointAt(0))] ?? "").join(" ");
  };

  const entryOf = (decode) => ([title, id, page, kind, chip, text, named]) => {
    const written = decode(text);
    const anchor = named || id.replaceAll("~", ".");
    return {
      title, id, kind: index.kinds[kind], chip: index.chips[chip] ?? null, text: written, anchor,
      address: named === "-" ? index.pages[page] : `${index.pages[page]}#${anchor}`,
      name: `${title} ${id}`.toLowerCase(), all: `${title} ${id} ${written}`.toLowerCase(),
    };
  };

  const load = (number, isDone, isBroken) => {
    const script = make("script", { src: `search/${number}.js` });
    script.addEventListener("load", () => {
      loaded += 1;
      if (number === 1) for (let other = 2; other <= index.parts; other += 1) load(other, isDone, isBroken);
      if (loaded === index.parts) isDone();
    });
    script.addEventListener("error", isBroken);
    document.head.append(script);
  };

  window.reqtraceIndex = ({ part, found, words: list, ...common }) => {
    Object.assign(index, common);
    index.words[part] = list ? list.split(" ") : [];
    index.found[part] = found;
  };

  // The better the fewer: words in the title or the id come before words in the text.
  const gradeOf = (entry, sought) => (sought.every((word) => entry.name.includes(word)) ? 0 : 1);

  const choose = (entries, { text, kind, verdict }) => {
    const sought = text.toLowerCase().split(/\s+/).filter(Boolean);
    const fitting = entries.filter((entry) => sought.every((word) => entry.all.includes(word)));
    const graded = [0, 1].flatMap((grade) => fitting.filter((entry) => gradeOf(entry, sought) === grade));
    const isKind = (entry) => !kind || entry.kind === kind;
    const isVerdict = (entry) => !verdict || entry.chip?.[0] === verdict;
    return {
      sought, shown: graded.filter((entry) => isKind(entry) && isVerdict(entry)),
      ofVerdict: graded.filter(isVerdict), ofKind: graded.filter(isKind),
    };
  };

  // A text with what was sought marked in it.
  const marked = (text, sought) => {
    const lower = text.toLowerCase();
    const parts = [];
    let at = 0;
    while (at < text.length) {
      const hits = sought.map((word) => [lower.indexOf(word, at), word.length]).filter(([place]) => place >= 0);
      if (!hits.length) break;
      const [place, length] = hits.reduce((one, other) => (other[0] < one[0] ? other : one));
      parts.push(text.slice(at, place), make("mark", {}, text.slice(place, place + length)));
      at = place + length;
    }
    return [...parts, text.slice(at)];
  };

  const excerpt = (text, sought) => {
    const lower = text.toLowerCase();
    const places = sought.map((word) => lower.indexOf(word)).filter((place) => place >= 0);
    const first = Math.max(0, Math.min(...places, text.length) - AROUND);
    const start = places.length ? first : 0;
    const cut = text.slice(start, start + 4 * AROUND);
    return marked(`${start ? "… " : ""}${cut}${start + cut.length < text.length ? " …" : ""}`, sought);
  };

  const result = (entry, sought) => {
    const [word, style, isVerdict] = entry.chip ?? [];
    const resting = isVerdict && index.qualifier ? [" ", make("small", {}, `(${index.qualifier})`)] : [];
    const chip = word ? [make("b", { class: style }, word, ...resting), " "] : [];
    const link = make("a", { href: entry.address }, ...marked(entry.title, sought));
    const id = make("code", {}, ...marked(entry.id, sought));
    const text = entry.text ? [make("p", { class: "soft" }, ...excerpt(entry.text, sought))] : [];
    return make("li", {}, make("p", {}, ...chip, link, " ", id), ...text);
  };

  const begin = (place) => {
    const state = { text: "", kind: "", verdict: "", most: MOST };
    const field = make("input", { type: "search", autocomplete: "off", spellcheck: "false",
      placeholder: words.search, "aria-label": words.search });
    const selects = new Map(["kind", "verdict"].map((name) => [name, make("select", { id: `by-${name}` })]));
    const fields = [...selects].map(([name, select]) => make("label", { for: select.id }, words.resting(words[name], ""), select));
    const form = make("form", { role: "search" }, field, ...fields);
    const status = make("p", { role: "status" }, words.loading);
    const list = make("ol", {});
    const more = make("button", { type: "button", hidden: "" }, words.more);
    place.append(form, status, list, more);
    let entries = [];
    let timer = 0;

    const offer = (select, name, found, valueOf) => {
      const counts = new Map();
      for (const entry of found) {
        const value = valueOf(entry);
        if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      if (state[name] && !counts.has(state[name])) counts.set(state[name], 0);
      const values = [...counts].map(([value, count]) => make("option", { value }, words.choice(value, count)));
      select.replaceChildren(make("option", { value: "" }, words.any), ...values);
      select.value = state[name];
    };
    const told = (count) => {
      if (!state.text && !state.kind && !state.verdict) return words.prompt(entries.length);
      if (!count) return words.nothing(state.text);
      return count > state.most ? words.first(count, state.most) : words.found(count);
    };
    const show = () => {
      const { sought, shown, ofKind, ofVerdict } = choose(entries, state);
      const isAsked = state.text.trim() || state.kind || state.verdict;
      list.replaceChildren(...(isAsked ? shown.slice(0, state.most).map((entry) => result(entry, sought)) : []));
      status.textContent = told(shown.length);
      more.hidden = !isAsked || shown.length <= state.most;
      offer(selects.get("kind"), "kind", ofVerdict, (entry) => entry.kind);
      offer(selects.get("verdict"), "verdict", ofKind, (entry) => entry.chip?.[0]);
    };
    const remember = () => {
      const parts = new URLSearchParams();
      for (const [name, key] of [["text", "q"], ["kind", "kind"], ["verdict", "verdict"]]) {
        if (state[name]) parts.set(key, state[name]);
      }
      history.replaceState(null, "", String(parts) ? `#?${parts}` : location.pathname + location.search);
    };
    const change = (part) => {
      Object.assign(state, { most: MOST }, part);
      show();
      remember();
    };
    const arrive = () => {
      const parts = new URLSearchParams(location.hash.replace(/^#\??/, ""));
      const wanted = parts.get("go");
      const home = wanted && entries.find((entry) => entry.anchor === wanted);
      if (home) {
        location.replace(home.address);
        return;
      }
      Object.assign(state, { text: parts.get("q") ?? wanted ?? "", kind: parts.get("kind") ?? "", verdict: parts.get("verdict") ?? "" });
      field.value = state.text;
      show();
    };

    form.addEventListener("submit", (event) => event.preventDefault());
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => change({ text: field.value }), PAUSE);
    });
    for (const [name, select] of selects) select.addEventListener("change", () => change({ [name]: select.value }));
    more.addEventListener("click", () => { state.most += 4 * MOST; show(); });
    const finish = () => {
      entries = index.found.flat().map(entryOf(decoder(index.signs, index.words.flat())));
      fields[1].firstChild.data = words.resting(words.verdict, index.qualifier);
      arrive();
      window.addEventListener("hashchange", arrive);
    };
    load(1, finish, () => { status.textContent = words.broken; });
    field.focus();
  };

  begin(document.getElementById("search"));
})();
