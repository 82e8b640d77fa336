// Comfort only; every page is complete without it.
"use strict";
// "/" leads to the search box, as people know it from elsewhere.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  document.querySelector(".find input")?.focus();
});
// On a narrow screen the menu begins where we are.
const nav = document.querySelector(".top nav"), here = nav.querySelector("[aria-current]");
if (here) nav.scrollLeft = here.offsetLeft - nav.offsetLeft - 16;

// While documents are being read: how far it is; the briefing follows, other pages say that there is more.
const live = document.getElementById("live");
if (live) {
  const said = live.querySelector("span"), again = live.querySelector("a");
  const follows = document.body.classList.contains("front");
  const number = (n) => n.toLocaleString("en");
  let shown = null, due = 0, timer = 0;
  again.hidden = true;
  const fresh = async () => {
    timer = 0;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const inside = document.querySelector("main").contains(document.activeElement) && document.activeElement !== document.querySelector("main");
    if (inside || String(getSelection())) { again.hidden = false; return; }
    document.querySelector("main").replaceChildren(...page.querySelector("main").childNodes);
    due = Date.now() + 1500;
  };
  const events = new EventSource(live.dataset.live);
  events.onmessage = (event) => {
    const now = JSON.parse(event.data), reading = now.reading;
    said.textContent = reading
      ? `Reading${reading.total ? `: ${number(reading.done)} of ${number(reading.total)} sources` : ""} · ${number(now.documents)} documents, ${number(now.items)} items`
      : `Read: ${number(now.documents)} documents, ${number(now.items)} items`;
    if (shown !== now.state && follows && !timer) timer = setTimeout(fresh, Math.max(0, due - Date.now()));
    if (shown !== now.state && shown !== null && !follows) again.hidden = false;
    shown = now.state;
    if (!reading) { events.close(); live.classList.add("done"); if (!follows) again.hidden = false; }
  };
}
