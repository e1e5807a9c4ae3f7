import type { Step } from './plan.js';
import type { Statement } from './statements.js';

/** Where a whole table is read, and why that is right. */
const excuses: { file: string; table: string; reason: string }[] = [
  {
    file: 'src/jobs/jobs.service.ts',
    table: 'branch_settings',
    reason:
      'which branches open their months by themselves is asked of each: once a minute, by one instance, a row a branch',
  },
  {
    file: 'src/jobs/jobs.service.ts',
    table: 'branch_months',
    reason:
      'whose month is open already is asked of every branch for two months, which are a large part of a young organisation',
  },
  ...['memberships', 'erasures', 'evidence_files', 'corrections', 'objections', 'import_drafts'].map((table) => ({
    file: 'src/retention/purges.service.ts',
    table,
    reason: 'what is due to be erased is looked for among all that there is, by a purge that runs once a day at most',
  })),
  ...['erasures', 'member_holds'].map((table) => ({
    file: 'src/retention/retention-views.service.ts',
    table,
    reason:
      'who was erased or is held: a count and a list for the one who is responsible for them, and few in any organisation',
  })),
  {
    file: 'src/verification/closing-findings.ts',
    table: 'vetoes',
    reason:
      'a verification holds the confirmed vetoes in memory; they are few, because a veto is what excludes a member',
  },
];

export function excuseFor({ files }: Statement, { table }: Step): string | undefined {
  return excuses.find((excuse) => excuse.table === table && files.has(excuse.file))?.reason;
}
