import type { Client } from '../support/app.js';
import { rowXml, workbook, worksheet } from '../spreadsheets/workbooks.js';

/** A cell as a clerk left it: text, a number, a formula with its last value, or nothing. */
export type Left = string | number | { formula: string; value: string | number } | { error: string } | null;

const letter = (index: number) => String.fromCharCode(65 + index);
const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

function cellXml(address: string, cell: Left): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${address}"><v>${cell}</v></c>`;
  if (typeof cell === 'string')
    return `<c r="${address}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
  if ('error' in cell) return `<c r="${address}" t="e"><v>${escaped(cell.error)}</v></c>`;
  return `<c r="${address}"><f>${escaped(cell.formula)}</f><v>${cell.value}</v></c>`;
}

/** The XML of a sheet with these rows from row 1 on; an empty row is a row that isn't there. */
export function sheetXml(
  rows: readonly (readonly Left[])[],
  { merges = [], hidden = [] }: { merges?: string[]; hidden?: number[] } = {},
): string {
  const data = rows
    .map((cells, index) =>
      cells.length === 0
        ? ''
        : rowXml(
            index + 1,
            cells.map((cell, column) => cellXml(`${letter(column)}${index + 1}`, cell)).join(''),
            hidden.includes(index + 1) ? 'hidden="1"' : '',
          ),
    )
    .join('');
  const merged =
    merges.length === 0
      ? ''
      : `<mergeCells>${merges.map((reference) => `<mergeCell ref="${reference}"/>`).join('')}</mergeCells>`;
  return `<sheetData>${data}</sheetData>${merged}`;
}

export const table = (rows: readonly (readonly Left[])[], around: Parameters<typeof sheetXml>[1] = {}): Uint8Array =>
  workbook({ sheet: sheetXml(rows, around) });

/** Several sheets in one file. */
export const tables = (
  sheets: readonly { name: string; state?: string; rows: readonly (readonly Left[])[] }[],
): Uint8Array =>
  workbook({
    sheet: '',
    sheets: sheets.map(({ name, state, rows }) => ({ name, ...(state && { state }), xml: worksheet(sheetXml(rows)) })),
  });

export const workbookType = { 'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };

export type Kind = 'roster' | 'pastMonths' | 'facts';

export function hand(client: Client, unitId: number, kind: Kind, bytes: Uint8Array, fileName = '表.xlsx') {
  const headers = fileName.endsWith('.csv') ? { 'content-type': 'text/csv' } : workbookType;
  const query = `kind=${kind}&fileName=${encodeURIComponent(fileName)}`;
  return client.send('POST', `/api/v1/units/${unitId}/import-drafts?${query}`, bytes, { headers });
}

/** Hands a table in and answers what it would do. */
export async function previewOf(
  client: Client,
  unitId: number,
  kind: Kind,
  bytes: Uint8Array,
  { fileName = '表.xlsx', mapping }: { fileName?: string; mapping?: object } = {},
) {
  const draft = await hand(client, unitId, kind, bytes, fileName);
  if (draft.status !== 201) throw new Error(`kept: ${draft.status} ${JSON.stringify(draft.body)}`);
  const path = `/api/v1/units/${unitId}/import-drafts/${draft.body.id}`;
  if (mapping) {
    const mapped = await client.put(
      `${path}/mapping`,
      { ...draft.body.mapping, ...mapping },
      { version: draft.version! },
    );
    if (mapped.status !== 200) throw new Error(`mapped: ${mapped.status} ${JSON.stringify(mapped.body)}`);
    draft.body = mapped.body;
  }
  const preview = await client.get(`${path}/preview`);
  if (preview.status !== 200) throw new Error(`preview: ${preview.status} ${JSON.stringify(preview.body)}`);
  return { draft: draft.body, preview: preview.body, path };
}

/** Hands a table in and imports it as it is proposed. */
export async function importTable(
  client: Client,
  unitId: number,
  kind: Kind,
  bytes: Uint8Array,
  options: Parameters<typeof previewOf>[4] = {},
) {
  const { path, preview, draft } = await previewOf(client, unitId, kind, bytes, options);
  const done = await client.put(`${path}/import`, { digest: preview.digest });
  return { ...done, preview, draft, path };
}
