import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { chainOf, Trail } from '../audit/trail.service.js';
import { Clock, type Instant, type Month } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { type FieldProblem, invalid, Refusal } from '../http/refusal.js';
import { Organisation } from '../organisation/organisation.service.js';
import type { Item } from '../scoring/scheme.js';
import { holdingFrom, type OwnItemsRow } from './branch-timeline.js';
import { BranchVersions } from './branch-versions.service.js';
import { effectiveMonthProblems } from './effective-month.js';
import { inOwnGroups, ownItemProblems, ownVersion, withOwnItems } from './own-items.js';
import type { OwnItemsBody } from './own-items.dto.js';
import type { OwnItemsVersionView, OwnItemsView } from './own-items.view.js';
import { SchemeVersion } from './scheme-version.entity.js';
import { type LoadedScheme, Schemes } from './schemes.service.js';
import { versionRow } from './version-row.js';

/** A version of the organisation's that the items go into, and from when on. */
interface Base {
  holds: LoadedScheme;
  fromMonth: Month;
}

/** What a branch adds to the organisation's rule by itself, within the limits that the bureau sets there. */
@Injectable()
export class OwnItems {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly organisation: Organisation,
    private readonly schemes: Schemes,
    private readonly branchVersions: BranchVersions,
  ) {}

  /** @throws notFound, invalid (not a branch) */
  of(branchId: number): Promise<OwnItemsView> {
    return this.database.read(async () => {
      await this.requireBranch(branchId);
      const [latest] = await this.schemes.list();
      if (!latest) throw new Refusal('conflict', { errors: [{ path: 'month', code: 'noSchemeInForce' }] });
      const rows = await this.branchVersions.of(branchId);
      const last = rows.at(-1);
      return {
        limits: latest.definition.ownItems,
        schemeVersionId: latestOf(latest, rows),
        items: last?.items ?? [],
        effectiveFromMonth: last && last.items.length > 0 ? begunIn(rows) : null,
        versions: await this.versionsOf(branchId),
      };
    });
  }

  /**
   * Replaces a branch's own items from a month on: a version of the branch for each of the organisation's versions that is in
   * force from then on. A repeated request changes nothing. @throws notFound, stale, invalid
   */
  async replace(actor: Actor, branchId: number, body: OwnItemsBody): Promise<OwnItemsView> {
    const { now, today } = this.clock.moment();
    const items = asStored(body.items);
    await this.database.write(async () => {
      await this.organisation.lock();
      await this.requireBranch(branchId);
      if (await this.isRepeated(branchId, body, items)) return;
      const versions = await this.schemes.list();
      const rows = await this.branchVersions.of(branchId);
      const [latest] = versions;
      const schemeVersionId = latest && latestOf(latest, rows);
      if (schemeVersionId !== body.basedOnId) throw new Refusal('stale', { params: { version: schemeVersionId ?? 0 } });
      const bases = holdingFrom(versions, body.effectiveFromMonth);
      const errors = [
        ...effectiveMonthProblems({ month: body.effectiveFromMonth, today, ...(await this.months(branchId, rows)) }),
        ...itemErrors(bases, body.items),
        ...(items.length === 0 && !rows.at(-1)?.items.length ? [{ path: 'items', code: 'noneToTakeAway' }] : []),
      ];
      if (errors.length > 0) throw new Refusal('invalid', { errors: errors.slice(0, 200) });
      await this.insert({ actor, now, branchId, body, items, bases, number: rows.length });
    });
    return this.of(branchId);
  }

  private async insert(decision: {
    actor: Actor;
    now: Instant;
    branchId: number;
    body: OwnItemsBody;
    items: readonly Item[];
    bases: readonly Base[];
    /** How many versions the branch has so far. */
    number: number;
  }): Promise<void> {
    const { actor, now, branchId, body, items, bases, number } = decision;
    const { note = null, effectiveFromMonth } = body;
    const rows = bases.map(({ holds: { id: basedOnId, definition }, fromMonth }, index) => {
      const scheme = withOwnItems(definition, items, ownVersion(definition.version, branchId, number + index + 1));
      const branch = { branchId, basedOnId, items, requestId: index === 0 ? body.requestId : null };
      const by = { now, actorAccountId: actor.accountId };
      return versionRow(scheme, { ...by, effectiveFromMonth: fromMonth, note, branch });
    });
    const schemeVersionIds = await this.database.insert(SchemeVersion, rows);
    await this.trail.append({
      chain: chainOf(branchId),
      at: now,
      action: 'ownItems.publish',
      actorAccountId: actor.accountId,
      about: {
        effectiveFromMonth,
        note: note === '' ? null : note,
        itemCodes: items.map(({ code }) => code),
        schemeVersionIds,
        digests: rows.map(({ digest }) => digest),
      },
    });
  }

  private async requireBranch(unitId: number): Promise<void> {
    const { kind } = await this.organisation.unitById(unitId);
    if (kind !== 'branch') throw invalid('unitId', 'notABranch');
  }

  private async isRepeated(
    branchId: number,
    { requestId, effectiveFromMonth }: OwnItemsBody,
    items: readonly Item[],
  ): Promise<boolean> {
    const row = await this.database.row<SchemeVersion>(
      'SELECT branchId, effectiveFromMonth, ownItems FROM scheme_versions WHERE requestId = ?',
      [requestId],
    );
    if (!row) return false;
    const same =
      row.branchId === branchId &&
      row.effectiveFromMonth === effectiveFromMonth &&
      isDeepStrictEqual(JSON.parse(row.ownItems ?? '[]'), items);
    if (!same) throw invalid('requestId', 'usedForSomethingElse');
    return true;
  }

  /** A change that only followed the organisation's is nobody's plan: an earlier one may still come before it. */
  private async months(
    branchId: number,
    rows: readonly OwnItemsRow[],
  ): Promise<{ lastOpenedMonth: Month | null; latestMonth: Month | null }> {
    const opened = await this.database.row<{ month: Month | null }>(
      'SELECT MAX(month) AS month FROM branch_months WHERE branchId = ?',
      [branchId],
    );
    const latestMonth = rows.findLast(({ requestId }) => requestId !== null)?.effectiveFromMonth ?? null;
    return { lastOpenedMonth: opened?.month ?? null, latestMonth };
  }

  private async versionsOf(branchId: number): Promise<OwnItemsVersionView[]> {
    return this.database.rows<OwnItemsVersionView>(
      `SELECT id, effectiveFromMonth, publishedAt, note FROM scheme_versions WHERE branchId = ?
        ORDER BY effectiveFromMonth DESC, id DESC`,
      [branchId],
    );
  }
}

/** As canonical JSON will have them, whatever they are: what is wrong with them is said later. */
function asStored(items: readonly Item[]): Item[] {
  return JSON.parse(JSON.stringify(inOwnGroups(items)).normalize('NFC')) as Item[];
}

/** The last version for the branch: what somebody has read who is about to change it. */
function latestOf(organisations: LoadedScheme, rows: readonly OwnItemsRow[]): number {
  return rows.findLast(({ basedOnId }) => basedOnId === organisations.id)?.id ?? organisations.id;
}

/** The month in which the items that hold last began to hold, whatever versions have followed since. */
function begunIn(rows: readonly OwnItemsRow[]): Month | null {
  const last = JSON.stringify(rows.at(-1)?.items);
  const before = rows.findLastIndex(({ items }) => JSON.stringify(items) !== last);
  return rows[before + 1]?.effectiveFromMonth ?? null;
}

/** The items must fit each version that they go into; what is wrong with several of them is said once. */
function itemErrors(bases: readonly Base[], items: readonly unknown[]): FieldProblem[] {
  if (bases[0] === undefined) return [{ path: 'effectiveFromMonth', code: 'noSchemeInForce' }];
  const errors = bases.flatMap(({ holds: { version, definition } }) =>
    ownItemProblems(definition, items).map(({ path, code, params }) => ({
      path,
      code,
      params: { ...params, version },
    })),
  );
  return errors.filter(
    ({ path, code }, index) => errors.findIndex((other) => other.path === path && other.code === code) === index,
  );
}
