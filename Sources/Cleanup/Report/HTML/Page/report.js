"use strict";

// The list of images: search, filters, sorting and paging over the page's data.
// Text from outside is inserted only as text (`textContent`).
(() => {
  const pageSize = 100;
  const data = JSON.parse(document.getElementById("data").textContent);
  const count = data.bytes.length;
  const byId = (id) => document.getElementById(id);
  const numberFormat = new Intl.NumberFormat("en-US");
  const collator = new Intl.Collator("en", { numeric: true });

  const repositoryOf = new Int32Array(count);
  {
    let row = 0;
    data.repositories.forEach(({ images }, position) => {
      repositoryOf.fill(position, row, row + images);
      row += images;
    });
  }

  const state = { terms: [], category: -1, repository: -1, column: "category", isDescending: false, page: 0, open: new Set() };
  let shown = [];

  // Facts about an image.

  const algorithm = "sha256:";
  const digestOf = (row) => algorithm + data.digests.slice(algorithm.length + 64 * row, algorithm.length + 64 * row + 64);
  const shortDigest = (digest) => digest.slice(0, 19) + "…";
  const shortened = (text) => text.replace(/sha256:[0-9a-f]{64}/g, shortDigest);
  const nameOf = (row) => data.tags[row] || shortDigest(digestOf(row));
  const isIndex = (row) => data.types[data.type[row]].isIndex;

  function sizeText(bytes) {
    const units = ["KB", "MB", "GB", "TB", "PB"];
    if (bytes < 1024) return `${bytes} B`;
    let value = bytes / 1024;
    let unit = 0;
    for (; value >= 1023.5 && unit < units.length - 1; unit += 1) value /= 1024;
    return `${value < 99.95 ? value.toFixed(1) : numberFormat.format(Math.round(value))} ${units[unit]}`;
  }

  function ageText(time) {
    if (time === 0) return "–";
    const days = Math.floor((data.now - time) / 86400);
    return days < 1 ? "today" : days === 1 ? "1 day ago" : `${numberFormat.format(days)} days ago`;
  }

  const timeText = (time) => (time === 0 ? "–" : `${new Date(time * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`);

  // Search: the texts are built at the first search.

  let texts;
  function textOf(row) {
    texts ??= Array.from({ length: count }, (_, row) =>
      [data.repositories[repositoryOf[row]].name, data.tags[row], digestOf(row), data.categories[data.category[row]].label,
        data.reasons[data.reason[row]]].join(" ").toLowerCase());
    return texts[row];
  }

  // Sorting: by a number for each row, which is fast even for 100,000 rows.

  function ranks(values) {
    const order = Array.from(values.keys()).sort((one, other) => collator.compare(values[one], values[other]));
    const result = new Float64Array(values.length);
    order.forEach((position, rank) => {
      const previous = order[rank - 1];
      result[position] = rank > 0 && values[previous] === values[position] ? result[previous] : rank;
    });
    return result;
  }

  const keys = {
    repository: () => {
      const rank = ranks(data.repositories.map(({ name }) => name));
      return Float64Array.from(repositoryOf, (position) => rank[position]);
    },
    image: () => ranks(Array.from({ length: count }, (_, row) => nameOf(row))),
    size: () => Float64Array.from(data.bytes),
    pushed: () => Float64Array.from(data.pushed),
    pulled: () => Float64Array.from(data.pulled),
    category: () => Float64Array.from(data.category),
  };
  const keyCache = {};
  const keyOf = (column) => (keyCache[column] ??= keys[column]());

  function select() {
    const { terms, category, repository, column, isDescending } = state;
    const rows = [];
    for (let row = 0; row < count; row += 1) {
      if (category >= 0 && data.category[row] !== category) continue;
      if (repository >= 0 && repositoryOf[row] !== repository) continue;
      if (terms.length > 0 && !terms.every((term) => textOf(row).includes(term))) continue;
      rows.push(row);
    }
    const key = keyOf(column);
    const size = keyOf("size");
    const sign = isDescending ? -1 : 1;
    rows.sort((one, other) => sign * (key[one] - key[other]) || size[other] - size[one] || one - other);
    shown = rows;
    state.page = 0;
    show();
  }

  // Families: an index with its manifests, and an image with its referrers.

  let children;
  function familyOf(row) {
    if (!children) {
      children = { heldBy: new Map(), subjects: new Map() };
      for (const [name, links] of [["heldBy", data.heldBy], ["subjects", data.subjects]]) {
        for (const [child, parents] of Object.entries(links)) {
          for (const parent of parents) {
            if (!children[name].has(parent)) children[name].set(parent, []);
            children[name].get(parent).push(Number(child));
          }
        }
      }
    }
    return [
      ["Held by", data.heldBy[row] ?? []],
      ["Holds", children.heldBy.get(row) ?? []],
      ["Refers to", data.subjects[row] ?? []],
      ["Referrers", children.subjects.get(row) ?? []],
    ].filter(([, rows]) => rows.length > 0);
  }

  // The page.

  function element(name, properties = {}, ...content) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...content);
    return made;
  }

  function categoryMark(row) {
    const { name, label } = data.categories[data.category[row]];
    return element("span", { className: "category" }, element("span", { className: `swatch ${name}` }), label);
  }

  function imageButton(row) {
    const isOpen = state.open.has(row);
    const button = element("button", { type: "button", className: "open" }, nameOf(row));
    button.setAttribute("aria-expanded", String(isOpen));
    button.addEventListener("click", () => {
      if (isOpen) state.open.delete(row);
      else state.open.add(row);
      show();
      byId("rows").querySelector(`[data-row="${row}"] .open`)?.focus();
    });
    return button;
  }

  function relative(row) {
    const button = element("button", { type: "button", className: "link" }, `${nameOf(row)}`);
    button.addEventListener("click", () => {
      byId("search").value = digestOf(row);
      resetFilters();
      state.open.add(row);
      search();
      const at = shown.indexOf(row);
      if (at >= 0) {
        state.page = Math.floor(at / pageSize);
        show();
      }
      byId("rows").querySelector(`[data-row="${row}"] .open`)?.focus();
    });
    return element("li", {}, button, ` · ${sizeText(data.bytes[row])} · ${data.categories[data.category[row]].label}`);
  }

  function details(row) {
    const list = element("dl", { className: "details" });
    const add = (term, ...content) => list.append(element("dt", {}, term), element("dd", {}, ...content));
    add("Digest", element("code", {}, digestOf(row)));
    if (data.tags[row]) add("Tags", data.tags[row].split(" ").join(", "));
    if (data.types[data.type[row]].name) add("Media type", data.types[data.type[row]].name);
    add("Pushed", timeText(data.pushed[row]));
    add("Last pull", timeText(data.pulled[row]));
    if (data.rule[row] > 0) add("Rule", String(data.rule[row]));
    add("Reason", data.reasons[data.reason[row]]);
    for (const [term, rows] of familyOf(row)) add(term, element("ul", {}, ...rows.map(relative)));
    return element("tr", { className: "details-row" }, element("td", { colSpan: 7 }, list));
  }

  function tableRow(row) {
    const { name } = data.repositories[repositoryOf[row]];
    const size = isIndex(row) ? element("span", { className: "muted" }, "index") : sizeText(data.bytes[row]);
    const made = element("tr", {},
      element("td", {}, name),
      element("td", {}, imageButton(row)),
      element("td", { className: "number" }, size),
      element("td", { className: "number" }, ageText(data.pushed[row])),
      element("td", { className: "number" }, ageText(data.pulled[row])),
      element("td", {}, categoryMark(row)),
      element("td", {}, shortened(data.reasons[data.reason[row]])));
    made.dataset.row = String(row);
    return made;
  }

  function show() {
    const pages = Math.max(1, Math.ceil(shown.length / pageSize));
    const first = state.page * pageSize;
    const rows = shown.slice(first, first + pageSize);
    byId("rows").replaceChildren(
      ...rows.flatMap((row) => (state.open.has(row) ? [tableRow(row), details(row)] : [tableRow(row)])));
    const bytes = shown.reduce((sum, row) => sum + (isIndex(row) ? 0 : data.bytes[row]), 0);
    byId("shown").textContent =
      shown.length === 0
        ? "No image matches."
        : `${numberFormat.format(first + 1)}–${numberFormat.format(first + rows.length)} of ` +
          `${numberFormat.format(shown.length)} ${shown.length === 1 ? "image" : "images"}, ${sizeText(bytes)}`;
    byId("previous").disabled = state.page === 0;
    byId("next").disabled = state.page >= pages - 1;
    for (const header of document.querySelectorAll("#images [data-column]")) {
      if (header.dataset.column === state.column) {
        header.setAttribute("aria-sort", state.isDescending ? "descending" : "ascending");
      } else {
        header.removeAttribute("aria-sort");
      }
    }
  }

  // The controls.

  function search() {
    state.terms = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    select();
  }

  function resetFilters() {
    state.category = -1;
    state.repository = -1;
    byId("category").value = "-1";
    byId("repository").value = "-1";
  }

  function addOptions(list, labels) {
    list.append(...labels.map(([value, label]) => element("option", { value: String(value) }, label)));
  }

  function listen() {
    let timer;
    byId("search").addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(search, 120);
    });
    for (const id of ["category", "repository"]) {
      byId(id).addEventListener("change", (event) => {
        state[id] = Number(event.target.value);
        select();
      });
    }
    for (const [id, step] of [["previous", -1], ["next", 1]]) {
      byId(id).addEventListener("click", () => {
        state.page += step;
        show();
        byId("images").scrollIntoView({ block: "start" });
      });
    }
    for (const header of document.querySelectorAll("#images [data-column]")) {
      header.querySelector("button").addEventListener("click", () => {
        const { column } = header.dataset;
        const isFirstDescending = ["size", "pushed", "pulled"].includes(column);
        state.isDescending = state.column === column ? !state.isDescending : isFirstDescending;
        state.column = column;
        select();
      });
    }
  }

  const present = new Set(data.category);
  addOptions(byId("category"), data.categories.map(({ label }, value) => [value, label]).filter(([value]) => present.has(value)));
  addOptions(byId("repository"), data.repositories.map(({ name }, value) => [value, name]));
  byId("images").hidden = false;
  listen();
  search();
})();
