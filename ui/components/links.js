// Links to pages open elsewhere, too, by the middle button or by a key held down, as links do.
//
// Streamlit takes every click on one for itself, whatever is held down, and gives the home page's no address at all.
// Of the side bar, which is Streamlit's own, and of a page.
export const PAGE_LINK = '[data-testid="stSidebarNavLink"], [data-testid="stPageLink"] a';

export function keepLinks(document) {
  if (document.linksKept) return;
  document.linksKept = true;
  const pageLink = (event) => event.target.closest?.(PAGE_LINK);
  const name = (event) => {
    const link = pageLink(event);
    if (link?.getAttribute("href") === "") link.setAttribute("href", "./");
    return link;
  };
  // Before the browser reads the address: of the middle button it tells only when it has, of the menu as well.
  for (const kind of ["pointerdown", "focusin"]) document.addEventListener(kind, name, true);
  document.addEventListener(
    "click",
    (event) => {
      if (name(event) && (event.ctrlKey || event.metaKey || event.shiftKey)) event.stopPropagation();
    },
    true,
  );
}
