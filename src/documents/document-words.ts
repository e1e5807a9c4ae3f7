import { displayWidth } from '../spreadsheets/display-width.js';

/** Who took the document out, when, and for whom: on every page of it. */
export interface Stamp {
  exportedBy: string;
  /** An instant in UTC. */
  exportedAt: string;
  organisation: string;
}

export function documentFooter({ organisation, exportedBy, exportedAt }: Stamp): {
  footerLeft: string;
  footerRight: string;
} {
  return { footerLeft: organisation, footerRight: `${exportedBy} 导出于 ${stampedAt({ exportedAt })}` };
}

/** '2026-11-21 00:30', in the organisation's time. */
export function stampedAt({ exportedAt }: Pick<Stamp, 'exportedAt'>): string {
  const format = { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat('sv-SE', format).format(new Date(exportedAt));
}

/** The same in one line. */
export function footerWords(stamp: Stamp): string {
  const { footerLeft, footerRight } = documentFooter(stamp);
  return `${footerLeft}　${footerRight}`;
}

/** All that is ever published about a month without a score (domain/README.md): the reason itself stays with the branch. */
export function notScoredWords(reason: string | null): '经批准不计分' | '按规定处理' | '本月转入不计分' {
  if (reason === 'transferredIn') return '本月转入不计分';
  if (reason === 'regulation' || reason === 'byRegulation') return '按规定处理';
  return '经批准不计分';
}

/** '2026-11-20' → 2026年11月20日. */
export function dayName(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日`;
}

/** As wide as its widest words need, in halves of a full-width character, within bounds: what is longer is broken. */
export function widthOf(texts: readonly string[], { least, most }: { least: number; most: number }): number {
  const widest = texts.reduce(
    (width, text) => text.split('\n').reduce((widestLine, line) => Math.max(widestLine, displayWidth(line)), width),
    0,
  );
  return Math.min(most, Math.max(least, widest + 2));
}

/** Three characters as a rule, and room for the long names of some. */
export function nameWidth(people: readonly { name: string }[]): number {
  return widthOf(
    people.map(({ name }) => name),
    { least: 10, most: 18 },
  );
}
