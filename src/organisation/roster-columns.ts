import { type MemberSituation, type MemberStanding, memberSituations, memberStandings } from './member.entity.js';
import { type ProfileCode, profileCodes } from './membership.entity.js';

/** What a row of a roster says about a member, as text; empty where it says nothing. */
export const rosterFields = [
  'branch',
  'memberNumber',
  'name',
  'standing',
  'situation',
  'birthYear',
  'group',
  'profile',
  'fromDay',
] as const;
export type RosterField = (typeof rosterFields)[number];
export type RosterTexts = Record<RosterField, string>;

/** How people head the columns. The order of columns doesn't matter, and columns of other names are left alone. */
const heads: Record<RosterField, readonly string[]> = {
  branch: ['支部', '党支部', '所在支部', '所在党支部', '所属支部', '所属党支部', 'branch'],
  memberNumber: ['党员编号', '编号', 'membernumber', 'number'],
  name: ['姓名', 'name'],
  standing: ['党员类别', '类别', 'standing'],
  situation: ['人员状态', '状态', 'situation'],
  birthYear: ['出生年', '出生年份', 'birthyear', 'yearofbirth'],
  group: ['党小组', '所在党小组', '小组', 'group'],
  profile: ['考核方式', 'profile'],
  fromDay: ['转入日期', 'fromday', 'from'],
};

/** The first word of each is the one that exports write. */
const standingWords: Record<MemberStanding, readonly string[]> = {
  full: ['正式党员', '正式', 'full'],
  probationary: ['预备党员', '预备', 'probationary'],
};
const situationWords: Record<MemberSituation, readonly string[]> = {
  serving: ['在职', '在职党员', 'serving'],
  retired: ['离退休', '离退休党员', '退休', '离休', 'retired'],
  mobile: ['流动', '流动党员', 'mobile'],
};
const profileWords: Record<ProfileCode, readonly string[]> = {
  full: ['全项', '全项考核', 'full'],
  light: ['简项', '简项考核', '从简', 'light'],
  exempt: ['免于考核', '免考核', 'exempt'],
};

/** Which column a head names: blanks, case, width, a star and what stands in brackets make no difference. */
export function fieldOfHead(text: string): RosterField | undefined {
  const word = plain(text).replace(/\(.*?\)|[*:]/g, '');
  return rosterFields.find((field) => heads[field].includes(word));
}

export function standingOf(word: string): MemberStanding | undefined {
  return memberStandings.find((code) => standingWords[code].includes(plain(word)));
}

export function situationOf(word: string): MemberSituation | undefined {
  return memberSituations.find((code) => situationWords[code].includes(plain(word)));
}

export function profileOf(word: string): ProfileCode | undefined {
  return profileCodes.find((code) => profileWords[code].includes(plain(word)));
}

export const standingWord = (code: MemberStanding): string => standingWords[code][0] ?? code;
export const situationWord = (code: MemberSituation): string => situationWords[code][0] ?? code;
export const profileWord = (code: string): string => profileWords[code as ProfileCode]?.[0] ?? code;

function plain(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '').toLowerCase();
}

interface Named {
  id: number;
  parentId: number | null;
  kind: string;
  name: string;
}

/**
 * What a roster calls each branch among these units: its name or, where several branches have it, as many of the names
 * above it as it takes to tell them apart, '一总支/第一党支部'.
 */
export function branchLabels(units: readonly Named[]): Map<number, string> {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const namesUpTo = (unit: Named | undefined): string[] =>
    unit ? [...namesUpTo(unit.parentId === null ? undefined : byId.get(unit.parentId)), unit.name] : [];
  const labels = new Map<number, string>();
  let unnamed = units.filter(({ kind }) => kind === 'branch').map(({ id }) => ({ id, names: namesUpTo(byId.get(id)) }));
  for (let length = 1; unnamed.length > 0; length += 1) {
    const tail = (names: readonly string[]) => names.slice(-length).join('/');
    const uses = new Map<string, number>();
    for (const { names } of unnamed) uses.set(tail(names), (uses.get(tail(names)) ?? 0) + 1);
    const isClear = (names: readonly string[]) => uses.get(tail(names)) === 1 || length >= names.length;
    for (const { id, names } of unnamed) if (isClear(names)) labels.set(id, tail(names));
    unnamed = unnamed.filter(({ names }) => !isClear(names));
  }
  return labels;
}
