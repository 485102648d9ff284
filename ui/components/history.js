// One entry in the browser's history for each page that one opens, with the settings it was left with.
//
// Streamlit makes an entry of every setting that the server writes into the address; and on the way to another page it
// first empties the address of the one that is left, in an entry of its own. So Back came to a page without its
// settings, and had to be pressed twice.
import { PAGE_LINK } from "./links.js";

export function keepHistory(window) {
  const { document, history } = window;
  if (history.keptByPage) return;
  history.keptByPage = true;
  let leaving = false;
  const elsewhere = (url) => new URL(url, window.location.href).pathname !== window.location.pathname;
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.(PAGE_LINK);
      if (link && elsewhere(link.href)) leaving = !(event.ctrlKey || event.metaKey || event.shiftKey);
    },
    true,
  );
  const push = history.pushState.bind(history);
  history.pushState = (state, unused, url) => {
    if (elsewhere(url)) {
      leaving = false;
      push(state, unused, url);
    } else if (!leaving) history.replaceState(state, unused, url);
  };
}
