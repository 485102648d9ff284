// What is printed as arithmetic in the browser holds for the digits printed, as tests/ui/test_printed.py asks of Python.
import assert from "node:assert/strict";
import { test } from "node:test";
import { product } from "../../ui/components/numbers.js";
import {
  asPrinted,
  number,
  plainQuotient,
  quotient,
  raising,
  sayWithoutE,
  share,
  withoutE,
} from "../../ui/lessons/softmax/dividing.js";

// Numbers by chance, the same in every run.
function numbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

// Half a unit of the last digit that a text shows.
function half(text) {
  const [mantissa, power = ""] = text.split("·");
  const digits = mantissa.replaceAll(",", "").split(".")[1]?.length ?? 0;
  return 0.5 * 10 ** -digits * (power ? asPrinted(`1·${power}`) : 1);
}
const plain = (text) => asPrinted(text.replace("−", "-"));
function gives(found, text, message) {
  const near = Math.abs(found - plain(text)) <= half(text) * (1 + 1e-6) + 1e-12 * Math.abs(found);
  assert.ok(near, `${message}: ${found} is not ${text}`);
}

test("a product is that of its printed factors", () => {
  const random = numbers(1);
  for (let n = 0; n < 3000; n++) {
    const [a, b] = [random() * (n % 2 ? 1 : 90), (random() - 0.5) * (n % 3 ? 1 : 0.01)];
    const [one, other, shown] = product(a, b);
    gives(plain(one) * plain(other), shown, `${one} × ${other}`);
    assert.ok(Math.abs(plain(shown) - a * b) <= 0.00051);
  }
});

test("a share is the quotient, and a power the power, of what is printed", () => {
  const random = numbers(2);
  for (let n = 0; n < 2000; n++) {
    const z = Array.from({ length: 2 + (n % 9) }, () => +(60 * random() - 30).toFixed(3) / (n % 4 ? 10 : 1));
    const now = share(z, { temperature: +(10 ** (2 * random() - 1)).toPrecision(3), add: n % 5 ? 0 : 2 });
    const k = n % z.length;
    const { exponents, top, bottom, share: shown } = quotient(now, k);
    exponents.forEach((exponent, j) => {
      assert.equal(number(Math.exp(plain(exponent))), number(now.powers[j]), `e^${exponent}`);
    });
    if (shown.startsWith("1 − "))
      assert.ok(1 - plain(top) / plain(bottom) < 6e-5, `${top} / ${bottom} is not ${shown}`);
    else gives(plain(top) / plain(bottom), shown, `${top} / ${bottom}`);
  }
});

// It said 3.5·10⁻⁴ → 0.01897: × 53.735, which do not fit each other.
test("the odds and their factor fit each other", () => {
  const random = numbers(3);
  for (let n = 0; n < 2000; n++) {
    const before = Array.from({ length: 2 + (n % 9) }, () => +(20 * random() - 10).toFixed(3));
    const k = n % before.length;
    const temperature = +(10 ** (1.6 * random() - 0.6)).toPrecision(3);
    const after = before.map((v, j) => v + (j === k));
    const found = raising(
      share(before, { temperature, add: 0 }),
      share(after, { temperature, add: 0 }),
      k,
      temperature,
    );
    gives(plain(found.before) * plain(found.factor), found.after, `${found.before} × ${found.factor}`);
  }
});

test("a part without e is the quotient of what is printed", () => {
  const random = numbers(4);
  for (let n = 0; n < 1000; n++) {
    const z = Array.from({ length: 2 + (n % 9) }, () => +(20 * random() - 10).toFixed(3));
    const now = share(z, { temperature: n % 2 ? 1 : +(10 ** (2 * random() - 1)).toPrecision(3), add: n % 3 ? 0 : -2 });
    const found = withoutE(now);
    const { top, bottom, part } = plainQuotient(now.scaled, found, n % z.length);
    assert.ok(Math.abs(plain(top) / plain(bottom) - plain(part)) <= 0.0005 * (1 + 1e-6), `${top} / ${bottom}: ${part}`);
  }
});

test("how dividing without e fails is said", () => {
  const told = (z) => {
    const now = share(z, { temperature: 1, add: 0 });
    return sayWithoutE(now, withoutE(now));
  };
  assert.match(told([1, -1]), /adds up to 0/);
  assert.match(told([3, -1]), /^Without e class 1 gets −1 \/ 2 = −0.5\./);
  assert.match(told([1, -3]), /^Without e class 0 has the most evidence and gets 1 \/ \(−2\) = −0.5: less/);
  assert.match(told([1, 2]), /looks right/);
});
