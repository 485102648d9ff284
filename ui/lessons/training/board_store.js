// The records of the run that is looked at, kept by the browser window: each travels once, whatever page one visits.
import { AREA } from "../../components/drawing.js";
import { inflate } from "../../components/packed.js";

const PICTURES = 10 * AREA;
const NAMES = [
  "step",
  "trainLoss",
  "trainAccuracy",
  "validationLoss",
  "validationAccuracy",
  "testAccuracy",
  "wrong",
  "limit",
];
const NUMBERS = 23;

// A frame is the numbers of a record, and a row of bytes: pictures, answers, tiles.
async function unpack(packet, before) {
  const bytes = new Uint8Array(await inflate(packet));
  const values = new Float32Array(bytes.slice(0, 4 * NUMBERS).buffer);
  const row = bytes.subarray(4 * NUMBERS);
  if (before) for (let i = 0; i < row.length; i++) row[i] += before.row[i];
  const frame = { row, spread: values.slice(8, 13), bias: values.slice(13) };
  NAMES.forEach((name, k) => (frame[name] = values[k]));
  frame.pictures = new Int8Array(row.buffer, row.byteOffset, PICTURES);
  const candidates = Math.floor(((row.length - PICTURES) * 8) / 9);
  frame.answers = row.subarray(PICTURES, PICTURES + candidates);
  const bits = row.subarray(PICTURES + candidates);
  frame.chosen = (i) => (bits[i >> 3] >> (7 - (i & 7))) & 1;
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
  // Messages may be lost on a bad line, and a page that comes from a cache may lack all: ask for what is missing.
  if (head.first > frames.length) return ask(frames.length);
  for (let k = frames.length - head.first; k < packets.length; k++)
    frames.push(await unpack(packets[k], frames.at(-1)));
  records.live = live ? await unpack(live, frames.at(-1)) : null;
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
