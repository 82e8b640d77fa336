// Comfort only; every page is complete without it.
"use strict";
document.documentElement.classList.add("js");
// Point at a mark or a note: all its passages and its note light up.
const light = (id, on) => { if (id) document.querySelectorAll(".m, .note").forEach((e) => { if (e.dataset.i === id) e.classList.toggle("on", on); }); };
for (const [begin, end] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  document.addEventListener(begin, (event) => { const e = event.target.closest?.("[data-i]"); if (e) light(e.dataset.i, true); });
  document.addEventListener(end, (event) => { const e = event.target.closest?.("[data-i]"); if (e) light(e.dataset.i, false); });
}
// A note that is led to opens.
const open = () => { const d = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.querySelector("details"); if (d) d.open = true; };
addEventListener("hashchange", open);
open();
// What is ticked stands in the address, so that the view can be linked to and comes back.
const tools = document.querySelector("form.tools");
tools?.addEventListener("change", () => {
  const query = new URLSearchParams();
  const boxes = [...tools.elements].filter((e) => e.name && (e.type !== "checkbox" || e.checked));
  const every = [...tools.querySelectorAll("[name=show]")].every((e) => e.checked);
  boxes.forEach((e) => { if (e.name !== "show" || !every) query.append(e.name, e.value); });
  const said = query.toString();
  history.replaceState(null, "", location.pathname + (said ? "?" + said : "") + location.hash);
});
// A citation is copied as it stands.
document.querySelectorAll(".cite").forEach((place) => {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: "Copy" });
  button.addEventListener("click", async () => { await navigator.clipboard.writeText(place.querySelector(".citation").textContent); button.textContent = "Copied"; });
  place.append(button);
});
// A filter whose list is changed is sent at once.
document.querySelectorAll("form.controls[data-auto]").forEach((form) => form.addEventListener("change", (event) => { if (event.target.matches("select, [type=checkbox]")) form.requestSubmit(); }));
