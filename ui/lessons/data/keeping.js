// Keeps the place that was pressed: marked at once, told to the server when the presses pause. Until the server has
// answered that, what it draws of an earlier press moves the mark nowhere: the next arrow key would go on from there.
const PATIENCE = 3000; // milliseconds, after which the server's word counts whatever it is: a link may hold the place

// `view.mark` marks a place and keeps it; `name` is what the server calls it.
export const keeper =
  (view, name, setStateValue, later = setTimeout) =>
  (place, delay = 0) => {
    view.awaited = place;
    view.mark(place);
    clearTimeout(view.later);
    view.later = later(() => {
      setStateValue(name, place);
      view.later = later(() => {
        view.awaited = null;
        view.mark(view.said);
      }, PATIENCE);
    }, delay);
  };

// What the server says is marked.
export function said(view, place) {
  view.said = place;
  view.awaited ??= place;
  if (view.awaited !== place) return view.mark(view.awaited);
  clearTimeout(view.later);
  view.awaited = null;
  view.mark(place);
}
