import type { Day } from '../calendar.js';
import { grouped } from './grouped.js';
import type { MemberSituation, MemberStanding } from './member.entity.js';
import type { Membership } from './membership.entity.js';
import {
  contradictedMonth,
  type MoveEffect,
  moveOf,
  type OpenedMonth,
  staysAfter,
  stayOn,
} from './membership-rules.js';
import type { RosterField, RosterTexts } from './roster-columns.js';
import { changesOf, type RosterChange } from './roster-changes.js';
import { groupsToMake, type NewGroup, rosterNotes } from './roster-notes.js';
import { type CellProblem, type RosterLine, type RosterNote, type RosterReading } from './roster-rows.js';

export interface KnownBranch {
  id: number;
  /** What the roster calls it, see `branchLabels`. */
  label: string;
  name: string;
  groups: { id: number; name: string }[];
}

export interface MemberFacts {
  name: string;
  standing: MemberStanding;
  situation: MemberSituation;
  birthYear: number | null;
}

export interface KnownMember extends MemberFacts {
  id: number;
  /** False: a member of somebody else's, whom this file may not touch. */
  isWithinReach: boolean;
  stays: Membership[];
}

/** What a roster is compared with. */
export interface KnownOrganisation {
  /** The branches that the file may name, in the tree's order. */
  branches: readonly KnownBranch[];
  /** What to call any branch that the file's members are, were or will be in. */
  branchNames: ReadonlyMap<number, string>;
  /** The file is of this one branch: rows that name none mean it. */
  onlyBranchId: number | null;
  /** The members who have one of the file's numbers. */
  members: ReadonlyMap<string, KnownMember>;
  /** By branch. */
  openedMonths: ReadonlyMap<number, readonly OpenedMonth[]>;
  /** Who is in the unit today. */
  present: readonly { memberNumber: string; name: string }[];
}

export type Outcome = 'add' | 'change' | 'transfer' | 'unchanged' | 'bad';

/** What is to be written for a row. */
export interface Decision {
  facts: MemberFacts;
  branchId: number;
  /** By its name: it may not be there yet. */
  group: string | null;
  profileCode: string;
  fromDay: Day;
  /** null: a new member. */
  member: KnownMember | null;
  /** What a transfer does to the stays there are. */
  effect: MoveEffect | null;
  /** The stay that goes on. */
  stay: Membership | null;
}

export interface PlannedRow {
  rowNumber: number;
  memberNumber: string;
  values: RosterTexts;
  outcome: Outcome;
  changes: RosterChange[];
  problems: CellProblem[];
  /** null for a row that is bad or says nothing new. */
  decision: Decision | null;
}

export interface RosterPlan {
  rows: PlannedRow[];
  counts: Record<Outcome, number>;
  notes: RosterNote[];
  /** Groups that the file names and that are to be made. */
  newGroups: NewGroup[];
}

/**
 * What a roster would change, row by row, and every mistake in it. Members are found by their number, never by name; what a
 * row leaves empty stays as it is, and who isn't in the file is not touched. Nothing is written unless every row is good.
 */
export function planRoster({ lines, notes }: RosterReading, known: KnownOrganisation, today: Day): RosterPlan {
  const rowsOf = grouped(lines, ({ memberNumber }) => memberNumber);
  const rows = lines.map((line) => {
    const twin =
      line.memberNumber === null ? undefined : rowsOf.get(line.memberNumber)?.find((other) => other !== line);
    return planRow(line, twin, known, today);
  });
  const counts = { add: 0, change: 0, transfer: 0, unchanged: 0, bad: 0 };
  for (const { outcome } of rows) counts[outcome] += 1;
  const newGroups = groupsToMake(rows, known);
  return { rows, counts, newGroups, notes: [...notes, ...rosterNotes(rows, newGroups, known)] };
}

function planRow(line: RosterLine, twin: RosterLine | undefined, known: KnownOrganisation, today: Day): PlannedRow {
  const { rowNumber, values } = line;
  const problems = [...line.problems];
  const problem = (field: RosterField, { code, params }: RosterNote): void => {
    problems.push({ field, cell: line.cells[field], code, ...(params && { params }) });
  };
  if (twin) problem('memberNumber', { code: 'duplicateNumber', params: { otherCell: twin.cells.memberNumber } });
  const member = line.memberNumber === null ? undefined : known.members.get(line.memberNumber);
  if (member && !member.isWithinReach) problem('memberNumber', { code: 'memberElsewhere' });
  const branch = branchOf(line, member, known, today);
  const branchUnread = problems.some(({ field }) => field === 'branch');
  if ('code' in branch && !branchUnread) problem('branch', branch);
  const row = { rowNumber, memberNumber: line.memberNumber ?? '', values, changes: [], decision: null };
  if (problems.length > 0 || 'code' in branch) return { ...row, outcome: 'bad', problems };

  const decided = decide(line, member, branch.id, today);
  const month = 'code' in decided ? undefined : contradicted(decided, known);
  if ('code' in decided) problem('fromDay', decided);
  else if (month) problem('fromDay', { code: 'monthOpened', params: { month: month.month, themeDay: month.themeDay } });
  if ('code' in decided || month) return { ...row, outcome: 'bad', problems };

  const changes = changesOf(decided, known);
  const outcome = !decided.member ? 'add' : decided.effect ? 'transfer' : changes.length > 0 ? 'change' : 'unchanged';
  return { ...row, outcome, changes, problems, decision: outcome === 'unchanged' ? null : decided };
}

/** The branch that a row means; where it names none, the file's branch, or else the one that the member is in. */
function branchOf(
  line: RosterLine,
  member: KnownMember | undefined,
  known: KnownOrganisation,
  today: Day,
): { id: number } | RosterNote {
  if (line.branch === null) {
    const id = known.onlyBranchId ?? (member && stayOn(member.stays, today)?.branchId);
    return id === undefined ? { code: 'missing' } : { id };
  }
  const label = line.branch.replace(/\s*[/／]\s*/g, '/');
  const labelled = known.branches.find((branch) => branch.label === label);
  const named = known.branches.filter((branch) => branch.name === label);
  const found = labelled ?? named[0];
  if (!found) return { code: 'unknownBranch', params: { text: label.slice(0, 120) } };
  if (labelled || named.length === 1) return { id: found.id };
  const labels = named.map((branch) => branch.label).slice(0, 10);
  return { code: 'ambiguousBranch', params: { labels: labels.join(', ') } };
}

function decide(
  line: RosterLine,
  member: KnownMember | undefined,
  branchId: number,
  today: Day,
): Decision | RosterNote {
  const facts = {
    name: line.name as string,
    standing: line.standing ?? member?.standing ?? 'full',
    situation: line.situation ?? member?.situation ?? 'serving',
    birthYear: line.birthYear ?? member?.birthYear ?? null,
  };
  const fromDay = line.fromDay ?? today;
  const begun = { facts, branchId, group: line.group, profileCode: line.profile ?? 'full', fromDay };
  if (!member) return { ...begun, member: null, effect: null, stay: null };
  // A row that dates a transfer ahead is about that day: handed in again, it finds the transfer made.
  const stay = stayOn(member.stays, fromDay > today ? fromDay : today);
  if (stay?.branchId === branchId) {
    if (line.fromDay !== null && line.fromDay !== stay.fromDay)
      return { code: 'otherDayOnRecord', params: { day: stay.fromDay } };
    const profileCode = line.profile ?? stay.profileCode;
    return { ...begun, profileCode, fromDay: stay.fromDay, member, effect: null, stay };
  }
  const effect = moveOf(member.stays, { toBranchId: branchId, fromDay });
  if ('code' in effect) return effect;
  const profileCode = line.profile ?? member.stays.at(-1)?.profileCode ?? 'full';
  return { ...begun, profileCode, member, effect, stay: null };
}

function contradicted(
  { member, effect, branchId, fromDay }: Decision,
  known: KnownOrganisation,
): OpenedMonth | undefined {
  if (member && !effect) return undefined;
  const before = member?.stays ?? [];
  const begins = { removed: null, ended: null, resumed: null, begins: true };
  const after = staysAfter(before, { toBranchId: branchId, fromDay }, effect ?? begins);
  const branchIds = new Set([...before, ...after].map((stay) => stay.branchId));
  const opened = [...branchIds].flatMap((id) => known.openedMonths.get(id) ?? []);
  return contradictedMonth(before, after, opened);
}
