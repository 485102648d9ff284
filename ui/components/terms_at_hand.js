// Terms with their definitions at hand: a term is a link whose title defines it, which a browser shows to a mouse that
// waits, and to nobody else. Here whoever points at one, comes to it by the keyboard or touches it can read it at once;
// page.css draws what it says. It leads nowhere, so that Back leads where it did.
const TERM = 'a[href^="#term-"]';

export function keepTerms(document) {
  if (document.termsKept) return;
  document.termsKept = true;
  const define = (event) => {
    const link = event.target.closest?.(TERM);
    if (!link?.title) return link;
    link.setAttribute("data-says", link.title);
    link.setAttribute("aria-description", link.title);
    link.removeAttribute("title");
    return link;
  };
  for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, define, true);
  document.addEventListener("click", (event) => define(event) && event.preventDefault(), true);
  document.addEventListener("keydown", (event) => event.key === "Escape" && event.target.closest?.(TERM)?.blur(), true);
}
