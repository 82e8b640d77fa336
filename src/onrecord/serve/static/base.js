// Comfort only; every page is complete without it.
"use strict";
// "/" leads to the search box, as people know it from elsewhere.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  document.querySelector(".find input")?.focus();
});
