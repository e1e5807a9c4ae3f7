import { Injectable } from '@nestjs/common';
import { Clock, type Month } from '../calendar.js';
import { Database, type SqlValue } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import type { MemberStanding } from '../organisation/member.entity.js';
import type { Unit, UnitKind } from '../organisation/unit.entity.js';
import { mayExemption, whyNotExemption } from './exemption.js';
import type { Exemption } from './exemption.entity.js';
import type { ExemptionList, ExemptionView, UnappliedProfileView } from './exemption.view.js';
import type { NamedMemberView } from './talk.view.js';
import { below, isBelow } from '../identity/scope.js';

type Row = Exemption & {
  branchName: string;
  branchKind: UnitKind;
  branchPath: string;
  memberName: string;
  memberNumber: string;
  standing: MemberStanding;
  appliedByName: string;
  decidedByName: string | null;
};
type UnappliedRow = Omit<UnappliedProfileView, 'member' | 'branch'> & {
  memberId: number;
  name: string;
  branchId: number;
  branchName: string;
  branchKind: UnitKind;
};

/** Applications for exemption as those see them who may read the reasons. */
@Injectable()
export class ExemptionViews {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** All of a unit, with the members whose profile in the roster has no application behind it. */
  list(unitId: number, actor: Actor): Promise<ExemptionList> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const unit = await this.database.row<Unit>('SELECT * FROM units WHERE id = ?', [unitId]);
      if (!unit) throw new Refusal('notFound');
      const items = await this.views(`${isBelow('units.path')}`, [below(unit.path)], actor);
      const mayApply = unit.kind === 'branch' && may('exemption.apply', actor, { unitPath: unit.path, memberId: null });
      const stays = `memberships.fromDay <= ? AND (memberships.untilDay IS NULL OR memberships.untilDay > ?)`;
      const unapplied = await this.database.rows<UnappliedRow>(
        `SELECT members.id AS memberId, members.name, members.memberNumber, members.standing, memberships.profileCode,
                units.id AS branchId, units.name AS branchName, units.kind AS branchKind
           FROM memberships
           JOIN members ON members.id = memberships.memberId
           JOIN units ON units.id = memberships.branchId
          WHERE ${isBelow('units.path')} AND ${stays} AND memberships.profileCode <> 'full'
            AND NOT EXISTS (SELECT 1 FROM exemptions
                             WHERE exemptions.memberId = members.id AND exemptions.state IN ('applied', 'approved')
                               AND exemptions.untilMonth >= ?)
          ORDER BY units.path, memberships.rosterOrder LIMIT 1000`,
        [below(unit.path), today, today, today.slice(0, 7)],
      );
      const members = mayApply
        ? await this.database.rows<NamedMemberView>(
            `SELECT members.id, members.name FROM memberships JOIN members ON members.id = memberships.memberId
              WHERE memberships.branchId = ? AND ${stays} AND members.id <> ? ORDER BY memberships.rosterOrder, members.id`,
            [unitId, today, today, actor.memberId ?? 0],
          )
        : [];
      return { items, withoutApplication: unapplied.map(unappliedView), members, mayApply };
    });
  }

  /** One's own applications, with the reasons, which are one's own too. */
  ofMember(memberId: number, actor: Actor): Promise<ExemptionView[]> {
    return this.database.read(() => this.views('exemptions.memberId = ?', [memberId], actor));
  }

  /** Those of a unit that hold, or are applied for, in some of these months. */
  during(path: string, first: Month, last: Month, actor: Actor): Promise<ExemptionView[]> {
    const condition = `${isBelow('units.path')} AND exemptions.fromMonth <= ?
      AND COALESCE(exemptions.lastMonth, exemptions.untilMonth) >= ? AND exemptions.state <> 'withdrawn'`;
    return this.database.read(() => this.views(condition, [below(path), last, first], actor));
  }

  async one(id: number, actor: Actor): Promise<ExemptionView> {
    const [view] = await this.database.read(() => this.views('exemptions.id = ?', [id], actor));
    if (!view) throw new Refusal('notFound');
    return view;
  }

  private async views(condition: string, parameters: readonly SqlValue[], actor: Actor): Promise<ExemptionView[]> {
    const rows = await this.database.rows<Row>(
      `SELECT exemptions.*, units.name AS branchName, units.kind AS branchKind, units.path AS branchPath,
              members.name AS memberName, members.memberNumber, members.standing,
              appliers.displayName AS appliedByName, deciders.displayName AS decidedByName
         FROM exemptions
         JOIN units ON units.id = exemptions.branchId
         JOIN members ON members.id = exemptions.memberId
         JOIN accounts appliers ON appliers.id = exemptions.appliedBy
         LEFT JOIN accounts deciders ON deciders.id = exemptions.decidedBy
        WHERE ${condition} ORDER BY exemptions.id DESC LIMIT 1000`,
      parameters,
    );
    return rows.map((row) => viewOf(row, actor));
  }
}

function viewOf(row: Row, actor: Actor): ExemptionView {
  const { id, version, memberNumber, standing, kind, reasonClass, reason, fromMonth, untilMonth, state } = row;
  const { branchOpinion, appliedAt, bureauOpinion, decidedAt, lastMonth, endReason, endedAt } = row;
  const target = { unitPath: row.branchPath, memberId: null };
  const can = (step: 'approve' | 'withdraw' | 'end', action: 'exemption.apply' | 'exemption.decide') =>
    mayExemption(step, state) && may(action, actor, target) && whyNotExemption(step, actor, row) === null;
  return {
    id,
    version,
    branch: { id: row.branchId, name: row.branchName, kind: row.branchKind },
    member: { id: row.memberId, name: row.memberName },
    ...{ memberNumber, standing, kind, reasonClass, reason, fromMonth, untilMonth, state, branchOpinion, appliedAt },
    appliedBy: row.appliedByName,
    ...{ bureauOpinion, decidedAt, decidedBy: row.decidedByName, lastMonth, endReason, endedAt },
    mayDecide: can('approve', 'exemption.decide'),
    mayWithdraw: can('withdraw', 'exemption.apply'),
    mayEnd: can('end', 'exemption.apply'),
  };
}

function unappliedView(row: UnappliedRow): UnappliedProfileView {
  const { memberId, name, memberNumber, standing, profileCode, branchId, branchName, branchKind } = row;
  return {
    member: { id: memberId, name },
    memberNumber,
    standing,
    branch: { id: branchId, name: branchName, kind: branchKind },
    profileCode,
  };
}
