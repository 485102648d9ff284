// Brings what travels once, whatever changes beside it. The server knows what it has sent this window, and then sends
// only the name, or those of several; a window that lacks it all the same (a message can be lost) says so.
export default function ({ data, setTriggerValue }) {
  const feed = (globalThis.seesoftmax ??= []);
  const has = (asked) =>
    feed.stores?.[data.store]?.kept.has(asked) ||
    feed.some(({ store, name }) => store === data.store && name === asked);
  if (data.value !== undefined) {
    feed.push(data);
    return; // nothing: what is returned would be called when the component goes
  }
  const lacks = (data.names ?? [data.name]).filter((name) => !has(name));
  if (lacks.length) setTriggerValue("lacks", data.names ? lacks : true);
}
