// A table of cells is one stop for the tab key; the arrow keys walk from cell to cell, and around at its edges.
export const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// `cells` are rows of what takes the focus, all as long.
export function walk(cells, event, row, column) {
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  const [rows, columns] = [cells.length, cells[0].length];
  cells[(row + step[0] + rows) % rows][(column + step[1] + columns) % columns].focus();
}
