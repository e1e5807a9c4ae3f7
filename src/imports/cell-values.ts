import { addMonths, type Day, isDay, isMonth, type Month, monthOf } from '../calendar.js';
import type { NotScoredReason } from '../assessments/states.js';
import type { GridCell } from './grid.js';

export type Params = Record<string, string | number>;
export interface ValueProblem {
  code: string;
  params?: Params;
}

/** As words are compared: ordinary width, no blanks, no marks around them, small letters. */
export function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\u200b\ufeff]+/g, '')
    .toLowerCase();
}

/** Excel keeps fifteen digits: the rest of a longer number is gone for good. */
const damaged = /^\d(\.\d+)?e\+\d+$/i;

/** What is wrong with a cell whatever it should hold. */
export function cellFault({ text, kind }: GridCell): ValueProblem | null {
  if (kind === 'error' || /^#(N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!)/i.test(text.trim()))
    return { code: 'errorValue', params: { text: text.slice(0, 20) } };
  if (kind === 'formula' && text.trim() === '') return { code: 'formulaWithoutValue' };
  if (kind === 'text' && /^\s*[=＝]/.test(text)) return { code: 'formula' };
  return null;
}

/**
 * Points as people write them, in hundredths: 88.5, "８８．５", " 88.5 ", "88.5分", "'88.5", "−3", "(3)". The formula's last value
 * counts where there is one. Null: nothing is written there.
 */
export function pointsIn(cell: GridCell): { hundredths: number | null } | ValueProblem {
  const fault = cellFault(cell);
  if (fault) return fault;
  const text = plain(cell.text)
    .replace(/^['‘’`]/, '')
    .replace(/[−–—﹣]/g, '-')
    .replace(/(?<=\d),(?=\d{3}(\D|$))/g, '')
    .replace(/分$/, '');
  if (text === '' || text === '-' || text === '--' || text === '/') return { hundredths: null };
  if (damaged.test(text)) return { code: 'damagedNumber' };
  const found = /^(\()?([+-]?)(\d{1,6})(?:\.(\d*))?\)?$/.exec(text);
  if (!found) return { code: 'notANumber', params: { text: cell.text.trim().slice(0, 40) } };
  const [, bracket, sign, whole = '', fraction = ''] = found;
  const decimals = fraction.replace(/0+$/, '');
  if (decimals.length > 2) return { code: 'tooManyDecimals', params: { text: cell.text.trim().slice(0, 40) } };
  const hundredths = Number(whole) * 100 + Number(decimals.padEnd(2, '0'));
  return { hundredths: (bracket || sign === '-') && hundredths > 0 ? -hundredths : hundredths };
}

/** Why a month has no score, by what stands in its place; 'none': nothing is said about the month. */
export function absenceIn({ text }: Pick<GridCell, 'text'>): NotScoredReason | 'none' | null {
  const word = plain(text).replace(/[()"'“”]/g, '');
  if (/^(|-+|—+|–+|\/|\\|无|空|未完成|未开展|不在册|absent|unfinished)$/.test(word)) return 'none';
  if (/转入/.test(word)) return 'transferredIn';
  if (/按规定/.test(word)) return 'byRegulation';
  if (/不计分|不参评|免于?考核|免考|不参加|notscored|exempt/.test(word)) return 'approvedExemption';
  return null;
}

/** 2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日, 20260301, or a date cell. */
export function dayIn(cell: GridCell): { day: Day | null } | ValueProblem {
  const fault = cellFault(cell);
  if (fault) return fault;
  const text = plain(cell.text).replace(/^['‘’]/, '');
  if (text === '') return { day: null };
  const found = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:\d{2}:\d{2}:\d{2})?$/.exec(text);
  const [, year, month = found?.[4], date = found?.[5]] = found ?? [];
  const day = `${year}-${month?.padStart(2, '0')}-${date?.padStart(2, '0')}`;
  return isDay(day) ? { day } : { code: 'notADay', params: { text: cell.text.trim().slice(0, 40) } };
}

/** The month that a head names, "2025年3月", "2025-03", "25.3", "3月", "三月", "1月份"; a date cell names its own. */
export function monthNamed(text: string, yearOf: (month: number) => number | null): Month | null {
  const word = plain(text);
  const full = /^(20\d{2}|\d{2})[年./-](\d{1,2})(?:月份?)?(?:[-/.]\d{1,2})?$/.exec(word);
  if (full) {
    const year = full[1]!.length === 2 ? `20${full[1]}` : full[1]!;
    const month = `${year}-${full[2]!.padStart(2, '0')}`;
    return isMonth(month) ? month : null;
  }
  const bare = /^(\d{1,2}|[一二三四五六七八九十]{1,2})月份?(?:得分|积分|分数|成绩|考核得分)?$/.exec(word);
  if (!bare) return null;
  const number = /^\d/.test(bare[1]!)
    ? Number(bare[1])
    : '一二三四五六七八九十'.indexOf(bare[1]![0]!) + 1 + (bare[1]!.length === 2 ? '一二'.indexOf(bare[1]![1]!) + 1 : 0);
  if (number < 1 || number > 12) return null;
  const year = yearOf(number);
  return year === null ? null : `${year}-${String(number).padStart(2, '0')}`;
}

/** The one month that a title speaks of: "2025年7月党员出勤表". */
export function monthInTitle(text: string): Month | null {
  const found =
    /(20\d{2})年(\d{1,2})月(?!\d*日)/.exec(plain(text)) ?? /(20\d{2})[-.](\d{1,2})(?![\d-.])/.exec(plain(text));
  const month = found && `${found[1]}-${found[2]!.padStart(2, '0')}`;
  return month !== null && isMonth(month) ? month : null;
}

/** The year that titles name, or null. */
export function yearInTitle(text: string): number | null {
  const found = /(20\d{2})(?:年|年度|-?h[12]|上半年|下半年)/.exec(plain(text));
  return found ? Number(found[1]) : null;
}

/** Where no year is named: the last one in which this month is over. */
export function lastYearWith(month: number, today: Day): number {
  const [thisYear, before] = [Number(today.slice(0, 4)), addMonths(monthOf(today), -1)];
  return `${thisYear}-${String(month).padStart(2, '0')}` <= before ? thisYear : thisYear - 1;
}
