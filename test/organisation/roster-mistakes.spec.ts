import { type Answer, type Client, type Service, startService } from '../support/app.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';
import { rowXml, textCell, workbook } from '../spreadsheets/workbooks.js';
import { inGbk, type Person, RosterDesk, rosterCsv, rosterHead, rosterRow, workbookType } from './rosters.js';

describe('every mistake in a roster is named with its cell', () => {
  let service: Service;
  let bureau: { id: number };
  let branch: { id: number };
  let office: Client;
  let desk: RosterDesk;

  beforeAll(async () => {
    service = await startService();
    bureau = await aUnit(service.database, { kind: 'bureau', name: '机关党委' });
    branch = await aUnit(service.database, { parentId: bureau.id, name: '办公室党支部' });
    office = await service.as(await anAccount(service.database, { roles: [['bureauOffice', bureau.id]] }));
    desk = new RosterDesk(office, bureau.id);
    await someMembers(service.database, [
      { branchId: branch.id, memberNumber: 'OLD-1', name: '老党员', fromDay: '2026-03-01' },
      { branchId: branch.id, memberNumber: 'OLD-2', name: '已离开', fromDay: '2025-01-01', untilDay: '2026-03-01' },
    ]);
  });
  afterAll(() => service.close());

  const problems = ({ status, body }: Answer) => {
    expect([status, body.errors]).toEqual([200, undefined]);
    return body.rows.flatMap((row: { problems: { cell: string; code: string; params?: object }[] }) =>
      row.problems.map(({ cell, code, params }) => (params ? [cell, code, params] : [cell, code])),
    );
  };
  const person = (over: Partial<Person>) => ({ branch: '办公室党支部', number: 'N-1', ...over });

  const mistakes: [string, Partial<Person>, string, string, object?][] = [
    ['no number', { number: '' }, 'B2', 'missing'],
    ['no name', { name: ' ' }, 'C2', 'missing'],
    ['a new member of no branch', { branch: '' }, 'A2', 'missing'],
    ['a branch that isn’t there', { branch: '没有支部' }, 'A2', 'unknownBranch', { text: '没有支部' }],
    ['an unknown standing', { standing: '群众' }, 'D2', 'unknownWord', { text: '群众' }],
    ['an unknown situation', { situation: '度假' }, 'E2', 'unknownWord', { text: '度假' }],
    ['an unknown profile', { profile: '全部' }, 'H2', 'unknownWord', { text: '全部' }],
    ['a year too late', { birthYear: '2020' }, 'F2', 'outOfRange', { from: 1900, until: 2008 }],
    ['a year too early', { birthYear: '1899' }, 'F2', 'outOfRange', { from: 1900, until: 2008 }],
    ['no year', { birthYear: '六八年' }, 'F2', 'notAYear'],
    ['a year of two digits', { birthYear: '68' }, 'F2', 'notAYear'],
    ['a day that doesn’t exist', { fromDay: '2026-02-30' }, 'I2', 'notADay'],
    ['a month that doesn’t exist', { fromDay: '2026-13-01' }, 'I2', 'notADay'],
    ['a day of year nought', { fromDay: '0000-00-00' }, 'I2', 'notADay'],
    ['a day of Excel’s own counting', { fromDay: '60' }, 'I2', 'notADay'],
    ['a day long before', { fromDay: '1899-12-30' }, 'I2', 'outOfRange', { from: '1921-07-01', until: '2027-11-06' }],
    ['a day far ahead', { fromDay: '9999-12-31' }, 'I2', 'outOfRange', { from: '1921-07-01', until: '2027-11-06' }],
    ['a number that Excel has damaged', { number: '1.1E+17' }, 'B2', 'damagedNumber'],
    ['an identity number', { number: '11010519491231002X' }, 'B2', 'identityNumber'],
    ['a number with a blank', { number: 'N 1' }, 'B2', 'notAName'],
    ['a long number', { number: 'N'.repeat(41) }, 'B2', 'tooLong'],
    ['a long name', { name: '名'.repeat(81) }, 'C2', 'tooLong'],
    ['a name with something invisible', { name: '张\u200b三' }, 'C2', 'invisibleCharacter'],
    ['a name that turns the text around', { name: '\u202e三张' }, 'C2', 'invisibleCharacter'],
    ['a name that is a formula', { name: '=HYPERLINK("http://x","y")' }, 'C2', 'formula'],
    ['a name that a program would run', { name: '@SUM(1)' }, 'C2', 'formula'],
    ['a name that is none', { name: '<script>' }, 'C2', 'notAName'],
    ['a group that is a formula', { group: '＝1' }, 'G2', 'formula'],
    ['a long group', { group: '组'.repeat(121) }, 'G2', 'tooLong'],
    [
      'another day than on record',
      { number: 'OLD-1', fromDay: '2026-04-01' },
      'I2',
      'otherDayOnRecord',
      { day: '2026-03-01' },
    ],
    [
      'a return before the last day',
      { number: 'OLD-2', fromDay: '2024-01-01' },
      'I2',
      'beforeLastMove',
      { day: '2025-01-01' },
    ],
  ];
  test.each(mistakes)('%s', async (_name, over, ...problem) => {
    expect(problems(await desk.preview(rosterCsv([person(over)])))).toEqual([problem]);
  });

  test('several in one row, and the same in many rows, all at once', async () => {
    const bad = { name: '', standing: '?', birthYear: 'x' };
    const rows = [person(bad), person({ ...bad, number: 'N-2' }), person({ number: 'N-3' })];
    expect(problems(await desk.preview(rosterCsv(rows)))).toEqual([
      ['C2', 'missing'],
      ['D2', 'unknownWord', { text: '?' }],
      ['F2', 'notAYear'],
      ['C3', 'missing'],
      ['D3', 'unknownWord', { text: '?' }],
      ['F3', 'notAYear'],
    ]);
  });

  test('one number in two rows: both are named, each with the other', async () => {
    const rows = [person({}), person({ number: 'N-2' }), person({ number: ' Ｎ-1', name: '另一人' })];
    expect(problems(await desk.preview(rosterCsv(rows)))).toEqual([
      ['B2', 'duplicateNumber', { otherCell: 'B4' }],
      ['B4', 'duplicateNumber', { otherCell: 'B2' }],
    ]);
  });

  describe('in a workbook', () => {
    const letters = 'ABCDEFGHI';
    const cells = (texts: string[], row: number) =>
      texts.map((text, index) => textCell(`${letters[index]}${row}`, text)).join('');
    const head = rowXml(1, cells(rosterHead, 1));
    const row = (number: number, replaced: Record<string, string> = {}, attributes = '') =>
      rowXml(
        number,
        rosterRow(person({ number: `W-${number}` }))
          .map((text, index) => replaced[letters[index]!] ?? textCell(`${letters[index]}${number}`, text))
          .join(''),
        attributes,
      );
    const preview = (rows: string, after = '') =>
      desk.preview(workbook({ sheet: `<sheetData>${head}${rows}</sheetData>${after}` }), '名册.xlsx', workbookType);

    test('a formula, whatever it last showed', async () => {
      const answer = await preview(row(2, { C: '<c r="C2" t="str"><f>A1&amp;"x"</f><v>张三</v></c>' }));
      expect(problems(answer)).toEqual([['C2', 'formula']]);
    });

    test('an error value', async () => {
      const answer = await preview(row(2, { D: '<c r="D2" t="e"><v>#N/A</v></c>' }));
      expect(problems(answer)).toEqual([['D2', 'errorValue', { text: '#N/A' }]]);
    });

    test('a number that was too long for Excel, or has a fraction', async () => {
      const answer = await preview(
        row(2, { B: '<c r="B2"><v>110105194912310020</v></c>' }) + row(3, { B: '<c r="B3"><v>17.5</v></c>' }),
      );
      expect(problems(answer)).toEqual([
        ['B2', 'damagedNumber'],
        ['B3', 'damagedNumber'],
      ]);
      expect(answer.body.notes).toContainEqual({ code: 'roundedNumber', params: { cell: 'B2' } });
    });

    test('a number that is one, for a member’s number and a year', async () => {
      const answer = await preview(row(2, { B: '<c r="B2"><v>1042</v></c>', F: '<c r="F2"><v>1968</v></c>' }));
      expect([problems(answer), answer.body.rows[0].outcome]).toEqual([[], 'add']);
    });

    test('merged cells: what is under them belongs to nobody', async () => {
      const answer = await preview(
        row(2) + row(3, { A: '' }),
        '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>',
      );
      expect(problems(answer)).toEqual([
        ['A2', 'merged'],
        ['A3', 'merged'],
      ]);
    });

    test('merged titles are no mistake', async () => {
      const title = rowXml(1, textCell('A1', '党员名册'));
      const lower = rowXml(2, cells(rosterHead, 2)) + row(3);
      const sheet = `<sheetData>${title}${lower}</sheetData><mergeCells count="1"><mergeCell ref="A1:I1"/></mergeCells>`;
      expect(problems(await desk.preview(workbook({ sheet }), '名册.xlsx', workbookType))).toEqual([]);
    });

    test('hidden rows are rows like others, and are reported', async () => {
      const answer = await preview(row(2) + row(3, {}, 'hidden="1"'));
      expect([problems(answer), answer.body.counts.add]).toEqual([[], 2]);
      expect(answer.body.notes).toContainEqual({ code: 'hiddenRows', params: { count: 1, first: 3 } });
    });
  });

  describe('a file that is no roster is refused as a whole', () => {
    const refused = async (bytes: Uint8Array | string, fileName?: string, type?: string) => {
      const { status, body } = await desk.preview(bytes, fileName, type);
      return [status, body.errors?.[0]?.path ?? body.code, body.errors?.[0]?.code];
    };

    test('without its head row, or with one head twice', async () => {
      expect(await refused(Buffer.from('张三,123\r\n'))).toEqual([422, 'file', 'headMissing']);
      expect(await refused(Buffer.from('党员编号,类别\r\n1,正式\r\n'))).toEqual([422, 'file', 'headMissing']);
      expect(await refused(Buffer.from('党员编号,姓名,姓名\r\n1,张三,李四\r\n'))).toEqual([422, 'file', 'headTwice']);
    });

    test('of two encodings, or of one that nobody knows', async () => {
      const mixed = Buffer.concat([inGbk('党员编号,姓名\r\n1,张三\r\n'), Buffer.from('2,李四\r\n')]);
      expect(await refused(mixed)).toEqual([422, 'file', 'mixedEncoding']);
      expect(await refused(Buffer.from([0xfe, 0xff, 0x51, 0x5a]))).toEqual([422, 'file', 'unknownEncoding']);
    });

    test('that is an old workbook, a page, a picture or nothing', async () => {
      const old = Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(600)]);
      expect(await refused(old, '名册.xls', 'application/octet-stream')).toEqual([422, 'file', 'oldFormat']);
      expect(await refused('<html><table></table></html>', '名册.xlsx', workbookType)).toEqual([
        422,
        'file',
        'htmlDisguised',
      ]);
      expect(await refused(Buffer.from('\x89PNG\r\n', 'latin1'), '名册.csv')).toEqual([422, 'file', 'notASpreadsheet']);
      expect(await refused(Buffer.from('\r\n\r\n'))).toEqual([422, 'file', 'empty']);
    });

    test('in a body that is no file', async () => {
      const answer = async (body: Uint8Array | string, type: string) => {
        const { status, body: problem } = await desk.preview(body, '名册.csv', type);
        return [status, problem.code];
      };
      expect(await answer('{"a":1}', 'application/json')).toEqual([415, 'unsupportedMediaType']);
      expect(await answer('x', 'text/html')).toEqual([415, 'unsupportedMediaType']);
      expect(await answer(Buffer.alloc(6_000_000, 'a'), 'text/csv')).toEqual([413, 'tooLarge']);
    });

    test('for a group, which has no roster of its own', async () => {
      const team = await aUnit(service.database, { kind: 'group', parentId: branch.id });
      const { status, body } = await new RosterDesk(office, team.id).preview(rosterCsv([person({})]));
      expect([status, body.errors]).toEqual([422, [{ path: 'unitId', code: 'isAGroup' }]]);
    });

    test('under a name of any kind it is only a file', async () => {
      const bytes = rosterCsv([person({})]);
      expect((await desk.preview(bytes, '../../etc/passwd.csv')).status).toBe(200);
      expect((await desk.preview(bytes, 'CON.csv')).status).toBe(200);
      expect((await desk.preview(bytes, `${'名'.repeat(300)}.csv`)).status).toBe(422);
      expect((await desk.preview(bytes, 'a\u0000.csv')).status).toBe(422);
    });
  });

  test('an unfilled template has nothing to import, and says so', async () => {
    const { body } = await desk.preview(rosterCsv([]));
    expect([body.rows, body.notes[0]]).toEqual([[], { code: 'noRows' }]);
  });
});
