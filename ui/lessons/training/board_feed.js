// Brings what is new of a run to board.js, which is large and stays: only this travels with every tick.
export default function ({ data, setTriggerValue }) {
  const value = { message: data, ask: (first) => setTriggerValue("ask", first) };
  (globalThis.seesoftmax ??= []).push({ store: "board", name: data, value });
}
