// Keeps a secret of a room for this browser: a pupil's token, a teacher's key. It is sent to the server when a page asks,
// or when another tab has changed it, and stands nowhere on the page nor in its address.
import { insist, rest } from "./insist.js";

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".keeper");
  const name = `seesoftmax ${data.role}`;
  root.tell = (secret) => setTriggerValue("kept", secret);
  listen(root, name);
  if (data.heard && data.put === undefined) rest(root);
  // Asked once by each session: a server that was started again knows nothing any more.
  const asked = `${data.asks} ${data.put}`;
  if (root.asked === asked) return;
  root.asked = asked;
  if (data.put !== undefined) {
    write(name, data.put);
    insist(root, () => root.tell(data.put));
    return;
  }
  const secret = read(name);
  // A browser that keeps nothing: then for as long as the page is open.
  if (secret === null && data.known) return;
  if (data.heard) root.tell(secret ?? "");
  else insist(root, () => root.tell(secret ?? ""));
}

function listen(root, name) {
  if (root.listens) return;
  root.listens = true;
  const hear = (event) => {
    if (!root.isConnected) window.removeEventListener("storage", hear);
    else if (event.key === name) {
      rest(root); // what was kept until now is not said any more
      root.tell(event.newValue ?? "");
    }
  };
  window.addEventListener("storage", hear);
}

function read(name) {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return null;
  }
}

function write(name, secret) {
  try {
    if (secret) localStorage.setItem(name, secret);
    else localStorage.removeItem(name);
  } catch {}
}
