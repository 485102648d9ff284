// The records of the run that is looked at, kept by the browser window: each travels once, whatever page one visits.
import { inflate } from "../../components/packed.js";

const inJs = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

// A frame is the numbers of a record, and a row of bytes; which they are is told by the layout that came along.
async function unpack(packet, before, layout) {
  const bytes = new Uint8Array(await inflate(packet));
  const frame = {};
  let place = 0;
  for (const [name, count] of layout.numbers) {
    const values = new Float32Array(bytes.slice(place, (place += 4 * count)).buffer);
    frame[inJs(name)] = count === 1 ? values[0] : values;
  }
  const row = bytes.subarray(place);
  if (before) for (let i = 0; i < row.length; i++) row[i] += before.row[i];
  place = row.byteOffset;
  for (const [name, kind, size] of layout.row) {
    frame[inJs(name)] = new globalThis[kind](row.buffer, place, size);
    place += size;
  }
  frame.row = row;
  frame.chosen = (i) => (frame.tiles[i >> 3] >> (7 - (i & 7))) & 1;
  return frame;
}

// A message: the length of a JSON head, the head, and packets one after the other.
function open(message) {
  const size = new DataView(message.buffer, message.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(message.subarray(4, 4 + size)));
  let place = 4 + size;
  const cut = (length) => message.subarray(place, (place += length));
  return { head, packets: head.sizes.map(cut), live: head.live ? cut(head.live) : null };
}

export async function take(records, { message, ask }) {
  const { head, packets, live } = open(message);
  if (records.edition !== head.edition) Object.assign(records, { edition: head.edition, frames: [] });
  const frames = records.frames;
  records.layout = head.layout ?? records.layout;
  // Messages may be lost on a bad line, and a page that comes from a cache may lack all: ask for what is missing.
  if (head.first > frames.length) return ask(frames.length);
  for (let k = frames.length - head.first; k < packets.length; k++)
    frames.push(await unpack(packets[k], frames.at(-1), records.layout));
  records.live = live ? await unpack(live, frames.at(-1), records.layout) : null;
  records.head = head;
}

// One message after the other; whoever draws is told when all that has come is unpacked.
export async function attend(records, draw) {
  records.frames ??= [];
  records.draw = draw;
  records.wake = async () => {
    if (records.busy) return;
    records.busy = true;
    try {
      // What comes meanwhile is walked through, too.
      for (const [name, brought] of records.kept) {
        records.kept.delete(name);
        await take(records, brought);
      }
    } finally {
      records.busy = false;
    }
    records.draw();
  };
  await records.wake();
}
