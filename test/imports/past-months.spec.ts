import { workbookOf } from '#src/documents/description-workbook.js';
import { halfYearDescription } from '#src/documents/half-year-document.js';
import { closingOf, takeStep } from '../closing/closing.js';
import { startService, type Client, type Json, type Service } from '../support/app.js';
import { laterOn } from '../support/disputes.js';
import { aBranchAtWork, aBureauWithScheme, type BranchAtWork, fingerprint } from '../support/month.js';
import { runVerification } from './verified.js';
import { hand, importTable, type Left, previewOf, table } from './tables.js';

let service: Service;
let branch: BranchAtWork;
const names = ['张三', '李四', '欧阳娜娜', '王小明', '赵六', '阿卜杜拉·买买提'];

beforeAll(async () => {
  service = await startService();
  const bureauId = await aBureauWithScheme(service);
  // The roster was imported on the day on which the branch began: nobody's stay reaches back to the months before.
  branch = await aBranchAtWork(service, bureauId, {
    wishes: Object.fromEntries(
      names.map((name, index) => [index, { name, memberNumber: `D${index + 1}`, fromDay: '2026-11-01' }]),
    ),
  });
});
afterAll(() => service.close());

/** What a clerk really hands in: a merged title, two head rows, numbers as text, a total, notes and signatures below. */
const messy: Left[][] = [
  ['第一支部2026年上半年党员积分汇总表', null, null, null, null, null, null, null, null, null],
  ['填表单位：第一支部', null, null, null, null, null, null, null, '单位：分', null],
  ['序号', '姓名', '上半年各月得分', null, null, null, null, null, '平均分', '备注'],
  [null, null, '1月', '2月', '3月', '4月', '5月', '6月', null, null],
  [1, '张　三', 88.5, '８８．５', ' 90 ', '91.5分', "'92", 93, { formula: 'AVERAGE(C5:H5)', value: 90.5833333 }, ''],
  [2, '李 四', 100, 100, 100, 100, 100, 99.5, 99.92, ''],
  [],
  [3, '欧阳娜娜', '不计分', '不计分', 80, 81, { formula: '80+2', value: 82 }, 83, 81.5, '产假'],
  [4, '王小明', '—', '—', '—', '转入', 95, 95, 95, '四月调入'],
  ['合计', null, 188.5, 188.5, 270, 272.5, 369, 370.5, null, null],
  ['平均', null, 94.25, 94.25, 90, 90.83, 92.25, 92.63, null, null],
  ['备注：产假期间经批准不计分。'],
  ['支部书记（签字）：', null, null, '组织委员：', null, null, null, '2026年7月3日'],
];
const merges = ['A1:J1', 'A3:A4', 'B3:B4', 'C3:H3', 'I3:I4', 'J3:J4', 'A12:J12'];

describe('last half-year from the sheet that the clerk kept', () => {
  test('is understood as it is: head over two rows, months, people, and what is none', async () => {
    const { draft } = await previewOf(branch.commissioner, branch.branchId, 'pastMonths', table(messy, { merges }));
    expect(draft.mapping).toMatchObject({ headFrom: 3, headUntil: 4 });
    expect(draft.mapping.columns).toEqual([
      null,
      'name',
      ...[1, 2, 3, 4, 5, 6].map((month) => `score@2026-0${month}`),
      null,
      'remark',
    ]);
    const classes = Object.fromEntries(draft.rows.map((row: Json) => [row.rowNumber, row.class]));
    expect(classes).toEqual({
      1: 'title',
      2: 'title',
      3: 'head',
      4: 'head',
      5: 'person',
      6: 'person',
      8: 'person',
      9: 'person',
      10: 'total',
      11: 'total',
      12: 'note',
      13: 'note',
    });
  });

  test('is previewed without a word changed in the books', async () => {
    const before = await fingerprint(service.database);
    const { preview } = await previewOf(branch.commissioner, branch.branchId, 'pastMonths', table(messy, { merges }));
    expect(preview.problems).toEqual([]);
    expect(preview.months.map(({ month, members, meanHundredths }: Json) => [month, members, meanHundredths])).toEqual([
      ['2026-01', 3, 9425],
      ['2026-02', 3, 9425],
      ['2026-03', 3, 9000],
      ['2026-04', 4, 9083],
      ['2026-05', 4, 9225],
      ['2026-06', 4, 9263],
    ]);
    expect(preview.notes.map(({ code }: Json) => code)).toEqual(expect.arrayContaining(['datedBack', 'scoresOnly']));
    expect(await fingerprint(service.database)).toEqual(before);
  });

  test('is kept for its owner alone, and the same file is the same draft', async () => {
    // One file: another made of the same rows has another moment in it.
    const bytes = table(messy, { merges });
    const one = await hand(branch.commissioner, branch.branchId, 'pastMonths', bytes);
    const again = await hand(branch.commissioner, branch.branchId, 'pastMonths', bytes);
    expect(again.body.id).toBe(one.body.id);
    const path = `/api/v1/units/${branch.branchId}/import-drafts/${one.body.id}`;
    expect((await branch.secretary.get(path)).status).toBe(404);
    expect((await branch.members[5]!.get(path)).status).toBe(403);
    expect((await branch.commissioner.get(path)).body.fileName).toBe('表.xlsx');
  });

  test('is imported once, however often and from however many tabs it is asked for', async () => {
    const { path, preview } = await previewOf(
      branch.commissioner,
      branch.branchId,
      'pastMonths',
      table(messy, { merges }),
    );
    const answers = await Promise.all(
      [1, 2, 3].map(() => branch.commissioner.put(`${path}/import`, { digest: preview.digest })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(({ body }) => body.unchanged)).toEqual([false, false, false]);
    const { body } = await branch.secretary.get(`/api/v1/branches/${branch.branchId}/months`);
    expect(body.items.map(({ month, state }: Json) => [month, state])).toEqual(
      [6, 5, 4, 3, 2, 1].map((month) => [`2026-0${month}`, 'archived']),
    );
    expect(body.items[0].imported).toMatchObject({ fileName: '表.xlsx', schemeAssumed: false });
  });

  test('handed in again by somebody else it changes nothing and says so', async () => {
    const before = await fingerprint(service.database);
    const again = await importTable(branch.secretary, branch.branchId, 'pastMonths', table(messy, { merges }));
    expect([again.status, again.body.unchanged]).toEqual([200, true]);
    expect(again.preview).toMatchObject({ isDone: true, problems: [] });
    expect(await fingerprint(service.database)).toEqual(before);
  });

  test('gives the half-year that one reckons by hand', async () => {
    const { body } = await branch.secretary.get(`/api/v1/units/${branch.branchId}/summaries/2026-H1`);
    const rows = Object.fromEntries(body.rows.map((row: Json) => [row.name, row]));
    // (88.5 + 88.5 + 90 + 91.5 + 92 + 93) / 6 = 90.58
    expect([rows['张三'].countedMonths, rows['张三'].meanHundredths]).toEqual([6, 9058]);
    expect([rows['李四'].countedMonths, rows['李四'].meanHundredths]).toEqual([6, 9992]);
    // Not scored isn't zero: (80 + 81 + 82 + 83) / 4
    expect([rows['欧阳娜娜'].countedMonths, rows['欧阳娜娜'].meanHundredths]).toEqual([4, 8150]);
    expect([rows['王小明'].countedMonths, rows['王小明'].meanHundredths]).toEqual([2, 9500]);
    expect(rows['王小明'].months.map(({ outcome }: Json) => outcome)).toEqual([
      'absent',
      'absent',
      'absent',
      'notScored',
      'counted',
      'counted',
    ]);
    expect(body.blockedBy).toEqual([]);
    expect(rows['李四'].remarks).toContainEqual({
      code: 'imported',
      params: { months: '2026-01 2026-02 2026-03 2026-04 2026-05 2026-06' },
    });
  });

  test('stands in the member’s history and on the board, marked, and nobody is asked to have seen it', async () => {
    const history = await branch.members[0]!.get(
      `/api/v1/members/${branch.memberIds[0]}/history?fromMonth=2026-01&untilMonth=2026-06`,
    );
    expect(history.body.months.map(({ scoreHundredths }: Json) => scoreHundredths)).toEqual([
      9300, 9200, 9150, 9000, 8850, 8850,
    ]);
    const months = (await branch.secretary.get(`/api/v1/branches/${branch.branchId}/months`)).body.items;
    const board = await branch.secretary.get(`/api/v1/branch-months/${months[0].id}/board`);
    expect(board.body.imported.fileDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(board.body.receipts).toMatchObject({ isAsked: false, missing: [] });
    expect(
      board.body.rows.map(({ name, scoreHundredths, baseHundredths }: Json) => [name, scoreHundredths, baseHundredths]),
    ).toContainEqual(['张三', 9300, null]);
  });

  test('is found clean by verify, which says what it could not compute anew', async () => {
    const { breaks, counts } = await runVerification(branch.secretary, branch.branchId);
    expect(breaks).toEqual([]);
    expect([counts.imported, counts.scores]).toEqual([6, 0]);
  });

  test('a correction slip is refused in so many words: there is nothing to compute it from', async () => {
    const months = (await branch.secretary.get(`/api/v1/branches/${branch.branchId}/months`)).body.items;
    const sheets = (await branch.secretary.get(`/api/v1/branch-months/${months[0].id}/sheets`)).body.items;
    const { id } = sheets.find(({ memberName, name }: Json) => (memberName ?? name) === '李四') ?? sheets[1];
    const slip = {
      requestId: 'a2f0c1de-0000-4000-8000-00000000abcd',
      reason: '漏记',
      evidence: '会议记录',
      changes: { scoring: 'approvedExemption', lines: [], additions: [] },
    };
    const answer = await branch.members[0]!.post(`/api/v1/sheets/${id}/corrections`, slip);
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([409, expect.stringContaining('importedMonth')]);
  });

  test('a month imported by mistake is taken back with a reason, and comes again from a better table', async () => {
    const months = (await branch.secretary.get(`/api/v1/branches/${branch.branchId}/months`)).body.items;
    const june = months.find(({ month }: Json) => month === '2026-06');
    expect(june.mayTakeBack).toBe(true);
    const path = `/api/v1/branch-months/${june.id}/import-withdrawal`;
    expect((await branch.members[5]!.put(path, { reason: '不对' }, { version: june.version })).status).toBe(403);
    expect((await branch.secretary.put(path, { reason: '六月的分录错了' }, { version: june.version + 7 })).status).toBe(
      412,
    );
    const taken = await branch.secretary.put(path, { reason: '六月的分录错了' }, { version: june.version });
    expect([taken.status, taken.body.state, taken.body.mayTakeBack]).toEqual([200, 'takenBack', false]);
    expect((await branch.secretary.put(path, { reason: '再来' }, { version: june.version + 1 })).status).toBe(409);
    const between = await branch.secretary.get(`/api/v1/units/${branch.branchId}/summaries/2026-H1`);
    expect(between.body.rows.find(({ name }: Json) => name === '张三').countedMonths).toBe(5);
    expect((await runVerification(branch.secretary, branch.branchId)).breaks).toEqual([]);

    // The better table leaves 王小明 out: his sheet of the first attempt stands for nothing.
    const better = table([
      ['2026年6月得分'],
      ['姓名', '基础积分', '违规扣分', '贡献积分', '当月得分'],
      ['张三', 95, 3, 2, 94],
      ['李四', 100, '', '', 100],
      ['欧阳娜娜', 83, 0, 0, 83],
    ]);
    const again = await importTable(branch.secretary, branch.branchId, 'pastMonths', better, {
      fileName: '2026年6月.xlsx',
    });
    expect([again.status, again.body]).toMatchObject([200, { unchanged: false }]);
    const after = await branch.secretary.get(`/api/v1/units/${branch.branchId}/summaries/2026-H1`);
    const rows = Object.fromEntries(after.body.rows.map((row: Json) => [row.name, row]));
    expect(rows['张三'].months[5].scoreHundredths).toBe(9400);
    expect([rows['张三'].deductionHundredths, rows['张三'].contributionHundredths]).toEqual([-300, 200]);
    expect(rows['王小明'].countedMonths).toBe(1);
    const checked = await runVerification(branch.secretary, branch.branchId);
    expect([checked.breaks, checked.counts.imported]).toEqual([[], 7]);
  });

  test('a half-year that was only generated follows what is taken back; one that was examined keeps its months', async () => {
    const { secretary, bureauOffice, branchId } = branch;
    const half = '2026-H1';
    const closing = () => closingOf(bureauOffice, branchId, half);
    const take = (who: Client, name: string, body?: unknown) => takeStep(who, bureauOffice, branchId, half, name, body);
    const june = async (): Promise<Json> =>
      (await secretary.get(`/api/v1/branches/${branchId}/months`)).body.items.find(
        ({ month }: Json) => month === '2026-06',
      );
    const takeBack = async () => {
      const { id, version } = await june();
      return secretary.put(`/api/v1/branch-months/${id}/import-withdrawal`, { reason: '分录错了' }, { version });
    };
    expect((await take(secretary, 'generation')).body).toMatchObject({ revision: 1, changedSince: [] });
    expect((await takeBack()).status).toBe(200);
    const without = await closing();
    expect(without).toMatchObject({ state: 'generated', revision: 2, changedSince: [] });
    expect(without.revisions.map(({ cause }) => cause)).toEqual(['generation', 'takenBack']);
    expect(without.rows.find(({ name }) => name === '张三')).toMatchObject({ countedMonths: 5 });
    expect(without.next.blockedBy).toContainEqual({ path: 'months', code: 'missing', params: { count: 1 } });
    const early = await take(secretary, 'examination', { minutesNumber: '1' });
    expect([early.status, early.body.errors[0].path]).toEqual([409, 'months.2026-06']);

    // Imported later, the month is not in what was generated: the page says so, and generating again takes it in.
    const better = table([
      ['2026年6月得分'],
      ['姓名', '基础积分', '违规扣分', '贡献积分', '当月得分'],
      ...['张三', '李四', '欧阳娜娜'].map((name): Left[] => [name, 90, 0, 0, 90]),
    ]);
    await importTable(secretary, branchId, 'pastMonths', better, { fileName: '2026年6月.xlsx' });
    expect((await closing()).changedSince).toEqual(branch.memberIds.slice(0, 4));
    expect((await take(secretary, 'generation')).body).toMatchObject({ revision: 3, changedSince: [] });
    await laterOn(service, `${(await closing()).acknowledgements.untilDay!}T20:00:00.000Z`);
    expect((await take(secretary, 'examination', { minutesNumber: '1' })).body.state).toBe('branchExamined');
    const refused = await takeBack();
    expect([refused.status, refused.body.errors]).toEqual([
      409,
      [
        {
          path: 'month',
          code: 'countedInClosing',
          params: { branch: expect.any(String), period: half, state: 'branchExamined' },
        },
      ],
    ]);
    expect((await june()).state).toBe('archived');
    expect((await runVerification(secretary, branchId)).breaks).toEqual([]);
  });
});

describe('what is wrong with a table is told by its cell, and nothing of it is written', () => {
  const head = ['姓名', '基础积分', '违规扣分', '贡献积分', '当月得分'];
  const year = { mapping: { month: '2025-12' } };
  const problemsOf = async (rows: Left[][], mapping: object = year) =>
    (await previewOf(branch.commissioner, branch.branchId, 'pastMonths', table(rows), mapping)).preview.problems.map(
      ({ cell, code, params, suggestions }: Json) => [
        cell,
        code,
        params ?? {},
        (suggestions ?? []).map(({ name }: Json) => name),
      ],
    );

  test('a veto in the table is not a result: the preview says whose it was', async () => {
    const vetoed = table([
      ['姓名', '当月得分', '一票否决'],
      ['张三', 59, '一票否决（一般）'],
      ['李四', 90, '无'],
      ['赵六', 91, ''],
    ]);
    const { preview } = await previewOf(branch.commissioner, branch.branchId, 'pastMonths', vetoed, year);
    expect(preview.problems).toEqual([]);
    expect(preview.notes).toContainEqual({ code: 'vetoIgnored', params: { count: 1, names: '张三' } });
  });

  test('figures that do not add up, out of range, no number at all', async () => {
    expect(
      await problemsOf([
        head,
        ['张三', 95, -3, 2, 95],
        ['李四', 100, 0, 0, 88888],
        ['欧阳娜娜', '九十', 0, 0, 90],
        ['王小明', 90, { error: '#N/A' }, 0, 90],
        ['赵六', 90.123, 0, 0, 90],
      ]),
    ).toEqual([
      ['E2', 'sumDiffers', { expectedHundredths: 9400, foundHundredths: 9500, differenceHundredths: 100 }, []],
      ['E3', 'above', { mostHundredths: expect.any(Number), foundHundredths: 8888800 }, []],
      ['E3', 'sumDiffers', { expectedHundredths: 10000, foundHundredths: 8888800, differenceHundredths: 8878800 }, []],
      ['B4', 'notANumber', { text: '九十' }, []],
      ['C5', 'errorValue', { text: '#N/A' }, []],
      ['B6', 'tooManyDecimals', { text: '90.123' }, []],
    ]);
  });

  test('people nobody knows, with those who might be meant; somebody twice', async () => {
    expect(
      await problemsOf([
        head,
        ['张三丰', 90, 0, 0, 90],
        ['欧阳娜', 90, 0, 0, 90],
        ['赵六', 90, 0, 0, 90],
        ['赵　六', 91, 0, 0, 91],
        [1.1e17, 1, 0, 0, 1],
      ]),
    ).toEqual([
      ['A2', 'unknownName', { text: '张三丰' }, ['张三']],
      ['A3', 'unknownName', { text: '欧阳娜' }, ['欧阳娜娜']],
      ['A5', 'twiceInFile', { name: '赵六', row: 4 }, []],
      ['A6', 'unknownName', { text: '1.1E+17' }, []],
    ]);
  });

  test('a month that isn’t over, and one that is imported already with other figures', async () => {
    expect(await problemsOf([head, ['张三', 90, 0, 0, 90]], { mapping: { month: '2026-11' } })).toEqual([
      ['', 'monthNotOver', { month: '2026-11' }, []],
    ]);
    expect(await problemsOf([head, ['张三', 90, 0, 0, 90]], { mapping: { month: '2026-05' } })).toEqual([
      ['', 'monthImported', { month: '2026-05' }, []],
    ]);
    expect(await problemsOf([head, ['李四', 90, 0, 0, 90]], {})).toEqual([['', 'monthMissing', {}, []]]);
  });

  test('files that are no tables, and other people’s rights', async () => {
    const bomb = Buffer.from('%PDF-1.7 not a table');
    expect((await hand(branch.commissioner, branch.branchId, 'pastMonths', bomb, '假.xlsx')).body.errors).toEqual([
      { path: 'file', code: 'notASpreadsheet', params: { looksLike: 'pdf' } },
    ]);
    expect((await hand(branch.members[5]!, branch.branchId, 'pastMonths', table(messy), 'a.xlsx')).status).toBe(403);
    expect((await hand(branch.commissioner, branch.branchId, 'facts', table(messy), 'a.xlsx')).status).toBe(403);
    expect(
      (await hand(branch.bureauOffice, branch.bureauId, 'pastMonths', table(messy), 'a.xlsx')).body.errors[0].code,
    ).toBe('notABranch');
  });
});

describe('the summary that the service itself writes', () => {
  test('comes back from its own file with the very figures, month for month', async () => {
    let seed = 20261126;
    const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    for (let round = 0; round < 3; round += 1) {
      const fresh = await aBranchAtWork(service, branch.bureauId, { size: 5, name: `第${round + 20}支部` });
      const roster = (await fresh.secretary.get(`/api/v1/units/${fresh.branchId}/members`)).body.items;
      const months = Array.from({ length: 6 }, (_, index) => `2025-0${index + 1}`);
      const rows = roster.map(({ name }: Json, index: number) => ({
        ...{
          position: index + 1,
          rank: null,
          name,
          branch: { name: '' },
          countedMonths: 0,
          meanHundredths: null,
          resultHundredths: null,
        },
        ...{ deductionHundredths: 0, contributionHundredths: 0, veto: null, band: null, remarks: [] },
        months: months.map((month) => {
          const outcome = (['counted', 'counted', 'counted', 'notScored', 'absent', 'unfinished'] as const)[random(6)]!;
          return {
            month,
            outcome,
            scoreHundredths: outcome === 'counted' ? random(201) * 50 : null,
            reason: outcome === 'notScored' ? 'approvedExemption' : null,
          };
        }),
      }));
      const view = {
        unit: { name: '第一支部', kind: 'branch' },
        period: '2025-H1',
        resultIsMean: true,
        months,
        rankingEnabled: false,
        quota: null,
        blockedBy: [],
        bands: [],
        rows,
        statistics: {
          count: 0,
          meanHundredths: null,
          medianHundredths: null,
          lowestHundredths: null,
          highestHundredths: null,
        },
      };
      const bytes = await workbookOf(
        halfYearDescription(view as never, {
          exportedAt: '2026-11-05T02:00:00.000Z',
          exportedBy: '组织委员',
          organisation: '第一支部',
        }),
      );
      const done = await importTable(fresh.commissioner, fresh.branchId, 'pastMonths', bytes);
      expect([done.preview.problems, done.status]).toEqual([[], 200]);
      const { body } = await fresh.secretary.get(`/api/v1/units/${fresh.branchId}/summaries/2025-H1`);
      const said = (all: Json[]) =>
        all.map(({ name, months: own }) => [
          name,
          own.map(({ outcome, scoreHundredths }: Json) =>
            outcome === 'counted' ? scoreHundredths : outcome === 'notScored' ? '不计分' : '—',
          ),
        ]);
      expect(said(body.rows)).toEqual(said(rows));
    }
  });
});
