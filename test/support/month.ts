import { BranchSettingsRow } from '#src/assessments/branch-settings.entity.js';
import { type BranchSettings, defaultSettings } from '#src/assessments/branch-settings.js';
import type { BranchMonthView } from '#src/assessments/branch-month.view.js';
import type { SheetSummary, SheetView } from '#src/assessments/sheet.view.js';
import { Trail } from '#src/audit/trail.service.js';
import type { Database } from '#src/database/database.js';
import { firstScheme } from '#src/schemes/first-scheme.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import type { Answer, Client, Service } from './app.js';
import { aUnit, anAccount, type MemberWish, someMembers } from './organisation.js';

/** A branch of a bureau with members who can sign in; the first three hold the branch's offices. */
export interface BranchAtWork {
  bureauId: number;
  branchId: number;
  branchPath: string;
  memberIds: number[];
  accountIds: number[];
  members: Client[];
  secretary: Client;
  commissioner: Client;
  deputy: Client;
  /** Where one is in office; otherwise the organisation commissioner checks in his place. */
  discipline?: Client;
  bureauOffice: Client;
}

/** The default scheme and a bureau to hang branches under. */
export async function aBureauWithScheme(service: Service): Promise<number> {
  const { database } = service;
  const bureau = await aUnit(database, { kind: 'bureau', name: '县直机关党委' });
  await firstScheme(new Schemes(database, new Trail(database)), service.clock.now());
  return bureau.id;
}

export async function aBranchAtWork(
  service: Service,
  bureauId: number,
  {
    size = 6,
    wishes = {},
    deputy = true,
    name,
    preReview = false,
  }: {
    size?: number;
    wishes?: Record<number, Partial<MemberWish>>;
    deputy?: boolean;
    name?: string;
    /** Most tests are about something else, and go from self-assessment straight to the review. */
    preReview?: boolean;
  } = {},
): Promise<BranchAtWork> {
  const { database } = service;
  const { id: branchId, path } = await aUnit(database, { parentId: bureauId, ...(name && { name }) });
  await withSettings(database, branchId, { preReview });
  const memberIds = await someMembers(
    database,
    Array.from({ length: size }, (_, index) => ({ branchId, ...wishes[index] })),
  );
  const offices = ['secretary', 'organisationCommissioner', ...(deputy ? (['deputySecretary'] as const) : [])] as const;
  const accountIds: number[] = [];
  for (const [index, memberId] of memberIds.entries()) {
    const office = offices[index];
    accountIds.push(await anAccount(database, { memberId, roles: office ? [[office, branchId]] : [] }));
  }
  const members = await Promise.all(accountIds.map((id) => service.as(id)));
  const bureauOffice = await service.as(await anAccount(database, { roles: [['bureauOffice', bureauId]] }));
  return {
    bureauId,
    branchId,
    branchPath: path,
    memberIds,
    accountIds,
    members,
    secretary: members[0]!,
    commissioner: members[1]!,
    deputy: members[2]!,
    bureauOffice,
  };
}

/** Lays a branch's settings straight into the table; what is not said is as usual. */
export async function withSettings(
  database: Database,
  branchId: number,
  settings: Partial<Omit<BranchSettings, 'committee'>>,
): Promise<void> {
  const { committee: _, ...usual } = defaultSettings;
  await database.write(() => database.insert(BranchSettingsRow, [{ branchId, ...usual, ...settings, version: 1 }]));
}

/** November 2026: today is the 5th, the theme day the 10th, self-assessment until the 8th. */
export const november = { month: '2026-11', themeDay: '2026-11-10', selfAssessmentUntil: '2026-11-08' };

export async function openMonth(branch: BranchAtWork, wish: typeof november = november): Promise<BranchMonthView> {
  const opened = await branch.commissioner.post(`/api/v1/branches/${branch.branchId}/months`, wish);
  if (opened.status !== 201) throw new Error(`opening: ${opened.status} ${JSON.stringify(opened.body)}`);
  return opened.body;
}

/** The sheets of a month in roster order, as the review desk lists them. */
export async function sheetsOf(branch: BranchAtWork, branchMonthId: number): Promise<SheetSummary[]> {
  return (await branch.secretary.get(`/api/v1/branch-months/${branchMonthId}/sheets`)).body.items;
}

export async function startReview(branch: BranchAtWork, branchMonthId: number): Promise<BranchMonthView> {
  const { version } = await branch.secretary.get(`/api/v1/branch-months/${branchMonthId}`);
  const started = await branch.secretary.put(`/api/v1/branch-months/${branchMonthId}/review`, undefined, {
    version: version!,
  });
  if (started.status !== 200) throw new Error(`review: ${started.status} ${JSON.stringify(started.body)}`);
  return started.body;
}

/** Decides a sheet by accepting every line. */
export async function acceptSheet(reviewer: Client, sheetId: number): Promise<SheetView> {
  const { body: sheet, version } = await reviewer.get<SheetView>(`/api/v1/sheets/${sheetId}`);
  const decisions = sheet.lines
    .filter((line) => line.origin === 'self')
    .map(({ number }) => ({ number, outcome: 'accepted' }));
  const body = { decisions, additions: [], complete: true };
  const decided = await reviewer.put(`/api/v1/sheets/${sheetId}/review`, body, { version: version! });
  if (decided.status !== 200) throw new Error(`decide: ${decided.status} ${JSON.stringify(decided.body)}`);
  return decided.body;
}

/** Every member hands in, nothing differs, everything is accepted: the month is ready to be published. */
export async function aDecidedMonth(branch: BranchAtWork, wish: typeof november = november): Promise<number> {
  const { id } = await openMonth(branch, wish);
  await startReview(branch, id);
  const sheets = await sheetsOf(branch, id);
  for (const { id: sheetId, ownCase, state } of sheets)
    if (state !== 'notScored') await acceptSheet(ownCase ? branch.deputy : branch.secretary, sheetId);
  return id;
}

export const notice = { workingDays: 3, contact: '纪检委员 302 室' };

/** Takes one step of a month, in its version as it is now. */
export async function take(client: Client, branchMonthId: number, step: string, body?: object): Promise<Answer> {
  const path = `/api/v1/branch-months/${branchMonthId}`;
  const { version } = await client.get(path);
  return client.put(`${path}/${step}`, body, { version: version! });
}

/** The decided list is ready, checked by the commissioner whose it is, and approved by the secretary. */
export async function makeReady(branch: BranchAtWork, branchMonthId: number): Promise<Answer> {
  const { commissioner, secretary } = branch;
  const ready = await take(commissioner, branchMonthId, 'readiness', { meetingNumber: '〔2026〕11 号' });
  if (ready.status !== 200) return ready;
  await take(branch.discipline ?? commissioner, branchMonthId, 'confidentiality-check', { note: '' });
  return take(secretary, branchMonthId, 'approval');
}

/** All that is left from a review to the board. What stands in the way is the answer. */
export async function publish(branch: BranchAtWork, branchMonthId: number, wish: object = notice): Promise<Answer> {
  const { body } = await branch.commissioner.get<BranchMonthView>(`/api/v1/branch-months/${branchMonthId}`);
  if (body.state === 'review') {
    const ready = await makeReady(branch, branchMonthId);
    if (ready.status !== 200) return ready;
  }
  const { version } = await branch.commissioner.get(`/api/v1/branch-months/${branchMonthId}`);
  return branch.commissioner.put(`/api/v1/branch-months/${branchMonthId}/publication`, wish, { version: version! });
}

const counted = [
  'branch_months',
  'sheets',
  'sheet_lines',
  'proxy_entries',
  'meetings',
  'meeting_decisions',
  'pre_reviews',
  'pre_review_lines',
  'month_steps',
  'publications',
  'published_sheets',
  'published_lines',
  'publication_withdrawals',
  'publication_receipts',
  'trail_records',
];

/** How many rows every table has, and the sum of all versions: whatever writes anything changes one of them. */
export async function fingerprint(database: Database): Promise<Record<string, number>> {
  const parts = [
    ...counted.map((table) => `SELECT '${table}' AS name, COUNT(*) AS number FROM ${table}`),
    ...['branch_months', 'sheets'].map(
      (table) => `SELECT '${table} versions' AS name, COALESCE(SUM(version), 0) AS number FROM ${table}`,
    ),
  ];
  const rows = await database.read(() => database.rows<{ name: string; number: number }>(parts.join(' UNION ALL ')));
  return Object.fromEntries(rows.map(({ name, number }) => [name, number]));
}
