import { layOut, type Laid } from '#src/demo/lay-out.js';
import { Year } from '#src/demo/year.js';
import { Trail } from '#src/audit/trail.service.js';
import type { DocumentDescription } from '#src/documents/description.js';
import { firstScheme } from '#src/schemes/first-scheme.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import { type Client, type Json, type Service, startService } from '../support/app.js';
import { anAccount } from '../support/organisation.js';
import { mean, median, type Raw, type RawRow, readRaw, sum, summed } from './raw-figures.js';
import { differences, plain, points, readRows, type ReadRows, wordsOf } from './read-figures.js';
import { strToU8, unzipSync, zipSync } from 'fflate';

/**
 * The demo's half-year, taken out as every document in every format: what stands in the bytes is what the publications, sheets,
 * memberships and closings say, added up here once more and plainly.
 */

const now = '2026-07-16T02:00:00.000Z';
const period = '2026-H1';
const halfYear = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'];
let service: Service;
let laid: Laid;
let office: Client;
let raw: Raw;

beforeAll(async () => {
  // The whole year is one transaction, as when the demo starts.
  service = await startService({ now, limits: { write: 120_000 } });
  const { app, database, clock } = service;
  await database.write(async () => {
    laid = await layOut(database, { year: 2026, passwordHash: 'none', now });
    clock.set('2026-01-01T00:00:00.000Z');
    await firstScheme(new Schemes(database, new Trail(database)), clock.now());
    clock.set(now);
    await new Year(app, database, clock, laid).tell('2026-01');
  });
  const bureauId = laid.unitIds.get('bureau')!;
  const roles: [string, number][] = [['bureauOffice', bureauId]];
  for (const key of branchKeys) roles.push(['secretary', laid.unitIds.get(key)!]);
  office = await service.as(await anAccount(database, { roles: roles as never, name: '机关党办' }));
  raw = await readRaw(office, bureauId, period, '2026-06-30');
}, 120_000);
afterAll(() => service.close());

const branchKeys = ['office', 'industry', 'information', 'retired'] as const;
const unit = (key: string) => laid.unitIds.get(key)!;
const monthOf = (branchId: number, month: string) =>
  raw.months.find((each) => each.branch.id === branchId && each.month === month);
const ofMonth = (branchId: number, month: string) =>
  raw.rows.filter((row) => row.branchId === branchId && row.month === month);
const ofBranch = (branchId: number) =>
  raw.rows.filter((row) => row.branchId === branchId && halfYear.includes(row.month));
const ofHalf = () => raw.rows.filter(({ month }) => halfYear.includes(month));
const scoredOf = (rows: readonly RawRow[]) => rows.filter(({ scoreHundredths }) => scoreHundredths !== null);
const name = (memberId: number) => plain(raw.names.get(memberId)!);
const dash = '—';
const reasons: Record<string, string> = {
  transferredIn: '本月转入不计分',
  regulation: '按规定处理',
  byRegulation: '按规定处理',
};
/** What stands behind 'result': the mean, or less under a veto that is set for the period. */
const underVeto = (memberId: number, of: string, hundredths: number) =>
  raw.vetoes
    .filter((veto) => veto.member.id === memberId && veto.period === of && ['set', 'liftProposed'].includes(veto.state))
    .reduce((least, { rule }) => Math.min(least, rule.capHundredths), hundredths);
const reasonOf = ({ notScoredReason }: RawRow) => reasons[notScoredReason!] ?? '经批准不计分';

/** A document in every one of its formats; each says what its description says, and no figure beside it. */
async function taken(path: string, formats: readonly string[]): Promise<[string, ReadRows][]> {
  const { status, body: description } = await office.get<DocumentDescription>(`/api/v1/${path}.json`);
  expect([path, status]).toEqual([path, 200]);
  const read: [string, ReadRows][] = [];
  for (const format of formats) {
    const { status, body } = await office.get<Buffer>(`/api/v1/${path}.${format}`);
    expect([path, format, status]).toEqual([path, format, 200]);
    const rows = await readRows(format, Buffer.from(body));
    const words = wordsOf(description, format === 'csv' ? 'firstTable' : 'all');
    expect({ path, format, ...differences(words, rows) }).toEqual({ path, format, missing: [], more: [] });
    read.push([format, rows]);
  }
  return read;
}

/** Rows that begin as a table's rows do, without their empty cells; so many cells of each. */
function rowsWith(rows: ReadRows, isOne: (row: string[]) => boolean, cells: number): string[][] {
  return rows
    .map((row) => row.filter(Boolean))
    .filter(isOne)
    .map((row) => row.slice(0, cells));
}
const numbered = (row: string[]) => /^\d+$/.test(row[0]!) && row.length > 3;

describe('every figure of the demo’s half-year', () => {
  test('a changed cell is found', async () => {
    const path = `units/${unit('office')}/summaries/${period}/summary`;
    const { body } = await office.get<DocumentDescription>(`/api/v1/${path}.json`);
    const { body: bytes } = await office.get<Buffer>(`/api/v1/${path}.xlsx`);
    const parts = unzipSync(bytes);
    const sheet = Buffer.from(parts['xl/worksheets/sheet1.xml']!).toString('utf8');
    const [, figure] = /<v>(7\d(?:\.\d+)?)<\/v>/u.exec(sheet)!;
    parts['xl/worksheets/sheet1.xml'] = strToU8(sheet.replace(`<v>${figure}</v>`, '<v>99.99</v>'));
    const found = differences(wordsOf(body), await readRows('xlsx', zipSync(parts)));
    expect(found).toEqual({ missing: expect.arrayContaining([figure]), more: expect.arrayContaining(['99.99']) });
  });

  describe.each(branchKeys)('months of %s', (key) => {
    test('2: the board has the rows that stand published, and counts them', async () => {
      for (const month of ['2026-03', '2026-06']) {
        const rows = ofMonth(unit(key), month);
        const scored = scoredOf(rows).length;
        for (const [format, read] of await taken(`branch-months/${monthOf(unit(key), month).id}/board`, [
          'xlsx',
          'docx',
        ])) {
          const expected = rows.map((row, index) => {
            const codes = row.scheme.categories.map(({ code }) => code);
            const { scoreHundredths: score } = row;
            const figures = [row.baseHundredths, row.deductionHundredths, row.contributionHundredths];
            return [
              String(index + 1),
              name(row.memberId),
              ...[...codes.map((code) => row.categoryPoints[code]!), ...figures].map((each) =>
                score === null ? dash : points(each),
              ),
              score === null ? reasonOf(row) : points(score),
            ];
          });
          expect([format, month, rowsWith(read, numbered, expected[0]!.length)]).toEqual([format, month, expected]);
          expect(read.flat()).toContain(`应列${rows.length}人，计分${scored}人，不计分${rows.length - scored}人。`);
        }
      }
    });

    test('3 and 4: the ledger’s items add up to what was published, and every line is in the details', async () => {
      const month = '2026-06';
      const rows = ofMonth(unit(key), month);
      const { id } = monthOf(unit(key), month);
      const [, [, table]] = (await taken(`branch-months/${id}/ledger`, ['xlsx', 'csv'])) as [
        unknown,
        [string, ReadRows],
      ];
      const head = table[0]!;
      const people = table.filter(([first]) => /^\d+$/.test(first!));
      expect(people.map((row) => row[1])).toEqual(rows.map(({ memberId }) => name(memberId)));
      rows.forEach((row, index) => {
        const cell = (title: string) => people[index]![head.indexOf(title)]!;
        const { items } = row.scheme;
        const kindSum = (kind: string) =>
          sum(
            items
              .filter((item) => item.kind === kind)
              .map((item) => Math.round(Number(cell(plain(`${item.code}${item.name.zh}`)) || 0) * 100)),
          );
        const results = ['基础积分', '违规扣分', '贡献积分', '当月得分'].map(cell);
        const { baseHundredths: base, deductionHundredths: minus, contributionHundredths: plus } = row;
        if (row.scoreHundredths === null) expect(results).toEqual(['', '', '', '']);
        else {
          expect(results).toEqual([base, minus, plus, row.scoreHundredths].map(points));
          expect([name(row.memberId), ...['base', 'deduction', 'contribution'].map(kindSum)]).toEqual([
            name(row.memberId),
            base,
            minus,
            plus,
          ]);
          for (const code of new Set(row.lines.map(({ itemCode }) => itemCode))) {
            const counted = sum(
              row.lines.filter(({ itemCode }) => itemCode === code).map((line) => line.countedHundredths),
            );
            const item = items.find((each) => each.code === code)!;
            expect([code, cell(plain(`${code}${item.name.zh}`))]).toEqual([code, points(counted)]);
          }
        }
      });
      for (const [kind, document] of [
        ['deduction', 'deductions'],
        ['contribution', 'contributions'],
      ] as const) {
        const [, [, details]] = (await taken(`branch-months/${id}/${document}`, ['xlsx', 'csv'])) as [
          unknown,
          [string, ReadRows],
        ];
        const titles = ['姓名', '日期', '编码', '分值'].map((title) => details[0]!.indexOf(title));
        const found = details.filter(([first]) => /^\d+$/.test(first!)).map((row) => titles.map((at) => row[at]));
        const expected = rows.flatMap(({ lines, memberId, scheme }) =>
          lines
            .filter(
              (line) =>
                line.outcome !== 'refused' && scheme.items.find(({ code }) => code === line.itemCode)?.kind === kind,
            )
            .map((line) => [name(memberId), line.occurredOn ?? '', line.itemCode, points(line.countedHundredths)]),
        );
        expect([document, found]).toEqual([document, expected]);
      }
    });

    test('14: the notice counts the board’s rows', async () => {
      const rows = ofMonth(unit(key), '2026-06');
      const scored = scoredOf(rows).length;
      const path = `branch-months/${monthOf(unit(key), '2026-06').id}/notice`;
      for (const [, read] of await taken(path, ['docx']))
        expect(read.flat().join('')).toContain(
          `应列党员${rows.length}人，计分${scored}人，不计分${rows.length - scored}人。`,
        );
    });
  });

  test('5: the register cards have every month of everybody, whichever branch it was in, and their half-year', async () => {
    for (const key of branchKeys) {
      const branchId = unit(key);
      const people = raw.closings.get(branchId).rows.filter(({ home }: Json) => home) as Json[];
      for (const [format, read] of await taken(
        `units/${branchId}/register-cards/2026`,
        key === 'information' ? ['xlsx', 'docx'] : ['docx'],
      )) {
        const months = rowsWith(read, ([first]) => /^2026年\d+月$/.test(first!), 5);
        const halves = rowsWith(read, ([first]) => ['上半年', '下半年', '全年'].includes(first!), 7);
        const names = read.filter(([label]) => label === '姓名').map((row) => row.filter(Boolean)[1]!);
        expect([format, key, new Set(names)]).toEqual([
          format,
          key,
          new Set(people.map(({ memberId }) => name(memberId))),
        ]);
        names.forEach((who, index) => {
          const memberId = people.find((each) => name(each.memberId) === who)!.memberId;
          const own = raw.rows.filter((row) => row.memberId === memberId);
          const expected = Array.from({ length: 12 }, (_, at) => {
            const listed = own.filter(({ month }) => month === `2026-${String(at + 1).padStart(2, '0')}`);
            // The branch that he came to lists him in that month, and doesn't score him.
            const row = listed.find(({ scoreHundredths }) => scoreHundredths !== null) ?? listed[0];
            if (!row) return [`2026年${at + 1}月`];
            const { baseHundredths, deductionHundredths, contributionHundredths, scoreHundredths } = row;
            const figures = [baseHundredths, deductionHundredths, contributionHundredths, scoreHundredths];
            return [`2026年${at + 1}月`, ...figures.map((each) => (scoreHundredths === null ? dash : points(each!)))];
          });
          expect([who, months.slice(index * 12, index * 12 + 12)]).toEqual([who, expected]);
          const spans = [
            own.filter(({ month }) => halfYear.includes(month)),
            own.filter(({ month }) => month > '2026-06'),
            own,
          ];
          const totals = spans.map(summed).map((all, at) => {
            const label = ['上半年', '下半年', '全年'][at]!;
            if (all.mean === null) return [label, '0'];
            const result = underVeto(memberId, ['2026-H1', '2026-H2', '2026'][at]!, all.mean);
            return [
              label,
              String(all.months),
              ...[all.mean, all.lowest!, all.deduction, all.contribution, result].map(points),
            ];
          });
          expect([who, halves.slice(index * 3, index * 3 + 3)]).toEqual([who, totals]);
        });
      }
    }
  });

  test.each(['bureau', ...branchKeys])(
    '9: the summary of %s, its totals, its sentence and who was transferred',
    async (key) => {
      const isBranch = key !== 'bureau';
      const ids = isBranch ? [unit(key)] : raw.branches.map(({ id }) => id);
      const listed = ids.flatMap((id) =>
        (raw.closings.get(id).rows as Json[]).map((row) => ({ ...row, branchId: id })),
      );
      const shown = isBranch ? listed : listed.filter(({ home }) => home);
      // Whoever was in the branch on the last day is at home in it, and nobody else; who left for another is listed for the months there.
      for (const id of ids) {
        const home = listed.filter((row) => row.branchId === id && row.home).map(({ memberId }) => memberId);
        expect(new Set(home)).toEqual(
          new Set([...raw.homeOf].filter(([, branchId]) => branchId === id).map(([memberId]) => memberId)),
        );
        const scored = new Set(ofBranch(id).map(({ memberId }) => memberId));
        expect(listed.filter((row) => row.branchId === id).map(({ memberId }) => memberId)).toEqual(
          expect.arrayContaining([...scored]),
        );
      }
      // What was generated says what it goes by: a veto that came later is in the next revision.
      const resultOf = (row: Json, meanHundredths: number) =>
        row.veto ? underVeto(row.memberId, period, meanHundredths) : meanHundredths;
      const limited = listed.some(({ veto }) => veto);
      const expected = shown.map((row, index) => {
        const own = ofHalf().filter(
          (each) => each.memberId === row.memberId && (row.home || each.branchId === row.branchId),
        );
        const all = summed(own);
        const months = halfYear.map((month) => {
          const found = own.find((each) => each.month === month);
          if (!found) return '不在册';
          if (!found.isFinal) return '未完成';
          if (found.scoreHundredths === null)
            return { 本月转入不计分: '转入', 经批准不计分: '不计分' }[reasonOf(found)] ?? reasonOf(found);
          return points(found.scoreHundredths);
        });
        const branch = raw.branches.find(({ id }) => id === row.branchId)!.name;
        return [
          ...[String(index + 1), ...(isBranch ? [] : [plain(branch)]), name(row.memberId), ...months],
          ...[String(all.months), row.home ? (all.mean === null ? '无计分月' : points(all.mean)) : dash],
          ...(limited ? [row.home && all.mean !== null ? points(resultOf(row, all.mean)) : dash] : []),
          ...[
            points(all.deduction),
            points(all.contribution),
            plain(row.veto?.name.zh ?? '无'),
            row.home ? (row.band?.name.zh ?? '不列等次') : dash,
          ],
        ];
      });
      const home = listed.filter((row) => row.home);
      const results = home.flatMap((row) => {
        const all = summed(ofHalf().filter(({ memberId }) => memberId === row.memberId));
        return all.mean === null ? [] : [resultOf(row, all.mean)];
      });
      const column = (at: number) => points(sum(expected.map((row) => Math.round(Number(row.at(at)) * 100))));
      const total = [
        '合计',
        ...halfYear.map(() => dash),
        dash,
        ...(limited ? [dash] : []),
        points(mean(results)),
        column(-4),
        column(-3),
        dash,
        dash,
        dash,
        dash,
      ];
      const two = (hundredths: number) => (hundredths / 100).toFixed(2);
      const gone = shown.length - home.length;
      const sentence = `统计：应列 ${home.length} 人，${gone > 0 ? `另列转出 ${gone} 人，` : ''}有计分月的 ${results.length} 人；平均 ${two(mean(results))}，中位 ${two(median(results))}，最高 ${two(Math.max(...results))}，最低 ${two(Math.min(...results))}。`;
      const bandNames = ['拟优秀', '合格', '基本合格', '预警'].map(
        (band) => [band, home.filter((row) => row.band?.name.zh === band).length] as const,
      );
      const bands = [...bandNames, ['未列等次', home.filter(({ band }) => !band).length] as const].filter(
        ([, count]) => count > 0,
      );
      for (const [format, read] of await taken(`units/${unit(key)}/summaries/${period}/summary`, [
        'xlsx',
        'docx',
        'csv',
      ])) {
        expect([format, rowsWith(read, numbered, expected[0]!.length)]).toEqual([format, expected]);
        const noted = rowsWith(read, numbered, 99).filter((row) => row.some((cell) => cell.includes('已阅'))).length;
        expect([format, noted]).toEqual([format, home.filter(({ acknowledgedAt }) => acknowledgedAt).length]);
        if (format === 'csv') continue;
        expect([format, ...rowsWith(read, ([first]) => first === '合计', 99)]).toEqual([format, total]);
        const words = read.flat().join('\n');
        expect(words).toContain(plain(sentence));
        expect(words).toContain(plain(`建议等次：${bands.map(([band, count]) => `${band}${count}人`).join('，')}`));
      }
    },
  );

  test('11: what was due and done in every branch, and the bureau as one', async () => {
    const days = new Map<string, string>();
    const dueOf = async ({ themeDay }: Json): Promise<string> => {
      const { body } = await office.get(`/api/v1/working-days?after=${themeDay}&count=3`);
      return days.set(themeDay, body.days?.at(-1) ?? body.lastDay ?? body.day).get(themeDay)!;
    };
    const rowOf = async (ids: readonly number[]) => {
      const rows = ofHalf().filter(({ branchId }) => ids.includes(branchId));
      const months = raw.months.filter(({ branch, month }) => ids.includes(branch.id) && halfYear.includes(month));
      const scores = scoredOf(rows).map(({ scoreHundredths }) => scoreHundredths!);
      const sheets = months.flatMap(({ id }) => raw.sheets.get(id)!);
      let onTime = 0;
      for (const month of months) if (month.publication && firstDayOf(month) <= (await dueOf(month))) onTime += 1;
      return [
        ...[
          sheets.filter(({ notScoredReason }) => !notScoredReason).length,
          scores.length,
          rows.length - scores.length,
        ],
        sheets.filter(({ proxy }) => proxy).length,
        `${onTime}／${months.length}`,
        ...[mean(scores), median(scores), Math.max(...scores), Math.min(...scores)].map(points),
        rows.filter(({ deductionHundredths }) => deductionHundredths < 0).length,
        rows.filter(({ contributionHundredths }) => contributionHundredths > 0).length,
        raw.objections.filter(({ branch, month }) => ids.includes(branch.id) && halfYear.includes(month)).length,
        raw.corrections.filter(
          ({ branch, month, state }) => ids.includes(branch.id) && halfYear.includes(month) && state === 'issued',
        ).length,
      ].map(String);
    };
    const expected: string[][] = [];
    for (const [index, { id, name }] of raw.branches.entries())
      expected.push([String(index + 1), plain(name), ...(await rowOf([id]))]);
    const total = ['合计', ...(await rowOf(raw.branches.map(({ id }) => id)))];
    for (const [format, read] of await taken(`units/${unit('bureau')}/summaries/${period}/branches`, ['xlsx', 'csv'])) {
      expect([format, rowsWith(read, numbered, 99)]).toEqual([format, expected]);
      if (format === 'xlsx') expect(rowsWith(read, ([first]) => first === '合计', 99)).toEqual([total]);
    }
  });

  test('14: the work report says what was counted, and nothing of it otherwise', async () => {
    const rows = ofHalf();
    const scored = scoredOf(rows);
    const people = (of: readonly RawRow[]) => new Set(of.map(({ memberId }) => memberId)).size;
    const sheetOf = ({ branchMonthId, memberId }: RawRow) =>
      raw.sheets.get(branchMonthId)!.find(({ member }) => member.id === memberId);
    const handedIn = scored.filter((row) => sheetOf(row).submittedAt).length;
    const closed = [...raw.closings.values()].flatMap(({ publications }) => publications);
    const publications = closed.filter(({ kind, withdrawnReason }) => kind === 'full' && !withdrawnReason).length;
    const months = raw.months.filter(({ month, publication }) => halfYear.includes(month) && publication).length;
    const lines = (kind: string) =>
      rows.flatMap(({ lines, scheme }) =>
        lines.filter(
          ({ itemCode, countedHundredths }) =>
            countedHundredths !== 0 && scheme.items.find(({ code }) => code === itemCode)?.kind === kind,
        ),
      ).length;
    const typed = (...codes: string[]) =>
      sum(
        [...raw.facts.values()]
          .flat()
          .filter(({ code }) => codes.includes(code))
          .map(({ value }) => value),
      );
    const share = (words: RegExp) => {
      const cases = scored.flatMap((row) => {
        const item = row.scheme.items.find(({ kind, name: { zh } }) => kind === 'base' && words.test(zh))!;
        const profile = row.scheme.profiles.find(({ code }) => code === row.profileCode)!;
        if (profile.notApplicable.includes(item.code)) return [];
        const said = row.lines.filter((line) => line.itemCode === item.code && line.outcome !== 'refused');
        const full = said.every((line) => (line.decidedOptionCode ?? line.optionCode) === item.options?.[0]?.code);
        return [full ? 1 : 0];
      });
      return percent(sum(cases), cases.length);
    };
    const home = [...raw.closings.values()].flatMap((closing) => closing.rows).filter((row) => row.home) as Json[];
    const results = home.flatMap(({ memberId }) => {
      const all = summed(rows.filter((row) => row.memberId === memberId));
      return all.mean === null ? [] : [underVeto(memberId, period, all.mean)];
    });
    const objections = raw.objections.filter(
      ({ month, state }) => halfYear.includes(month) && !['withdrawn', 'closed'].includes(state),
    );
    const slips = raw.corrections.filter(({ month, state }) => halfYear.includes(month) && state === 'issued');
    const talks = raw.talks.filter(({ heldOn, amendsId }) => heldOn < '2026-07-01' && amendsId === null).length;
    const exempt = raw.exemptions.filter(
      ({ state, fromMonth, untilMonth, lastMonth }) =>
        ['approved', 'ended'].includes(state) && fromMonth <= '2026-06' && (lastMonth ?? untilMonth) >= '2026-01',
    );
    const sentences = [
      `共有4个支部开展党员积分化考核，共组织党员积分化考核${months}次，考核党员${people(scored)}人、${scored.length}人次，不计分${rows.length - scored.length}人次；汇总审核公示${months + publications}次。`,
      `召开“三会一课”${typed('memberMeetings', 'committeeMeetings', 'groupMeetings', 'partyLectures')}次，其中党员大会${typed('memberMeetings')}次、支委会${typed('committeeMeetings')}次、党小组会${typed('groupMeetings')}次、党课${typed('partyLectures')}次（书记讲党课${typed('secretaryLectures')}次）；召开专题组织生活会${typed('organisationalLife')}次；开展主题党日${months}次，主题党日全程参加率${share(/主题党日/u)}%。`,
      `党费收缴率${share(/党费/u)}%（按月足额交纳）。党员自评表提交率${percent(handedIn, scored.length)}%，其中代录纸质自评表${rows.filter((row) => sheetOf(row).proxy).length}份。`,
      `审定贡献积分${lines('contribution')}项次，涉及党员${people(scored.filter((row) => row.contributionHundredths > 0))}人；违规扣分${lines('deduction')}项次，涉及党员${people(scored.filter((row) => row.deductionHundredths < 0))}人。开展志愿服务活动${typed('volunteering')}次。`,
      `受理公示异议${objections.length}件，已答复${objections.filter(({ answeredAt }) => answeredAt).length}件，其中异议成立${objections.filter(({ state }) => state === 'upheld').length}件；签发积分更正单${slips.length}份。`,
      `开展谈话提醒${talks}人次，批准免于或减免考核${new Set(exempt.map(({ member }) => member.id)).size}人。纳入汇总${results.length}人，平均${(mean(results) / 100).toFixed(2)}分。`,
    ];
    for (const [format, read] of await taken(`units/${unit('bureau')}/work-reports/${period}/report`, [
      'docx',
      'xlsx',
    ])) {
      const words = read.flat().join('\n');
      for (const sentence of sentences) expect([format, words]).toEqual([format, expect.stringContaining(sentence)]);
    }
  });

  test('14: the circular has the bands and means of the summary', async () => {
    const home = raw.branches.flatMap(({ id }) =>
      (raw.closings.get(id).rows as Json[]).filter((row) => row.home).map((row) => ({ ...row, branchId: id })),
    );
    const resultOf = (row: Json) => {
      const all = summed(ofHalf().filter(({ memberId }) => memberId === row.memberId));
      return all.mean === null || !row.veto ? all.mean : underVeto(row.memberId, period, all.mean);
    };
    const results = home.flatMap((row) => resultOf(row) ?? []);
    const names = ['拟优秀', '合格', '基本合格', '预警', '不列等次'];
    const counts = (rows: Json[]) =>
      names.map((band) => rows.filter((row) => (row.band?.name.zh ?? '不列等次') === band).length);
    const two = (hundredths: number) => (hundredths / 100).toFixed(2);
    const sentences = [
      `4个党支部应列党员${home.length}人，纳入汇总${results.length}人。汇总得分平均${two(mean(results))}分，中位数${two(median(results))}分，最高${two(Math.max(...results))}分，最低${two(Math.min(...results))}分。`,
      `等次分布：${counts(home)
        .map((count, index) => `${names[index]}${count}人`)
        .join('，')}。`,
      `有${ofHalf().filter(({ fromRecords, notScoredReason }) => fromRecords && !notScoredReason).length}人次逾期未自评`,
    ];
    const rows = raw.branches.map(({ id, name: branch }, index) => {
      const own = home.filter(({ branchId }) => branchId === id);
      const of = own.flatMap((row) => resultOf(row) ?? []);
      return [String(index + 1), plain(branch), String(of.length), points(mean(of)), ...counts(own).map(String)];
    });
    for (const [, read] of await taken(`units/${unit('bureau')}/summaries/${period}/circular`, ['docx'])) {
      const words = read.flat().join('\n');
      for (const sentence of sentences) expect(words).toContain(sentence);
      expect(rowsWith(read, numbered, 99)).toEqual(rows);
    }
  });

  test('14: the notice of a published half-year counts whom it lists', async () => {
    for (const key of branchKeys) {
      const { state, rows } = raw.closings.get(unit(key));
      if (!['published', 'confirmed', 'archived'].includes(state)) continue;
      const home = rows.filter((row: Json) => row.home) as Json[];
      const banded = home.filter(({ band }) => band).length;
      for (const [, read] of await taken(`units/${unit(key)}/summaries/${period}/notice`, ['docx']))
        expect(read.flat().join('')).toContain(
          `应列党员${home.length}人，列等次${banded}人，不列等次${home.length - banded}人。`,
        );
    }
  });

  const percent = (part: number, of: number) => String(Math.round((part * 10_000) / of + 1e-9) / 100);
  /** A corrected or withdrawn month was in time when it was first put up. */
  const firstDayOf = ({ publication }: Json) => (publication.publishedAt as string).slice(0, 10);
});
