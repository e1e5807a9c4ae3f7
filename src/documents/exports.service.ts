import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Canonical } from '../audit/canonical.js';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { Meetings } from '../meetings/meetings.service.js';
import { Boards } from '../publication/boards.service.js';
import { Schemes } from '../schemes/schemes.service.js';
import { HalfYears } from '../summaries/half-years.service.js';
import { type BoardForm, boardWorkbook } from './board-workbook.js';
import type { Stamp } from './document-words.js';
import { halfYearWorkbook } from './half-year-workbook.js';
import { minutesDocument } from './minutes-document.js';

export interface ExportedFile {
  bytes: Buffer;
  /** As people read it, and in plain letters. */
  fileName: string;
  plainName: string;
}

/** Takes results out of the house as workbooks. Who took what, and when, stands in the file and in the unit's trail. */
@Injectable()
export class Exports {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly meetings: Meetings,
    private readonly schemes: Schemes,
    private readonly boards: Boards,
    private readonly halfYears: HalfYears,
  ) {}

  /** Refuses with 409 what was withdrawn, and with 403 those who are shown no more than their own row. */
  async board(branchMonthId: number, form: BoardForm | undefined, actor: Actor): Promise<ExportedFile> {
    const board = await this.boards.one(branchMonthId, actor);
    const { branch, month, state, withdrawal, ownRowOnly, shortBoard } = board;
    if (withdrawal) throw new Refusal('wrongState', { params: { state } });
    if (ownRowOnly) throw new Refusal('forbidden');
    return this.exported({
      actor,
      unitId: branch.id,
      action: 'board.export',
      about: { branchMonthId, month },
      make: (stamp) => boardWorkbook(board, stamp, form ?? (shortBoard ? 'short' : 'long')),
      fileName: `${branch.name}${month}党员积分公示表.xlsx`,
      plainName: `board-${branch.id}-${month}.xlsx`,
    });
  }

  async summary(unitId: number, period: string, actor: Actor): Promise<ExportedFile> {
    const summary = await this.halfYears.of(unitId, period);
    return this.exported({
      actor,
      unitId,
      action: 'summary.export',
      about: { period },
      make: (stamp) => halfYearWorkbook(summary, stamp),
      fileName: `${summary.unit.name}${period}党员积分汇总表.xlsx`,
      plainName: `summary-${unitId}-${period}.xlsx`,
    });
  }

  /** The minutes of a review meeting, cut to what the reader may know. */
  async minutes(branchMonthId: number, number: number, actor: Actor): Promise<ExportedFile> {
    const meetings = await this.meetings.of(branchMonthId, actor);
    const meeting = meetings.items.find((each) => each.number === number);
    if (!meeting) throw new Refusal('notFound');
    const { definition } = await this.schemes.byId(meetings.schemeVersionId);
    const { branch, month } = meetings;
    return this.exported({
      actor,
      unitId: branch.id,
      action: 'minutes.export',
      about: { branchMonthId, month, number },
      make: (stamp) => minutesDocument(meetings, meeting, definition, stamp),
      fileName: `${branch.name}${month}评定会议记录（${number}）.docx`,
      plainName: `minutes-${branch.id}-${month}-${number}.docx`,
    });
  }

  private async exported(wanted: {
    actor: Actor;
    unitId: number;
    action: string;
    about: Record<string, Canonical>;
    make: (stamp: Stamp) => Promise<Buffer>;
    fileName: string;
    plainName: string;
  }): Promise<ExportedFile> {
    const { actor, unitId, action, about, fileName, plainName } = wanted;
    const at = this.clock.now();
    const bytes = await wanted.make(await this.stamp(actor, unitId, at));
    // The digest tells later whether a file that turns up is the one that was taken out.
    const fileDigest = createHash('sha256').update(bytes).digest('hex');
    await this.database.write(() =>
      this.trail.append({
        chain: chainOf(unitId),
        at,
        action,
        actorAccountId: actor.accountId,
        about: { ...about, fileDigest },
      }),
    );
    return { bytes, fileName, plainName };
  }

  private stamp(actor: Actor, unitId: number, exportedAt: Instant): Promise<Stamp> {
    return this.database.read(async () => {
      const unit = await this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [unitId]);
      const rootId = Number(unit?.path.split('/')[1]);
      const root = await this.database.row<{ name: string }>('SELECT name FROM units WHERE id = ?', [rootId]);
      return { exportedBy: actor.displayName, exportedAt, organisation: root?.name ?? '' };
    });
  }
}
