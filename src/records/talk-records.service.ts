import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock, type Day } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor, Role } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { grouped } from '../organisation/grouped.js';
import type { Unit, UnitKind } from '../organisation/unit.entity.js';
import { refusePrivate } from './private-text.js';
import { talkProblems, type TalkWish } from './talk.js';
import { TalkRecord } from './talk-record.entity.js';
import type { NamedMemberView, TalkerView, TalkRecordList, TalkRecordView } from './talk.view.js';
import { below, isBelow } from '../identity/scope.js';

type Row = TalkRecord & {
  branchName: string;
  branchKind: UnitKind;
  memberName: string;
  talkerName: string;
  recordedByName: string;
  amendsNumber: number | null;
  amendedByNumber: number | null;
};

/** Records of reminder talks: written once, amended by a further record, read by the few whose matter they are. */
@Injectable()
export class TalkRecords {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly clock: Clock,
  ) {}

  /** Records a talk that was held, under the branch's next number of the year. Answers its id. Nobody records his own. */
  async record(branchId: number, requestId: string, wish: TalkWish, actor: Actor): Promise<number> {
    const { now, today } = this.clock.moment();
    const { place, topic, response, measures } = wish;
    refusePrivate({ place, topic, response, measures });
    return this.database.write(async () => {
      const branch = await this.database.lock<Unit>('units', branchId);
      if (branch?.kind !== 'branch') throw invalid('unitId', 'notABranch');
      const first = await this.database.row<TalkRecord>('SELECT * FROM talk_records WHERE requestId = ?', [requestId]);
      if (first) return this.repeated(first, branchId, wish, actor);
      if (actor.memberId === wish.memberId) throw new Refusal('ownCase');
      await this.refuseWrong(branch, wish, today);
      const year = Number(today.slice(0, 4));
      const last = await this.database.row<{ last: number | null }>(
        'SELECT MAX(`number`) AS last FROM talk_records WHERE branchId = ? AND year = ?',
        [branchId, year],
      );
      const number = (last?.last ?? 0) + 1;
      const { months, ...columns } = wish;
      const row = { requestId, branchId, year, number, ...columns, months: JSON.stringify([...months].sort()) };
      const [id] = (await this.database.insert(TalkRecord, [
        { ...row, recordedAt: now, recordedBy: actor.accountId },
      ])) as [number];
      const { memberId, talkerMemberId, heldOn, occasion, amendsId } = wish;
      const said = await this.trail.digests(memberId, { place, topic, response, measures });
      await this.trail.append({
        chain: chainOf(branchId),
        at: now,
        action: amendsId === null ? 'talk.record' : 'talk.amend',
        actorAccountId: actor.accountId,
        about: { talkRecordId: id, year, number, memberId, talkerMemberId, heldOn, occasion, amendsId, ...said },
      });
      return id;
    });
  }

  /** A unit's records of a year, the latest first, with who may be named in a further one. One's own are in one's own list. */
  list(unitId: number, year: number, actor: Actor): Promise<TalkRecordList> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const unit = await this.database.row<Unit>('SELECT * FROM units WHERE id = ?', [unitId]);
      if (!unit) throw new Refusal('notFound');
      const items = await this.views(`${isBelow('units.path')} AND talk_records.year = ?`, [below(unit.path), year]);
      const mayKeep = unit.kind === 'branch' && may('talk.keep', actor, { unitPath: unit.path, memberId: null });
      const members = mayKeep ? await this.membersOf(unitId, today) : [];
      const talkers = mayKeep ? await this.talkersOf(unit, members, today) : [];
      return { items, members: members.filter(({ id }) => id !== actor.memberId), talkers, mayKeep };
    });
  }

  /** The records of talks with one member, the latest first. */
  ofMember(memberId: number): Promise<TalkRecordView[]> {
    return this.database.read(() => this.views('talk_records.memberId = ?', [memberId]));
  }

  async one(id: number): Promise<TalkRecordView> {
    const [view] = await this.database.read(() => this.views('talk_records.id = ?', [id]));
    if (!view) throw new Refusal('notFound');
    return view;
  }

  private async refuseWrong(branch: Unit, wish: TalkWish, today: Day): Promise<void> {
    const members = await this.membersOf(branch.id, wish.heldOn);
    const talkers = await this.talkersOf(branch, members, today);
    const ids = (people: readonly { id: number }[]) => new Set(people.map(({ id }) => id));
    const errors = talkProblems(wish, { today, memberIds: ids(members), talkerIds: ids(talkers) });
    if (errors.length > 0) throw new Refusal('invalid', { errors });
    if (wish.amendsId === null) return;
    const amended = await this.database.row<TalkRecord>('SELECT * FROM talk_records WHERE id = ?', [wish.amendsId]);
    if (amended?.branchId !== branch.id || amended.memberId !== wish.memberId) throw invalid('amendsId', 'unknown');
    const later = await this.database.row<TalkRecord>('SELECT * FROM talk_records WHERE amendsId = ?', [amended.id]);
    if (later) throw new Refusal('conflict', { params: { number: later.number } });
  }

  private repeated(first: TalkRecord, branchId: number, wish: TalkWish, actor: Actor): number {
    const isSame =
      first.branchId === branchId &&
      first.recordedBy === actor.accountId &&
      first.memberId === wish.memberId &&
      first.topic === wish.topic;
    if (!isSame) throw invalid('requestId', 'usedForSomethingElse');
    return first.id;
  }

  private membersOf(branchId: number, day: Day): Promise<NamedMemberView[]> {
    return this.database.rows<NamedMemberView>(
      `SELECT members.id, members.name
         FROM memberships JOIN members ON members.id = memberships.memberId
        WHERE memberships.branchId = ? AND memberships.fromDay <= ?
          AND (memberships.untilDay IS NULL OR memberships.untilDay > ?)
        ORDER BY memberships.rosterOrder, members.id`,
      [branchId, day, day],
    );
  }

  /** The branch's members, those in office first, and those in office above it. */
  private async talkersOf(branch: Unit, members: readonly NamedMemberView[], today: Day): Promise<TalkerView[]> {
    const unitIds = branch.path.split('/').filter(Boolean).map(Number);
    const offices = await this.database.rows<{ id: number; name: string; role: Role }>(
      `SELECT members.id, members.name, role_assignments.role
         FROM role_assignments
         JOIN accounts ON accounts.id = role_assignments.accountId
         JOIN members ON members.id = accounts.memberId
        WHERE role_assignments.unitId IN ${marks(unitIds)} AND role_assignments.fromDay <= ?
          AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)
        ORDER BY role_assignments.unitId DESC, role_assignments.id`,
      [...unitIds, today, today],
    );
    const inOffice = [...grouped(offices, ({ id }) => id)].map(([id, held]) => ({
      id,
      name: held[0]?.name ?? '',
      offices: held.map(({ role }) => role),
    }));
    const others = members.filter(({ id }) => !inOffice.some((one) => one.id === id));
    return [...inOffice, ...others.map((one) => ({ ...one, offices: [] }))];
  }

  private async views(condition: string, parameters: readonly (string | number)[]): Promise<TalkRecordView[]> {
    const rows = await this.database.rows<Row>(
      `SELECT talk_records.*, units.name AS branchName, units.kind AS branchKind, members.name AS memberName,
              talkers.name AS talkerName, accounts.displayName AS recordedByName, before_it.number AS amendsNumber,
              after_it.number AS amendedByNumber
         FROM talk_records
         JOIN units ON units.id = talk_records.branchId
         JOIN members ON members.id = talk_records.memberId
         JOIN members talkers ON talkers.id = talk_records.talkerMemberId
         JOIN accounts ON accounts.id = talk_records.recordedBy
         LEFT JOIN talk_records before_it ON before_it.id = talk_records.amendsId
         LEFT JOIN talk_records after_it ON after_it.amendsId = talk_records.id
        WHERE ${condition} ORDER BY talk_records.id DESC LIMIT 1000`,
      parameters,
    );
    return rows.map(viewOf);
  }
}

function viewOf(row: Row): TalkRecordView {
  const { id, year, number, heldOn, place, occasion, topic, response, measures, amendsId, recordedAt } = row;
  return {
    id,
    branch: { id: row.branchId, name: row.branchName, kind: row.branchKind },
    year,
    number,
    member: { id: row.memberId, name: row.memberName },
    talker: { id: row.talkerMemberId, name: row.talkerName },
    heldOn,
    place,
    occasion,
    months: JSON.parse(row.months) as string[],
    topic,
    response,
    measures,
    amendsId,
    amendsNumber: row.amendsNumber,
    amendedByNumber: row.amendedByNumber,
    recordedAt,
    recordedBy: row.recordedByName,
  };
}
