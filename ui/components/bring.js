// Brings what travels once, whatever changes beside it. The server knows what it has sent this window, and then sends
// only the name; a window that lacks it all the same (a message can be lost) says so.
export default function ({ data: { store, most, things }, setTriggerValue }) {
  const feed = (globalThis.seesoftmax ??= []);
  const isHere = (name) =>
    feed.stores?.[store]?.kept.has(name) || feed.some((each) => each.store === store && each.name === name);
  const lacking = things.filter(({ name, value }) => value === undefined && !isHere(name));
  for (const { name, value } of things) if (value !== undefined) feed.push({ store, most, name, value });
  if (lacking.length) setTriggerValue("lacks", true);
}
