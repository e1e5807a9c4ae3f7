import { Injectable } from '@nestjs/common';
import type { DecidedLine } from '../assessments/lines.js';
import { Database, marks } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import type { PublishedSheet } from '../publication/published-sheet.entity.js';
import type { Scheme } from '../scoring/scheme.js';
import { earlierIn } from '../publication/earlier-in.js';
import type { RowChangeView } from './correction.view.js';
import { figuresOf, itemChanges, scoreOf } from './row-changes.js';

/** Two published rows of one sheet. */
export interface RowPair {
  sheetId: number;
  before: number;
  after: number;
  scheme: Scheme;
}

/** Compares what was published with what took its place, from published rows alone. */
@Injectable()
export class PublishedRows {
  constructor(private readonly database: Database) {}

  /** In two statements however many pairs they are; in their order. Call it inside `read` or `write`. */
  async changes(pairs: readonly RowPair[]): Promise<RowChangeView[]> {
    const publicationIds = [...new Set(pairs.flatMap(({ before, after }) => [before, after]))];
    const sheetIds = [...new Set(pairs.map(({ sheetId }) => sheetId))];
    const where = `publicationId IN ${marks(publicationIds)} AND sheetId IN ${marks(sheetIds)}`;
    const parameters = [...publicationIds, ...sheetIds];
    const rows = await this.database.rows<PublishedSheet>(`SELECT * FROM published_sheets WHERE ${where}`, parameters);
    const lines = await this.database.rows<DecidedLine & { publicationId: number }>(
      `SELECT * FROM published_lines WHERE ${where}`,
      parameters,
    );
    const key = (publicationId: number, sheetId: number) => `${publicationId} ${sheetId}`;
    const rowOf = new Map(rows.map((row) => [key(row.publicationId, row.sheetId), row]));
    const linesOf = grouped(lines, ({ publicationId, sheetId }) => key(publicationId, sheetId));
    return pairs.map(({ sheetId, before, after, scheme }) => {
      const [was, is] = [before, after].map((publicationId) => {
        const row = rowOf.get(key(publicationId, sheetId)) as PublishedSheet;
        const scored = row.notScoredReason === null;
        const own = linesOf.get(key(publicationId, sheetId)) ?? [];
        const score = scored ? scoreOf(scheme, row.profileCode, own, earlierIn(row.parts) ?? {}) : null;
        return { figures: figuresOf(row), score };
      }) as [Published, Published];
      return { before: was.figures, after: is.figures, items: itemChanges(scheme, was.score, is.score) };
    });
  }
}

interface Published {
  figures: RowChangeView['before'];
  score: ReturnType<typeof scoreOf>;
}
