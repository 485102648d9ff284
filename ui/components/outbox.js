// What is to be sent and was not acknowledged yet: kept in this tab, also over a reload, and sent again until it is.
export const AGAIN = 4000; // milliseconds after which what was sent is sent again
export const AFTER_REFUSAL = 15000; // what was refused may be taken later: a pause ends, a minute passes
export const MOST = 40;

export function newId(random = (bytes) => crypto.getRandomValues(bytes)) {
  return Array.from(random(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const isWaiting = (each) => each && typeof each.id === "string" && Number.isInteger(each.label) && each.strokes;

export class Outbox {
  // `store` is like sessionStorage, and may refuse; `now` gives milliseconds.
  constructor(name, store, now = () => Date.now()) {
    Object.assign(this, { name, store, now });
    this.due = new Map(); // by id, when it is to be sent next
    this.waiting = this.read();
  }

  read() {
    try {
      const found = JSON.parse(this.store.getItem(this.name) ?? "[]");
      return Array.isArray(found) ? found.filter(isWaiting).slice(-MOST) : [];
    } catch {
      return [];
    }
  }

  keep() {
    try {
      if (this.waiting.length) this.store.setItem(this.name, JSON.stringify(this.waiting));
      else this.store.removeItem(this.name);
    } catch {} // then for as long as the page is open
  }

  put(message) {
    this.waiting.push(message);
    this.keep();
  }

  drop(id) {
    this.waiting = this.waiting.filter((each) => each.id !== id);
    this.due.delete(id);
    this.keep();
  }

  // Take note of what the server has answered: { id: { done } or { refused } or { wait } }; gives those that it has.
  hear(answers) {
    const done = this.waiting.filter(({ id }) => answers[id]?.done).map(({ id }) => id);
    for (const id of done) this.drop(id);
    for (const { id } of this.waiting) {
      // Only what was refused anew puts it off: the same answer is told again with every look.
      const refused = answers[id]?.refused;
      if (refused && answers[id].turn !== this.turns?.[id]) {
        this.turns = { ...this.turns, [id]: answers[id].turn };
        this.due.set(id, this.now() + AFTER_REFUSAL);
      }
    }
    return done;
  }

  // The one that is to be sent now, if any: one at a time, in the order in which they were made.
  next() {
    const found = this.waiting.find(({ id }) => (this.due.get(id) ?? 0) <= this.now());
    if (found) this.due.set(found.id, this.now() + AGAIN);
    return found;
  }

  // All of them are due: the network is back.
  hurry() {
    this.due.clear();
  }
}
