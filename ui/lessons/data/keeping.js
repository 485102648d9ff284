// What keeps the pixel that was pressed: shown at once, told to the server when the presses pause.
export const keeper = (view, setStateValue) => (pixel, delay) => {
  view.kept = pixel;
  view.point(pixel);
  clearTimeout(view.later);
  view.later = setTimeout(() => setStateValue("pixel", pixel), delay);
};
