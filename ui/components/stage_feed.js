// Brings stage.js, which is large and stays, what is new of the room: only this travels with every look.
export default function ({ data, setTriggerValue }) {
  const value = { message: data, send: setTriggerValue };
  (globalThis.seesoftmax ??= []).push({ store: "stage", name: data, value });
}
