// What every page wants of the browser around it: a history of pages, links that open elsewhere, too, one pen at a time,
// definitions at hand, a theme that holds, and to be told of another than the server has drawn in: Streamlit would leave its charts as they are.
import { keepHistory } from "./history.js";
import { insist, rest } from "./insist.js";
import { keepLinks } from "./links.js";
import { awaitSheet, keepPen } from "./pens.js";
import { keepSemantics } from "./semantics.js";
import { keepTerms } from "./terms_at_hand.js";
import { keepTheme } from "./themes.js";

export default function ({ data, parentElement, setTriggerValue }) {
  keepHistory(window);
  keepLinks(document);
  keepPen(document);
  keepSemantics(document);
  keepTerms(document);
  keepTheme(window);
  const root = parentElement.querySelector(".browser");
  const colour = getComputedStyle(root).backgroundColor.match(/\d+/g);
  if (!colour) return; // of a page that has just been left
  const [red, green, blue] = colour.map(Number);
  const theme = red + green + blue < 3 * 128 ? "dark" : "light";
  if (theme !== data.theme && theme !== root.told) {
    awaitSheet(document);
    setTriggerValue("theme", theme);
  }
  root.told = theme;
  tellMember(root, data, setTriggerValue);
}

// A pupil who is in a class's room stays in it on every page; of all others nothing is told. A server that was started
// again, or a session that is new, does not know.
function tellMember(root, data, setTriggerValue) {
  if (data.known) rest(root);
  const kept = data.known ? "" : member();
  if (kept && kept !== root.member) insist(root, () => setTriggerValue("member", kept));
  root.member = kept;
}

function member() {
  try {
    return localStorage.getItem("seesoftmax member") ?? "";
  } catch {
    return "";
  }
}
