import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Item } from '../scoring/scheme.js';
import { grouped } from '../organisation/grouped.js';
import type { OwnItemsRow } from './branch-timeline.js';

/** The versions of branches, for what is about their own items alone: without the merged rules, which are large. */
@Injectable()
export class BranchVersions {
  constructor(private readonly database: Database) {}

  async of(branchId: number): Promise<OwnItemsRow[]> {
    return this.rows('branchId = ?', [branchId]);
  }

  /** One list for each branch that ever had own items, by branch. */
  async ofAll(): Promise<OwnItemsRow[][]> {
    const rows = await this.rows('branchId IS NOT NULL', []);
    return [...grouped(rows, ({ branchId }) => branchId).values()];
  }

  private async rows(condition: string, parameters: number[]): Promise<OwnItemsRow[]> {
    const rows = await this.database.read(() =>
      this.database.rows<Omit<OwnItemsRow, 'items'> & { ownItems: string }>(
        `SELECT id, branchId, basedOnId, effectiveFromMonth, ownItems, requestId
           FROM scheme_versions WHERE ${condition} ORDER BY branchId, effectiveFromMonth, id`,
        parameters,
      ),
    );
    return rows.map(({ ownItems, ...row }) => ({ ...row, items: JSON.parse(ownItems) as Item[] }));
  }
}
