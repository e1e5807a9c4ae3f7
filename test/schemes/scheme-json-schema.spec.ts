import { Ajv2020 } from 'ajv/dist/2020.js';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { schemeSchema, sheetSchema } from '#src/schemes/scheme-json-schema.js';

const read = (path: string): unknown => parse(readFileSync(path, 'utf8'));
const published = (kind: string): object => JSON.parse(readFileSync(`schemes/${kind}.schema.json`, 'utf8'));
const filesIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `${folder}/${name}`);
const compiled = (kind: string) =>
  new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(published(kind));

const wild = filesIn('test/schemes-files/wild');
const isSheet = (path: string) => /\.(sheets|undecided)\.yaml$/.test(path);
const schemes = [...filesIn('schemes'), ...wild.filter((path) => !isSheet(path))];
const sheets = [...filesIn('schemes/examples'), ...wild.filter(isSheet)];

describe('the published JSON Schemas', () => {
  const isScheme = compiled('scheme');
  const isSheetFile = compiled('sheet');

  test('are what the readers are made of; npm run generate writes them anew', () => {
    expect(published('scheme')).toEqual(plain(schemeSchema()));
    expect(published('sheet')).toEqual(plain(sheetSchema()));
  });

  test.each(schemes)('hold %s for a scheme file', (path) => {
    isScheme(read(path));
    expect(isScheme.errors ?? []).toEqual([]);
    expect(isSheetFile(read(path))).toBe(false);
  });

  test.each(sheets)('hold %s for a sheet file', (path) => {
    isSheetFile(read(path));
    expect(isSheetFile.errors ?? []).toEqual([]);
    expect(isScheme(read(path))).toBe(false);
  });

  const item = { code: 'A', kind: 'base', name: '甲', standard: 60 };
  const right = { code: 'x', name: '小规则', version: '1', items: [item] };

  test.each<[string, object]>([
    ['without items', { ...right, items: [] }],
    ['without a name', { ...right, name: undefined }],
    ['with a blank name', { ...right, name: ' ' }],
    ['with a name in no language', { ...right, name: {} }],
    ['with a code of another kind', { ...right, code: '小 规则' }],
    ['with a property that there is not', { ...right, bnads: [] }],
    ['in hundredths', { ...right, items: [{ ...item, capHundredths: 600 }] }],
    ['with a kind that there is not', { ...right, items: [{ ...item, kind: 'bonus' }] }],
    ['with a number in quotes', { ...right, items: [{ ...item, cap: '60' }] }],
    ['with a share by nothing', { ...right, total: { share: '1/0' } }],
    ['with a total in a group', { ...right, total: { group: 'a' } }],
    ['with a period that there is not', { ...right, period: 'week' }],
    ['with a limit over a week', { ...right, items: [{ ...item, limits: { week: 3 } }] }],
  ])('refuse a scheme %s', (_name, wrong) => {
    expect(isScheme(plain(right))).toBe(true);
    expect(isScheme(plain(wrong))).toBe(false);
  });

  test.each<[string, unknown]>([
    ['without a sheet', { profile: 'full' }],
    ['with one sheet and several', { entries: [], sheets: { '2026-01': [] } }],
    ['with a month that there is not', { sheets: { '2026-13': [] } }],
    ['with an entry about nothing', { entries: [{ count: 2 }] }],
    ['with half an occurrence', { entries: [{ item: 'A', count: 1.5 }] }],
    ['with a member without a name', { members: [{ entries: [] }] }],
  ])('refuse a sheet file %s', (_name, wrong) => {
    expect(isSheetFile({ entries: [{ item: 'A', count: 1 }] })).toBe(true);
    expect(isSheetFile(wrong)).toBe(false);
  });
});

function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
