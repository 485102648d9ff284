// Brings some of the models, or the examples, to size.js: each travels once, and what comes later beside it.
export default function ({ data }) {
  (globalThis.seesoftmax ??= []).push({ store: "reels", name: data.name, value: data.bytes });
}
