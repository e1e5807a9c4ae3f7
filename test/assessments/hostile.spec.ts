import type { FieldProblem } from '#src/http/refusal.js';
import { startService, type Service } from '../support/app.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  type BranchAtWork,
  fingerprint,
  november,
  openMonth,
  sheetsOf,
} from '../support/month.js';

let service: Service;
let branch: BranchAtWork;
let sheetIds: number[];
let monthId: number;
let before: Record<string, number>;

beforeAll(async () => {
  service = await startService();
  branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 5 });
  monthId = (await openMonth(branch)).id;
  sheetIds = (await sheetsOf(branch, monthId)).map(({ id }) => id);
  before = await fingerprint(service.database);
});
afterAll(() => service.close());
afterEach(async () => expect(await fingerprint(service.database)).toEqual(before));

const claim = { itemCode: 'C-01', count: 1, occurredOn: '2026-11-03', description: '志愿服务', evidence: '证明' };
const free = { itemCode: 'B2-02', pointsHundredths: 400, reason: '缺岗' };

/** Sends JSON text as it stands, so that it can hold what JSON.stringify would never write. */
async function handIn(body: unknown) {
  const path = `/api/v1/sheets/${sheetIds[3]}`;
  const answers = [];
  for (const what of ['submission', 'draft'])
    answers.push(await branch.members[3]!.put(`${path}/${what}`, body, { version: 1 }));
  return answers;
}

const raw = (line: string) => `{"lines":[${line}]}`;
const claimWith = (fields: object) => ({ lines: [{ ...claim, ...fields }] });
const freeWith = (fields: object) => ({ lines: [{ ...free, ...fields }] });

const lines: [string, unknown, string][] = [
  ['an unknown item', claimWith({ itemCode: 'C-99' }), 'lines[0].itemCode'],
  ['an item of another scheme', claimWith({ itemCode: 'illegal-building' }), 'lines[0].itemCode'],
  ['an item named like a property of every object', claimWith({ itemCode: '__proto__' }), 'lines[0].itemCode'],
  [
    'a deduction by the member himself',
    { lines: [{ itemCode: 'D-02', count: 1, reason: '理由', evidence: '记录' }] },
    'lines[0].itemCode',
  ],
  ['an automatic item', { lines: [{ itemCode: 'B1-04', optionCode: 'onTime' }] }, 'lines[0].itemCode'],
  [
    'an item from the bureau’s list',
    { lines: [{ ...claim, itemCode: 'C-09', count: null, optionCode: 'served' }] },
    'lines[0].itemCode',
  ],
  ['points of 1e308', raw('{"itemCode":"B2-02","pointsHundredths":1e308,"reason":"r"}'), 'lines[0].pointsHundredths'],
  [
    'points of 1e309, which is Infinity',
    raw('{"itemCode":"B2-02","pointsHundredths":1e309,"reason":"r"}'),
    'lines[0].pointsHundredths',
  ],
  ['points of 1e-7', raw('{"itemCode":"B2-02","pointsHundredths":1e-7,"reason":"r"}'), 'lines[0].pointsHundredths'],
  ['points of −0', raw('{"itemCode":"B2-02","pointsHundredths":-0,"reason":"r"}'), 'lines[0].pointsHundredths'],
  [
    'a count of −0',
    raw('{"itemCode":"C-01","count":-0,"occurredOn":"2026-11-03","description":"d","evidence":"e"}'),
    'lines[0].count',
  ],
  [
    'points of 2^53+1',
    raw('{"itemCode":"B2-02","pointsHundredths":9007199254740993,"reason":"r"}'),
    'lines[0].pointsHundredths',
  ],
  ['points "NaN"', freeWith({ pointsHundredths: 'NaN' }), 'lines[0].pointsHundredths'],
  ['points "5.001"', freeWith({ pointsHundredths: '5.001' }), 'lines[0].pointsHundredths'],
  ['points "5"', freeWith({ pointsHundredths: '5' }), 'lines[0].pointsHundredths'],
  ['points 4.5', freeWith({ pointsHundredths: 4.5 }), 'lines[0].pointsHundredths'],
  ['points true', freeWith({ pointsHundredths: true }), 'lines[0].pointsHundredths'],
  ['points null', freeWith({ pointsHundredths: null }), 'lines[0].pointsHundredths'],
  ['points {}', freeWith({ pointsHundredths: {} }), 'lines[0].pointsHundredths'],
  ['points [400]', freeWith({ pointsHundredths: [400] }), 'lines[0].pointsHundredths'],
  ['the wrong sign', freeWith({ pointsHundredths: -400 }), 'lines[0].pointsHundredths'],
  ['points off the step', freeWith({ pointsHundredths: 425 }), 'lines[0].pointsHundredths'],
  ['601 hundredths of 600', freeWith({ pointsHundredths: 601 }), 'lines[0].pointsHundredths'],
  ['650 hundredths of 600', freeWith({ pointsHundredths: 650 }), 'lines[0].pointsHundredths'],
  ['a count of 32', claimWith({ count: 32 }), 'lines[0].count'],
  ['a count of 0', claimWith({ count: 0 }), 'lines[0].count'],
  ['a count of "1"', claimWith({ count: '1' }), 'lines[0].count'],
  ['two values', claimWith({ pointsHundredths: 200 }), 'lines[0]'],
  [
    'an unknown option',
    { lines: [{ itemCode: 'B1-01', optionCode: 'toString', reason: '理由' }] },
    'lines[0].optionCode',
  ],
  ['the same base item twice', { lines: [free, free] }, 'lines[1].itemCode'],
  [
    '40 times the same item',
    { lines: Array.from({ length: 40 }, (_, index) => ({ ...claim, description: `第${index}次` })) },
    'lines[31].itemCode',
  ],
  ['1,001 lines', { lines: Array(1001).fill(claim) }, 'lines'],
  ['a day that does not exist', claimWith({ occurredOn: '2026-02-30' }), 'lines[0].occurredOn'],
  ['a day in full-width digits', claimWith({ occurredOn: '２０２６-11-03' }), 'lines[0].occurredOn'],
  ['a day with a time', claimWith({ occurredOn: '2026-11-03T00:00:00Z' }), 'lines[0].occurredOn'],
  ['day zero', claimWith({ occurredOn: '0000-00-00' }), 'lines[0].occurredOn'],
  [
    'a lone surrogate',
    raw('{"itemCode":"C-01","count":1,"occurredOn":"2026-11-03","description":"\\ud800","evidence":"e"}'),
    'lines[0].description',
  ],
  ['NUL', claimWith({ description: 'a\u0000b' }), 'lines[0].description'],
  ['a direction override', claimWith({ evidence: 'a\u202eb' }), 'lines[0].evidence'],
  ['1,001 characters', claimWith({ description: '长'.repeat(1001) }), 'lines[0].description'],
  ['a witness of 81 characters', claimWith({ witness: '长'.repeat(81) }), 'lines[0].witness'],
  ['null for text', claimWith({ description: null }), 'lines[0].description'],
  ['a number for text', claimWith({ reason: 5 }), 'lines[0].reason'],
  ['somebody else’s member id in the body', { lines: [], memberId: 1 }, 'memberId'],
  ['a state in the body', { lines: [], state: 'decided' }, 'state'],
  ['a version in the body', { lines: [], version: 1 }, 'version'],
  ['a state inside a line', claimWith({ state: 'decided' }), 'lines[0].state'],
  ['an outcome inside a line', claimWith({ outcome: 'accepted' }), 'lines[0].outcome'],
  ['a line number of one’s own', claimWith({ number: 2001 }), 'lines[0].number'],
  ['no lines', {}, 'lines'],
  ['null for lines', { lines: null }, 'lines'],
  ['an object for lines', { lines: { 0: claim, length: 1 } }, 'lines'],
  ['null for a line', { lines: [null] }, 'lines'],
  ['a list for a line', { lines: [[claim]] }, 'lines'],
  ['text for a line', { lines: ['C-01'] }, 'lines'],
];

test.each(lines)('a sheet with %s is refused by the field, and nothing is written', async (_name, body, field) => {
  for (const { status, body: problem } of await handIn(body)) {
    expect([status, problem.code]).toEqual([422, 'invalid']);
    const paths = problem.errors.map(({ path }: FieldProblem) => path);
    expect(paths.some((path: string) => path === field || path.startsWith(`${field}[`))).toBe(true);
  }
});

test('what cannot be read, or is too large, is refused before it is looked at', async () => {
  for (const [body, status] of [
    ['{"lines":[{"pointsHundredths":NaN}]}', 400],
    ['{"lines":[', 400],
    ['{"lines":[],"__proto__":{"state":"decided"}}', 400],
    [JSON.stringify(claimWith({ description: 'x'.repeat(10_000_000) })), 413],
  ] as const)
    for (const answer of await handIn(body)) expect(answer.status).toBe(status);
});

test('somebody else’s sheet is not there, whoever asks', async () => {
  const path = `/api/v1/sheets/${sheetIds[3]}`;
  for (const [method, what] of [
    ['put', 'draft'],
    ['put', 'submission'],
    ['delete', 'submission'],
  ] as const) {
    const { status } =
      method === 'put'
        ? await branch.members[4]!.put(`${path}/${what}`, { lines: [] }, { version: 1 })
        : await branch.members[4]!.delete(`${path}/${what}`, { version: 1 });
    expect([what, status]).toEqual([what, 404]);
  }
  for (const id of ['0', '-1', '1e3', '1abc', '99999999999', '2147483647', '%2e%2e'])
    expect([
      id,
      (await branch.members[3]!.put(`/api/v1/sheets/${id}/draft`, { lines: [] }, { version: 1 })).status,
    ]).toEqual([id, 404]);
});

test.each([
  ['If-Match: *', '*'],
  ['a weak version', 'W/"1"'],
  ['a version without quotes', '1'],
  ['two versions', '"1", "2"'],
  ['a version below zero', '"-1"'],
])('%s is refused', async (_name, header) => {
  const path = `/api/v1/sheets/${sheetIds[3]}/submission`;
  const { status } = await branch.members[3]!.put(path, { lines: [] }, { headers: { 'if-match': header } });
  expect(status).toBe(400);
});

test.each([
  ['a thirteenth month', { month: '2026-13' }, 'month'],
  ['a month in full-width digits', { month: '２０２６-11' }, 'month'],
  ['a month of one digit', { month: '2026-1' }, 'month'],
  ['a month as a number', { month: 202611 }, 'month'],
  ['a theme day that does not exist', { themeDay: '2026-02-30' }, 'themeDay'],
  ['no theme day', { themeDay: null }, 'themeDay'],
  ['a state in the body', { state: 'confirmed' }, 'state'],
  ['a scheme in the body', { schemeVersionId: 1 }, 'schemeVersionId'],
])('opening with %s is refused by the field', async (_name, fields, field) => {
  const path = `/api/v1/branches/${branch.branchId}/months`;
  const refused = await branch.commissioner.post(path, {
    ...november,
    month: '2026-12',
    themeDay: '2026-12-08',
    selfAssessmentUntil: '2026-12-06',
    ...fields,
  });
  expect([refused.status, refused.body.errors.map(({ path: at }: FieldProblem) => at)]).toEqual([422, [field]]);
});

test.each([
  ['four working days', { workingDays: 4, contact: '办公室' }, 'workingDays'],
  ['working days as text', { workingDays: '3', contact: '办公室' }, 'workingDays'],
  ['no contact', { workingDays: 3, contact: '' }, 'contact'],
  ['a contact of control characters', { workingDays: 3, contact: 'a\r\u0000b' }, 'contact'],
  ['a last day of one’s own', { workingDays: 3, contact: '办公室', untilDay: '2026-11-05' }, 'untilDay'],
])('publishing with %s is refused by the field', async (_name, body, field) => {
  const refused = await branch.commissioner.put(`/api/v1/branch-months/${monthId}/publication`, body, { version: 1 });
  expect([refused.status, refused.body.errors[0].path]).toEqual([422, field]);
});

test.each([
  ['an unknown outcome', { decisions: [{ number: 1, outcome: 'ignored' }] }, 'decisions[0].outcome'],
  [
    'a number of −0',
    '{"decisions":[{"number":-0,"outcome":"accepted"}],"additions":[],"complete":true}',
    'decisions[0].number',
  ],
  ['no decisions', { decisions: null }, 'decisions'],
  ['complete "true"', { complete: 'true' }, 'complete'],
  ['a decider in the body', { decidedBy: 1 }, 'decidedBy'],
  [
    'an addition of 1e308',
    '{"decisions":[],"additions":[{"itemCode":"C-08","pointsHundredths":1e308,"reason":"r"}],"complete":true}',
    'additions[0].pointsHundredths',
  ],
])('a review with %s is refused by the field', async (_name, fields, field) => {
  const body = typeof fields === 'string' ? fields : { decisions: [], additions: [], complete: true, ...fields };
  const refused = await branch.secretary.put(`/api/v1/sheets/${sheetIds[3]}/review`, body, { version: 1 });
  expect([refused.status, refused.body.errors.map(({ path }: FieldProblem) => path)]).toEqual([
    422,
    expect.arrayContaining([field]),
  ]);
});
