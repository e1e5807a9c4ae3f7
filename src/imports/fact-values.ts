import type { Item, Scheme } from '../scoring/scheme.js';
import { valueProperty } from '../scoring/entry.js';
import { cellFault, plain, pointsIn, type ValueProblem } from './cell-values.js';
import type { GridCell } from './grid.js';
import type { ValueMeaning } from './mapping.js';

/** What a cell says about an item, in the item's own way. */
export interface FactValue {
  optionCode: string | null;
  count: number | null;
  pointsHundredths: number | null;
}

/** 'default': nothing out of the ordinary, which is said by no line at all; 'nothing': the cell is silent. */
export type FactReading = { value: FactValue } | 'default' | 'nothing' | ValueProblem;

const nobody: FactValue = { optionCode: null, count: null, pointsHundredths: null };
const yes =
  /^(√|✓|✔|v|y|yes|是|有|到|到会|出席|参加|已参加|正常|全勤|已交|已缴|按时|按时交纳|按时缴纳|足额|完成|已完成|合格|ok|o|○|●)$/;
const silent = /^(|-+|—+|–+|\/|无)$/;

/** Reads a cell of an item's column: by what a person said that its word means, by the option's name, or as a number. */
export function factIn(
  cell: GridCell,
  item: Item,
  { stepHundredths }: Pick<Scheme, 'stepHundredths'>,
  meanings: readonly ValueMeaning[],
): FactReading {
  const fault = cellFault(cell);
  if (fault) return fault;
  const word = plain(cell.text).replace(/^['‘’]/, '');
  const said = meanings.find(({ itemCode, text }) => itemCode === item.code && text === word)?.means;
  if (said === 'default' || said === 'nothing') return said;
  if (said?.startsWith('option:')) return { value: { ...nobody, optionCode: said.slice(7) } };
  if (silent.test(word)) return 'nothing';
  const options = item.options ?? [];
  const named = options.find(({ code, name }) => [code, name.zh, name.en].some((one) => plain(one) === word));
  if (named) return isPresumed(item, named.code) ? 'default' : { value: { ...nobody, optionCode: named.code } };
  if (yes.test(word)) {
    if (item.kind === 'base') return 'default';
    const [only, second] = options;
    if (only && !second) return { value: { ...nobody, optionCode: only.code } };
  }
  const read = pointsIn(cell);
  const number = 'code' in read ? null : read.hundredths;
  if (number === null) return unknown(cell, item);
  if (number === 0 && item.kind !== 'base') return 'nothing';
  const property = valueProperty(item);
  if (property === 'count') {
    if (number % 100 !== 0) return { code: 'notAWholeNumber', params: { text: cell.text.trim().slice(0, 40) } };
    return { value: { ...nobody, count: number / 100 } };
  }
  const signed = item.kind === 'deduction' ? -Math.abs(number) : number;
  if (property === 'pointsHundredths') {
    if (!item.range)
      return signed === item.standardHundredths ? 'default' : { code: 'fixed', params: { item: item.code } };
    if (signed === item.standardHundredths && item.kind === 'base') return 'default';
    if (signed % stepHundredths !== 0) return { code: 'offStep', params: { stepHundredths } };
    return { value: { ...nobody, pointsHundredths: signed } };
  }
  const worth = options.filter(({ pointsHundredths }) => pointsHundredths === signed);
  // Two cases of the same points: which one it was is not for a number to say.
  if (worth.length !== 1) return unknown(cell, item);
  const code = worth[0]!.code;
  return isPresumed(item, code) ? 'default' : { value: { ...nobody, optionCode: code } };
}

const unknown = (cell: GridCell, item: Item): ValueProblem => ({
  code: 'unknownValue',
  params: { text: cell.text.trim().slice(0, 40), item: item.code },
});

/** A base item's first option is what is presumed. */
const isPresumed = ({ kind, options }: Item, code: string): boolean => kind === 'base' && options?.[0]?.code === code;
