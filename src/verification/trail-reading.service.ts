import { Injectable } from '@nestjs/common';
import type { TrailRecord } from '../audit/trail.entity.js';
import { isPublished } from '../assessments/states.js';
import { chainOf, organisationChain } from '../audit/trail.service.js';
import { addDays, Clock, type Month } from '../calendar.js';
import { Database, marks, type SqlValue } from '../database/database.js';
import { type Actor, roles } from '../http/allow.js';
import { decodeCursor, encodeCursor } from '../http/paging.js';
import { Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import { isEmpty, isWhole, type Scope, scopeBelow, scopeOf, within } from '../identity/scope.js';
import { grouped } from '../organisation/grouped.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import { type Said, saidBy } from './chain-rules.js';
import { printedCode } from './printed-head.js';
import type { SubmissionReceiptAnswer, TrailLineView, TrailPage, TrailQuery, UnitTrailQuery } from './trail.dto.js';
import { accountRooms, hidesActor, mayShowSubject, receiptActions } from './trail-sight.js';

/** A line about an import of the roster may be about thousands; so many of them are named. */
const membersShown = 20;

/** Pages are cut by what the reader may see, so now and then a few more lines are read than are shown. */
const extraRounds = 5;

type Place = [at: string, chain: string, sequence: number];

/** Which lines are read: of these chains (null: of all), about this member (null: about anybody), of these rooms. */
interface Wanted {
  chains: readonly string[] | null;
  memberId: number | null;
  rooms?: readonly string[];
}

interface MonthRow {
  id: number;
  month: Month;
  state: string;
}

interface UnitRow {
  id: number;
  name: string;
  kind: UnitKind;
}

/** Reads the trail for people: by office, or each his own. */
@Injectable()
export class TrailReading {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The lines of a unit and of everything below it, the latest first; the whole organisation's from its root. */
  async ofUnit(unitId: number, query: UnitTrailQuery, actor: Actor): Promise<TrailPage> {
    return this.database.read(async () => {
      const unit = await this.database.row<{ path: string; parentId: number | null }>(
        'SELECT path, parentId FROM units WHERE id = ?',
        [unitId],
      );
      if (!unit) throw new Refusal('notFound');
      const chains = unit.parentId === null ? null : await this.chainsWithin(scopeBelow(unit.path));
      return this.page(query, actor, { chains, memberId: query.memberId ?? null });
    });
  }

  /**
   * The lines about one member, the latest first. He himself sees all of them, wherever they were written; who reads by office sees
   * those of the units he reads.
   */
  async ofMember(memberId: number, query: TrailQuery, actor: Actor): Promise<TrailPage> {
    return this.database.read(async () => {
      const scope = scopeOf(actor, 'trail.read');
      const isAll = memberId === actor.memberId || isWhole(scope);
      const chains = isAll ? null : await this.chainsWithin(scope);
      return this.page(query, actor, { chains, memberId });
    });
  }

  /** What was done to accounts, roles, policies, sessions and keys, the latest first. Nothing about points is in it. */
  async ofAccounts(query: TrailQuery, actor: Actor): Promise<TrailPage> {
    return this.database.read(() =>
      this.page(query, actor, { chains: [organisationChain], memberId: null, rooms: accountRooms }),
    );
  }

  /** The line that the sheet's last handing-in left. */
  async receipt(sheetId: number): Promise<SubmissionReceiptAnswer> {
    return this.database.read(async () => {
      const sheet = await this.database.row<{ memberId: number; branchId: number }>(
        `SELECT sheets.memberId, branch_months.branchId
           FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId WHERE sheets.id = ?`,
        [sheetId],
      );
      if (!sheet) throw new Refusal('notFound');
      const lines = await this.database.rows<TrailRecord>(
        `SELECT trail_records.* FROM trail_subjects
           JOIN trail_records ON trail_records.chain = trail_subjects.chain
                AND trail_records.sequence = trail_subjects.sequence
          WHERE trail_subjects.memberId = ? AND trail_subjects.chain = ? AND trail_records.action IN ${marks(receiptActions)}
          ORDER BY trail_records.sequence DESC LIMIT 200`,
        [sheet.memberId, chainOf(sheet.branchId), ...receiptActions],
      );
      const line = lines.find((one) => saidBy(one)?.sheetId === sheetId);
      if (!line) return { receipt: null };
      const { chain, sequence, at, hash } = line;
      return { receipt: { sheetId, chain, sequence, at, code: printedCode(line), hash } };
    });
  }

  private async page(query: TrailQuery, actor: Actor, wanted: Wanted): Promise<TrailPage> {
    const items: TrailLineView[] = [];
    let after = query.after === undefined ? null : (decodeCursor(query.after, ['string', 'string', 'number']) as Place);
    for (let round = 0; ; round += 1) {
      const rows = await this.records(query, after, wanted);
      const last = rows.at(-1);
      const shown = await this.views(rows.slice(0, query.limit), actor);
      items.push(...shown);
      const whole = rows.length <= query.limit;
      const cut = whole ? last : rows[query.limit - 1];
      after = cut ? [cut.at, cut.chain, cut.sequence] : null;
      // A page in which nothing may be seen is no end: the next one is looked at too, a few times.
      if (whole || items.length > 0 || round === extraRounds)
        return { items, nextCursor: whole || !after ? null : encodeCursor(after) };
    }
  }

  private async records(
    { limit, action, fromDay, untilDay }: TrailQuery,
    after: Place | null,
    { chains, memberId, rooms }: Wanted,
  ): Promise<TrailRecord[]> {
    if (chains?.length === 0) return [];
    const conditions: string[] = ['1 = 1'];
    const parameters: SqlValue[] = [];
    const add = (condition: string, ...values: SqlValue[]) => {
      conditions.push(condition);
      parameters.push(...values);
    };
    if (chains) add(`trail_records.chain IN ${marks(chains)}`, ...chains);
    if (rooms)
      add(`(${rooms.map(() => 'trail_records.action LIKE ?').join(' OR ')})`, ...rooms.map((room) => `${room}.%`));
    if (action?.endsWith('.')) add(`trail_records.action LIKE ?`, `${action}%`);
    else if (action !== undefined) add('trail_records.action = ?', action);
    if (fromDay !== undefined) add('trail_records.at >= ?', this.clock.startOf(fromDay));
    if (untilDay !== undefined) add('trail_records.at < ?', this.clock.startOf(addDays(untilDay, 1)));
    if (after) {
      const [at, chain, sequence] = after;
      add(
        `(trail_records.at < ? OR (trail_records.at = ? AND (trail_records.chain < ?
           OR (trail_records.chain = ? AND trail_records.sequence < ?))))`,
        ...[at, at, chain, chain, sequence],
      );
    }
    const condition = conditions.join(' AND ');
    const order = 'ORDER BY at DESC, chain DESC, sequence DESC LIMIT ?';
    if (memberId === null)
      return this.database.rows<TrailRecord>(`SELECT * FROM trail_records WHERE ${condition} ${order}`, [
        ...parameters,
        limit + 1,
      ]);
    // The publications that a member stands on are his too, although their lines name nobody.
    return this.database.rows<TrailRecord>(
      `SELECT trail_records.* FROM trail_subjects
         JOIN trail_records ON trail_records.chain = trail_subjects.chain
              AND trail_records.sequence = trail_subjects.sequence
        WHERE trail_subjects.memberId = ? AND ${condition}
       UNION ALL
       SELECT trail_records.* FROM published_sheets
         JOIN publications ON publications.id = published_sheets.publicationId AND publications.kind IN ('full', 'imported')
         JOIN trail_records ON trail_records.chain = 'unit:' || publications.branchId
              AND trail_records.sequence = publications.trailSequence
        WHERE published_sheets.memberId = ? AND ${condition}
       ${order}`,
      [memberId, ...parameters, memberId, ...parameters, limit + 1],
    );
  }

  private async chainsWithin(scope: Scope): Promise<string[]> {
    if (isEmpty(scope)) return [];
    const { sql, parameters } = within(scope, 'path');
    const rows = await this.database.rows<{ id: number }>(`SELECT id FROM units WHERE ${sql}`, parameters);
    return rows.map(({ id }) => chainOf(id));
  }

  private async views(records: readonly TrailRecord[], actor: Actor): Promise<TrailLineView[]> {
    if (records.length === 0) return [];
    const read = records.map((record) => ({ record, said: saidBy(record) ?? {} }));
    const facts = {
      accounts: await this.accounts(
        read.flatMap(({ said }) => [numberIn(said, 'actorAccountId'), numberIn(said, 'accountId')]),
      ),
      months: await this.months(read.map(({ said }) => numberIn(said, 'branchMonthId'))),
      units: await this.units(records),
      members: await this.members(records),
    };
    return read.flatMap(({ record, said }) => {
      const { chain, sequence, at, action, hash } = record;
      const members = facts.members.get(`${chain} ${sequence}`) ?? [];
      const branchMonthId = numberIn(said, 'branchMonthId');
      const month = facts.months.get(branchMonthId ?? 0);
      const isMine = actor.memberId !== null && members.some(({ id }) => id === actor.memberId);
      if (isMine && !mayShowSubject(action, branchMonthId, isPublished(month?.state ?? ''))) return [];
      const by = facts.accounts.get(numberIn(said, 'actorAccountId') ?? 0);
      const hidden = hidesActor(action) && by?.id !== actor.accountId;
      const unit = facts.units.get(chain);
      // Who is not there by office learns of a line about many no more than that it is about him too.
      const byOffice = unit
        ? may('trail.read', actor, { unitPath: unit.path, memberId: null })
        : isWhole(scopeOf(actor, 'trail.read'));
      const named = byOffice ? members : members.filter(({ id }) => id === actor.memberId);
      return [
        {
          chain,
          sequence,
          at,
          action,
          actor: hidden ? null : (by?.displayName ?? null),
          actorHidden: hidden,
          unit: unit ? { id: unit.id, name: unit.name, kind: unit.kind } : null,
          members: hidden ? [] : named.slice(0, membersShown),
          memberCount: hidden ? 0 : named.length,
          month: month?.month ?? (typeof said.month === 'string' ? said.month : null),
          sheetId: hidden ? null : numberIn(said, 'sheetId'),
          scoreHundredths: numberIn(said, 'scoreHundredths') ?? numberIn(said, 'selfScoreHundredths'),
          account: facts.accounts.get(numberIn(said, 'accountId') ?? 0)?.displayName ?? null,
          role: roles.find((role) => role === said.role) ?? null,
          publicationNumber: typeof said.digest === 'string' ? numberIn(said, 'number') : null,
          code: printedCode(record),
          hash,
        },
      ];
    });
  }

  private async accounts(ids: readonly (number | null)[]): Promise<Map<number, { id: number; displayName: string }>> {
    const wanted = distinct(ids);
    if (wanted.length === 0) return new Map();
    const rows = await this.database.rows<{ id: number; displayName: string }>(
      `SELECT id, displayName FROM accounts WHERE id IN ${marks(wanted)}`,
      wanted,
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async months(ids: readonly (number | null)[]): Promise<Map<number, MonthRow>> {
    const wanted = distinct(ids);
    if (wanted.length === 0) return new Map();
    const rows = await this.database.rows<MonthRow>(
      `SELECT id, month, state FROM branch_months WHERE id IN ${marks(wanted)}`,
      wanted,
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async units(records: readonly TrailRecord[]): Promise<Map<string, UnitRow & { path: string }>> {
    const ids = distinct(records.map(({ chain }) => (chain.startsWith('unit:') ? Number(chain.slice(5)) : null)));
    if (ids.length === 0) return new Map();
    const rows = await this.database.rows<UnitRow & { path: string }>(
      `SELECT id, name, kind, path FROM units WHERE id IN ${marks(ids)}`,
      ids,
    );
    return new Map(rows.map((row) => [chainOf(row.id), row]));
  }

  private async members(records: readonly TrailRecord[]): Promise<Map<string, { id: number; name: string }[]>> {
    const chains = [...grouped(records, ({ chain }) => chain)];
    const rows = await this.database.rows<{ chain: string; sequence: number; id: number; name: string }>(
      `SELECT trail_subjects.chain, trail_subjects.sequence, members.id, members.name
         FROM trail_subjects JOIN members ON members.id = trail_subjects.memberId
        WHERE ${chains.map(([, of]) => `(trail_subjects.chain = ? AND trail_subjects.sequence IN ${marks(of)})`).join(' OR ')}
        ORDER BY members.id`,
      chains.flatMap(([chain, of]) => [chain, ...of.map(({ sequence }) => sequence)]),
    );
    return new Map(
      [...grouped(rows, ({ chain, sequence }) => `${chain} ${sequence}`)].map(([key, of]) => [
        key,
        of.map(({ id, name }) => ({ id, name })),
      ]),
    );
  }
}

function numberIn(said: Said | Record<string, never>, name: string): number | null {
  const value = (said as Said)[name];
  return typeof value === 'number' ? value : null;
}

function distinct(ids: readonly (number | null)[]): number[] {
  return [...new Set(ids)].filter((id): id is number => id !== null);
}

/** '/1/': the path of the organisation's root. */
