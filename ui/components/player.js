// Plays along a row of places, 0 to `last`, on the way between two of them for so many milliseconds; where motion is
// reduced it goes at once to where it was to play to.
import { clamp } from "./scales.js";

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// `draw` is called with every frame and `rested` whenever it rests, at a whole place: the next one, or what `settle` says.
export function player(time, settle = Math.ceil) {
  const self = { at: 0, last: 0, playing: null, draw() {}, rested() {} };
  self.stop = () => {
    cancelAnimationFrame(self.playing);
    self.playing = null;
  };
  self.rest = () => {
    self.stop();
    self.at = clamp(settle(self.at), 0, self.last);
    self.rested();
    self.draw();
  };
  self.go = (place) => {
    self.at = clamp(place, 0, self.last);
    self.rest();
  };
  self.play = (target = self.last) => {
    self.stop();
    if (self.at >= self.last) self.at = 0;
    const goal = clamp(target, 1, self.last);
    if (calm()) return self.go(goal);
    let before = performance.now();
    const frame = (now) => {
      self.at = Math.min(self.at + Math.max(now - before, 0) / time, goal); // a frame may be older than the click
      before = now;
      if (self.at >= goal) return self.rest();
      self.playing = requestAnimationFrame(frame);
      self.draw();
    };
    self.playing = requestAnimationFrame(frame);
    self.draw();
  };
  return self;
}
