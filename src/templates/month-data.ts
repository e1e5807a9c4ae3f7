import type { DocumentCell } from '../documents/description.js';
import type { BoardView } from '../publication/board.view.js';
import type { Scheme } from '../scoring/scheme.js';
import { statistics } from '../scoring/summary.js';
import { dayOf } from '../calendar.js';
import type { TemplateData } from './template-data.js';
import { boardRemark, dayWords, kindWords, monthWords, notScoredWord, standingWords } from './template-words.js';

/** By member and item, in hundredths; nothing where nobody entered anything. */
export type ItemPoints = ReadonlyMap<number, Readonly<Record<string, number>>>;

export function points(hundredths: number | null): DocumentCell {
  return hundredths === null ? null : { hundredths };
}

/** A branch's published month, as its board shows it, with the items of its ledger. */
export function monthData(board: BoardView, scheme: Scheme, items: ItemPoints): TemplateData {
  const { rows, publication, branch, month } = board;
  const scores = rows.flatMap(({ scoreHundredths }) => scoreHundredths ?? []);
  const figures = statistics(scores);
  const sum = (column: 'deductionHundredths' | 'contributionHundredths') =>
    rows.reduce((total, row) => total + (row[column] ?? 0), 0);
  const categoryName = (code: string | null) => scheme.categories.find((each) => each.code === code)?.name.zh ?? '';
  return {
    scalars: {
      branch: { text: branch.name },
      schemeName: { text: board.scheme.name.zh },
      schemeVersion: { text: board.scheme.version },
      year: { integer: Number(month.slice(0, 4)) },
      monthName: { text: monthWords(month) },
      publicationNumber: { integer: publication.number },
      publishedOn: { text: dayWords(dayOf(publication.publishedAt)) },
      windowFrom: { text: dayWords(publication.fromDay) },
      windowUntil: { text: dayWords(publication.untilDay) },
      workingDays: { integer: publication.workingDays },
      contact: { text: publication.contact },
      verificationCode: { text: publication.verificationCode },
      memberCount: { integer: rows.length },
      scoredCount: { integer: figures.count },
      notScoredCount: { integer: rows.length - figures.count },
      mean: points(figures.meanHundredths),
      median: points(figures.medianHundredths),
      highest: points(figures.highestHundredths),
      lowest: points(figures.lowestHundredths),
      spread: points(figures.spreadHundredths),
      deductionTotal: { hundredths: sum('deductionHundredths') },
      contributionTotal: { hundredths: sum('contributionHundredths') },
    },
    lists: {
      member: rows.map((row) => ({
        code: String(row.memberId),
        fields: {
          position: { integer: row.position },
          name: { text: row.name },
          branch: { text: branch.name },
          standing: { text: standingWords(row.standing) },
          base: points(row.baseHundredths),
          deduction: points(row.deductionHundredths),
          contribution: points(row.contributionHundredths),
          score:
            row.scoreHundredths === null
              ? { text: notScoredWord(row.notScoredReason) }
              : { hundredths: row.scoreHundredths },
          remark: { text: boardRemark(row.remarks, row.amendedBy) },
        },
        crossings: {
          item: cells(items.get(row.memberId) ?? {}),
          category: cells(row.categoryPoints),
        },
      })),
      item: scheme.items.flatMap(({ code, name, kind, standardHundredths, category }) =>
        kind === 'factor'
          ? []
          : [
              {
                code,
                fields: {
                  code: { text: code },
                  name: { text: name.zh },
                  standard: kind === 'base' ? { hundredths: standardHundredths } : null,
                  kind: { text: kindWords[kind] },
                  category: { text: categoryName(category) },
                },
              },
            ],
      ),
      category: board.categories.map(({ code, name }) => ({
        code,
        fields: { code: { text: code }, name: { text: name.zh } },
      })),
    },
  };
}

function cells(hundredthsByCode: Readonly<Record<string, number>>): Record<string, DocumentCell> {
  return Object.fromEntries(Object.entries(hundredthsByCode).map(([code, hundredths]) => [code, { hundredths }]));
}
