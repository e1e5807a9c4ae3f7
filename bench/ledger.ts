/**
 * The ledger of 100,000 rows (document 3) as it is made for a kept export: read page by page, put into columns by the rule of each
 * row's version, written as a stream with its sheet of remarks. Beside it the same rows and columns by the bare means: the same
 * statements without anything between, text put together by hand, the same zip. In one process and in turns. Then memory, which must
 * not grow from 10,000 rows to 100,000.
 */
import { performance } from 'node:perf_hooks';
import { ZipFile } from 'yazl';
import { Readable } from 'node:stream';
import { Trail } from '#src/audit/trail.service.js';
import { ledgerDocument } from '#src/documents/ledger-documents.js';
import { LedgerReader } from '#src/documents/ledger-reader.service.js';
import { columnName } from '#src/spreadsheets/cell-address.js';
import { streamDocument, type StreamedFormat } from '#src/documents/streamed-document.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import { UnitBranches } from '#src/summaries/unit-branches.js';
import { freshDatabase } from '../test/support/database.js';
import { layLargeBureau } from '../test/support/large-bureau.js';

const months = Array.from({ length: 10 }, (_, index) => `2026-${String(index + 1).padStart(2, '0')}`);
const [branches, membersInBranch, rounds] = [200, 50, 3];
const columns = 42;

const { database, close } = await freshDatabase({ limits: { write: 600_000 } });
const bureau = await layLargeBureau(database, { branches, membersInBranch, months });
const schemes = new Schemes(database, new Trail(database));
const reader = new LedgerReader(database, new UnitBranches(database), schemes);
const stamp = { exportedBy: '机关党办', exportedAt: '2026-07-05T02:00:00.000Z', organisation: '省直机关工委' };

async function theLedger(format: StreamedFormat, until = months.at(-1) as string, seen?: () => void): Promise<number> {
  const scope = await reader.ofUnit(bureau.id, months[0] as string, until);
  const source = { rows: () => reader.rows(scope, seen), lines: () => reader.lines(scope, seen) };
  let bytes = 0;
  for await (const piece of streamDocument(ledgerDocument('ledger', scope, source, stamp), format))
    bytes += piece.length;
  return bytes;
}

/** Pages of the same size, by the same keys. */
async function* pages<Row>(sql: string): AsyncGenerator<Row[]> {
  const ids = await database.read(() =>
    database.rows<{ id: number }>('SELECT id FROM branch_months ORDER BY branchId, month'),
  );
  for (let at = 0; at < ids.length; at += 10) {
    const some = ids.slice(at, at + 10).map(({ id }) => id);
    yield await database.read(() => database.rows<Row>(`${sql} IN (${some.map(() => '?').join(', ')})`, some));
  }
}

interface BareRow {
  branch: string;
  month: string;
  name: string;
  sheetId: number;
  baseHundredths: number;
  deductionHundredths: number;
  contributionHundredths: number;
  scoreHundredths: number;
}

interface BareLine {
  branch: string;
  month: string;
  name: string;
  itemCode: string;
  description: string;
  reason: string;
  countedHundredths: number;
}

const bareRows = `SELECT units.name AS branch, branch_months.month, members.name, sheets.id AS sheetId, finals.baseHundredths,
    finals.deductionHundredths, finals.contributionHundredths, finals.scoreHundredths
  FROM branch_months JOIN units ON units.id = branch_months.branchId
  JOIN sheets ON sheets.branchMonthId = branch_months.id
  JOIN published_sheets finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
  JOIN members ON members.id = sheets.memberId WHERE branch_months.id`;
const bareLines = `SELECT units.name AS branch, branch_months.month, members.name, finals.itemCode, finals.countedHundredths,
    words.description, words.reason
  FROM branch_months JOIN units ON units.id = branch_months.branchId
  JOIN sheets ON sheets.branchMonthId = branch_months.id
  JOIN published_lines finals ON finals.publicationId = sheets.publicationId AND finals.sheetId = sheets.id
  JOIN sheet_lines words ON words.sheetId = finals.sheetId AND words.number = finals.number
  JOIN members ON members.id = sheets.memberId WHERE branch_months.id`;

const escaped = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const names = Array.from({ length: columns }, (_, index) => columnName(index + 1));

/** Cells of one row with their addresses, all in one style; a number is in hundredths. */
function rowXml(number: number, values: readonly (string | number | null)[]): string {
  let xml = `<row r="${number}">`;
  values.forEach((value, index) => {
    const start = `<c r="${names[index]}${number}" s="1"`;
    if (value === null) xml += `${start}/>`;
    else if (typeof value === 'number') xml += `${start}><v>${value / 100}</v></c>`;
    else xml += `${start} t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;
  });
  return `${xml}</row>`;
}

async function* bareSheet(body: AsyncIterable<string>): AsyncGenerator<Buffer> {
  yield Buffer.from('<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>');
  for await (const xml of body) yield Buffer.from(xml);
  yield Buffer.from('</sheetData></worksheet>');
}

async function* ledgerByHand(): AsyncGenerator<string> {
  let position = 0;
  const standard = [800, 600, 400, 200, 800, 600, 600, 1000, 500, 500, 600, 400, 500, 500];
  const items = Array.from({ length: columns - 10 }, (_, index) => standard[index] ?? null);
  for await (const page of pages<BareRow>(bareRows)) {
    let xml = '';
    for (const row of page) {
      position += 1;
      const { branch, month, name, baseHundredths, deductionHundredths, contributionHundredths, scoreHundredths } = row;
      const where = [position * 100, branch, month, name];
      const figures = [baseHundredths, deductionHundredths, contributionHundredths, 0, scoreHundredths, null];
      xml += rowXml(position, [...where, ...items, ...figures]);
    }
    yield xml;
  }
}

async function* remarksByHand(): AsyncGenerator<string> {
  let position = 0;
  for await (const page of pages<BareLine>(bareLines)) {
    let xml = '';
    for (const { branch, month, name, itemCode, countedHundredths, description, reason } of page) {
      position += 1;
      const words = `${description}；${reason}`;
      xml += rowXml(position, [
        position * 100,
        branch,
        month,
        name,
        itemCode,
        itemCode,
        null,
        countedHundredths,
        words,
      ]);
    }
    yield xml;
  }
}

async function byHand(): Promise<number> {
  const zip = new ZipFile();
  const sheets = [ledgerByHand(), remarksByHand()];
  sheets.forEach((sheet, index) =>
    zip.addReadStream(Readable.from(bareSheet(sheet), { objectMode: false }), `sheet${index}.xml`, {
      compressionLevel: 3,
    }),
  );
  zip.end();
  let bytes = 0;
  for await (const piece of zip.outputStream as Readable) bytes += (piece as Buffer).length;
  return bytes;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

const median = (values: number[]) => values.sort((one, other) => one - other)[values.length >> 1] ?? NaN;
const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;

/** What is held at most while it is written, garbage aside: it is collected at every tenth page. */
async function mostHeld(until: string): Promise<{ heap: number; rss: number }> {
  globalThis.gc?.();
  const before = process.memoryUsage();
  let [heap, rss, page] = [0, 0, 0];
  await theLedger('xlsx', until, () => {
    page += 1;
    rss = Math.max(rss, process.memoryUsage().rss - before.rss);
    if (page % 10 !== 0) return;
    globalThis.gc?.();
    heap = Math.max(heap, process.memoryUsage().heapUsed - before.heapUsed);
  });
  return { heap, rss };
}

const [small, large] = [await mostHeld(months[0] as string), await mostHeld(months.at(-1) as string)];
const [ofService, ofHand, ofCsv]: [number[], number[], number[]] = [[], [], []];
let bytes = 0;
for (let round = 0; round < rounds; round += 1) {
  ofService.push(await seconds(async () => (bytes = await theLedger('xlsx'))));
  ofHand.push(await seconds(byHand));
  ofCsv.push(await seconds(() => theLedger('csv')));
}
const [service, hand, csv] = [median(ofService), median(ofHand), median(ofCsv)];
console.log(`  ${bureau.sheets} rows of ${columns} columns, on ${database.dialect.kind}; median of ${rounds} rounds`);
console.log(`  the ledger with its remarks, .xlsx                   ${service.toFixed(2)} s, ${megabytes(bytes)}`);
console.log(`  the same rows by hand, without styles or rules       ${hand.toFixed(2)} s`);
console.log(`  ratio                                                ${(service / hand).toFixed(2)}`);
console.log(`  the ledger as CSV                                    ${csv.toFixed(2)} s`);
console.log(
  `  held at most, 10,000 rows                            heap ${megabytes(small.heap)}, process ${megabytes(small.rss)} more`,
);
console.log(
  `  held at most, ${bureau.sheets} rows                           heap ${megabytes(large.heap)}, process ${megabytes(large.rss)} more`,
);
await close();
