import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import { Schemes } from '../schemes/schemes.service.js';
import type { Scheme, Text } from '../scoring/scheme.js';
import { categoryProfile, type CategoryRow, type ItemRow, type ProfilePart, qualificationProfile } from './profiles.js';
import type { Span } from './span.js';
import { inSpan } from './statistics-facts.service.js';
import { below } from '../identity/scope.js';

/** What one item took off or added in published sheets. */
export interface ItemFigures {
  code: string;
  name: Text;
  /** Entries that counted. */
  entries: number;
  /** Different members that it happened to. */
  people: number;
  /** Below zero for a deduction. */
  pointsHundredths: number;
}

export interface SheetFigures {
  categories: ProfilePart[];
  qualifications: ProfilePart[];
  deductions: ItemFigures[];
  contributions: ItemFigures[];
}

/** What was entered about one item, with what of it counted: the parts of an item's figures. */
interface LineRow extends ItemRow {
  entries: number;
  people: number;
}

/** What published sheets consist of: profiles, and deductions and contributions by item. */
@Injectable()
export class ItemFiguresReader {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
  ) {}

  /** Only inside `read`. Two statements, and one for each version of the scheme that nobody asked for before. */
  async of(path: string, { fromMonth, untilMonth }: Span): Promise<SheetFigures> {
    const given = [below(path), fromMonth, untilMonth];
    const sheets = await this.sheets(given);
    const lines = await this.lines(given);
    const schemes = new Map<number, Scheme>();
    for (const id of new Set(sheets.map(({ schemeVersionId }) => schemeVersionId)))
      schemes.set(id, (await this.schemes.byId(id)).definition);
    return {
      categories: categoryProfile(sheets, schemes),
      qualifications: qualificationProfile(sheets, lines, schemes),
      deductions: ofKind('deduction', lines, schemes),
      contributions: ofKind('contribution', lines, schemes),
    };
  }

  private async sheets(given: readonly string[]): Promise<CategoryRow[]> {
    const rows = await this.database.rows<CategoryRow & { kind: string }>(
      `SELECT publications.schemeVersionId, finals.profileCode, finals.categoryPoints, publications.kind,
              COUNT(*) AS sheets
         ${published}
        WHERE ${inSpan} AND finals.scoreHundredths IS NOT NULL
        GROUP BY publications.schemeVersionId, finals.profileCode, finals.categoryPoints, publications.kind`,
      given,
    );
    return rows.map(({ kind, ...row }) => ({ ...row, imported: kind === 'imported' }));
  }

  /**
   * By version, profile and item, from one walk over the lines. Somebody whose profile changed is in several of these rows but is one
   * person: he counts in the one in which most was entered about him, so that people can be added up.
   */
  private async lines(given: readonly string[]): Promise<LineRow[]> {
    const rows = await this.database.rows<LineRow>(
      `SELECT placed.schemeVersionId, placed.profileCode, placed.itemCode, SUM(placed.sheets) AS sheets,
              SUM(placed.entries) AS entries, COUNT(CASE WHEN placed.place = 1 AND placed.entries > 0 THEN 1 END) AS people,
              SUM(placed.countedHundredths) AS countedHundredths
         FROM (SELECT own.*, ROW_NUMBER() OVER (PARTITION BY own.itemCode, own.memberId ORDER BY own.entries DESC) AS place
                 FROM (SELECT publications.schemeVersionId, finals.profileCode, entries.itemCode, finals.memberId,
                              COUNT(DISTINCT entries.sheetId) AS sheets,
                              COUNT(CASE WHEN entries.countedHundredths <> 0 THEN 1 END) AS entries,
                              SUM(entries.countedHundredths) AS countedHundredths
                         ${published}
                         JOIN published_lines entries
                              ON entries.publicationId = finals.publicationId AND entries.sheetId = finals.sheetId
                        WHERE ${inSpan} AND finals.scoreHundredths IS NOT NULL
                        GROUP BY publications.schemeVersionId, finals.profileCode, entries.itemCode, finals.memberId) own
              ) placed
        GROUP BY placed.schemeVersionId, placed.profileCode, placed.itemCode`,
      given,
    );
    return rows.map(({ sheets, entries, countedHundredths, ...row }) => ({
      ...row,
      sheets: Number(sheets),
      entries: Number(entries),
      countedHundredths: Number(countedHundredths),
    }));
  }
}

/** Published rows, each in the publication that stands for its sheet. */
const published = `FROM branch_months
         JOIN units ON units.id = branch_months.branchId
         JOIN sheets ON sheets.branchMonthId = branch_months.id
         JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
         JOIN publications ON publications.id = sheets.publicationId`;

/** The most frequent first; of equals in the order of their codes. */
function ofKind(
  kind: 'deduction' | 'contribution',
  lines: readonly LineRow[],
  schemes: ReadonlyMap<number, Scheme>,
): ItemFigures[] {
  const latest = [...schemes].sort(([one], [other]) => other - one).map(([, scheme]) => scheme);
  return [...grouped(lines, ({ itemCode }) => itemCode)]
    .flatMap(([code, own]) => {
      const item = latest.flatMap(({ items }) => items).find((each) => each.code === code);
      const sum = (figure: 'entries' | 'people' | 'countedHundredths') =>
        own.reduce((total, row) => total + row[figure], 0);
      const entries = sum('entries');
      if (item?.kind !== kind || entries === 0) return [];
      return [{ code, name: item.name, entries, people: sum('people'), pointsHundredths: sum('countedHundredths') }];
    })
    .sort((one, other) => other.entries - one.entries || (one.code < other.code ? -1 : 1));
}
