"use strict";

// Everything here adds to pages that can be read without it.

const theme = document.getElementById("theme");
const dark = () => document.documentElement.dataset.theme
  ? document.documentElement.dataset.theme === "dark"
  : matchMedia("(prefers-color-scheme: dark)").matches;
const kept = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
const show = () => { theme.textContent = dark() ? "Light" : "Dark"; };
if (kept()) document.documentElement.dataset.theme = kept();
theme.hidden = false;
show();
theme.addEventListener("click", () => {
  document.documentElement.dataset.theme = dark() ? "light" : "dark";
  try { localStorage.setItem("theme", document.documentElement.dataset.theme); } catch { /* for this page only */ }
  show();
});

// Sorting, within each group of rows: by the number at the start of a cell, or behind a name and a colon, where all cells have one,
// else by words, numbers in them by their size. Empty cells stay at the end, whichever way.
const number = text => { const found = text.replace(/,/g, "").match(/^(?:[^:]*: )?(-?\d+(\.\d+)?)/); return found ? Number(found[1]) : NaN; };
for (const table of document.querySelectorAll("table.sortable")) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      const text = row => row.cells[column].textContent.trim();
      const isEmpty = row => ["", "not run"].includes(text(row));
      for (const body of table.tBodies) {
        const rows = [...body.rows].filter(row => !row.classList.contains("title"));
        const full = rows.filter(row => !isEmpty(row));
        const numeric = full.every(row => !Number.isNaN(number(text(row))));
        const order = numeric
          ? (a, b) => number(text(a)) - number(text(b))
          : (a, b) => text(a).localeCompare(text(b), "en", { numeric: true });
        full.sort((a, b) => (up ? order(a, b) : order(b, a)));
        body.append(...full, ...rows.filter(isEmpty));
      }
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
    });
  });
}

// Values of charts, under the pointer, a finger, or the keyboard.
const says = document.createElement("div");
says.id = "says";
says.hidden = true;
document.body.append(says);
const hide = () => { says.hidden = true; };
// The page moves under a resting pointer when the keyboard goes to a place out of sight.
const rest = () => { if (!document.activeElement.closest("[data-says]")) hide(); };
const tell = event => {
  const place = event.target.closest("[data-says]");
  if (!place) { rest(); return; }
  says.textContent = place.dataset.says;
  says.hidden = false;
  const box = place.getBoundingClientRect();
  const width = Math.min(says.offsetWidth, innerWidth - 16);
  const left = Math.min(Math.max(8, box.left + box.width / 2 - width / 2), innerWidth - width - 8);
  const top = Math.max(8, Math.min(box.top, innerHeight) - says.offsetHeight - 8);
  says.style.left = `${left + scrollX}px`;
  says.style.top = `${top + scrollY}px`;
};
for (const over of document.querySelectorAll(".over")) {
  over.addEventListener("pointerover", tell);
  over.addEventListener("pointerleave", rest);
  over.addEventListener("focusin", tell);
  over.addEventListener("focusout", hide);
  // One stop of the tab key for each chart; arrows go from place to place.
  const places = [...over.querySelectorAll("[data-says]")];
  places.forEach((place, i) => { place.tabIndex = i === 0 ? 0 : -1; });
  over.addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = places.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = places[(at + step + places.length) % places.length];
    places[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
}
document.addEventListener("keydown", event => { if (event.key === "Escape") hide(); });

// A claim that an address names is open.
const open = () => {
  const named = document.getElementById(location.hash.slice(1));
  if (named instanceof HTMLDetailsElement) named.open = true;
};
addEventListener("hashchange", open);
open();

// Search: claims and experiments whose words have all that was typed.
const search = document.getElementById("search");
if (search) {
  const all = [...document.querySelectorAll("li[data-words]")];
  const found = document.getElementById("found");
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const one of all) one.hidden = !words.every(word => one.dataset.words.includes(word));
    found.textContent = words.length ? `${all.filter(one => !one.hidden).length} of ${all.length}` : "";
  });
}
