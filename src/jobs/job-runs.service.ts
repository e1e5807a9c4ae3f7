import { Injectable, Logger } from '@nestjs/common';
import { type Instant, Clock, type Month } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { DatabaseAway } from '../database/errors.js';
import { Refusal } from '../http/refusal.js';
import { Metrics } from '../observation/metrics.js';
import { Organisation } from '../organisation/organisation.service.js';
import { JobRun, type Job, jobs } from './job-run.entity.js';
import type { JobProblemView } from './job.view.js';

export interface Run {
  job: Job;
  /** What it is done to; with the job it is done once for ever. */
  subject: string;
  branchId: number;
  month: Month;
}

/** What failed is tried again after this many minutes, not at every tick. */
const minutesBetweenTries = 10;

/** Things that the service does by itself: each once, each in a transaction of its own, and what failed is kept for people to read. */
@Injectable()
export class JobRuns {
  private readonly log = new Logger('Jobs');

  constructor(
    private readonly database: Database,
    private readonly organisation: Organisation,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Does it, unless it has been done. The row that says so is written in the same transaction: killed in between, nothing
   * happened, and another instance (or this one, later) does it. Answers whether it was done now. Of all failures only a
   * database that is away is thrown on.
   */
  async once(run: Run, work: () => Promise<void>): Promise<boolean> {
    return (await this.onceEach([run], work)) === 1;
  }

  /**
   * The same for several runs of one job in one transaction: the work is told which of them are still to be done. What fails
   * together is done in halves, so that what is wrong with one keeps no other from its turn. Answers how many were done now.
   */
  async onceEach<R extends Run>(runs: readonly R[], work: (left: readonly R[]) => Promise<void>): Promise<number> {
    const now = this.clock.now();
    try {
      const left = await this.database.write(async () => {
        await this.organisation.lock();
        const notDone = await this.markDone(runs, now);
        if (notDone.length > 0) await work(notDone);
        return notDone;
      });
      for (const { job } of left) this.metrics.jobRan(job, 'done');
      return left.length;
    } catch (error) {
      if (error instanceof DatabaseAway) throw error;
      const [run, ...others] = runs as [R, ...R[]];
      if (others.length > 0) {
        const half = runs.length >> 1;
        return (await this.onceEach(runs.slice(0, half), work)) + (await this.onceEach(runs.slice(half), work));
      }
      // Somebody else has done it: another instance, or a person.
      const overtaken = error instanceof Refusal && (error.code === 'alreadyOpen' || error.code === 'wrongState');
      if (!overtaken) await this.markFailed(run, error, now);
      return 0;
    }
  }

  /** Keeps for people to read that something was not done, and why. */
  async fail(run: Run, refusal: Refusal): Promise<void> {
    await this.markFailed(run, refusal, this.clock.now());
  }

  /** Which of these failed so recently, or are done, that they are not tried now. */
  async resting(subjects: readonly string[]): Promise<ReadonlySet<string>> {
    const now = this.clock.now();
    const rows = await this.database.rows<JobRun>(
      `SELECT job, subject, outcome, triedAt FROM job_runs WHERE job IN ${marks(jobs)} AND subject IN ${marks(subjects)}`,
      [...jobs, ...subjects],
    );
    const rests = ({ outcome, triedAt }: JobRun) => outcome === 'done' || isRecent(triedAt, now);
    return new Set(rows.filter(rests).map(({ job, subject }) => `${job} ${subject}`));
  }

  /** What could not be done in these branches and is still undone. */
  async problemsOf(branchIds: readonly number[]): Promise<JobProblemView[]> {
    const rows = await this.database.rows<JobRun & { branchName: string }>(
      `SELECT job_runs.*, units.name AS branchName
         FROM job_runs
         JOIN units ON units.id = job_runs.branchId
         LEFT JOIN branch_months ON branch_months.branchId = job_runs.branchId AND branch_months.month = job_runs.month
        WHERE job_runs.branchId IN ${marks(branchIds)} AND job_runs.outcome = 'failed'
          AND ((job_runs.job = 'openMonth' AND branch_months.id IS NULL)
               OR (job_runs.job = 'endSelfAssessment' AND branch_months.state = 'selfAssessment')
               OR (job_runs.job = 'endPreReview' AND branch_months.state = 'preReview'))
        ORDER BY job_runs.month DESC, job_runs.branchId`,
      branchIds,
    );
    return rows.map(({ job, month, triedAt, problem, branchId, branchName }) => ({
      job,
      branch: { id: branchId, name: branchName, kind: 'branch' },
      month,
      triedAt,
      ...(JSON.parse(problem ?? '{"code":"internal","errors":[]}') as Pick<JobProblemView, 'code' | 'errors'>),
    }));
  }

  /** Under the organisation's lock, so that of two instances the second sees what the first has done. Answers what had not been done. */
  private async markDone<R extends Run>(runs: readonly R[], now: Instant): Promise<R[]> {
    const [{ job }] = runs as [R];
    const rows = await this.database.rows<JobRun>(
      `SELECT * FROM job_runs WHERE job = ? AND subject IN ${marks(runs)}`,
      [job, ...runs.map(({ subject }) => subject)],
    );
    const outcomeOf = new Map(rows.map(({ subject, outcome }) => [subject, outcome]));
    const left = runs.filter(({ subject }) => outcomeOf.get(subject) !== 'done');
    const failed = left.filter(({ subject }) => outcomeOf.has(subject)).map(({ subject }) => subject);
    if (failed.length > 0)
      await this.database.change(
        `UPDATE job_runs SET outcome = 'done', triedAt = ?, problem = NULL WHERE job = ? AND subject IN ${marks(failed)}`,
        [now, job, ...failed],
      );
    const fresh = left.filter(({ subject }) => !outcomeOf.has(subject));
    await this.database.insert(
      JobRun,
      fresh.map(({ subject, branchId, month }) => ({ job, subject, branchId, month, outcome: 'done', triedAt: now })),
    );
    return left;
  }

  private async markFailed({ job, subject, branchId, month }: Run, error: unknown, now: Instant): Promise<void> {
    this.metrics.jobRan(job, 'failed');
    const problem = JSON.stringify(problemOf(error));
    const isNew = await this.database.write(async () => {
      await this.organisation.lock();
      const key = [job, subject];
      const row = await this.database.row<JobRun>('SELECT * FROM job_runs WHERE job = ? AND subject = ?', key);
      if (row?.outcome === 'done') return false;
      const run = { job, subject, branchId, month, outcome: 'failed' as const, triedAt: now, problem };
      if (!row) await this.database.insert(JobRun, [run]);
      else
        await this.database.change('UPDATE job_runs SET triedAt = ?, problem = ? WHERE job = ? AND subject = ?', [
          now,
          problem,
          ...key,
        ]);
      return row?.problem !== problem;
    });
    if (!isNew) return;
    if (error instanceof Refusal) this.log.warn(`${job} ${subject}: ${error.code}`);
    else this.log.error({ error }, `${job} ${subject}`);
  }
}

function problemOf(error: unknown): Pick<JobProblemView, 'code' | 'errors'> {
  if (!(error instanceof Refusal)) return { code: 'internal', errors: [] };
  return { code: error.code, errors: (error.more.errors ?? []).slice(0, 20) };
}

/** A clock that was put back makes nobody wait: what was tried in the future is tried again. */
function isRecent(triedAt: Instant, now: Instant): boolean {
  const minutes = (Date.parse(now) - Date.parse(triedAt)) / 60_000;
  return minutes >= 0 && minutes < minutesBetweenTries;
}
