import { readFileSync } from 'node:fs';
import { readSchemeFile } from '#src/schemes/scheme-file.js';
import { hostileTexts } from './hostile-values.js';
import { Wanted } from './schema-values.js';
import type { Actor, World } from './world.js';

interface Thing {
  value: number | string;
  unitId: number | null;
}

const inMonth = 'JOIN branch_months ON branch_months.id =';

/** Where the things of each kind are found, and in which unit each is. */
const sources: Readonly<Record<string, string>> = {
  unitId: 'SELECT id AS value, id AS unitId FROM units',
  branchId: "SELECT id AS value, id AS unitId FROM units WHERE kind = 'branch'",
  groupId: "SELECT id AS value, id AS unitId FROM units WHERE kind = 'group'",
  memberId: 'SELECT memberId AS value, branchId AS unitId FROM memberships WHERE untilDay IS NULL',
  branchMonthId: 'SELECT id AS value, branchId AS unitId FROM branch_months',
  sheetId: `SELECT sheets.id AS value, branchId AS unitId FROM sheets ${inMonth} sheets.branchMonthId`,
  correctionId: 'SELECT id AS value, branchId AS unitId FROM corrections',
  noticeId:
    'SELECT correctionId AS value, branchId AS unitId FROM correction_notices JOIN corrections ON corrections.id = correctionId',
  vetoId: 'SELECT id AS value, branchId AS unitId FROM vetoes',
  objectionKey: `SELECT publicKey AS value, branchId AS unitId FROM objections ${inMonth} objections.branchMonthId`,
  objectionId:
    'SELECT closing_objections.id AS value, branchId AS unitId FROM closing_objections JOIN closings ON closings.id = closingId',
  evidenceFileId: `SELECT evidence_files.id AS value, branchId AS unitId FROM evidence_files
    JOIN sheets ON sheets.id = evidence_files.sheetId ${inMonth} sheets.branchMonthId`,
  publicationId: 'SELECT id AS value, branchId AS unitId FROM publications',
  talkRecordId: 'SELECT id AS value, branchId AS unitId FROM talk_records',
  exemptionId: 'SELECT id AS value, branchId AS unitId FROM exemptions',
  importDraftId: 'SELECT id AS value, unitId FROM import_drafts',
  exportId: 'SELECT id AS value, unitId FROM kept_exports',
  templateId: 'SELECT id AS value, unitId FROM templates',
  schemeVersionId: 'SELECT id AS value, branchId AS unitId FROM scheme_versions',
  schemeDraftId: 'SELECT id AS value, NULL AS unitId FROM scheme_drafts',
  dataRequestId: 'SELECT id AS value, branchId AS unitId FROM data_requests',
  orderId: 'SELECT id AS value, NULL AS unitId FROM erasure_orders',
  // Those that somebody acts with are called "a".
  personalTokenId: "SELECT id AS value, NULL AS unitId FROM personal_tokens WHERE name <> 'a'",
  signInLinkId: 'SELECT id AS value, NULL AS unitId FROM sign_in_links',
  memberNumber: `SELECT memberNumber AS value, branchId AS unitId FROM members
    JOIN memberships ON memberships.memberId = members.id`,
};

/** What a change carries in If-Match, by the placeholder that names what is changed. */
const versions: Readonly<Record<string, string>> = {
  accountId: 'SELECT version FROM accounts WHERE id = ?',
  roleAssignmentId: 'SELECT version FROM role_assignments WHERE id = ?',
  unitId: 'SELECT version FROM units WHERE id = ?',
  memberId: 'SELECT version FROM members WHERE id = ?',
  branchMonthId: 'SELECT version FROM branch_months WHERE id = ?',
  sheetId: 'SELECT version FROM sheets WHERE id = ?',
  correctionId: 'SELECT version FROM corrections WHERE id = ?',
  vetoId: 'SELECT version FROM vetoes WHERE id = ?',
  objectionKey: 'SELECT version FROM objections WHERE publicKey = ?',
  objectionId: 'SELECT version FROM closing_objections WHERE id = ?',
  exemptionId: 'SELECT version FROM exemptions WHERE id = ?',
  importDraftId: 'SELECT version FROM import_drafts WHERE id = ?',
  templateId: 'SELECT version FROM templates WHERE id = ?',
  schemeDraftId: 'SELECT version FROM scheme_drafts WHERE id = ?',
  dataRequestId: 'SELECT version FROM data_requests WHERE id = ?',
  policies: 'SELECT MAX(version) AS version FROM policy_changes',
  'privacy-notice': 'SELECT MAX(version) AS version FROM privacy_notices',
  settings: 'SELECT version FROM branch_settings WHERE branchId = ?',
  'closing-settings': 'SELECT version FROM closing_settings WHERE unitId = ?',
  'ranking-rule': 'SELECT version FROM ranking_rules WHERE unitId = ?',
  closings: 'SELECT version FROM closings WHERE branchId = ? AND period = ?',
  'report-facts': 'SELECT version FROM report_facts WHERE branchId = ? AND period = ?',
  meetings: 'SELECT version FROM meetings WHERE branchMonthId = ? AND number = ?',
  announcement: 'SELECT version FROM calendar_years WHERE year = ?',
};

const words = ['查无此事', '志愿服务', 'a', '签到表', '阿卜杜拉·买买提', '👨‍👩‍👧 𠮷', '«x»', "O'Neil & <b>", '％＿%_\\'];

/** The things of the world, as they were a few hundred requests ago: ids of every kind, those that are no more among them. */
export class Pool {
  private readonly things = new Map<string, Thing[]>();
  private readonly requestIds = Array.from(
    { length: 40 },
    (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  );
  private readonly seen = new Map<string, string[]>();
  private readonly scheme = readSchemeFile(readFileSync('schemes/default.yaml', 'utf8')).scheme!;
  private readonly source = readFileSync('schemes/default.yaml', 'utf8');

  constructor(private readonly world: World) {}

  async refresh(): Promise<void> {
    const { database } = this.world.service;
    await this.world.marks.learn();
    await database.read(async () => {
      for (const [kind, sql] of Object.entries(sources))
        this.things.set(kind, await database.rows<Thing>(`${sql} ORDER BY value`));
      const roles = await database.rows<{ id: number; accountId: number; unitId: number }>(
        'SELECT id, accountId, unitId FROM role_assignments ORDER BY id',
      );
      const spare = new Set(this.world.spareAccountIds);
      // Those who act keep their offices and sessions; whoever else there is may lose them.
      const things = roles.filter(({ accountId }) => spare.has(accountId));
      this.things.set(
        'roleAssignmentId',
        things.map(({ id, unitId }) => ({ value: id, unitId })),
      );
      this.things.set(
        'accountId',
        this.world.spareAccountIds.map((value) => ({ value, unitId: null })),
      );
    });
  }

  /** Keeps what an answer says that no table tells: cursors, digests, heads of the trail, codes. */
  harvest(text: string): void {
    for (const [kind, pattern] of harvested)
      for (const [, value] of [...text.matchAll(pattern)].slice(0, 5)) {
        const kept = this.seen.get(kind) ?? [];
        if (!kept.includes(value!)) this.seen.set(kind, [...kept, value!].slice(-60));
      }
  }

  find({ kind, at, near }: Wanted, actor: Actor): unknown {
    if (kind.startsWith('text:')) return this.text(kind, at, actor);
    if (kind === 'requestId') return this.requestIds[at % this.requestIds.length];
    if (kind === 'scheme') return this.scheme;
    if (kind === 'schemeSource') return at % 5 === 0 ? hostileTexts[at % hostileTexts.length] : this.source;
    if (kind === 'lineNumber') return [1, 2, 1001, 1002, 2001, 3][at % 6];
    if (kind === 'itemCode') return this.scheme.items[at % this.scheme.items.length]!.code;
    if (kind === 'optionCode') return this.optionCodes[at % this.optionCodes.length];
    if (kind === 'vetoCode') return ['light', 'severe', 'x'][at % 3];
    if (kind === 'bandCode') return this.scheme.bands[at % this.scheme.bands.length]?.code ?? 'good';
    const seen = this.seen.get(kind);
    if (seen?.length && at % 8 > 0) return seen[at % seen.length];
    const things = this.things.get(kind);
    if (!things?.length) return fixed[kind]?.[at % fixed[kind].length] ?? 1 + (at % 5);
    const own = near ? things.filter(({ unitId }) => unitId === null || this.world.marks.reads(actor, unitId)) : things;
    const among = own.length > 0 ? own : things;
    return among[at % among.length]!.value;
  }

  private readonly optionCodes = this.scheme.items.flatMap(({ options = [] }) => options.map(({ code }) => code));

  private text(kind: string, at: number, { mark }: Actor): string {
    const [, least, most] = kind.split(':').map(Number) as [number, number, number];
    const word = `${words[at % words.length]}${mark ?? ''}`;
    const fitting = word.length > most ? '字'.repeat(most) : word;
    if (least === 0 && at % 7 === 0) return '';
    return at % 31 === 0 ? fitting.padEnd(most, '长') : at % 97 === 0 ? '长'.repeat(most + 1) : fitting;
  }

  /** The version that what is changed has now; 0 where there is none yet. */
  async versionOf(path: string, template: string): Promise<number> {
    const { database } = this.world.service;
    const names = template.split('/').slice(3);
    const values = path.split('?')[0]!.split('/').slice(3);
    const at = names.findLastIndex((name) => name in versions || versions[name.slice(1, -1)] !== undefined);
    const kept = values.filter((_, index) => names[index]!.startsWith('{')).map((value) => decoded(value));
    const [sql, parameters] =
      at < 0
        ? [undefined, []]
        : names[at]!.startsWith('{')
          ? [versions[names[at]!.slice(1, -1)], [decoded(values[at]!)]]
          : [versions[names[at]!], kept];
    if (!sql) return 1;
    const many = [...sql.matchAll(/\?/g)].length;
    if (parameters.length < many) return 1;
    const found = await database.read(() => database.rows<{ version: number }>(sql, parameters.slice(0, many)));
    return found[0]?.version ?? 0;
  }
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

const harvested: readonly [string, RegExp][] = [
  ['cursor', /"nextCursor":"([^"]{1,200})"/g],
  ['digest', /"digest":"([0-9a-f]{64})"/g],
  ['code', /"(B\d+-\d+(?:-[0-9A-F]{4}){4}-[0-9A-Z])"/g],
  ['paperCode', /"paperCode":"([^"]{3,40})"/g],
  ['sessionKey', /"key":"([0-9a-f]{32})"/g],
  ['head', /"(\d+(?:-[0-9A-F]{4}){5})"/g],
];

const cursors = [
  '["x",1]',
  '[1,"x"]',
  '["\\u0000",1]',
  '["a","b"]',
  '[1e308,1]',
  '[-1]',
  '[1,1,1]',
  '{}',
  '["\\ud800",1]',
];

/** What an address is made of that is no thing in a table. */
const fixed: Readonly<Record<string, readonly (string | number)[]>> = {
  year: ['2026', '2027', '2025'],
  day: ['2026-12-25', '2026-12-05', '2027-01-01'],
  period: ['2026-H2', '2026', '2026-Q4', '2026-H1'],
  meetingNumber: [1, 2, 3],
  number: [1, 2],
  source: ['month', 'period', 'memberYear'],
  format: ['xlsx', 'docx', 'csv', 'json'],
  code: ['x', 'AAAA-BBBB-CCCC'],
  paperCode: ['x', 'ABCD-EFGH'],
  cursor: ['eyJ9', '_-_-', ...cursors.map((text) => Buffer.from(text).toString('base64url'))],
  digest: ['0'.repeat(64)],
  head: ['unit:2:1:0000', 'x'],
};
