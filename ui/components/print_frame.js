// Prints something in a frame of its own, so that it alone is printed, whatever stands on the page.
import { add } from "./nodes.js";

// Both A4 and letter hold what is 186 mm wide and 250 mm high inside these margins.
export const PAPER = `
@page { margin: 12mm; }
* { box-sizing: border-box; }
body { margin: 0; color: #000; background: #fff; font: 10.5pt/1.4 Georgia, "Times New Roman", serif; }
.page { max-width: 186mm; break-after: page; }
.page:last-child { break-after: auto; }
.head { display: flex; justify-content: space-between; border-bottom: 0.3mm solid; padding-bottom: 1mm; font-size: 9pt; }
h1 { font-size: 18pt; line-height: 1.2; margin: 4mm 0 3mm; }
`;

// A page of paper with where it belongs at its head, and its title.
export function page(body, where, title) {
  const found = add(body, "section", "page");
  const head = add(found, "div", "head");
  add(head, "span", "", "SeeSoftmax");
  add(head, "span", "", where);
  add(found, "h1", "", title);
  return found;
}

// `fill` draws into the body of the frame's document.
export function printFrame(className, title, style, fill) {
  document.querySelector(`iframe.${className}`)?.remove();
  const frame = document.createElement("iframe");
  frame.className = className;
  frame.title = title;
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  frame.style.cssText = "position: fixed; width: 0; height: 0; border: 0; visibility: hidden";
  frame.srcdoc = "<!doctype html><html lang='en'><head></head><body></body></html>";
  frame.onload = () => {
    const inside = frame.contentDocument;
    inside.title = title;
    add(inside.head, "style", "", style);
    fill(inside.body);
    frame.contentWindow.print();
  };
  document.body.appendChild(frame);
}
