import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { MemberStanding } from '../organisation/member.entity.js';
import type { Note } from '../scoring/problem.js';
import type { Scheme } from '../scoring/scheme.js';
import { statistics } from '../scoring/summary.js';
import type { HalfYearMonthView, RemarkView } from '../summaries/half-year.view.js';
import { Acknowledgements } from './acknowledgements.service.js';
import type { DraftRow } from './rows.js';
import type { ClosingRow } from './closing-row.entity.js';
import type { Closing } from './closing.entity.js';
import type { ClosingRowView, EarlierFiguresView } from './closing.view.js';

type NamedRow = ClosingRow & { name: string; memberNumber: string; standing: MemberStanding };
type FiguresRow = Pick<
  ClosingRow,
  'memberId' | 'revision' | 'meanHundredths' | 'resultHundredths' | 'sumHundredths' | 'bandCode' | 'figuresDigest'
>;

/** The rows of a closing as people read them: with names, who has read them, and what stood before. */
@Injectable()
export class ClosingRowViews {
  constructor(
    private readonly database: Database,
    private readonly acknowledgements: Acknowledgements,
  ) {}

  /** All rows of the revision that stands, or one member's. `propose` puts proposals into them. Inside `read`. */
  async of(
    closing: Closing,
    scheme: Scheme,
    { memberId = null, propose = (rows) => rows }: RowWish = {},
  ): Promise<ClosingRowView[]> {
    const rows = await this.database.rows<NamedRow>(
      `SELECT closing_rows.*, members.name, members.memberNumber, members.standing
         FROM closing_rows JOIN members ON members.id = closing_rows.memberId
        WHERE closing_rows.closingId = ? AND closing_rows.revision = ? AND (? IS NULL OR closing_rows.memberId = ?)
        ORDER BY closing_rows.position`,
      [closing.id, closing.revision, memberId, memberId],
    );
    const proposed = new Map(propose(rows).map((row) => [row.memberId, row]));
    const noted = new Map((await this.acknowledgements.notedRows(closing)).map((each) => [each.memberId, each]));
    const before = await this.before(closing, memberId);
    const looksAt = lookFinder(rows);
    return rows.map((row) => {
      const { bandCode, bandReason } = proposed.get(row.memberId) ?? row;
      const acknowledgement = noted.get(row.memberId);
      return {
        position: row.position,
        memberId: row.memberId,
        name: row.name,
        memberNumber: row.memberNumber,
        standing: row.standing,
        home: row.home === 1,
        months: JSON.parse(row.months) as HalfYearMonthView[],
        countedMonths: row.countedMonths,
        meanHundredths: row.meanHundredths,
        resultHundredths: row.resultHundredths,
        sumHundredths: row.sumHundredths,
        lowestHundredths: row.lowestHundredths,
        deductionHundredths: row.deductionHundredths,
        contributionHundredths: row.contributionHundredths,
        veto: named(scheme.vetoes, row.vetoCode),
        suggestedBand: named(scheme.bands, row.suggestedBandCode),
        band: named(scheme.bands, bandCode),
        bandReason,
        openBands: JSON.parse(row.openBands) as string[],
        reasons: JSON.parse(row.bandReasons) as Note[],
        remarks: JSON.parse(row.remarks) as RemarkView[],
        acknowledgedAt: acknowledgement?.acknowledgedAt ?? null,
        acknowledgedOnPaper: acknowledgement?.onPaper === 1,
        before: before.get(row.memberId) ?? null,
        looks: looksAt(row),
      };
    });
  }

  /** The last figures or band that were not those of now, by member. */
  private async before(closing: Closing, memberId: number | null): Promise<Map<number, EarlierFiguresView>> {
    if (closing.revision < 2) return new Map();
    const rows = await this.database.rows<FiguresRow>(
      `SELECT memberId, revision, meanHundredths, resultHundredths, sumHundredths, bandCode, figuresDigest
         FROM closing_rows WHERE closingId = ? AND (? IS NULL OR memberId = ?) ORDER BY revision DESC`,
      [closing.id, memberId, memberId],
    );
    const now = new Map<number, FiguresRow>();
    const before = new Map<number, EarlierFiguresView>();
    for (const row of rows) {
      const standing = now.get(row.memberId);
      if (!standing) now.set(row.memberId, row);
      else if (!before.has(row.memberId) && differs(standing, row)) {
        const { revision, meanHundredths, resultHundredths, sumHundredths, bandCode } = row;
        before.set(row.memberId, { revision, meanHundredths, resultHundredths, sumHundredths, bandCode });
      }
    }
    return before;
  }
}

interface RowWish {
  memberId?: number | null;
  propose?: (rows: readonly DraftRow[]) => readonly DraftRow[];
}

function differs(one: FiguresRow, other: FiguresRow): boolean {
  return one.bandCode !== other.bandCode || one.figuresDigest !== other.figuresDigest;
}

export function named<Named extends { code: string; name: { zh: string; en: string } }>(
  list: readonly Named[],
  code: string | null,
): { code: string; name: Named['name'] } | null {
  const found = list.find((each) => each.code === code);
  return found ? { code: found.code, name: found.name } : null;
}

/** Results further from the branch's mean than this many spreads are outliers. */
const outlierSpreads = 2;

/** What the committee looks at first (domain/process.md: outliers, exemptions, unscored months, vetoes). */
function lookFinder(rows: readonly ClosingRow[]): (row: ClosingRow) => ClosingRowView['looks'] {
  const results = rows.flatMap(({ resultHundredths }) => (resultHundredths === null ? [] : [resultHundredths]));
  const { meanHundredths, spreadHundredths } = statistics(results);
  const distance = outlierSpreads * (spreadHundredths ?? 0);
  return (row) => {
    const { resultHundredths: result } = row;
    const months = JSON.parse(row.months) as HalfYearMonthView[];
    const remarks = JSON.parse(row.remarks) as RemarkView[];
    const looks: ClosingRowView['looks'] = [];
    if (row.vetoCode !== null) looks.push('veto');
    if (months.some(({ outcome }) => outcome === 'notScored' || outcome === 'unfinished')) looks.push('notScored');
    if (remarks.some(({ code }) => code === 'tooFewMonths')) looks.push('tooFewMonths');
    if (result !== null && meanHundredths !== null && distance > 0) {
      if (result > meanHundredths + distance) looks.push('outlierHigh');
      if (result < meanHundredths - distance) looks.push('outlierLow');
    }
    if (months.some(({ isCorrected }) => isCorrected)) looks.push('corrected');
    return looks;
  };
}
