import type { Scheme } from '#src/scoring/scheme.js';
import type { Client, Json } from '../support/app.js';

/** A row that stands published, as the publication that it stands in was taken out of the house. */
export interface RawRow {
  branchId: number;
  branchMonthId: number;
  month: string;
  isFinal: boolean;
  memberId: number;
  rosterOrder: number;
  baseHundredths: number;
  deductionHundredths: number;
  contributionHundredths: number;
  scoreHundredths: number | null;
  notScoredReason: string | null;
  profileCode: string;
  fromRecords: number;
  categoryPoints: Record<string, number>;
  lines: RawLine[];
  scheme: Scheme;
}

export interface RawLine {
  itemCode: string;
  occurredOn: string | null;
  optionCode: string | null;
  decidedOptionCode: string | null;
  countedHundredths: number;
  outcome: string | null;
}

/** What the API says of a bureau's months apart from its documents and the views that they are made of. */
export interface Raw {
  bureauId: number;
  branches: { id: number; name: string }[];
  months: Json[];
  rows: RawRow[];
  names: Map<number, string>;
  /** Who was in which branch on the period's last day. */
  homeOf: Map<number, number>;
  sheets: Map<number, Json[]>;
  closings: Map<number, Json>;
  objections: Json[];
  corrections: Json[];
  facts: Map<number, Json[]>;
  talks: Json[];
  exemptions: Json[];
  vetoes: Json[];
}

const got = async (client: Client, path: string): Promise<Json> => {
  const { status, body } = await client.get(`/api/v1/${path}`);
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return body;
};

export async function readRaw(office: Client, bureauId: number, period: string, lastDay: string): Promise<Raw> {
  const { items: units } = await got(office, 'units');
  const branches = units.filter(({ kind }: Json) => kind === 'branch').map(({ id, name }: Json) => ({ id, name }));
  const months: Json[] = [];
  const closings = new Map<number, Json>();
  const facts = new Map<number, Json[]>();
  const objections: Json[] = [];
  const corrections: Json[] = [];
  for (const { id } of branches) {
    months.push(...(await got(office, `branches/${id}/months`)).items);
    closings.set(id, await got(office, `units/${id}/closings/${period}`));
    facts.set(id, (await got(office, `units/${id}/report-facts/${period}`)).facts);
    objections.push(...(await got(office, `branches/${id}/objections?year=2026`)).items);
    corrections.push(...(await got(office, `branches/${id}/corrections?year=2026`)).items);
  }
  const sheets = new Map<number, Json[]>();
  for (const { id } of months) sheets.set(id, (await got(office, `branch-months/${id}/sheets`)).items);
  const today = (await got(office, `units/${bureauId}/members?limit=200`)).items;
  const then = (await got(office, `units/${bureauId}/members?limit=200&day=${lastDay}`)).items;
  const people = [...today, ...then, ...[...sheets.values()].flat().map(({ member }) => member)];
  return {
    ...{
      bureauId,
      branches,
      months,
      sheets,
      closings,
      facts,
      objections,
      corrections,
    },
    rows: await standingRows(office, months),
    names: new Map(people.map(({ id, name }: Json) => [id, name])),
    homeOf: new Map(then.map(({ id, membership }: Json) => [id, membership.branch.id])),
    talks: (await got(office, `units/${bureauId}/talk-records?year=2026`)).items,
    vetoes: (await got(office, `units/${bureauId}/vetoes`)).items,
    exemptions: (await got(office, `units/${bureauId}/exemptions`)).items,
  };
}

/** The latest publication of a whole month, and over it those of single rows that came after. */
async function standingRows(office: Client, months: readonly Json[]): Promise<RawRow[]> {
  const schemes = new Map<number, Scheme>();
  const standing = new Map<string, RawRow>();
  for (let id = 1; ; id += 1) {
    const { status, body } = await office.get<Buffer>(`/api/v1/publications/${id}/export.json`);
    if (status === 404) break;
    const { content } = JSON.parse(Buffer.from(body).toString('utf8'));
    const month = months.find((each) => each.id === content.branchMonthId);
    if (!['published', 'confirmed', 'reported', 'archived'].includes(month.state)) continue;
    if (!schemes.has(content.schemeVersionId))
      schemes.set(
        content.schemeVersionId,
        (await got(office, `scheme-versions/${content.schemeVersionId}`)).definition,
      );
    if (content.kind !== 'objection' && content.kind !== 'correction')
      for (const [key, row] of standing) if (row.branchMonthId === month.id) standing.delete(key);
    for (const sheet of content.sheets)
      standing.set(`${month.id} ${sheet.memberId}`, {
        ...sheet,
        categoryPoints: JSON.parse(sheet.categoryPoints ?? '{}'),
        ...{ branchId: content.branchId, branchMonthId: month.id, month: month.month },
        isFinal: month.state !== 'published',
        scheme: schemes.get(content.schemeVersionId)!,
      });
  }
  return [...standing.values()].sort(
    (one, other) =>
      one.branchId - other.branchId || one.month.localeCompare(other.month) || one.rosterOrder - other.rosterOrder,
  );
}

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Half up to a hundredth. */
export const mean = (values: readonly number[]) => Math.round(sum(values) / values.length + 1e-9);

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return mean(sorted.length % 2 === 1 ? [sorted[Math.floor(middle)]!] : [sorted[middle - 1]!, sorted[middle]!]);
}

/** A member's finished months of a span, in figures. */
export function summed(rows: readonly RawRow[]) {
  const counted = rows.filter(({ isFinal, scoreHundredths }) => isFinal && scoreHundredths !== null);
  const scores = counted.map(({ scoreHundredths }) => scoreHundredths!);
  return {
    months: counted.length,
    mean: scores.length === 0 ? null : mean(scores),
    lowest: scores.length === 0 ? null : Math.min(...scores),
    deduction: sum(counted.map(({ deductionHundredths }) => deductionHundredths)),
    contribution: sum(counted.map(({ contributionHundredths }) => contributionHundredths)),
  };
}
