import { Injectable } from '@nestjs/common';
import { chainOf, organisationChain, Trail } from '../audit/trail.service.js';
import { Clock, type Day, type Instant, type Month } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { type FieldProblem, Refusal } from '../http/refusal.js';
import { grouped } from '../organisation/grouped.js';
import { Organisation } from '../organisation/organisation.service.js';
import type { Scheme } from '../scoring/scheme.js';
import { BranchVersions } from './branch-versions.service.js';
import { effectiveMonthProblems } from './effective-month.js';
import { type Following, following, type Unfit } from './following.js';
import type { SchemePublicationBody } from './scheme-draft.dto.js';
import type { SchemeDraft } from './scheme-draft.entity.js';
import { SchemeDrafts } from './scheme-drafts.service.js';
import { errorsOf, readSource } from './scheme-reading.js';
import { SchemeVersion } from './scheme-version.entity.js';
import { aboutVersion, versionRow } from './version-row.js';

interface Decision {
  actor: Actor;
  now: Instant;
  effectiveFromMonth: Month;
  note: string | null;
}

/** Turns a draft into a version that never changes. */
@Injectable()
export class SchemePublications {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly organisation: Organisation,
    private readonly drafts: SchemeDrafts,
    private readonly branchVersions: BranchVersions,
  ) {}

  /**
   * Publishes a draft from a month on, and with it the versions of all branches that have items of their own. Answers the
   * version's id. @throws notFound, stale, invalid (all mistakes at once), duplicate (the version's number),
   * conflict (published already; own items that don't fit)
   */
  async publish(actor: Actor, draftId: number, version: number, body: SchemePublicationBody): Promise<number> {
    const { effectiveFromMonth, note = null, endOwnItemsOf = [] } = body;
    const { now, today } = this.clock.moment();
    return this.database.write(async () => {
      await this.organisation.lock();
      await this.refusePublished(draftId);
      const draft = await this.drafts.lock(draftId, version);
      const scheme = await this.ready(draft, effectiveFromMonth, today);
      await this.requireFreeVersion(scheme);
      const follow = following(scheme, effectiveFromMonth, await this.branchVersions.ofAll(), endOwnItemsOf);
      if (follow.unfit.length > 0) throw await this.unfitRefusal(follow.unfit);
      const decision = { actor, now, effectiveFromMonth, note };
      return this.insert(draft, scheme, follow, decision);
    });
  }

  private async insert(
    draft: SchemeDraft,
    scheme: Scheme,
    { followers, ended }: Following,
    { actor, now, effectiveFromMonth, note }: Decision,
  ): Promise<number> {
    const by = { now, actorAccountId: actor.accountId };
    const row = versionRow(scheme, { ...by, effectiveFromMonth, note, source: draft.source, draftId: draft.id });
    const [id] = (await this.database.insert(SchemeVersion, [row])) as [number];
    const rows = followers.map(({ branchId, fromMonth, items, scheme: own }) =>
      versionRow(own, {
        ...by,
        effectiveFromMonth: fromMonth,
        branch: { branchId, basedOnId: id, items, requestId: null },
      }),
    );
    const ids = await this.database.insert(SchemeVersion, rows);
    await this.database.change('DELETE FROM scheme_drafts WHERE id = ?', [draft.id]);

    const published = rows.map(({ branchId, digest }, index) => ({ branchId, digest, id: ids[index] as number }));
    const ofBranches = [...grouped(published, ({ branchId }) => branchId as number)];
    const line = { at: now, actorAccountId: actor.accountId };
    await this.trail.appendToEach([
      {
        ...line,
        chain: organisationChain,
        action: 'scheme.publish',
        about: { ...aboutVersion(id, row), branches: ofBranches.length },
      },
      ...ofBranches.map(([branchId, versions]) => ({
        ...line,
        chain: chainOf(branchId),
        action: ended.includes(branchId) ? 'ownItems.end' : 'ownItems.follow',
        about: {
          basedOnId: id,
          effectiveFromMonth,
          schemeVersionIds: versions.map((version) => version.id),
          digests: versions.map(({ digest }) => digest),
        },
      })),
    ]);
    return id;
  }

  /** The scheme of a draft that nothing speaks against publishing from this month on. */
  private async ready(draft: SchemeDraft, month: Month, today: Day): Promise<Scheme> {
    const reading = readSource(draft.source);
    const { definition } = reading;
    const errors = [
      ...errorsOf(reading),
      ...effectiveMonthProblems({ month, today, ...(await this.months()) }),
      ...(definition ? await this.profileProblems(definition, today) : []),
    ];
    if (errors.length > 0 || !definition) throw new Refusal('invalid', { errors: errors.slice(0, 200) });
    return definition;
  }

  private async months(): Promise<{ lastOpenedMonth: Month | null; latestMonth: Month | null }> {
    const row = await this.database.row<{ lastOpenedMonth: Month | null; latestMonth: Month | null }>(
      `SELECT (SELECT MAX(month) FROM branch_months) AS lastOpenedMonth,
              (SELECT MAX(effectiveFromMonth) FROM scheme_versions WHERE branchId IS NULL) AS latestMonth`,
    );
    return row ?? { lastOpenedMonth: null, latestMonth: null };
  }

  /** A member whose profile is not in the rule could not be scored, and his branch could not open its month. */
  private async profileProblems({ profiles }: Scheme, today: Day): Promise<FieldProblem[]> {
    const known = profiles.map(({ code }) => code);
    const missing = await this.database.rows<{ profile: string; members: number }>(
      `SELECT profileCode AS profile, COUNT(DISTINCT memberId) AS members FROM memberships
        WHERE (untilDay IS NULL OR untilDay > ?) AND profileCode NOT IN ${marks(known)}
        GROUP BY profileCode ORDER BY profileCode`,
      [today, ...known],
    );
    return missing.map(({ profile, members }) => ({
      path: 'profiles',
      code: 'profileInUse',
      params: { profile, members },
    }));
  }

  private async requireFreeVersion({ code, version }: Scheme): Promise<void> {
    const taken = await this.database.row('SELECT id FROM scheme_versions WHERE schemeCode = ? AND version = ?', [
      code,
      version,
    ]);
    if (taken) throw new Refusal('duplicate', { errors: [{ path: 'version', code: 'taken', params: { version } }] });
  }

  /** Of several who publish a draft at once, everybody but the first learns what has become of it. */
  private async refusePublished(draftId: number): Promise<void> {
    const published = await this.database.row<{ id: number; version: string }>(
      'SELECT id, version FROM scheme_versions WHERE draftId = ?',
      [draftId],
    );
    if (!published) return;
    const params = { schemeVersionId: published.id, version: published.version };
    throw new Refusal('conflict', { errors: [{ path: '', code: 'alreadyPublished', params }] });
  }

  private async unfitRefusal(unfit: readonly Unfit[]): Promise<Refusal> {
    const ids = [...new Set(unfit.map(({ branchId }) => branchId))];
    const units = await this.database.rows<{ id: number; name: string }>(
      `SELECT id, name FROM units WHERE id IN ${marks(ids)}`,
      ids,
    );
    const nameOf = new Map(units.map(({ id, name }) => [id, name]));
    const errors = unfit.slice(0, 200).map(({ branchId, item, problem }) => ({
      path: 'ownItems',
      code: problem.code,
      params: { ...problem.params, branchId, branchName: nameOf.get(branchId) ?? '', item },
    }));
    return new Refusal('conflict', { errors });
  }
}
