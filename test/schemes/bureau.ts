import { randomUUID } from 'node:crypto';
import type { SchemeDraftView } from '#src/schemes/scheme-draft.view.js';
import type { SchemeVersionSummary, SchemeVersionView } from '#src/schemes/scheme-version.view.js';
import type { Scheme } from '#src/scoring/scheme.js';
import type { Answer, Client, Service } from '../support/app.js';
import { anAccount } from '../support/organisation.js';

/** What the bureau office does with the rule. */
export class Bureau {
  private constructor(
    readonly office: Client,
    private readonly service: Service,
  ) {}

  static async of(service: Service, bureauId: number): Promise<Bureau> {
    const office = await service.as(await anAccount(service.database, { roles: [['bureauOffice', bureauId]] }));
    return new Bureau(office, service);
  }

  async versions(query = ''): Promise<SchemeVersionSummary[]> {
    return (await this.office.get(`/api/v1/scheme-versions${query}`)).body.items;
  }

  async latest(): Promise<SchemeVersionView> {
    const [latest] = await this.versions();
    return (await this.office.get(`/api/v1/scheme-versions/${latest!.id}`)).body;
  }

  /** A copy of the latest version, changed in the editor. */
  async draft(change: Partial<Scheme>): Promise<SchemeDraftView> {
    const { id, definition } = await this.latest();
    const copy = await this.office.post('/api/v1/scheme-drafts', { requestId: randomUUID(), basedOnId: id });
    if (copy.status !== 201) throw new Error(`copy: ${copy.status} ${JSON.stringify(copy.body)}`);
    const saved = await this.office.put(
      `/api/v1/scheme-drafts/${copy.body.id}`,
      { definition: { ...definition, ...change } },
      { version: copy.version! },
    );
    if (saved.status !== 200) throw new Error(`save: ${saved.status} ${JSON.stringify(saved.body)}`);
    return saved.body;
  }

  publish(
    { id, version }: { id: number; version: number },
    effectiveFromMonth: string,
    more: object = { note: '按党委会意见修订' },
  ): Promise<Answer> {
    return this.office.put(`/api/v1/scheme-drafts/${id}/publication`, { effectiveFromMonth, ...more }, { version });
  }

  async published(change: Partial<Scheme>, effectiveFromMonth: string): Promise<SchemeVersionView> {
    const answer = await this.publish(await this.draft(change), effectiveFromMonth);
    if (answer.status !== 200) throw new Error(`publish: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** The lines of a chain of the trail, the last first. */
  async trail(chain: string): Promise<{ action: string; about: Record<string, unknown> }[]> {
    const { database } = this.service;
    const rows = await database.read(() =>
      database.rows<{ action: string; body: string }>(
        'SELECT action, body FROM trail_records WHERE chain = ? ORDER BY sequence DESC',
        [chain],
      ),
    );
    return rows.map(({ action, body }) => ({ action, about: JSON.parse(body) }));
  }

  /** How many drafts and versions there are, and lines in the trail: whatever is refused changes none of them. */
  async counts(): Promise<Record<string, number>> {
    const { database } = this.service;
    const tables = ['scheme_drafts', 'scheme_versions', 'trail_records'];
    const sql = tables
      .map((table) => `SELECT '${table}' AS name, COUNT(*) AS number FROM ${table}`)
      .join(' UNION ALL ');
    const rows = await database.read(() => database.rows<{ name: string; number: number }>(sql));
    return Object.fromEntries(rows.map(({ name, number }) => [name, number]));
  }
}

/** Moves the clock, and keeps everybody signed in. */
export async function moveTo(service: Service, now: string): Promise<void> {
  const expiresAt = new Date(Date.parse(now) + 3600_000 * 12).toISOString();
  const { database, clock } = service;
  clock.set(now);
  await database.write(() =>
    database.change('UPDATE sessions SET createdAt = ?, lastSeenAt = ?, expiresAt = ?', [now, now, expiresAt]),
  );
}

/** The mistakes of a refusal as "path code". */
export const mistakes = ({ body }: Answer): string[] =>
  (body.errors ?? []).map(({ path, code }: { path: string; code: string }) => `${path} ${code}`.trim());
