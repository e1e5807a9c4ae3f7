import { Injectable } from '@nestjs/common';
import { AccessLines } from '../access-lines/access-lines.service.js';
import { organisationChain, Trail } from '../audit/trail.service.js';
import { Clock, type Day, type Instant } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { lockOrganisation } from '../identity/lock-organisation.js';
import { Policies } from '../identity/policies.service.js';
import { type ErasableFile, Erasures } from './erasures.service.js';
import { Obstacles } from './obstacles.service.js';
import {
  keptSince,
  leftLongAgo,
  nothingPurged,
  type Obstacle,
  type PurgeCounts,
  type PurgeKind,
  purgeKinds,
} from './retention.js';
import { PurgeRun } from './retention.entity.js';

/** What a purge would do now, and how many members wait although their time is over, by what keeps them. */
export interface PurgePlan {
  due: PurgeCounts;
  waiting: Partial<Record<Obstacle, number>>;
}

/** One batch of a purge: how many it took, and the bytes that go after COMMIT. */
interface Batch {
  count: number;
  bytes: string[];
}

const membersAtOnce = 20;
const rowsAtOnce = 200;

/** Takes away what has been kept long enough (policies), a few rows at a time, so that nobody waits for it. */
@Injectable()
export class Purges {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly policies: Policies,
    private readonly obstacles: Obstacles,
    private readonly erasures: Erasures,
    private readonly accessLines: AccessLines,
  ) {}

  /** What is due today, once a day. Several instances may be at it: each batch is done once, and is counted with it. */
  daily(): Promise<PurgeCounts> {
    return this.run(this.clock.today());
  }

  /** The same now, because somebody asks for it. */
  now(): Promise<PurgeCounts> {
    return this.run(this.clock.now());
  }

  /** What would be done now; changes nothing. */
  plan(): Promise<PurgePlan> {
    return this.database.read(async () => {
      const members = await this.membersLongGone();
      const kept = await this.obstacles.of(members);
      const waiting: PurgePlan['waiting'] = {};
      for (const obstacle of [...kept.values()].flat()) waiting[obstacle] = (waiting[obstacle] ?? 0) + 1;
      const count = async ([sql, parameters]: Selection) =>
        Number(
          (await this.database.row<{ count: number }>(`SELECT COUNT(*) AS count FROM (${sql}) due`, parameters))!.count,
        );
      return {
        due: {
          members: members.length - kept.size,
          evidenceFiles: await count(await this.filesDue()),
          sessions: await count(this.sessionsDue()),
          importDrafts: await count(this.draftsDue()),
          accessLines: await this.accessLines.countBefore(await this.linesKeptSince()),
        },
        waiting,
      };
    });
  }

  private async run(name: string): Promise<PurgeCounts> {
    const id = await this.begin(name);
    for (const kind of purgeKinds) while ((await this.step(id, kind)) > 0);
    const counts = await this.finish(id);
    await this.database.clearLog();
    return counts;
  }

  /** Answers the run of this name; whoever comes second, or after a kill, goes on with what the first one began. */
  private begin(name: string): Promise<number> {
    const startedAt = this.clock.now();
    return this.database.write(async () => {
      await lockOrganisation(this.database);
      const found = await this.database.row<{ id: number }>('SELECT id FROM purge_runs WHERE name = ?', [name]);
      if (found) return found.id;
      const [id] = await this.database.insert(PurgeRun, [
        { name, startedAt, finishedAt: null, counts: JSON.stringify(nothingPurged) },
      ]);
      return id as number;
    });
  }

  /** One batch, in one transaction with its being counted. Answers how many it took; 0 also for a run that is over. */
  private async step(runId: number, kind: PurgeKind): Promise<number> {
    const now = this.clock.now();
    const { count, bytes } = await this.database.write(async () => {
      const run = await this.database.lock<PurgeRun>('purge_runs', runId);
      if (!run || run.finishedAt !== null) return { count: 0, bytes: [] };
      const batch = await this.batches[kind](now);
      if (batch.count === 0) return batch;
      const counts = { ...nothingPurged, ...(JSON.parse(run.counts) as PurgeCounts) };
      counts[kind] += batch.count;
      await this.database.change('UPDATE purge_runs SET counts = ? WHERE id = ?', [JSON.stringify(counts), runId]);
      return batch;
    });
    await this.erasures.removeBytes(bytes);
    return count;
  }

  private finish(runId: number): Promise<PurgeCounts> {
    const now = this.clock.now();
    return this.database.write(async () => {
      const run = (await this.database.lock<PurgeRun>('purge_runs', runId)) as PurgeRun;
      const counts = { ...nothingPurged, ...(JSON.parse(run.counts) as PurgeCounts) };
      if (run.finishedAt !== null) return counts;
      await this.database.change('UPDATE purge_runs SET finishedAt = ? WHERE id = ?', [now, runId]);
      if (purgeKinds.some((kind) => counts[kind] > 0))
        await this.trail.append({
          chain: organisationChain,
          at: now,
          action: 'retention.purge',
          actorAccountId: null,
          about: { ...counts },
        });
      return counts;
    });
  }

  private readonly batches: Record<PurgeKind, (now: Instant) => Promise<Batch>> = {
    members: (now) => this.eraseMembers(now),
    evidenceFiles: (now) => this.eraseFiles(now),
    sessions: () => this.deleteSessions(),
    importDrafts: () => this.deleteDrafts(),
    accessLines: () => this.deleteAccessLines(),
  };

  private async eraseMembers(now: Instant): Promise<Batch> {
    const ids = await this.membersLongGone();
    const kept = await this.obstacles.of(ids);
    const due = ids.filter((id) => !kept.has(id)).slice(0, membersAtOnce);
    const bytes: string[] = [];
    let count = 0;
    for (const memberId of due) {
      await this.erasures.lock(memberId);
      // Looked at again under the lock: what began a moment ago keeps him.
      if ((await this.obstacles.of([memberId])).size > 0) continue;
      const of = { memberId, rule: 'afterLeaving' as const, now, actorAccountId: null, orderId: null };
      bytes.push(...(await this.erasures.erase(of)));
      count += 1;
    }
    return { count, bytes };
  }

  private async eraseFiles(now: Instant): Promise<Batch> {
    const [sql, parameters] = await this.filesDue();
    const files = await this.database.rows<ErasableFile>(
      `${sql} ORDER BY evidence_files.id LIMIT ${rowsAtOnce}`,
      parameters,
    );
    const lines = await this.erasures.eraseFileRows(files, now);
    if (lines.length > 0) await this.trail.appendToEach(lines);
    return { count: files.length, bytes: files.map(({ storageName }) => storageName) };
  }

  private async deleteSessions(): Promise<Batch> {
    const [sql, parameters] = this.sessionsDue();
    const rows = await this.database.rows<{ tokenDigest: string }>(`${sql} LIMIT ${rowsAtOnce}`, parameters);
    const digests = rows.map(({ tokenDigest }) => tokenDigest);
    const count = await this.database.change(`DELETE FROM sessions WHERE tokenDigest IN ${marks(digests)}`, digests);
    return { count, bytes: [] };
  }

  private async deleteDrafts(): Promise<Batch> {
    const [sql, parameters] = this.draftsDue();
    const ids = (await this.database.rows<{ id: number }>(`${sql} LIMIT ${rowsAtOnce}`, parameters)).map(
      ({ id }) => id,
    );
    await this.database.change(`DELETE FROM import_draft_parts WHERE draftId IN ${marks(ids)}`, ids);
    const count = await this.database.change(`DELETE FROM import_drafts WHERE id IN ${marks(ids)}`, ids);
    return { count, bytes: [] };
  }

  private async deleteAccessLines(): Promise<Batch> {
    return { count: await this.accessLines.purge(await this.linesKeptSince()), bytes: [] };
  }

  private async linesKeptSince(): Promise<Day> {
    const { accessLogRetentionMonths } = await this.policies.read();
    return `${keptSince(this.clock.today(), accessLogRetentionMonths)}-01`;
  }

  /** Who has been gone for as long as the policy says, and isn't erased yet. */
  private async membersLongGone(): Promise<number[]> {
    const { retentionYearsAfterLeaving } = await this.policies.read();
    const rows = await this.database.rows<{ memberId: number }>(
      `SELECT memberId FROM memberships
        WHERE NOT EXISTS (SELECT 1 FROM erasures WHERE erasures.memberId = memberships.memberId)
        GROUP BY memberId HAVING MAX(COALESCE(untilDay, '9999-12-31')) <= ? ORDER BY memberId`,
      [leftLongAgo(this.clock.today(), retentionYearsAfterLeaving)],
    );
    return rows.map(({ memberId }) => memberId);
  }

  /** Files of months that were confirmed so long ago, unless their sheet is disputed again or their member is on hold. */
  private async filesDue(): Promise<Selection> {
    const { evidenceRetentionMonths } = await this.policies.read();
    const before = this.clock.startOf(`${keptSince(this.clock.today(), evidenceRetentionMonths)}-01`);
    return [
      `SELECT evidence_files.id, evidence_files.storageName, branch_months.branchId
         FROM evidence_files
         JOIN sheets ON sheets.id = evidence_files.sheetId
         JOIN branch_months ON branch_months.id = sheets.branchMonthId
        WHERE evidence_files.erasedAt IS NULL AND branch_months.confirmedAt < ?
          AND NOT EXISTS (SELECT 1 FROM member_holds WHERE member_holds.memberId = sheets.memberId)
          AND NOT EXISTS (SELECT 1 FROM corrections WHERE corrections.sheetId = sheets.id
                             AND corrections.state NOT IN ('issued', 'refused', 'withdrawn'))
          AND NOT EXISTS (SELECT 1 FROM objections WHERE objections.sheetId = sheets.id
                             AND (objections.state IN ('received', 'acknowledged') OR objections.appealState = 'open'))`,
      [before],
    ];
  }

  private sessionsDue(): Selection {
    return ['SELECT tokenDigest FROM sessions WHERE expiresAt <= ?', [this.clock.now()]];
  }

  private draftsDue(): Selection {
    return ['SELECT id FROM import_drafts WHERE expiresAt <= ?', [this.clock.now()]];
  }
}

type Selection = [sql: string, parameters: string[]];
