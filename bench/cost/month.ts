/** One month of one branch as its people live it, by the requests that the web client makes. */
import type { Dispatcher } from 'undici';
import { Figures } from '../theme-day/figures.js';
import { addressOf, type Holder } from '../theme-day/ground.js';
import { type Asking, type Json, Person } from '../theme-day/person.js';

export interface Day {
  line: Dispatcher;
  origin: string;
  today: string;
  /** Every request is counted here. */
  figures: Figures;
}

export interface BranchMonth {
  branch: readonly Holder[];
  id: number;
  sheetOf: ReadonlyMap<number, number>;
  schemeVersionId: number;
}

/** The first three of a branch hold its offices (ground.ts). */
const [secretary, commissioner, deputy] = [0, 1, 2];

/** Asks as one of the branch. Anything but a 2xx ends the measurement: what was refused costs less than what was done. */
async function ask(
  day: Day,
  holder: Holder,
  [method, path]: ['GET' | 'PUT' | 'POST', string],
  asking: Asking = {},
): Promise<Json> {
  const person = new Person(day.line, day.origin, holder.cookie, addressOf(holder.memberId), day.figures, Infinity);
  const answer = await person.ask(method, method, path, asking);
  if (!answer || answer.status >= 300)
    throw new Error(`${method} ${path}: ${answer?.status} ${JSON.stringify(answer?.body)}`);
  return answer.body;
}

/** Takes a step of the month in the version in which it stands. */
async function step(day: Day, { branch, id }: BranchMonth, who: number, name: string, body?: object): Promise<void> {
  const path = `/api/v1/branch-months/${id}`;
  const { version } = await ask(day, branch[who]!, ['GET', path]);
  await ask(day, branch[who]!, ['PUT', `${path}/${name}`], { version, ...(body && { body }) });
}

async function arrive(day: Day, holder: Holder): Promise<void> {
  for (const path of ['/', '/api/v1/session', '/api/v1/today']) await ask(day, holder, ['GET', path]);
}

/** The commissioner opens the month: a sheet for everybody. */
export async function openMonth(day: Day, branch: readonly Holder[]): Promise<BranchMonth> {
  await arrive(day, branch[commissioner]!);
  const wish = { month: day.today.slice(0, 7), themeDay: day.today, selfAssessmentUntil: day.today };
  const path = `/api/v1/branches/${branch[commissioner]!.branchId}/months`;
  const { id, schemeVersionId } = await ask(day, branch[commissioner]!, ['POST', path], { body: wish });
  const { items } = await ask(day, branch[secretary]!, ['GET', `/api/v1/branch-months/${id}/sheets`]);
  const sheetOf = new Map<number, number>(items.map((sheet: Json) => [sheet.member.id, sheet.id]));
  return { branch, id, sheetOf, schemeVersionId };
}

/** A member comes once before the theme day: looks at the sheet, keeps a draft, hands in, looks again. Every other one claims something. */
export async function assessOneself(day: Day, month: BranchMonth, place: number): Promise<void> {
  const holder = month.branch[place]!;
  const path = `/api/v1/sheets/${month.sheetOf.get(holder.memberId)}`;
  const claim = {
    itemCode: 'C-01',
    count: 1,
    occurredOn: day.today,
    description: '志愿服务：社区清雪',
    evidence: '证明',
  };
  const lines = place % 2 === 0 ? [] : [claim];
  await arrive(day, holder);
  const { version } = await ask(day, holder, ['GET', path]);
  await ask(day, holder, ['GET', `/api/v1/scheme-versions/${month.schemeVersionId}`]);
  const kept = await ask(day, holder, ['PUT', `${path}/draft`], { version, body: { lines } });
  await ask(day, holder, ['PUT', `${path}/submission`], { version: kept.version, body: { lines } });
  await ask(day, holder, ['GET', path]);
  await ask(day, holder, ['GET', '/api/v1/today']);
}

/** The committee: sheets with a claim one by one, each its own case by the deputy, and the unchanged ones together. */
export async function review(day: Day, month: BranchMonth): Promise<void> {
  const { branch, id } = month;
  await arrive(day, branch[secretary]!);
  await step(day, month, secretary, 'review');
  for (const reviewer of [secretary, deputy]) {
    const { items } = await ask(day, branch[reviewer]!, ['GET', `/api/v1/branch-months/${id}/sheets`]);
    for (const sheet of items as Json[])
      if (sheet.state === 'submitted' && sheet.claims > 0 && !sheet.ownCase)
        await decide(day, branch[reviewer]!, sheet.id);
    await step(day, month, reviewer, 'acceptances');
  }
  const { items } = await ask(day, branch[deputy]!, ['GET', `/api/v1/branch-months/${id}/sheets`]);
  for (const sheet of items as Json[]) if (sheet.state === 'submitted') await decide(day, branch[deputy]!, sheet.id);
}

async function decide(day: Day, holder: Holder, sheetId: number): Promise<void> {
  const path = `/api/v1/sheets/${sheetId}`;
  const { version, lines } = await ask(day, holder, ['GET', path]);
  const decisions = (lines as Json[])
    .filter(({ origin }) => origin === 'self')
    .map(({ number }) => ({ number, outcome: 'accepted' }));
  await ask(day, holder, ['PUT', `${path}/review`], { version, body: { decisions, additions: [], complete: true } });
}

export async function publish(day: Day, month: BranchMonth): Promise<void> {
  await step(day, month, commissioner, 'readiness', { meetingNumber: '〔2026〕11 号' });
  await step(day, month, commissioner, 'confidentiality-check', { note: '' });
  await step(day, month, secretary, 'approval');
  await step(day, month, commissioner, 'publication', { workingDays: 3, contact: '纪检委员 302 室' });
}

/** Everybody comes once while the board hangs, and takes note. */
export async function acknowledge(day: Day, month: BranchMonth, place: number): Promise<void> {
  const holder = month.branch[place]!;
  await arrive(day, holder);
  await ask(day, holder, ['GET', `/api/v1/branches/${holder.branchId}/months`]);
  await ask(day, holder, ['GET', `/api/v1/branch-months/${month.id}/board`]);
  await ask(day, holder, ['PUT', `/api/v1/branch-months/${month.id}/receipt`]);
}

export async function confirm(day: Day, month: BranchMonth): Promise<void> {
  await arrive(day, month.branch[secretary]!);
  await step(day, month, secretary, 'confirmation');
}

/** Everybody comes once more in the month, to look: at today, at the board and at the own history. */
export async function lookAgain(day: Day, month: BranchMonth, place: number): Promise<void> {
  const holder = month.branch[place]!;
  await arrive(day, holder);
  await ask(day, holder, ['GET', `/api/v1/branch-months/${month.id}/board`]);
  await ask(day, holder, ['GET', `/api/v1/members/${holder.memberId}/history`]);
}
