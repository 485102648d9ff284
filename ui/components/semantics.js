// What Streamlit's own page says of itself to those who hear it, put right where no setting of Streamlit's does.
//
// The side bar is a list whose sections are no items, and items in no list: to a screen reader it is links in a
// navigation. Formulas and code that are wider than their column scroll, so the keyboard has to get to them. And the
// question mark of a switch lies in the switch's label: who pressed it to read what it says, switched it.
const LISTS = '[data-testid="stSidebarNavItems"], [data-testid="stSidebarNavItems"] li';
const HELP = '[data-testid="stCheckbox"] label [data-testid="stTooltipIcon"]';
const WIDE = '.katex-display, [data-testid="stCode"] pre';

export function keepSemantics(document) {
  if (document.semanticsKept) return;
  document.semanticsKept = true;
  let due = false;
  const put = () => {
    due = false;
    for (const each of document.querySelectorAll(LISTS)) each.role ??= "presentation";
    for (const each of document.querySelectorAll(WIDE)) reach(each);
  };
  const soon = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(put);
  };
  for (const what of ["pointerdown", "pointerup", "click"]) document.addEventListener(what, keepFromSwitch, true);
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  put();
}

// A mouse has a press begin, and a finger has it end, and all in between is the question mark's own.
function keepFromSwitch(event) {
  if (!event.target.closest?.(HELP)) return;
  if (event.type === "click") event.preventDefault();
  else if ((event.pointerType === "mouse") === (event.type === "pointerdown")) event.stopPropagation();
}

function reach(wide) {
  const scrolls = wide.scrollWidth > wide.clientWidth + 1;
  if (scrolls === (wide.tabIndex === 0)) return;
  if (scrolls) wide.tabIndex = 0;
  else wide.removeAttribute("tabindex");
}
