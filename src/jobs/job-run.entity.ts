import { Entity } from 'typeorm';
import { CodeColumn, InstantColumn, JsonColumn, MonthColumn, ReferenceColumn } from '../database/columns.js';
import { Unit } from '../organisation/unit.entity.js';

/** What the service does by itself. */
export const jobs = ['openMonth', 'endSelfAssessment', 'endPreReview'] as const;
export type Job = (typeof jobs)[number];

/**
 * One thing that the service did by itself, or could not do. The key makes it once, however many instances run; what failed is
 * tried again, and its problem is kept for the branch to read.
 */
@Entity('job_runs')
export class JobRun {
  @CodeColumn(30, { primary: true }) job: Job;
  /** What it was done to: 'branch:12:2026-11' or 'month:34'. */
  @CodeColumn(60, { primary: true }) subject: string;
  @ReferenceColumn(() => Unit) branchId: number;
  @MonthColumn() month: string;
  @CodeColumn(10) outcome: 'done' | 'failed';
  @InstantColumn() triedAt: string;
  /** Why it failed: the refusal's code and its errors, in JSON. */
  @JsonColumn({ nullable: true }) problem: string | null;
}
