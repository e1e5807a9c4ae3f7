import { grouped } from './grouped.js';
import type { KnownOrganisation, PlannedRow } from './roster-plan.js';
import type { RosterNote } from './roster-rows.js';

/** A file of five thousand namesakes is told so this many times. */
const mostOfAKind = 50;

/** Namesakes that one note lists. */
const mostNumbers = 5;

export interface NewGroup {
  branchId: number;
  name: string;
}

/** The groups that the file names and that are not there yet. */
export function groupsToMake(rows: readonly PlannedRow[], { branches }: KnownOrganisation): NewGroup[] {
  const existing = new Set(branches.flatMap(({ id, groups }) => groups.map(({ name }) => `${id}/${name}`)));
  const wanted = new Map<string, NewGroup>();
  for (const { decision } of rows) {
    if (!decision?.group) continue;
    const key = `${decision.branchId}/${decision.group}`;
    if (!existing.has(key)) wanted.set(key, { branchId: decision.branchId, name: decision.group });
  }
  return [...wanted.values()];
}

/** What people should look at before they import: nothing of it stands in the way. */
export function rosterNotes(
  rows: readonly PlannedRow[],
  newGroups: readonly NewGroup[],
  known: KnownOrganisation,
): RosterNote[] {
  const groupNotes = newGroups.map(({ branchId, name }) => ({
    code: 'newGroup',
    params: { branch: known.branchNames.get(branchId) ?? '', group: name },
  }));
  return [...groupNotes, ...sameNames(rows, known), ...notInFile(rows, known)];
}

/** Two people may have one name; one person with two numbers is a mistake that only people can see. */
function sameNames(rows: readonly PlannedRow[], { present }: KnownOrganisation): RosterNote[] {
  const added = rows.filter(({ outcome }) => outcome === 'add');
  const inFile = added.map(({ memberNumber, decision }) => ({ memberNumber, name: decision?.facts.name ?? '' }));
  const namesakes = grouped([...present, ...inFile], ({ name }) => name);
  return added
    .flatMap(({ rowNumber, memberNumber, decision }) => {
      const name = decision?.facts.name ?? '';
      const others = (namesakes.get(name) ?? [])
        .slice(0, mostNumbers + 1)
        .map((other) => other.memberNumber)
        .filter((number) => number !== memberNumber);
      if (others.length === 0) return [];
      return [{ code: 'sameName', params: { row: rowNumber, name, numbers: others.slice(0, mostNumbers).join(', ') } }];
    })
    .slice(0, mostOfAKind);
}

function notInFile(rows: readonly PlannedRow[], { present }: KnownOrganisation): RosterNote[] {
  const numbers = new Set(rows.map(({ memberNumber }) => memberNumber));
  const count = present.filter(({ memberNumber }) => !numbers.has(memberNumber)).length;
  return count === 0 ? [] : [{ code: 'notInFile', params: { count } }];
}
