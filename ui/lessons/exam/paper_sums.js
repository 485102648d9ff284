// Sums of whole numbers as one writes them by hand.
export const ROWS = "ABCDEFG";
const SIDE = 7;

export const plain = (value) => (value < 0 ? `−${-value}` : String(value));
const signed = (value) => (value > 0 ? `+${value}` : plain(value));
export const one = (digit) => `${digit === 8 ? "an" : "a"} ${digit}`;

// The start and the weights of the black squares, those that are not 0, and what they make.
export function equation(data, digit) {
  const terms = data.weights.filter((weight, j) => digit.black[j] && weight);
  return `${[plain(data.start), ...terms.map(signed)].join(" ")} = ${plain(digit.sum)}`;
}

// A row of the key: the start, what each row of squares adds, and what that makes.
export function keyed(data, digit) {
  return [plain(data.start), ...digit.rows.map(signed), plain(digit.sum)];
}

// The full squares in words, row by row, for those who cannot see them.
export function gridName(digit) {
  const rows = [...ROWS].map((row, r) => {
    const columns = digit.black.slice(SIDE * r, SIDE * (r + 1)).flatMap((black, c) => (black ? [c + 1] : []));
    return columns.length ? [`${row} ${columns.join(" ")}`] : [];
  });
  return `ink in ${rows.flat().join(", ") || "no square"}`;
}
