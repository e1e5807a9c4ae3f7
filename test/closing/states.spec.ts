import { closingStates, type ClosingState, mayBecome } from '#src/closing/states.js';

/** The flow of domain/process.md, half-year, written down once more by hand. */
const allowed = new Set([
  'notGenerated generated',
  'generated branchExamined',
  'branchExamined bureauExamined',
  'branchExamined generated',
  'bureauExamined published',
  'bureauExamined generated',
  'published confirmed',
  'published generated',
  'confirmed archived',
]);

const pairs = closingStates.flatMap((from) => closingStates.map((to): [ClosingState, ClosingState] => [from, to]));

test.each(pairs)('a closing that is %s may become %s only as the flow says', (from, to) => {
  expect(mayBecome(from, to)).toBe(allowed.has(`${from} ${to}`));
});
