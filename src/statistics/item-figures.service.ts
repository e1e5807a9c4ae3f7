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

interface EntryRow {
  itemCode: string;
  entries: number;
  people: number;
  pointsHundredths: number;
}

/** What published sheets consist of: profiles, and deductions and contributions by item. */
@Injectable()
export class ItemFiguresReader {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
  ) {}

  /** Only inside `read`. Three statements, and one for each version of the scheme that nobody asked for before. */
  async of(path: string, { fromMonth, untilMonth }: Span): Promise<SheetFigures> {
    const given = [below(path), fromMonth, untilMonth];
    const sheets = await this.sheets(given);
    const items = await this.items(given);
    const entries = await this.entries(given);
    const schemes = new Map<number, Scheme>();
    for (const id of new Set(sheets.map(({ schemeVersionId }) => schemeVersionId)))
      schemes.set(id, (await this.schemes.byId(id)).definition);
    return {
      categories: categoryProfile(sheets, schemes),
      qualifications: qualificationProfile(sheets, items, schemes),
      deductions: ofKind('deduction', entries, schemes),
      contributions: ofKind('contribution', entries, schemes),
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

  private async items(given: readonly string[]): Promise<ItemRow[]> {
    const rows = await this.database.rows<ItemRow>(
      `SELECT publications.schemeVersionId, finals.profileCode, entries.itemCode,
              COUNT(DISTINCT entries.sheetId) AS sheets, SUM(entries.countedHundredths) AS countedHundredths
         ${published} ${withEntries}
        WHERE ${inSpan} AND finals.scoreHundredths IS NOT NULL
        GROUP BY publications.schemeVersionId, finals.profileCode, entries.itemCode`,
      given,
    );
    return rows.map((row) => ({ ...row, countedHundredths: Number(row.countedHundredths) }));
  }

  private async entries(given: readonly string[]): Promise<EntryRow[]> {
    const rows = await this.database.rows<EntryRow>(
      `SELECT entries.itemCode, COUNT(*) AS entries, COUNT(DISTINCT finals.memberId) AS people,
              SUM(entries.countedHundredths) AS pointsHundredths
         ${published} ${withEntries}
        WHERE ${inSpan} AND finals.scoreHundredths IS NOT NULL AND entries.countedHundredths <> 0
        GROUP BY entries.itemCode`,
      given,
    );
    return rows.map((row) => ({ ...row, pointsHundredths: Number(row.pointsHundredths) }));
  }
}

/** Published rows, each in the publication that stands for its sheet. */
const published = `FROM branch_months
         JOIN units ON units.id = branch_months.branchId
         JOIN sheets ON sheets.branchMonthId = branch_months.id
         JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
         JOIN publications ON publications.id = sheets.publicationId`;
const withEntries = `JOIN published_lines entries
              ON entries.publicationId = finals.publicationId AND entries.sheetId = finals.sheetId`;

/** The most frequent first; of equals in the order of their codes. */
function ofKind(
  kind: 'deduction' | 'contribution',
  rows: readonly EntryRow[],
  schemes: ReadonlyMap<number, Scheme>,
): ItemFigures[] {
  const latest = [...schemes].sort(([one], [other]) => other - one).map(([, scheme]) => scheme);
  return rows
    .flatMap(({ itemCode: code, ...figures }) => {
      const item = latest.flatMap(({ items }) => items).find((each) => each.code === code);
      return item?.kind === kind ? [{ code, name: item.name, ...figures }] : [];
    })
    .sort((one, other) => other.entries - one.entries || (one.code < other.code ? -1 : 1));
}
