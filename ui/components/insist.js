// Says something to the server until it shows that it has heard: what is said while a page is still being drawn, or on a
// bad network, may be lost, and would then never be said again.
const PATIENCE = 3000; // milliseconds before it is said again; twice as long, three times as long the next times
const MOST = 8;

// `root` is the component's own node; only what was last begun on it is insisted on.
export function insist(root, say, later = setTimeout) {
  const mine = {};
  root.insisting = mine;
  const again = (times) => {
    if (root.insisting !== mine || (times && !root.isConnected)) return;
    say();
    if (times < MOST) later(() => again(times + 1), PATIENCE * (times + 1));
  };
  again(0);
}

export function rest(root) {
  root.insisting = null;
}
