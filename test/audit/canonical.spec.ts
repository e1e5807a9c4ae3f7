import fc from 'fast-check';
import { type Canonical, canonicalJson } from '#src/audit/canonical.js';

/** As the rule says it, without any short cut: keys sorted, NFC, and JSON's own way of writing. */
function bySortingEverything(value: Canonical): Canonical {
  if (typeof value === 'string') return value.normalize('NFC');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry: Canonical) => bySortingEverything(entry));
  const sorted = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, entry]) => [key, bySortingEverything(entry as Canonical)]));
}

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('a"b', 'a\\b', '\u007f', '\n', 'é', '合格'),
);
const name = fc.stringMatching(/^[a-z][A-Za-z" ]{0,6}$/);
const { value } = fc.letrec<{ value: Canonical }>((again) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(again('value'), { maxLength: 4 }),
    fc.dictionary(name, again('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

test('what is digested is written the same way, however it came', () => {
  fc.assert(fc.property(value, (any) => canonicalJson(any) === JSON.stringify(bySortingEverything(any))));
  expect(canonicalJson({ b: 'e\u0301', a: ['"', 1] })).toBe('{"a":["\\"",1],"b":"é"}');
});

test('a fraction is no part of a trail', () => {
  expect(() => canonicalJson({ points: 0.5 })).toThrow('whole numbers only');
});
