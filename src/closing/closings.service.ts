import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { ClosingPublication } from './closing-publication.entity.js';
import { ClosingPublications } from './closing-publications.service.js';
import type { Closing } from './closing.entity.js';
import { ClosingRecords } from './closing-records.service.js';
import type { ClosingRevision, ClosingRow } from './closing-row.entity.js';

/** A closing as it stands: the rows of its revision, and the publication they stand in. */
export interface StandingClosing {
  closing: Closing;
  revision: ClosingRevision;
  rows: ClosingRow[];
  /** The last publication that was not taken back; null: there is none. */
  publication: ClosingPublication | null;
}

/** What other rooms ask of closings. */
@Injectable()
export class Closings {
  constructor(
    private readonly database: Database,
    private readonly records: ClosingRecords,
    private readonly publications: ClosingPublications,
  ) {}

  /** A branch's closing as last generated, examined or published; null where nothing was generated. */
  standing(branchId: number, period: string): Promise<StandingClosing | null> {
    return this.database.read(async () => {
      const closing = await this.records.find(branchId, period);
      const [revision] = closing ? await this.records.revisions([closing]) : [];
      if (!closing || !revision) return null;
      const publication = (await this.publications.standing(closing.id)).at(-1) ?? null;
      return { closing, revision, rows: await this.records.rows(closing), publication };
    });
  }
}
