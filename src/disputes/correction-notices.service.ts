import { Injectable } from '@nestjs/common';
import { Clock, type Day, type Instant, type Month } from '../calendar.js';
import { Database, type SqlValue } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import { Schemes } from '../schemes/schemes.service.js';
import type { CorrectionEffectsView, CorrectionNoticeView, MyCorrectionView } from './correction.view.js';
import { PublishedRows } from './published-rows.service.js';

interface Row {
  id: number;
  year: number;
  number: number;
  branchId: number;
  branchName: string;
  branchKind: UnitKind;
  branchMonthId: number;
  month: Month;
  schemeVersionId: number;
  sheetId: number;
  subjectMemberId: number;
  memberName: string;
  reason: string;
  effects: string;
  issuedAt: Instant;
  basePublicationId: number;
  publicationId: number;
  fromDay: Day;
  untilDay: Day;
  readAt: Instant | null;
}

/** Corrections as they are published to a branch, and as those are told whom they change something for. */
@Injectable()
export class CorrectionNotices {
  constructor(
    private readonly database: Database,
    private readonly schemes: Schemes,
    private readonly rows: PublishedRows,
    private readonly clock: Clock,
  ) {}

  /** A branch's corrections, the latest first: for its members while they are shown, for those who read by office always. */
  ofBranch(branchId: number, actor: Actor): Promise<CorrectionNoticeView[]> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const branch = await this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [branchId]);
      const byOffice = may('correction.read', actor, { unitPath: branch?.path ?? '', memberId: null });
      const shown = byOffice ? '' : ' AND publications.untilDay >= ?';
      const rows = await this.rowsOf(`corrections.branchId = ?${shown}`, byOffice ? [branchId] : [branchId, today]);
      return (await this.noticesOf(rows)).map(({ notice }) => notice);
    });
  }

  /** What the reader is told: of his own row, or that his band or rank changed because of another's. */
  mine(actor: Actor): Promise<MyCorrectionView[]> {
    if (actor.memberId === null) return Promise.resolve([]);
    const me = actor.memberId;
    return this.database.read(async () => {
      const rows = await this.rowsOf('correction_notices.memberId = ?', [me], me);
      return (await this.noticesOf(rows)).map(({ row, notice }) => myCorrection(row, notice, me));
    });
  }

  /** Notes that it was read. Who wasn't told is told that it isn't there. */
  async read(correctionId: number, actor: Actor): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      const told = await this.database.row(
        'SELECT readAt FROM correction_notices WHERE correctionId = ? AND memberId = ?',
        [correctionId, actor.memberId ?? 0],
      );
      if (!told) throw new Refusal('notFound');
      await this.database.change(
        'UPDATE correction_notices SET readAt = ? WHERE correctionId = ? AND memberId = ? AND readAt IS NULL',
        [now, correctionId, actor.memberId ?? 0],
      );
    });
  }

  private rowsOf(condition: string, parameters: readonly SqlValue[], memberId = 0): Promise<Row[]> {
    return this.database.rows<Row>(
      `SELECT corrections.id, corrections.year, corrections.number, corrections.branchId, units.name AS branchName,
              units.kind AS branchKind, sheets.branchMonthId, branch_months.month, branch_months.schemeVersionId,
              corrections.sheetId, corrections.subjectMemberId, members.name AS memberName, corrections.reason,
              corrections.effects, corrections.issuedAt, corrections.basePublicationId, publications.id AS publicationId,
              publications.fromDay, publications.untilDay, correction_notices.readAt
         FROM corrections
         JOIN amendments ON amendments.correctionId = corrections.id
         JOIN publications ON publications.id = amendments.publicationId
         JOIN sheets ON sheets.id = corrections.sheetId
         JOIN branch_months ON branch_months.id = sheets.branchMonthId
         JOIN units ON units.id = corrections.branchId
         JOIN members ON members.id = corrections.subjectMemberId
         LEFT JOIN correction_notices ON correction_notices.correctionId = corrections.id AND correction_notices.memberId = ?
        WHERE ${condition}
        ORDER BY corrections.issuedAt DESC, corrections.id DESC LIMIT 200`,
      [memberId, ...parameters],
    );
  }

  private async noticesOf(rows: readonly Row[]): Promise<{ row: Row; notice: CorrectionNoticeView }[]> {
    const pairs = [];
    for (const { sheetId, basePublicationId: before, publicationId: after, schemeVersionId } of rows)
      pairs.push({ sheetId, before, after, scheme: (await this.schemes.byId(schemeVersionId)).definition });
    const changes = await this.rows.changes(pairs);
    return rows.map((row, index) => ({
      row,
      notice: {
        correctionId: row.id,
        year: row.year,
        number: row.number,
        branch: { id: row.branchId, name: row.branchName, kind: row.branchKind },
        branchMonthId: row.branchMonthId,
        month: row.month,
        member: { id: row.subjectMemberId, name: row.memberName },
        before: changes[index]!.before,
        after: changes[index]!.after,
        items: changes[index]!.items,
        issuedAt: row.issuedAt,
        fromDay: row.fromDay,
        untilDay: row.untilDay,
      },
    }));
  }
}

function myCorrection(row: Row, notice: CorrectionNoticeView, me: number): MyCorrectionView {
  const isAboutMe = row.subjectMemberId === me;
  const { summaries } = JSON.parse(row.effects) as CorrectionEffectsView;
  const standings = summaries.flatMap(({ unit, period, before, after, others }) => {
    const own = isAboutMe ? { before, after } : others.find(({ member }) => member.id === me);
    return own ? [{ unit, period, before: own.before, after: own.after }] : [];
  });
  return { notice, isAboutMe, reason: isAboutMe ? row.reason : null, standings, readAt: row.readAt };
}
