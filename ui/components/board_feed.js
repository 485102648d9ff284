// Brings what is new of a run to board.js, which is large and stays: only this travels with every tick.
export default function ({ data, setTriggerValue }) {
  const shelf = (globalThis.seesoftmaxBoard ??= { waiting: [], frames: [] });
  shelf.ask = (first) => setTriggerValue("ask", first);
  shelf.waiting.push(data);
  shelf.wake?.();
}
