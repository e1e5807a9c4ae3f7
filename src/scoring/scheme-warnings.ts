import type { Problem } from './problem.js';
import type { Item, Scheme } from './scheme.js';
import { type Report, reportInto, type SchemeWarningCode } from './scheme-problems.js';
import { Places, valuesOf } from './scheme-tree.js';
import { doubtBands, doubtSummaries } from './scheme-warnings-bands.js';
import { doubtGroups } from './scheme-warnings-groups.js';
import { doubtItems } from './scheme-warnings-items.js';

export type Doubt = Report<SchemeWarningCode>;

/**
 * What is odd about a scheme: it can be published, but somebody should look (points that nobody can have, limits that limit
 * nothing, names that nobody uses). Paths as in the definition; codes: see `SCHEME_WARNINGS`. For a scheme that `checkScheme`
 * finds in order; where it doesn't, the doubts may be about what is wrong.
 */
export function schemeWarnings(scheme: Scheme): Problem[] {
  const problems: Problem[] = [];
  const doubt: Doubt = reportInto(problems);
  doubtNames(scheme, doubt);
  doubtStep(scheme, doubt);
  const places = new Places(scheme);
  doubtItems(scheme, places, doubt);
  doubtGroups(scheme, places, doubt);
  doubtSummaries(scheme, doubt);
  doubtBands(scheme, doubt);
  return problems;
}

function doubtNames(scheme: Scheme, doubt: Doubt): void {
  const { categories, qualifications, items } = scheme;
  categories.forEach(({ code }, index) => {
    if (!items.some(({ category }) => category === code)) doubt(`categories[${index}]`, 'categoryUnused', { code });
  });
  qualifications.forEach(({ code }, index) => {
    const isUsed = items.some(({ qualification }) => qualification === code);
    if (!isUsed) doubt(`qualifications[${index}]`, 'qualificationUnused', { code });
  });
  items.forEach(({ kind, category, qualification }, index) => {
    // Results are published by base points of categories: an item without one is in no column.
    if (kind !== 'base') return;
    if (category === null && categories.length > 0) doubt(`items[${index}].category`, 'categoryMissing');
    if (qualification === null && qualifications.length > 0) {
      doubt(`items[${index}].qualification`, 'qualificationMissing');
    }
  });
}

/** Half a point is what people give. A finer step only serves rules whose figures are finer. */
const USUAL_STEP_HUNDREDTHS = 50;

function doubtStep({ stepHundredths, items }: Scheme, doubt: Doubt): void {
  const ranges = items.filter(({ kind, range }) => kind !== 'factor' && range);
  items.forEach(({ kind, range }, index) => {
    if (kind === 'factor' || !range) return;
    const isTwoValues = range.toHundredths - range.fromHundredths === stepHundredths;
    if (isTwoValues) doubt(`items[${index}].range`, 'rangeWithoutBetween', { stepHundredths });
  });
  if (ranges.length === 0 || stepHundredths >= USUAL_STEP_HUNDREDTHS) return;
  const figures = items.filter(({ kind }) => kind !== 'factor').flatMap(figuresOf);
  if (figures.every((figure) => figure % USUAL_STEP_HUNDREDTHS === 0)) {
    doubt('stepHundredths', 'stepFinerThanNeeded', { neededHundredths: USUAL_STEP_HUNDREDTHS });
  }
}

function figuresOf(item: Item): number[] {
  const { standardHundredths, capHundredths, floorHundredths } = item;
  const values = valuesOf(item).map(({ hundredths }) => hundredths);
  return [standardHundredths, capHundredths ?? 0, floorHundredths ?? 0, ...values];
}
