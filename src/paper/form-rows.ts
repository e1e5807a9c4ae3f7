import { isEntered } from '../scoring/gaps.js';
import { planOf } from '../scoring/plan.js';
import { groupOf, type Item, type Scheme, type Text } from '../scoring/scheme.js';

/** Why the member writes nothing about an item: the service sets it, it isn't for his profile, or others establish it. */
export type Closed = 'automatic' | 'notApplicable' | 'byOrganisation';

/** One line of the printed form. Its number is what batch entry is told instead of the code. */
export interface FormRow {
  /** From 1, through the whole form. */
  number: number;
  item: Item;
  /** Null where the member writes. */
  closed: Closed | null;
  /** What is presumed for this member, in hundredths. */
  standardHundredths: number;
}

export interface FormSection {
  code: string;
  /** Null for base items that are in no category and no group. */
  name: Text | null;
  rows: FormRow[];
}

/** The lines of a form for one profile: base items in sections, then what can be claimed. Deductions are the organisation's. */
export interface FormRows {
  base: FormSection[];
  claims: FormRow[];
}

/**
 * The form's lines with their numbers, laid out like the sheet's page: by category where there are some, else by group.
 * The same for the print, the Word document and batch entry, so that number 7 is number 7 everywhere.
 */
export function formRows(scheme: Scheme, profileCode: string): FormRows {
  const plan = planOf(scheme, profileCode);
  let number = 0;
  const rowOf = (item: Item): FormRow => {
    const node = plan?.byCode.get(item.code);
    number += 1;
    return {
      number,
      item,
      closed: closedFor(item, node?.notApplicable ?? false),
      standardHundredths: node?.standardHundredths ?? item.standardHundredths,
    };
  };
  const base = sections(scheme).map(({ code, name, items }) => ({ code, name, rows: items.map(rowOf) }));
  const claims = scheme.items
    .filter((item) => item.kind === 'contribution' && item.claimedBy.includes('member'))
    // Numbered before what doesn't apply is left out: whoever types a stack of mixed profiles learns one set of numbers.
    .map(rowOf)
    .filter(({ closed }) => closed !== 'notApplicable');
  return { base, claims };
}

/** Every line of a form in its order. */
export function allRows({ base, claims }: FormRows): FormRow[] {
  return [...base.flatMap(({ rows }) => rows), ...claims];
}

/** The line that was meant by its number on the form or by its item's code; undefined when there is none. */
export function rowCalled(rows: FormRows, text: string): FormRow | undefined {
  const said = text.normalize('NFKC').trim().toUpperCase();
  const bare = said.replace(/[^\p{L}\p{N}]/gu, '');
  return allRows(rows).find(
    ({ number, item }) => said === String(number) || item.code.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '') === bare,
  );
}

function closedFor(item: Item, notApplicable: boolean): Closed | null {
  if (notApplicable) return 'notApplicable';
  if (item.automatic !== undefined) return 'automatic';
  return isEntered(item) && item.claimedBy.includes('member') ? null : 'byOrganisation';
}

function sections(scheme: Scheme): { code: string; name: Text | null; items: Item[] }[] {
  const base = scheme.items.filter((item) => item.kind === 'base');
  const tagged = scheme.categories.map(({ code, name }) => ({
    code,
    name,
    items: base.filter(({ category }) => category === code),
  }));
  const untagged = base.filter((item) => !tagged.some(({ items }) => items.includes(item)));
  const grouped = scheme.groups.map((one) => ({
    code: `group-${one.code}`,
    name: one.name,
    items: untagged.filter((item) => groupOf(scheme, item) === one),
  }));
  const rest = { code: 'base', name: null, items: untagged.filter((item) => groupOf(scheme, item) === null) };
  return [...tagged, ...grouped, rest].filter(({ items }) => items.length > 0);
}
