import { Injectable } from '@nestjs/common';
import { organisationChain, Trail } from '../audit/trail.service.js';
import type { Instant, Month } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import type { Scheme } from '../scoring/scheme.js';
import { checkScheme } from '../scoring/scheme-check.js';
import { SchemeVersion } from './scheme-version.entity.js';
import { aboutVersion, type Publishing, versionRow } from './version-row.js';

export interface LoadedScheme {
  id: number;
  schemeCode: string;
  version: string;
  effectiveFromMonth: Month;
  publishedAt: Instant;
  note: string | null;
  branchId: number | null;
  basedOnId: number | null;
  digest: string;
  definition: Scheme;
}

/** All of a version but its file and what only its own branch's changes ask for. */
const columns = `id, schemeCode, version, effectiveFromMonth, publishedAt, note, branchId, basedOnId, digest, definition`;

/** A version with its items is some 100 KB in memory; months of a county are open with few at a time. */
const keptMax = 300;

/** Versions of the scheme. A published version never changes, so a version once read is kept in memory. */
@Injectable()
export class Schemes {
  private readonly kept = new Map<number, LoadedScheme>();

  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
  ) {}

  /** All versions of the organisation, and those of this branch, the latest first. */
  async list(branchId: number | null = null): Promise<LoadedScheme[]> {
    const rows = await this.database.read(() =>
      this.database.rows<SchemeVersion>(
        `SELECT ${columns} FROM scheme_versions WHERE branchId IS NULL OR branchId = ?
          ORDER BY effectiveFromMonth DESC, id DESC`,
        [branchId],
      ),
    );
    return rows.map((row) => this.keep(row));
  }

  async byId(id: number): Promise<LoadedScheme> {
    const known = this.kept.get(id);
    if (known) return known;
    const row = await this.database.read(() =>
      this.database.row<SchemeVersion>(`SELECT ${columns} FROM scheme_versions WHERE id = ?`, [id]),
    );
    if (!row) throw new Refusal('notFound');
    return this.keep(row);
  }

  /**
   * The version in force in a month: the organisation's latest that is effective from it or an earlier one; for a branch, the
   * one in which its own items stand in that version, if it has any. Whoever fixes a month by it holds the organisation's
   * lock, so that no version is published in between.
   */
  async inForce(month: Month, branchId: number | null = null): Promise<LoadedScheme> {
    const { ofOrganisation, ofBranches } = await this.inForceEach(month, branchId === null ? [] : [branchId]);
    return (branchId !== null && ofBranches.get(branchId)) || ofOrganisation;
  }

  /** The same for several branches at once: the organisation's version, and the branches' own ones by branch. */
  async inForceEach(
    month: Month,
    branchIds: readonly number[],
  ): Promise<{ ofOrganisation: LoadedScheme; ofBranches: Map<number, LoadedScheme> }> {
    return this.database.read(async () => {
      const organisation = await this.database.row<{ id: number }>(
        `SELECT id FROM scheme_versions WHERE branchId IS NULL AND effectiveFromMonth <= ?
          ORDER BY effectiveFromMonth DESC, id DESC LIMIT 1`,
        [month],
      );
      if (!organisation) throw new Refusal('conflict', { errors: [{ path: 'month', code: 'noSchemeInForce' }] });
      const own = branchIds.length === 0 ? [] : await this.ownVersions(organisation.id, month, branchIds);
      const latest = new Map(own.map((version) => [version.branchId, version]));
      const ofBranches = new Map<number, LoadedScheme>();
      for (const { id, branchId, ownItems } of latest.values())
        if (ownItems !== '[]') ofBranches.set(branchId, await this.byId(id));
      return { ofOrganisation: await this.byId(organisation.id), ofBranches };
    });
  }

  /** Publishes a version of a scheme. @throws invalid with the paths of every mistake in the scheme */
  async publish(scheme: Scheme, publishing: Publishing): Promise<number> {
    const problems = checkScheme(scheme);
    if (problems.length > 0) throw new Refusal('invalid', { errors: problems });
    const row = versionRow(scheme, publishing);
    return this.database.write(async () => {
      const [id] = (await this.database.insert(SchemeVersion, [row])) as [number];
      const { now: at, actorAccountId } = publishing;
      const about = aboutVersion(id, row);
      await this.trail.append({ chain: organisationChain, at, action: 'scheme.publish', actorAccountId, about });
      return id;
    });
  }

  /** The versions of these branches that stand in the organisation's, the latest last. */
  private ownVersions(basedOnId: number, month: Month, branchIds: readonly number[]) {
    return this.database.rows<{ id: number; branchId: number; ownItems: string }>(
      `SELECT id, branchId, ownItems FROM scheme_versions
        WHERE branchId IN ${marks(branchIds)} AND basedOnId = ? AND effectiveFromMonth <= ?
        ORDER BY effectiveFromMonth, id`,
      [...branchIds, basedOnId, month],
    );
  }

  private keep({ definition, ...row }: SchemeVersion): LoadedScheme {
    const loaded = this.kept.get(row.id) ?? { ...row, definition: JSON.parse(definition) as Scheme };
    this.kept.delete(row.id);
    this.kept.set(row.id, loaded);
    const [oldest] = this.kept.keys();
    if (this.kept.size > keptMax && oldest !== undefined) this.kept.delete(oldest);
    return loaded;
  }
}
