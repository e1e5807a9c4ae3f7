/**
 * The organisation that `growth-lay.ts` lays and `growth.ts` measures, in numbers: bureaus of one size, more of them the larger
 * the organisation is. Branches and bureaus are counted from 0, members and accounts from 1, months from 0.
 */
import { readConfig, type Config } from '#src/config.js';
import { testKeys } from '../test/support/database.js';

export const membersInBranch = 20;
export const branchesInGeneral = 10;
export const generalsInBureau = 5;
export const branchesInBureau = branchesInGeneral * generalsInBureau;
export const membersInBureau = membersInBranch * branchesInBureau;
export const unitsInBureau = 1 + generalsInBureau + branchesInBureau;
export const rootId = 1;

/** 2024-07 to 2026-06, which are confirmed, and the month that runs. */
export const months = Array.from({ length: 25 }, (_, index) => {
  const month = index + 6;
  return `${2024 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
});
export const running = months.length - 1;
export const monthsInHalf = 6;
export const today = '2026-07-05';

export interface Size {
  members: number;
  branches: number;
  bureaus: number;
}

export function sizeOf(members: number): Size {
  if (!(members > 0) || members % membersInBureau !== 0)
    throw new Error(`Members come in bureaus of ${membersInBureau}.`);
  return { members, branches: members / membersInBranch, bureaus: members / membersInBureau };
}

export const bureauIdOf = (bureau: number): number => rootId + 1 + bureau * unitsInBureau;
export const branchIdOf = (branch: number): number =>
  bureauIdOf(Math.floor(branch / branchesInBureau)) + 1 + generalsInBureau + (branch % branchesInBureau);
/** A branch's members are numbered one after the other; the first four hold its offices, in this order. */
export const offices = ['secretary', 'organisationCommissioner', 'deputySecretary', 'disciplineCommissioner'] as const;
export const memberIdOf = (branch: number, place: number): number => branch * membersInBranch + place + 1;

export const administratorId = 1;
export const accountIdOf = (memberId: number): number => administratorId + memberId;
/** The offices of bureaus come after the members' accounts, and the organisation's own office is the last. */
export const officeAccountIdOf = ({ members }: Size, bureau: number): number => accountIdOf(members) + 1 + bureau;

export const branchMonthIdOf = ({ branches }: Size, month: number, branch: number): number =>
  month * branches + branch + 1;
export const sheetIdOf = ({ members }: Size, month: number, memberId: number): number => month * members + memberId;

/** Every tenth branch keeps a line of its trail for each sheet too; the others one for each step of a month. */
export const stepLines = [
  'month.open',
  'month.startReview',
  'month.approve',
  'month.publish',
  'month.confirm',
] as const;
export const wordyBranches = 10;

/** Everybody's. */
export const password = 'one-password-for-all-of-them';

export function configOf(url: string): Config {
  return readConfig({
    DATABASE_URL: url,
    EVIDENCE_DIR: '/tmp/pointbook-growth-evidence',
    ENCRYPTION_KEYS: testKeys,
    REQUESTS_PER_MINUTE: '1000000',
    COSTLY_REQUESTS_PER_MINUTE: '1000000',
    PORT: '0',
    LOG_LEVEL: 'silent',
  });
}
