// Brings the pictures of the points to space.js: they travel once, whatever changes beside them.
export default function ({ data }) {
  (globalThis.seesoftmax ??= []).push({ store: "sprites", name: data.name, value: data.png, most: 1 });
}
