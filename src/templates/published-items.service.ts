import { Injectable } from '@nestjs/common';
import { decidedEntry, type DecidedLine } from '../assessments/lines.js';
import { Database } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import type { PublishedSheet } from '../publication/published-sheet.entity.js';
import { ScoringError } from '../scoring/problem.js';
import type { Scheme } from '../scoring/scheme.js';
import { scoreSheet } from '../scoring/score.js';
import { usedUpBefore } from '../verification/score-rules.js';
import type { ItemPoints } from './month-data.js';

/**
 * What each member got under each item of a published month. Lines are kept only where something differs from the rule's default,
 * so the points are what the rule that scored the sheet makes of them; where its sums are not the published ones (a month that was
 * brought along without its lines), nothing is said of single items.
 */
@Injectable()
export class PublishedItems {
  constructor(private readonly database: Database) {}

  async of(branchMonthId: number, scheme: Scheme): Promise<ItemPoints> {
    const { sheets, lines } = await this.database.read(async () => ({
      sheets: await this.database.rows<PublishedSheet>(
        `SELECT published_sheets.* FROM sheets
           JOIN published_sheets ON published_sheets.publicationId = sheets.publicationId
                AND published_sheets.sheetId = sheets.id
          WHERE sheets.branchMonthId = ?`,
        [branchMonthId],
      ),
      lines: await this.database.rows<DecidedLine>(
        `SELECT published_lines.* FROM sheets
           JOIN published_lines ON published_lines.publicationId = sheets.publicationId
                AND published_lines.sheetId = sheets.id
          WHERE sheets.branchMonthId = ?
          ORDER BY published_lines.sheetId, published_lines.number`,
        [branchMonthId],
      ),
    }));
    const linesOf = grouped(lines, ({ sheetId }) => sheetId);
    return new Map(sheets.map((sheet) => [sheet.memberId, itemsOf(scheme, sheet, linesOf.get(sheet.sheetId) ?? [])]));
  }
}

function itemsOf(scheme: Scheme, sheet: PublishedSheet, lines: readonly DecidedLine[]): Record<string, number> {
  if (sheet.notScoredReason !== null || lines.some(({ outcome }) => outcome === null)) return {};
  try {
    const score = scoreSheet(scheme, sheet.profileCode, lines.map(decidedEntry), usedUpBefore(sheet.parts));
    const isPublished =
      score.baseHundredths === sheet.baseHundredths &&
      score.deductionHundredths === sheet.deductionHundredths &&
      score.contributionHundredths === sheet.contributionHundredths;
    if (!isPublished) return {};
    const items: Record<string, number> = {};
    for (const { itemCode, countedHundredths } of score.lines)
      items[itemCode] = (items[itemCode] ?? 0) + countedHundredths;
    return items;
  } catch (error) {
    if (error instanceof ScoringError) return {};
    throw error;
  }
}
