import type { Day } from '../calendar.js';
import { grouped } from '../organisation/grouped.js';
import type { MemberStanding } from '../organisation/member.entity.js';
import { memberNumberOf, nameOf } from '../organisation/names.js';
import { cellFault, type ValueProblem } from './cell-values.js';
import type { GridRow } from './grid.js';
import type { Meaning } from './mapping.js';

/** Somebody whom a table may mean, with his time in the branch. */
export interface KnownMember {
  memberId: number;
  memberNumber: string;
  name: string;
  standing: MemberStanding;
  membershipId: number;
  fromDay: Day;
  untilDay: Day | null;
  rosterOrder: number;
  profileCode: string;
}

export interface Suggestion {
  memberId: number;
  name: string;
  memberNumber: string;
}

/** Whom a row means, or what keeps that from being said, with the cell. */
export type Found = { member: KnownMember } | { cell: string; problem: ValueProblem; suggestions: Suggestion[] };

/** Finds the members of a table: by their numbers, or else by their names where only one has that name. */
export class People {
  private readonly byNumber: ReadonlyMap<string, KnownMember>;
  private readonly byName: ReadonlyMap<string, KnownMember[]>;

  constructor(private readonly members: readonly KnownMember[]) {
    this.byNumber = new Map(members.map((member) => [member.memberNumber, member]));
    this.byName = grouped(members, ({ name }) => name);
  }

  get names(): ReadonlySet<string> {
    return new Set(this.byName.keys());
  }

  get numbers(): ReadonlySet<string> {
    return new Set(this.byNumber.keys());
  }

  /** `columns` are the meanings of the row's cells. */
  find({ cells }: GridRow, columns: readonly (Meaning | null)[]): Found {
    const nameCell = cells[columns.indexOf('name')];
    const numberCell = cells[columns.indexOf('memberNumber')];
    const name = nameOf((nameCell?.text ?? '').replace(/^['‘’]/, ''));
    const number = memberNumberOf((numberCell?.text ?? '').replace(/^['‘’]/, ''));
    const wrong = (
      cell: string,
      code: string,
      params: Record<string, string> = {},
      suggestions: Suggestion[] = [],
    ) => ({
      cell,
      problem: { code, params },
      suggestions,
    });
    for (const cell of [numberCell, nameCell]) {
      const fault = cell && cellFault(cell);
      if (cell && fault) return { cell: cell.address, problem: fault, suggestions: [] };
    }
    if (numberCell && number !== '') {
      if (/^\d(\.\d+)?E\+\d+$/i.test(number)) return wrong(numberCell.address, 'damagedNumber');
      const member = this.byNumber.get(number);
      if (!member) return wrong(numberCell.address, 'unknownNumber', { text: number.slice(0, 40) }, this.like(name));
      if (name !== '' && member.name !== name)
        return wrong(nameCell!.address, 'nameOfAnother', { text: name.slice(0, 40), name: member.name }, [
          suggestionOf(member),
        ]);
      return { member };
    }
    if (!nameCell || name === '') return wrong((nameCell ?? numberCell ?? cells[0])?.address ?? '', 'nameMissing');
    const [first, second] = this.byName.get(name) ?? [];
    if (!first) return wrong(nameCell.address, 'unknownName', { text: name.slice(0, 40) }, this.like(name));
    if (second)
      return wrong(
        nameCell.address,
        'sameName',
        { text: name },
        (this.byName.get(name) ?? []).slice(0, 5).map(suggestionOf),
      );
    return { member: first };
  }

  /** Members whose names differ by one character, or by the order of two; at most five. */
  private like(name: string): Suggestion[] {
    if (name === '') return [];
    return this.members
      .filter((member) => isNear(name, member.name))
      .slice(0, 5)
      .map(suggestionOf);
  }
}

const suggestionOf = ({ memberId, name, memberNumber }: KnownMember): Suggestion => ({ memberId, name, memberNumber });

/** One character another, missing or too many, or two changed over. */
function isNear(one: string, other: string): boolean {
  const [a, b] = [[...one], [...other]];
  if (a.length === b.length) {
    const differing = a.flatMap((character, index) => (character === b[index] ? [] : [index]));
    if (differing.length === 1) return a.length > 1;
    const [first = 0, second = 0] = differing;
    return differing.length === 2 && a[first] === b[second] && a[second] === b[first];
  }
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (long.length - short.length !== 1 || short.length < 2) return false;
  return long.some((_, gap) => short.join('') === long.filter((__, index) => index !== gap).join(''));
}
