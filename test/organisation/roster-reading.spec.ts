import fc from 'fast-check';
import { branchLabels, fieldOfHead } from '#src/organisation/roster-columns.js';
import { planRoster } from '#src/organisation/roster-plan.js';
import { readRoster } from '#src/organisation/roster-rows.js';
import type { Table, TableCell } from '#src/spreadsheets/read-table.js';
import { rosterHead } from './rosters.js';

const today = '2026-11-05';
const known = {
  branches: [{ id: 1, name: '办公室党支部', label: '办公室党支部', groups: [] }],
  branchNames: new Map([[1, '办公室党支部']]),
  onlyBranchId: null,
  members: new Map(),
  openedMonths: new Map(),
  present: [],
};

function tableOf(rows: { text: string; kind: TableCell['kind']; merged: boolean }[][]): Table {
  const letters = 'ABCDEFGHIJKL';
  const numbered = [rosterHead.map((text) => ({ text, kind: 'text' as const, merged: false })), ...rows];
  return {
    encoding: 'xlsx',
    digest: '0'.repeat(64),
    sheets: ['名册'],
    sheet: '名册',
    merges: [],
    notes: [],
    rows: numbered.map((cells, index) => ({
      rowNumber: index + 1,
      hidden: false,
      cells: cells.map((cell, column) => ({ ...cell, address: `${letters[column]}${index + 1}` })),
    })),
  };
}

describe('whatever a table holds', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      '办公室党支部',
      '正式党员',
      '在职',
      '全项',
      '2026-03-01',
      '1980',
      '',
      ' ',
      '合计',
      '1.1E+17',
      '=1',
      '\ud842',
    ),
  );
  const kind = fc.constantFrom<TableCell['kind'][]>('text', 'number', 'date', 'error', 'formula', 'empty');
  const row = fc.array(fc.record({ text, kind, merged: fc.boolean() }), { maxLength: 12 });

  test('every row is either planned with a name and a number, or bad with a cell of its own row', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
        const reading = readRoster(tableOf(rows), today);
        if ('fault' in reading) throw new Error(reading.fault.code);
        const plan = planRoster(reading, known, today);
        for (const { outcome, problems, decision, rowNumber, memberNumber } of plan.rows) {
          expect(outcome === 'bad').toBe(problems.length > 0);
          expect(decision === null).toBe(outcome === 'bad');
          if (decision) expect([decision.facts.name, memberNumber]).not.toContain('');
          for (const { cell } of problems) expect(cell).toMatch(new RegExp(`^[A-I]${rowNumber}$`));
        }
      }),
      { numRuns: 800 },
    );
  });
});

describe('heads of columns', () => {
  const heads: [string, string | undefined][] = [
    ['党员编号', 'memberNumber'],
    ['党 员 编 号', 'memberNumber'],
    ['*姓名（必填）：', 'name'],
    ['ＮＡＭＥ', 'name'],
    ['Birth Year', 'birthYear'],
    ['身份证号', undefined],
    ['', undefined],
  ];
  test.each(heads)('%j', (head, field) => expect(fieldOfHead(head)).toBe(field));
});

describe('what a roster calls a branch', () => {
  const unit = (id: number, parentId: number | null, name: string, kind = 'branch') => ({ id, parentId, name, kind });
  const labels = (units: ReturnType<typeof unit>[]) =>
    [...branchLabels(units)].toSorted(([one], [other]) => one - other).map(([, label]) => label);

  test('is its name, or as many names above it as tell it from others', () => {
    const top = unit(1, null, '局', 'bureau');
    const generals = [unit(2, 1, '甲总支', 'generalBranch'), unit(3, 1, '乙总支', 'generalBranch')];
    expect(labels([top, ...generals, unit(10, 2, '一支部'), unit(11, 3, '二支部')])).toEqual(['一支部', '二支部']);
    expect(labels([top, ...generals, unit(10, 2, '一支部'), unit(11, 3, '一支部'), unit(12, 1, '一支部')])).toEqual([
      '甲总支/一支部',
      '乙总支/一支部',
      '局/一支部',
    ]);
  });
});
