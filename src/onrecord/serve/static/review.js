// Keys for the card's buttons, and spans taken from a selection. Every button works without this.
"use strict";
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");
document.addEventListener("keydown", (event) => {
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const button = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
  if (button.tagName === "SUMMARY") button.parentElement.querySelector("select, input:not([type=hidden])")?.focus();
});
// Offsets count code points; labels that the page prints into a passage do not count.
const points = (node, stop) => {
  const range = document.createRange();
  range.setStart(node, 0);
  range.setEnd(stop.container, stop.offset);
  return [...range.toString()].length;
};
const place = (container, offset) => {
  const element = container.nodeType === Node.TEXT_NODE ? container.parentElement : container;
  const passage = element?.closest("[data-offset]");
  return passage ? Number(passage.dataset.offset) + points(passage, { container, offset }) : null;
};
for (const button of document.querySelectorAll(".take")) {
  button.hidden = false;
  button.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
  button.addEventListener("click", () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const [start, end] = [place(range.startContainer, range.startOffset), place(range.endContainer, range.endOffset)];
    if (start === null || end === null) return;
    const set = button.closest("fieldset");
    set.querySelector("[name=start]").value = start;
    set.querySelector("[name=end]").value = end;
  });
}
