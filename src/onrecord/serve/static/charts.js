// Comfort for charts; every mark is a link with its words, also without this.
"use strict";
// What a mark says, at once and beside it, for pointer and keyboard alike.
const tip = Object.assign(document.createElement("div"), { className: "tip", hidden: true });
tip.setAttribute("aria-hidden", "true");
document.body.append(tip);
const marked = (target) => target.closest?.(".chart a, .net a, .map a, .strip a");
const say = (mark) => {
  tip.hidden = !mark;
  if (!mark) return;
  tip.textContent = mark.getAttribute("aria-label");
  const box = mark.getBoundingClientRect(), page = document.documentElement;
  const left = Math.min(Math.max(box.left + box.width / 2 - tip.offsetWidth / 2, 8), page.clientWidth - tip.offsetWidth - 8);
  const above = box.top - tip.offsetHeight - 6;
  tip.style.left = `${left + scrollX}px`;
  tip.style.top = `${(above > 4 ? above : box.bottom + 6) + scrollY}px`;
};
// Of a network only what is tied to the actor pointed at stays in sight.
const tied = (mark) => {
  const net = mark?.closest(".net");
  document.querySelectorAll(".net.lit, .tie.lit").forEach((e) => e.classList.remove("lit"));
  const name = mark?.dataset.node;
  if (!net || name === undefined) return;
  net.classList.add("lit");
  const near = new Set([name]);
  net.querySelectorAll("[data-from]").forEach((e) => {
    if (e.dataset.from !== name && e.dataset.to !== name) return;
    e.classList.add("lit");
    near.add(e.dataset.from).add(e.dataset.to);
  });
  net.querySelectorAll("[data-node]").forEach((e) => e.classList.toggle("lit", near.has(e.dataset.node)));
};
for (const begin of ["mouseover", "focusin"]) document.addEventListener(begin, (event) => { const mark = marked(event.target); if (mark) { say(mark); tied(mark); } });
for (const end of ["mouseout", "focusout"]) document.addEventListener(end, (event) => { if (marked(event.target)) { say(null); tied(null); } });
document.addEventListener("keydown", (event) => { if (event.key === "Escape") say(null); });
// A chart is one stop of the tabulator; arrows go through its marks.
document.querySelectorAll("[data-keys]").forEach((chart) => {
  const marks = [...chart.querySelectorAll("a")];
  marks.forEach((mark, k) => { if (k) mark.setAttribute("tabindex", "-1"); });
  const go = (mark) => { marks.forEach((m) => m.setAttribute("tabindex", m === mark ? "0" : "-1")); mark.focus(); };
  const middle = (mark) => { const b = mark.getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]; };
  const sides = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  chart.addEventListener("keydown", (event) => {
    const here = event.target.closest("a"), side = sides[event.key];
    if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Home" || event.key === "End") { event.preventDefault(); go(marks.at(event.key === "Home" ? 0 : -1)); return; }
    if (!side) return;
    event.preventDefault();
    const [x, y] = middle(here);
    let best = null, least = Infinity;
    for (const mark of marks) {
      const [mx, my] = middle(mark), along = (mx - x) * side[0] + (my - y) * side[1], across = Math.abs((mx - x) * side[1]) + Math.abs((my - y) * side[0]);
      if (mark === here || along <= 0.5) continue;
      const far = along + across * 2;
      if (far < least) [best, least] = [mark, far];
    }
    if (best) go(best);
  });
});
