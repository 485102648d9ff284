// Keeps a secret of a room for this browser: a pupil's token, a teacher's key. It is sent to the server when a page asks,
// and stands nowhere on the page nor in its address.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".keeper");
  const name = `seesoftmax ${data.role}`;
  if (data.put !== undefined) write(name, data.put);
  if (root.told) return;
  root.told = true;
  setTriggerValue("kept", read(name));
}

function read(name) {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return ""; // a browser that keeps nothing: then for as long as the page is open
  }
}

function write(name, secret) {
  try {
    if (secret) localStorage.setItem(name, secret);
    else localStorage.removeItem(name);
  } catch {}
}
