import { setImmediate as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { chainOf, sha256, Trail } from '../audit/trail.service.js';
import { Clock, type Day } from '../calendar.js';
import { Calendars } from '../calendars/calendars.service.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { HalfYears } from '../summaries/half-years.service.js';
import type { HalfYearView } from '../summaries/half-year.view.js';
import { UnitBranches } from '../summaries/unit-branches.js';
import { withProposals } from './bands.js';
import type { Closing } from './closing.entity.js';
import { aboutClosing, ClosingRecords, perOf } from './closing-records.service.js';
import { ClosingSettings } from './closing-settings.service.js';
import { ClosingExplanation, ClosingStep } from './closing-step.entity.js';
import type { GenerationResultView } from './closing.view.js';
import { type MissingMonth, missingMonths, refuseMissing, unexplained } from './readiness.js';
import { type DraftRow, revisionDigestOf, rowsOf } from './rows.js';

interface Ready {
  closing: Closing;
  rows: DraftRow[];
  digest: string;
  isNew: boolean;
}

/** So many branches are generated in one transaction: few enough that on SQLite nobody waits for half a second. */
const branchesAtOnce = 25;

/** Puts closings together from the confirmed months, and says which months are missing and why. */
@Injectable()
export class Generations {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly halfYears: HalfYears,
    private readonly units: UnitBranches,
    private readonly records: ClosingRecords,
    private readonly settings: ClosingSettings,
    private readonly calendars: Calendars,
    private readonly clock: Clock,
  ) {}

  /**
   * Generates one branch's closing, or does it again: the same figures keep their revision.
   * Refuses (409) while a month is missing without an explanation, and where the rule summarises no such period.
   */
  async generate(branchId: number, period: string, version: number, actor: Actor): Promise<void> {
    await this.database.write(async () => {
      await this.records.lock(branchId, period, version, 'notGenerated', 'generated');
      const [result] = await this.together([branchId], period, actor);
      if (result?.outcome === 'notOffered')
        throw new Refusal('conflict', { errors: [{ path: 'period', code: 'notOffered' }] });
      if (result?.outcome === 'notReady') refuseMissing(result.missing);
    });
  }

  /**
   * Generates what is ready of a unit's branches (or of these of them), a few to a transaction; the others are told with what
   * they miss. What is further on than generated stays as it is.
   */
  async generateAll(
    unitId: number,
    period: string,
    branchIds: readonly number[] | undefined,
    actor: Actor,
  ): Promise<GenerationResultView[]> {
    const { branches } = await this.units.of(unitId);
    const wanted = branchIds === undefined ? null : new Set(branchIds);
    if (wanted && [...wanted].some((id) => branches.every((branch) => branch.id !== id)))
      throw invalid('branchIds', 'notInUnit');
    const ids = branches.filter(({ id }) => wanted?.has(id) ?? true).map(({ id }) => id);
    const results: GenerationResultView[] = [];
    for (let from = 0; from < ids.length; from += branchesAtOnce) {
      const some = ids.slice(from, from + branchesAtOnce);
      results.push(...(await this.database.write(() => this.together(some, period, actor))));
      // On SQLite nothing waits for anything: without a pause nobody else would be answered until all are done.
      await pause();
    }
    return results;
  }

  /** Says why a month that isn't confirmed is left out. Refuses (422) a month that nothing is missing of. */
  async explain(
    branchId: number,
    period: string,
    version: number,
    wish: { branchId: number; month: string; reason: string },
    actor: Actor,
  ): Promise<void> {
    const at = this.clock.now();
    await this.database.write(async () => {
      const closing = await this.records.lock(branchId, period, version, 'notGenerated', 'generated');
      const { summaries } = await this.halfYears.ofEach([branchId], period);
      const blockedBy = summaries.get(branchId)?.view.blockedBy ?? [];
      const isMissing = blockedBy.some(({ branch, month }) => branch.id === wish.branchId && month === wish.month);
      if (!isMissing) throw invalid('month', 'notMissing');
      const { branchId: monthBranchId, month, reason } = wish;
      await this.database.change(
        'DELETE FROM closing_explanations WHERE closingId = ? AND branchId = ? AND month = ?',
        [closing.id, monthBranchId, month],
      );
      await this.database.insert(ClosingExplanation, [
        {
          closingId: closing.id,
          branchId: monthBranchId,
          month,
          reason,
          explainedAt: at,
          explainedBy: actor.accountId,
        },
      ]);
      const after = await this.records.update(closing);
      await this.trail.append({
        chain: chainOf(branchId),
        at,
        action: 'closing.explain',
        actorAccountId: actor.accountId,
        about: { ...aboutClosing(after), month, monthBranchId, reasonDigest: sha256(reason) },
      });
    });
  }

  /** In the same few statements however many branches they are. Inside `write`. */
  private async together(branchIds: readonly number[], period: string, actor: Actor): Promise<GenerationResultView[]> {
    const { now, today } = this.clock.moment();
    const known = await this.lockEach(branchIds, period);
    const { rule, summaries } = await this.halfYears.ofEach(branchIds, period);
    const scheme = rule.definition;
    const per = perOf(period);
    const explanations = await this.records.explanations([...known.values()]);
    const proposals = await this.records.proposals([...known.values()]);
    const standing = new Map((await this.records.revisions([...known.values()])).map((each) => [each.closingId, each]));
    const offered = scheme.summaries.some((summary) => summary.per === per);

    const results: GenerationResultView[] = [];
    const found: { result: GenerationResultView; branchId: number; rows: DraftRow[] }[] = [];
    for (const branchId of branchIds) {
      const summary = summaries.get(branchId);
      if (!summary) continue;
      const closing = known.get(branchId);
      const state = closing?.state ?? 'notGenerated';
      const missing = unexplained(
        missingMonths(
          summary.view.blockedBy,
          explanations.filter(({ closingId }) => closingId === closing?.id),
        ),
      );
      const result = resultOf(summary.view, closing, missing);
      results.push(result);
      if (!offered) result.outcome = 'notOffered';
      else if (state !== 'notGenerated' && state !== 'generated') result.outcome = 'furtherOn';
      else if (missing.length > 0) result.outcome = 'notReady';
      else {
        const own = proposals.filter(({ closingId }) => closingId === closing?.id);
        found.push({ result, branchId, rows: withProposals({ scheme, per }, rowsOf(summary), own) });
      }
    }
    const made = await this.makeMissing(found, known, period);
    const ready = found.map(({ result, branchId, rows }): Ready => {
      const closing = made.get(branchId) as Closing;
      const digest = revisionDigestOf(rows);
      const isNew = standing.get(closing.id)?.digest !== digest;
      Object.assign(result, {
        outcome: isNew ? 'generated' : 'unchanged',
        revision: closing.revision + Number(isNew),
        state: 'generated',
      });
      return { closing, rows, digest, isNew };
    });
    const changed = ready.filter(({ isNew }) => isNew);
    if (changed.length > 0) {
      const asOf = summaries.get(changed[0]?.closing.branchId as number)?.view.asOf as Day;
      await this.keep(changed, { schemeVersionId: rule.id, asOf, now, today, actor });
    }
    return results;
  }

  private async keep(
    changed: readonly Ready[],
    { schemeVersionId, asOf, now, today, actor }: KeepFacts,
  ): Promise<void> {
    await this.records.insertRevisions(
      changed.map(({ closing, rows, digest }) => ({
        closingId: closing.id,
        revision: closing.revision + 1,
        rows,
        digest,
      })),
      { cause: 'generation', schemeVersionId, asOf, at: now, by: actor.accountId },
    );
    const calendar = await this.calendars.current();
    const paths = await this.pathsOf(changed.map(({ closing }) => closing.branchId));
    const days = await this.settings.ofPaths(changed.map(({ closing }) => paths.get(closing.branchId) ?? ''));
    const until = days.map(({ acknowledgeWorkingDays }) => calendar.add(today, acknowledgeWorkingDays));
    await this.database.change(
      `UPDATE closings SET state = 'generated', revision = revision + 1, version = version + 1,
              acknowledgeUntil = CASE id ${'WHEN ? THEN ? '.repeat(changed.length)}END
        WHERE id IN ${marks(changed)}`,
      [
        ...changed.flatMap(({ closing }, index) => [closing.id, until[index] as Day]),
        ...changed.map(({ closing }) => closing.id),
      ],
    );
    await this.database.insert(
      ClosingStep,
      changed.map(({ closing }) => ({
        closingId: closing.id,
        step: 'generation' as const,
        fromState: closing.state,
        toState: 'generated' as const,
        revision: closing.revision + 1,
        note: null,
        doneAt: now,
        doneBy: actor.accountId,
      })),
    );
    await this.trail.appendToEach(
      changed.map(({ closing, digest, rows }) => ({
        chain: chainOf(closing.branchId),
        at: now,
        action: 'closing.generate',
        actorAccountId: actor.accountId,
        about: {
          ...aboutClosing({ ...closing, revision: closing.revision + 1 }),
          rowsDigest: digest,
          size: rows.length,
          schemeVersionId,
        },
      })),
    );
  }

  /** Locks the branches, then the closings that they have, in the order of their ids. */
  private async lockEach(branchIds: readonly number[], period: string): Promise<Map<number, Closing>> {
    await this.database.rows(
      `SELECT id FROM units WHERE id IN ${marks(branchIds)} ORDER BY id${this.database.dialect.forUpdate}`,
      branchIds,
    );
    const closings = await this.database.rows<Closing>(
      `SELECT * FROM closings WHERE period = ? AND branchId IN ${marks(branchIds)} ORDER BY id${this.database.dialect.forUpdate}`,
      [period, ...branchIds],
    );
    return new Map(closings.map((closing) => [closing.branchId, closing]));
  }

  private async makeMissing(
    found: readonly { branchId: number }[],
    known: ReadonlyMap<number, Closing>,
    period: string,
  ): Promise<Map<number, Closing>> {
    const missing = found.map(({ branchId }) => branchId).filter((branchId) => !known.has(branchId));
    const made = missing.length === 0 ? [] : await this.records.make(missing, period);
    return new Map([...known, ...made.map((closing): [number, Closing] => [closing.branchId, closing])]);
  }

  private async pathsOf(branchIds: readonly number[]): Promise<Map<number, string>> {
    const rows = await this.database.rows<{ id: number; path: string }>(
      `SELECT id, path FROM units WHERE id IN ${marks(branchIds)}`,
      branchIds,
    );
    return new Map(rows.map(({ id, path }) => [id, path]));
  }
}

interface KeepFacts {
  schemeVersionId: number;
  asOf: Day;
  now: string;
  today: Day;
  actor: Actor;
}

function resultOf(
  { unit }: HalfYearView,
  closing: Closing | undefined,
  missing: readonly MissingMonth[],
): GenerationResultView {
  return {
    branch: unit,
    outcome: 'unchanged',
    state: closing?.state ?? 'notGenerated',
    revision: closing?.revision ?? 0,
    missing: missing.map((each) => ({ ...each, waitsFor: [...each.waitsFor] })),
  };
}
