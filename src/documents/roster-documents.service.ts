import { Injectable } from '@nestjs/common';
import { chainOf, sha256, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { RosterExports } from '../organisation/roster-export.service.js';
import { rosterCsv, rosterTemplateWorkbook, rosterWorkbook } from './roster-workbook.js';

export interface ExportedFile {
  bytes: Buffer;
  /** As people read it, and in plain letters. */
  fileName: string;
  plainName: string;
}

/** Rosters as files that people fill in, keep and hand in again. */
@Injectable()
export class RosterDocuments {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly rosters: RosterExports,
  ) {}

  /** An empty roster with the names of the unit's branches and groups to choose from. Nobody is in it. */
  async template(unitId: number): Promise<ExportedFile> {
    const { unit, branches, groups } = await this.rosters.choices(unitId);
    const bytes = await rosterTemplateWorkbook(branches, groups);
    return { bytes, fileName: `${unit.name}党员名册模板.xlsx`, plainName: `roster-template-${unitId}.xlsx` };
  }

  /** The roster of today. Who took it out, and when, stands in the unit's trail. */
  async roster(unitId: number, form: 'xlsx' | 'csv', headOnly: boolean, actor: Actor): Promise<ExportedFile> {
    const { now, today } = this.clock.moment();
    const { unit, rows } = await this.rosters.rows(unitId);
    const bytes = form === 'csv' ? rosterCsv(rows) : await rosterWorkbook(rows);
    // The digest tells later whether a file that turns up is the one that was taken out.
    const about = { form, members: rows.length, fileDigest: sha256(bytes) };
    const action = 'roster.export';
    // Who asks for the head of the answer alone has taken nothing.
    if (!headOnly)
      await this.database.write(() =>
        this.trail.append({ chain: chainOf(unitId), at: now, action, actorAccountId: actor.accountId, about }),
      );
    return { bytes, fileName: `${unit.name}党员名册${today}.${form}`, plainName: `roster-${unitId}-${today}.${form}` };
  }
}
