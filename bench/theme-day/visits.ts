/** What people do on a theme day (domain/process.md), by the requests that the web client makes of it. */
import type { Figures } from './figures.js';
import type { Ledger, Line, Step } from './ledger.js';
import { type Answer, type Json, type Person, SentHome } from './person.js';

export interface Member {
  cookie: string;
  branchId: number;
  sheetId: number;
  schemeVersionId: number;
  /** A board that was published last month. */
  boardId: number;
}

export interface Reviewer extends Member {
  branchMonthId: number;
}

export interface Day {
  ledger: Ledger;
  figures: Figures;
  today: string;
  /** How long people take over something, beside what they really take: 0.01 is a hundredth of it. */
  pace: number;
  random: () => number;
}

/** How often of a hundred times somebody taps twice, and how often the network goes away under a request. */
const [doubleTaps, lostRequests] = [6, 5];

/** A visit that ends early has lost nothing: what was not acknowledged is still on the telephone. */
export async function visit(day: Day, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SentHome)) throw error;
    day.figures.sentHome += 1;
  }
  day.figures.visits += 1;
}

/** A member opens the sheet, writes, keeps a draft, hands in, looks at it again, and at the board. */
export async function memberVisit(day: Day, person: Person, member: Member): Promise<void> {
  const { sheetId } = member;
  await open(day, person);
  let sheet = await readSheet(day, person, sheetId);
  if (!sheet) return;
  await expect(day, person, 'scheme', `/api/v1/scheme-versions/${member.schemeVersionId}`);
  if (sheet.state === 'submitted')
    sheet = await write(day, person, { sheet, step: 'withdraw', lines: selfLines(sheet) });
  await person.think(20_000 * day.pace);
  if (sheet && day.random() < 0.7) {
    const claim = aClaim(day);
    sheet = await write(day, person, { sheet, step: 'save', lines: [claim] });
    await person.think(30_000 * day.pace);
    if (sheet) sheet = await write(day, person, { sheet, step: 'submit', lines: [claim, late] });
  } else if (sheet) sheet = await write(day, person, { sheet, step: 'submit', lines: [] });
  if (sheet) await readSheet(day, person, sheetId);
  await person.think(5_000 * day.pace);
  await look(day, person, member);
}

/** A secretary with a branch in review: decides one sheet, accepts the unchanged ones together, and looks at the list again. */
export async function reviewerVisit(day: Day, person: Person, reviewer: Reviewer): Promise<void> {
  await open(day, person);
  const month = `/api/v1/branch-months/${reviewer.branchMonthId}`;
  const list = await expect(day, person, 'review list', `${month}/sheets`);
  const others: Json[] = (list?.items ?? []).filter((item: Json) => item.whoDecides === 'branch');
  const waiting = others.filter(({ state }) => state === 'submitted');
  const one = waiting.find(({ changedLines, claims }) => changedLines + claims > 0);
  if (one) await decide(day, person, one.id);
  await person.think(5_000 * day.pace);
  if (waiting.length > 0) await acceptTogether(day, person, reviewer.branchMonthId);
  else for (const { id } of others.slice(0, 3)) await reopen(day, person, id);
  await expect(day, person, 'review list', `${month}/sheets`);
  await look(day, person, reviewer);
}

async function open(day: Day, person: Person): Promise<void> {
  await expect(day, person, 'page', '/');
  await expect(day, person, 'who am I', '/api/v1/session');
  await expect(day, person, 'today', '/api/v1/today');
  await person.think(2_000 * day.pace);
}

async function look(day: Day, person: Person, { branchId, boardId }: Member): Promise<void> {
  await expect(day, person, 'today', '/api/v1/today');
  if (day.random() > 0.4) return;
  await expect(day, person, 'months', `/api/v1/branches/${branchId}/months`);
  for (let refreshed = 0; refreshed < 2; refreshed += 1) {
    await expect(day, person, 'board', `/api/v1/branch-months/${boardId}/board`);
    await person.think(4_000 * day.pace);
  }
}

/** What must be answered with 200; its body, or undefined. */
async function expect(day: Day, person: Person, kind: string, path: string): Promise<Json> {
  const answer = await person.ask(kind, 'GET', path);
  if (answer && answer.status !== 200) day.figures.fault(`${kind}: ${answer.status}`);
  return answer?.status === 200 ? answer.body : undefined;
}

async function readSheet(day: Day, person: Person, sheetId: number): Promise<Json> {
  const sheet = await expect(day, person, 'sheet', `/api/v1/sheets/${sheetId}`);
  if (sheet) day.ledger.read(sheetId, { ...sheet, lines: selfLines(sheet) });
  return sheet;
}

const selfLines = (sheet: Json): Line[] => sheet.lines.filter(({ origin }: Json) => origin === 'self');

const late = { itemCode: 'B1-01', optionCode: 'lateOrEarly', reason: '接待群众来访，迟到十分钟' };

function aClaim(day: Day): Line {
  const description = `志愿服务：社区清雪，第 ${Math.floor(day.random() * 1e6)} 次`;
  return { itemCode: 'C-01', count: 1, occurredOn: day.today, description, evidence: '社区证明' };
}

interface Writing {
  sheet: Json;
  step: Step;
  lines: readonly Line[];
}

const requests = {
  save: ['draft', 'PUT', 'draft'],
  submit: ['submission', 'PUT', 'submission'],
  withdraw: ['withdrawal', 'DELETE', 'submission'],
} as const;

/** Writes a sheet, now and then by a tap too many or on a bad line, until it is acknowledged. Undefined: it ended otherwise. */
async function write(day: Day, person: Person, { sheet, step, lines }: Writing): Promise<Json> {
  const [kind, method, what] = requests[step as keyof typeof requests];
  const path = `/api/v1/sheets/${sheet.id}/${what}`;
  const asking = { version: sheet.version, ...(method === 'PUT' && { body: { lines } }) };
  const send = (lostAfterMilliseconds?: number) =>
    person.ask(kind, method, path, lostAfterMilliseconds === undefined ? asking : { ...asking, lostAfterMilliseconds });
  let answer: Answer | null = null;
  try {
    const luck = day.random() * 100;
    if (luck < lostRequests) answer = await send(1 + day.random() * 40);
    else if (luck < lostRequests + doubleTaps) answer = await tapTwice(day, kind, send);
    else answer = await send();
    // Once more the very same, when the network is back: the service knows it again.
    for (let again = 0; answer === null && again < 3; again += 1) {
      await person.think(500);
      answer = await send();
    }
  } catch (error) {
    day.ledger.giveUp(sheet.id, step);
    throw error;
  }
  if (answer?.status === 200) {
    day.ledger.acknowledge(sheet.id, step, { version: answer.body.version, state: answer.body.state, lines });
    return answer.body;
  }
  day.ledger.giveUp(sheet.id, step);
  day.figures.fault(`${kind}: ${answer === null ? 'no answer after all' : `${answer.status} ${answer.body.code}`}`);
  return undefined;
}

/** The same request twice at once. Both are told the same. */
async function tapTwice(day: Day, kind: string, send: () => Promise<Answer | null>): Promise<Answer | null> {
  const outcomes = await Promise.allSettled([send(), send()]);
  const answers = outcomes.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []));
  const good = answers.filter(({ status }) => status === 200);
  if (good.length === 2 && good[0]!.body.version !== good[1]!.body.version)
    day.figures.fault(`${kind}: a double tap was answered with two versions`);
  const refused = answers.find(({ status }) => status !== 200);
  if (refused) day.figures.fault(`${kind}: a double tap was answered with ${refused.status} ${refused.body.code}`);
  if (good.length === 0) for (const one of outcomes) if (one.status === 'rejected') throw one.reason;
  return good[0] ?? answers[0] ?? null;
}

async function decide(day: Day, person: Person, sheetId: number): Promise<void> {
  const sheet = await readSheet(day, person, sheetId);
  if (!sheet?.mayDecide) return;
  const decisions = selfLines(sheet).map(({ number }) => ({ number, outcome: 'accepted' }));
  const body = { decisions, additions: [], complete: true };
  await review(day, person, { sheet, step: 'decide', method: 'PUT', body });
}

async function reopen(day: Day, person: Person, sheetId: number): Promise<void> {
  const sheet = await readSheet(day, person, sheetId);
  if (sheet?.state === 'decided') await review(day, person, { sheet, step: 'reopen', method: 'DELETE' });
}

async function review(
  day: Day,
  person: Person,
  { sheet, step, method, body }: { sheet: Json; step: Step; method: 'PUT' | 'DELETE'; body?: object },
): Promise<void> {
  const asking = { version: sheet.version as number, ...(body && { body }) };
  const answer = await person.ask(step, method, `/api/v1/sheets/${sheet.id}/review`, asking).catch((error: unknown) => {
    day.ledger.giveUp(sheet.id, step);
    throw error;
  });
  if (answer?.status === 200) {
    const { version, state } = answer.body;
    return day.ledger.acknowledge(sheet.id, step, { version, state, lines: null });
  }
  day.ledger.giveUp(sheet.id, step);
  day.figures.fault(`${step}: ${answer ? `${answer.status} ${answer.body.code}` : 'no answer'}`);
}

async function acceptTogether(day: Day, person: Person, branchMonthId: number): Promise<void> {
  const path = `/api/v1/branch-months/${branchMonthId}`;
  const month = await expect(day, person, 'month', path);
  if (!month) return;
  const answer = await person
    .ask('accept together', 'PUT', `${path}/acceptances`, { version: month.version })
    .catch((error: unknown) => {
      day.ledger.giveUpBatch(branchMonthId);
      throw error;
    });
  if (answer?.status === 200) return day.ledger.acknowledgeBatch(branchMonthId, answer.body.accepted);
  day.ledger.giveUpBatch(branchMonthId);
  day.figures.fault(`accept together: ${answer ? `${answer.status} ${answer.body.code}` : 'no answer'}`);
}
