import { Injectable } from '@nestjs/common';
import { type Canonical, canonicalJson } from '../audit/canonical.js';
import { organisationChain, sha256, Trail } from '../audit/trail.service.js';
import type { Instant, Month } from '../calendar.js';
import { Database } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { checkScheme, type Scheme } from '../scoring/scheme.js';
import { SchemeVersion } from './scheme-version.entity.js';

export interface LoadedScheme {
  id: number;
  schemeCode: string;
  version: string;
  effectiveFromMonth: Month;
  digest: string;
  definition: Scheme;
}

/** Versions of the scheme. A published version never changes, so a version once read is kept in memory. */
@Injectable()
export class Schemes {
  private readonly kept = new Map<number, LoadedScheme>();

  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
  ) {}

  /** All versions, the latest first. */
  async list(): Promise<LoadedScheme[]> {
    const rows = await this.database.read(() =>
      this.database.rows<SchemeVersion>('SELECT * FROM scheme_versions ORDER BY effectiveFromMonth DESC, id DESC'),
    );
    return rows.map((row) => this.keep(row));
  }

  async byId(id: number): Promise<LoadedScheme> {
    const known = this.kept.get(id);
    if (known) return known;
    const row = await this.database.read(() =>
      this.database.row<SchemeVersion>('SELECT * FROM scheme_versions WHERE id = ?', [id]),
    );
    if (!row) throw new Refusal('notFound');
    return this.keep(row);
  }

  /** The version in force in a month: the latest that is effective from it or an earlier one. */
  async inForce(month: Month): Promise<LoadedScheme> {
    const row = await this.database.read(() =>
      this.database.row<{ id: number }>(
        'SELECT id FROM scheme_versions WHERE effectiveFromMonth <= ? ORDER BY effectiveFromMonth DESC, id DESC LIMIT 1',
        [month],
      ),
    );
    if (!row) throw new Refusal('conflict', { errors: [{ path: 'month', code: 'noSchemeInForce' }] });
    return this.byId(row.id);
  }

  private keep(row: SchemeVersion): LoadedScheme {
    const loaded = this.kept.get(row.id) ?? { ...row, definition: JSON.parse(row.definition) as Scheme };
    this.kept.set(row.id, loaded);
    return loaded;
  }

  /** Publishes a version of a scheme. @throws invalid with the paths of every mistake in the scheme */
  async publish(
    scheme: Scheme,
    {
      effectiveFromMonth,
      now,
      actorAccountId,
    }: { effectiveFromMonth: Month; now: Instant; actorAccountId: number | null },
  ): Promise<number> {
    const problems = checkScheme(scheme);
    if (problems.length > 0) throw new Refusal('invalid', { errors: problems });
    const definition = canonicalJson(scheme as unknown as Canonical);
    const digest = sha256(definition);
    return this.database.write(async () => {
      const { code: schemeCode, version } = scheme;
      const [id] = await this.database.insert(SchemeVersion, [
        { schemeCode, version, effectiveFromMonth, publishedAt: now, definition, digest },
      ]);
      await this.trail.append({
        chain: organisationChain,
        at: now,
        action: 'scheme.publish',
        actorAccountId,
        about: { schemeVersionId: id as number, schemeCode, version, effectiveFromMonth, digest },
      });
      return id as number;
    });
  }
}
