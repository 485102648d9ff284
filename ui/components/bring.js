// Brings what travels once, whatever changes beside it. The server knows what it has sent this window, and then sends
// only the name; a window that lacks it all the same (a message can be lost) says so.
export default function ({ data, setTriggerValue }) {
  const feed = (globalThis.seesoftmax ??= []);
  const same = ({ store, name }) => store === data.store && name === data.name;
  if (data.value !== undefined) feed.push(data);
  else if (!feed.stores?.[data.store]?.kept.has(data.name) && !feed.some(same)) setTriggerValue("lacks", true);
}
