// Comfort only; every page is complete without it.
"use strict";
// Point at a mark or a note: all its passages and its note light up.
const light = (id, on) => document.querySelectorAll(".m, .note").forEach((e) => { if (e.dataset.i === id) e.classList.toggle("on", on); });
for (const [begin, end] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  document.addEventListener(begin, (event) => { const e = event.target.closest?.("[data-i]"); if (e) light(e.dataset.i, true); });
  document.addEventListener(end, (event) => { const e = event.target.closest?.("[data-i]"); if (e) light(e.dataset.i, false); });
}
// A note that is led to opens.
const open = () => { const d = document.getElementById(location.hash.slice(1))?.querySelector("details"); if (d) d.open = true; };
addEventListener("hashchange", open);
open();
// Rows of long tables can be narrowed by what stands in them.
const rows = [...document.querySelectorAll("tbody tr")];
if (rows.length > 12) {
  const box = Object.assign(document.createElement("input"), { type: "search", className: "filter", placeholder: "Narrow the rows on this page" });
  box.setAttribute("aria-label", "Narrow the rows on this page");
  box.addEventListener("input", () => { const q = box.value.toLowerCase(); rows.forEach((r) => { r.hidden = !r.textContent.toLowerCase().includes(q); }); });
  document.querySelector("table").before(box);
}
