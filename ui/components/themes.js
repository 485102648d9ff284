// The theme that a visitor has chosen holds on every page.
//
// Streamlit keeps it under the path of the page that was loaded, so any other page that was loaded anew was light again.
import { PAGE_LINK } from "./links.js";

const KEY = /^stActiveTheme-(?<path>.*)(?<version>-v\d+)$/;

export function keepTheme(window) {
  const { document, location } = window;
  const loaded = (document.themeOf ??= location.pathname); // pages that are come to by links keep it under this one, too
  const share = () => {
    try {
      const { localStorage } = window;
      const key = Object.keys(localStorage).find((each) => KEY.exec(each)?.groups.path === loaded);
      if (!key) return; // none was chosen
      for (const link of document.querySelectorAll(PAGE_LINK)) {
        const { pathname } = new URL(link.getAttribute("href") || "./", location.href);
        localStorage.setItem(`stActiveTheme-${pathname}${KEY.exec(key).groups.version}`, localStorage.getItem(key));
      }
    } catch {} // a browser that keeps nothing
  };
  share();
  if (document.themeKept) return;
  document.themeKept = true;
  window.addEventListener("pagehide", share);
}
