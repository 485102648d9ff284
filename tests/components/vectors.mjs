// Numbers from the Python twins, which tests/ui/test_components.py writes before it runs these tests.
import { readFileSync } from "node:fs";

export const vectors = JSON.parse(readFileSync(process.env.VECTORS, "utf-8"));

export function near(assert, found, expected, tolerance = 1e-12) {
  assert.equal(found.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const off = Math.abs(found[i] - expected[i]);
    assert.ok(off <= tolerance * Math.max(1, Math.abs(expected[i])), `${i}: ${found[i]} is not ${expected[i]}`);
  }
}
