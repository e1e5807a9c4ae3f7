import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
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

/** What was entered about one item, whichever rule and profile it was under. */
interface WholeRow {
  itemCode: string;
  entries: number;
  people: number;
  countedHundredths: number;
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
    const { parts, wholes } = await this.lines(given);
    const schemes = new Map<number, Scheme>();
    for (const id of new Set(sheets.map(({ schemeVersionId }) => schemeVersionId)))
      schemes.set(id, (await this.schemes.byId(id)).definition);
    return {
      categories: categoryProfile(sheets, schemes),
      qualifications: qualificationProfile(sheets, parts, schemes),
      deductions: ofKind('deduction', wholes, schemes),
      contributions: ofKind('contribution', wholes, schemes),
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
   * By version, profile and item, and by item as a whole, from one walk over the lines: somebody whose profile changed is in several
   * of the parts but is one person, so people can't be added up. Each group of a person's lines goes into its part and into the whole.
   */
  private async lines(given: readonly string[]): Promise<{ parts: ItemRow[]; wholes: WholeRow[] }> {
    const [version, profile] = ['schemeVersionId', 'profileCode'].map(
      (column) => `CASE WHEN kinds.isWhole = 0 THEN own.${column} END`,
    );
    const rows = await this.database.rows<
      Omit<ItemRow, 'schemeVersionId'> & WholeRow & { schemeVersionId: number | null }
    >(
      `SELECT own.itemCode, ${version} AS schemeVersionId, ${profile} AS profileCode, SUM(own.sheets) AS sheets,
              SUM(own.entries) AS entries, COUNT(DISTINCT CASE WHEN own.entries > 0 THEN own.memberId END) AS people,
              SUM(own.countedHundredths) AS countedHundredths
         FROM (SELECT publications.schemeVersionId, finals.profileCode, entries.itemCode, finals.memberId,
                      COUNT(DISTINCT entries.sheetId) AS sheets,
                      COUNT(CASE WHEN entries.countedHundredths <> 0 THEN 1 END) AS entries,
                      SUM(entries.countedHundredths) AS countedHundredths
                 ${published}
                 JOIN published_lines entries
                      ON entries.publicationId = finals.publicationId AND entries.sheetId = finals.sheetId
                WHERE ${inSpan} AND finals.scoreHundredths IS NOT NULL
                GROUP BY publications.schemeVersionId, finals.profileCode, entries.itemCode, finals.memberId) own
        CROSS JOIN (SELECT 0 AS isWhole UNION ALL SELECT 1) kinds
        GROUP BY own.itemCode, ${version}, ${profile}`,
      given,
    );
    const wholes = rows.filter(({ schemeVersionId }) => schemeVersionId === null);
    const parts = rows.flatMap(({ schemeVersionId, profileCode, itemCode, sheets, countedHundredths }) =>
      schemeVersionId === null ? [] : [{ schemeVersionId, profileCode, itemCode, sheets, countedHundredths }],
    );
    return { parts, wholes };
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
  wholes: readonly WholeRow[],
  schemes: ReadonlyMap<number, Scheme>,
): ItemFigures[] {
  const latest = [...schemes].sort(([one], [other]) => other - one).map(([, scheme]) => scheme);
  return wholes
    .flatMap(({ itemCode: code, entries, people, countedHundredths: pointsHundredths }) => {
      const item = latest.flatMap(({ items }) => items).find((each) => each.code === code);
      if (item?.kind !== kind || entries === 0) return [];
      return [{ code, name: item.name, entries, people, pointsHundredths }];
    })
    .sort((one, other) => other.entries - one.entries || (one.code < other.code ? -1 : 1));
}
