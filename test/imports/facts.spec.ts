import { startService, type Json, type Service } from '../support/app.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  type BranchAtWork,
  fingerprint,
  openMonth,
  sheetsOf,
  startReview,
} from '../support/month.js';
import { importTable, type Left, previewOf, table } from './tables.js';
import { runVerification } from './verified.js';

let service: Service;
let branch: BranchAtWork;
let monthId: number;
const names = ['书记甲', '委员乙', '副书记丙', '党员丁', '党员戊', '党员己', '党员庚'];

beforeAll(async () => {
  service = await startService();
  const bureauId = await aBureauWithScheme(service);
  branch = await aBranchAtWork(service, bureauId, {
    size: names.length,
    wishes: Object.fromEntries(names.map((name, index) => [index, { name, memberNumber: `F${index + 1}` }])),
  });
});
afterAll(() => service.close());

/** An attendance and dues sheet: nobody wrote the codes of the rule into it. */
const attendance = (rows: Left[][]): Uint8Array =>
  table(
    [
      ['第一支部2026年11月主题党日出勤、党费台账'],
      ['序号', '姓名', '主题党日全程参加', '党费', '备注'],
      ...rows,
      ['应到7人'],
      ['制表：委员乙', '', '2026年11月30日'],
    ],
    { merges: ['A1:E1'] },
  );
const rows: Left[][] = [
  [1, '书记甲', '√', '√', ''],
  [2, '委员乙', '√', '√', ''],
  [3, '副书记丙', '√', '√', ''],
  [4, '党员丁', '缺席', '√', '未请假'],
  [5, '党员 戊', '迟到', '√', ''],
  [6, '党员己', '√', '√', ''],
];
/** What the clerk's own words mean, said once. */
const values = [
  { itemCode: 'B1-01', text: '缺席', means: 'option:absent' },
  { itemCode: 'B1-01', text: '迟到', means: 'option:lateOrEarly' },
];
const linesOf = async (name: string) => {
  const sheets = await sheetsOf(branch, monthId);
  const { id } = sheets.find((sheet: Json) => sheet.member.id === branch.memberIds[names.indexOf(name)])!;
  const { body } = await branch.secretary.get(`/api/v1/sheets/${id}`);
  return body.lines.map(({ itemCode, origin, optionCode, decision, reason }: Json) => [
    itemCode,
    origin,
    optionCode,
    reason,
    decision?.outcome ?? null,
    decision?.optionCode ?? null,
  ]);
};

describe('an attendance sheet for the month that is reviewed', () => {
  test('waits until the month is in review', async () => {
    const { preview } = await previewOf(branch.secretary, branch.branchId, 'facts', attendance(rows));
    expect(preview.problems.map(({ code }: Json) => code)).toEqual(['monthNotOpen']);
    monthId = (await openMonth(branch)).id;
    // He says himself that he was late, and his neighbour that he was there.
    const ding = (await sheetsOf(branch, monthId)).find((sheet: Json) => sheet.member.id === branch.memberIds[3])!.id;
    const { version } = await branch.members[3]!.get(`/api/v1/sheets/${ding}`);
    const own = { lines: [{ itemCode: 'B1-01', optionCode: 'lateOrEarly', reason: '路上堵车' }] };
    expect((await branch.members[3]!.put(`/api/v1/sheets/${ding}/submission`, own, { version: version! })).status).toBe(
      200,
    );
    await startReview(branch, monthId);
  });

  test('asks for words that nobody has explained, each once', async () => {
    const { draft, preview } = await previewOf(branch.secretary, branch.branchId, 'facts', attendance(rows));
    expect(draft.mapping).toMatchObject({
      month: '2026-11',
      columns: [null, 'name', 'item:B1-01', expect.stringMatching(/^item:/), 'remark'],
    });
    expect(preview.unknownValues).toEqual([
      { itemCode: 'B1-01', text: '缺席', count: 1 },
      { itemCode: 'B1-01', text: '迟到', count: 1 },
    ]);
    expect(preview.problems.map(({ cell, code }: Json) => [cell, code])).toEqual([
      ['C6', 'unknownValue'],
      ['C7', 'unknownValue'],
    ]);
  });

  test('keeps what the member wrote unless it is ticked, and says what both are', async () => {
    const { preview, path } = await previewOf(branch.secretary, branch.branchId, 'facts', attendance(rows), {
      mapping: { values },
    });
    expect(preview.problems).toEqual([]);
    expect(
      preview.conflicts.map(({ memberName, itemCode, before, after, overwrite }: Json) => [
        memberName,
        itemCode,
        before.zh,
        after.zh,
        overwrite,
      ]),
    ).toEqual([['党员丁', 'B1-01', '迟到或早退', '无故缺席', false]]);
    expect(preview.counts).toMatchObject({ change: 1, unchanged: 5, bad: 0 });
    const done = await branch.secretary.put(`${path}/import`, { digest: preview.digest });
    expect([done.status, done.body.unchanged]).toEqual([200, false]);
    expect(await linesOf('党员戊')).toContainEqual(['B1-01', 'review', 'lateOrEarly', '据《表》', 'accepted', null]);
    expect(await linesOf('党员丁')).toEqual([['B1-01', 'self', 'lateOrEarly', '路上堵车', null, null]]);
  });

  test('next time the same head needs no word, and the same file changes nothing', async () => {
    const before = await fingerprint(service.database);
    const again = await importTable(branch.secretary, branch.branchId, 'facts', attendance(rows));
    expect(again.draft.remembered).toBe(true);
    expect([again.status, again.body.unchanged]).toEqual([200, true]);
    expect(await fingerprint(service.database)).toEqual(before);
  });

  test('a ticked conflict is decided against the member’s word, with the reason of his row', async () => {
    const table = attendance([...rows.slice(0, 5)]);
    const first = await previewOf(branch.secretary, branch.branchId, 'facts', table);
    const overwrite = first.preview.conflicts.map(({ key }: Json) => key);
    const ticked = await previewOf(branch.secretary, branch.branchId, 'facts', table, { mapping: { overwrite } });
    const done = await branch.secretary.put(`${ticked.path}/import`, { digest: ticked.preview.digest });
    expect(done.status).toBe(200);
    expect(await linesOf('党员丁')).toEqual([['B1-01', 'self', 'lateOrEarly', '路上堵车', 'changed', 'absent']]);
    // Reviewers' words since then are somebody's words too: the table doesn't take them away.
    expect(
      (await previewOf(branch.secretary, branch.branchId, 'facts', attendance([[5, '党员戊', '√', '√', '']]))).preview
        .conflicts,
    ).toHaveLength(1);
  });

  test('nobody enters anything on his own sheet, and one bad row keeps all the others out', async () => {
    const before = await fingerprint(service.database);
    const bad = attendance([
      [1, '书记甲', '缺席', '√', ''],
      [6, '党员己', '缺席', '√', ''],
      [7, '党员庚', '请假', '√', ''],
    ]);
    const answer = await importTable(branch.secretary, branch.branchId, 'facts', bad);
    expect(answer.status).toBe(422);
    expect(answer.preview.problems.map(({ cell, code }: Json) => [cell, code])).toEqual([
      ['B3', 'ownCase'],
      ['C5', 'unknownValue'],
    ]);
    expect(await fingerprint(service.database)).toEqual(before);
  });

  test('what was decided since the preview is not written over', async () => {
    const late = attendance([[6, '党员己', '迟到', '√', '']]);
    const { preview, path } = await previewOf(branch.secretary, branch.branchId, 'facts', late);
    const sheet = (await sheetsOf(branch, monthId)).find(({ member }: Json) => member.id === branch.memberIds[5])!;
    const { version } = await branch.deputy.get(`/api/v1/sheets/${sheet.id}`);
    const review = {
      decisions: [],
      additions: [{ itemCode: 'B1-01', optionCode: 'absent', reason: '签到表没有他' }],
      complete: false,
    };
    expect((await branch.deputy.put(`/api/v1/sheets/${sheet.id}/review`, review, { version: version! })).status).toBe(
      200,
    );
    // Nothing is left to be written: the hand-entered word stands, and the table doesn't touch it.
    const answer = await branch.secretary.put(`${path}/import`, { digest: preview.digest });
    expect([answer.status, answer.body.unchanged]).toEqual([200, true]);
    expect(await linesOf('党员己')).toContainEqual(['B1-01', 'review', 'absent', '签到表没有他', 'accepted', null]);
    expect((await runVerification(branch.secretary, branch.branchId)).breaks).toEqual([]);
  });

  test('numbers are points: a decision table with the rule’s codes as heads', async () => {
    const decisions = table([
      ['姓名', 'B1-01', 'D-02', '日期', '事由'],
      ['党员庚', '6', '', '', '会上早退'],
      ['党员己', '', '9,999', '', '乱写'],
    ]);
    const { preview } = await previewOf(branch.secretary, branch.branchId, 'facts', decisions, {
      mapping: { values: [{ itemCode: 'B1-01', text: '6', means: 'option:lateOrEarly' }] },
    });
    expect(preview.rows.find(({ memberName }: Json) => memberName === '党员庚').changes).toEqual([
      { what: 'item:B1-01', before: '', after: '迟到或早退' },
    ]);
    expect(preview.problems.map(({ cell }: Json) => cell)).toEqual(['C3']);
  });
});
