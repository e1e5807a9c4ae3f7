import fc from 'fast-check';
import type { OpenAPIObject } from '@nestjs/swagger';
import { password } from '../identity/people.js';
import { hostileDays, hostileMonths, hostileNumbers, hostileTexts } from './hostile-values.js';

export interface Schema {
  $ref?: string;
  type?: string | readonly string[];
  format?: string;
  pattern?: string;
  enum?: readonly unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  allOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
}

/** Something of the world as it is when the request is made: an id, a code, a text of the one who asks. */
export class Wanted {
  constructor(
    readonly kind: string,
    readonly at: number,
    /** Of what the one who asks is near to; otherwise of anybody's. */
    readonly near: boolean,
  ) {}
}

export const wanted = (kind: string): fc.Arbitrary<Wanted> =>
  fc.tuple(fc.nat(9_999), fc.integer({ min: 0, max: 3 })).map(([at, near]) => new Wanted(kind, at, near > 0));

/** Which of the world's things a field of this name means. */
const meant: Readonly<Record<string, string>> = {
  basedOnId: 'schemeVersionId',
  with: 'schemeVersionId',
  branchId: 'branchId',
  toBranchId: 'branchId',
  branchIds: 'branchId',
  parentId: 'unitId',
  groupId: 'groupId',
  chairMemberId: 'memberId',
  recorderMemberId: 'memberId',
  talkerMemberId: 'memberId',
  memberIds: 'memberId',
  evidenceFileIds: 'evidenceFileId',
  sheetIds: 'sheetId',
  amendsId: 'talkRecordId',
  endOwnItemsOf: 'branchId',
  unitId: 'unitId',
  memberId: 'memberId',
  accountId: 'accountId',
  sheetId: 'sheetId',
  itemCode: 'itemCode',
  optionCode: 'optionCode',
  vetoCode: 'vetoCode',
  bandCode: 'bandCode',
  paperCode: 'paperCode',
  digest: 'digest',
  requestId: 'requestId',
  number: 'lineNumber',
  lineNumber: 'lineNumber',
};

const today = ['2026-11-10', '2026-12-03', '2026-12-05', '2026-12-08', '2026-12-10', '2026-12-31', '2027-01-05'];
const months = ['2026-10', '2026-11', '2026-12', '2027-01', '2027-02'];
const periods = ['2026', '2026-H2', '2026-H1', '2026-Q4', '2027-H1'];

export class SchemaValues {
  private readonly schemas: Readonly<Record<string, Schema>>;

  constructor(document: OpenAPIObject) {
    this.schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  }

  /** What the schema takes, made of things that exist. */
  valid(schema: Schema, name = '', depth = 0): fc.Arbitrary<unknown> {
    const { $ref, allOf, anyOf, oneOf, type } = schema;
    if ($ref?.endsWith('/SchemeView')) return fc.constant(new Wanted('scheme', 0, false));
    if ($ref) return this.valid(this.resolved(schema), name, depth);
    if (allOf?.[0]) return this.valid(allOf[0], name, depth);
    const either = anyOf ?? oneOf;
    if (either) return fc.oneof(...either.map((one) => this.valid(one, name, depth)));
    if (schema.enum) return fc.constantFrom(...schema.enum);
    if (Array.isArray(type)) {
      const kinds = (type as string[]).filter((one) => one !== 'null');
      const some = fc.oneof(...kinds.map((kind) => this.valid({ ...schema, type: kind }, name, depth)));
      return type.includes('null') ? fc.oneof({ weight: 2, arbitrary: some }, fc.constant(null)) : some;
    }
    if (type === 'object') return this.object(schema, depth);
    if (type === 'array') return this.list(schema, name, depth);
    if (type === 'boolean') return fc.boolean();
    return leaf(schema, name);
  }

  private object({ properties = {}, required = [] }: Schema, depth: number): fc.Arbitrary<unknown> {
    if (depth > 6) return fc.constant({});
    const fields = Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [name, this.valid(schema, name, depth + 1)]),
    );
    return fc.record(fields, { requiredKeys: [...required], noNullPrototype: true });
  }

  private list({ items = {}, minItems = 0, maxItems = 3 }: Schema, name: string, depth: number): fc.Arbitrary<unknown> {
    return fc.array(this.valid(items, name, depth + 1), {
      minLength: minItems,
      maxLength: Math.max(minItems, Math.min(maxItems, 3)),
    });
  }

  resolved(schema: Schema): Schema {
    return schema.$ref ? (this.schemas[schema.$ref.split('/').at(-1)!] ?? {}) : schema;
  }
}

function leaf(schema: Schema, name: string): fc.Arbitrary<unknown> {
  const { type, format, pattern = '', minimum = 0, maximum = 100 } = schema;
  if (format === 'date') return fc.constantFrom(...today);
  if (meant[name]) return wanted(meant[name]);
  if (format === 'uuid') return wanted('requestId');
  if (type === 'integer' || type === 'number') {
    const least = Math.max(minimum, 0);
    const around = [minimum, maximum, least, Math.min(maximum, 200), Math.min(maximum, 400)];
    return fc.oneof(fc.constantFrom(...around), fc.integer({ min: least, max: Math.min(maximum, least + 40) }));
  }
  if (name === 'source') return wanted('schemeSource');
  if (pattern.includes('(-(H[12]|Q[1-4]))?') || name === 'period') return fc.constantFrom(...periods);
  if (pattern.includes('(0[1-9]|1[0-2])') || name === 'months') return fc.constantFrom(...months);
  if (pattern === '^20\\d{2}$') return fc.constantFrom('2026', '2027', '2025');
  if (name === 'sheetIds') return fc.constantFrom('1', '1,2,3');
  if (name === 'time') return fc.constantFrom('15:30', '00:00', '23:59');
  if (name === 'action') return fc.constantFrom('sheet.submit', 'month.publish', 'sheet.', 'account.create');
  if (name === 'after') return wanted('cursor');
  if (name === 'head') return wanted('head');
  if (name === 'fileName')
    return fc.constantFrom('名册.xlsx', 'a.csv', '证明.pdf', '../../x', 'CON.pdf', 'a.png.exe', '模板.docx');
  if (name === 'signInName') return fc.constantFrom('wer.passt', 'niemand');
  if (name === 'password' || name === 'currentPassword') return fc.constantFrom(password, '1234567890');
  if (name === 'memberNumber') return fc.oneof(wanted('memberNumber'), texts(schema));
  if (name === 'newPassword') return fc.constantFrom('eine lange Losung 42', '1234567890', 'password123');
  if (name === 'themeDayRule') return fc.constantFrom('day:10', 'weekday:2:5', 'day:31');
  return texts(schema);
}

const texts = ({ minLength = 0, maxLength = 200 }: Schema) =>
  wanted('text').map(({ at, near }) => new Wanted(`text:${minLength}:${maxLength}`, at, near));

/** One thing changed in what would be taken: which of its values, counted through the whole of it, and into what. */
export interface Mutation {
  at: number;
  what: 'remove' | 'add' | 'replace' | 'repeat';
  by: unknown;
}

const junk: readonly unknown[] = [null, true, [], {}, [[]], { $ne: 1 }, [5], { length: 1, 0: {} }];

export const mutations: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(200),
  what: fc.constantFrom('remove', 'add', 'replace', 'replace', 'replace', 'replace', 'repeat'),
  by: fc.oneof(
    fc.constantFrom(...junk),
    fc.constantFrom(...hostileNumbers),
    fc.constantFrom(...hostileTexts),
    fc.constantFrom(...hostileDays, ...hostileMonths),
    fc.integer(),
    fc.string({ unit: 'binary', maxLength: 40 }),
    wanted('memberId'),
    wanted('sheetId'),
  ),
});

const extraFields = ['memberId', 'role', 'state', 'version', 'decidedBy', 'id', 'toString', 'x', '', 'constructor'];

/** The value with one thing in it changed. Counts every place of the tree, the root too. */
export function mutated(value: unknown, { at, what, by }: Mutation): unknown {
  const holder = { root: structuredCloneOf(value) };
  const places: { of: Record<string, unknown> | unknown[]; key: string }[] = [];
  const visit = (of: Record<string, unknown> | unknown[], key: string): void => {
    places.push({ of, key });
    const inner = (of as Record<string, unknown>)[key];
    if (typeof inner !== 'object' || inner === null || inner instanceof Wanted) return;
    for (const name of Object.keys(inner)) visit(inner as Record<string, unknown>, name);
  };
  visit(holder, 'root');
  const { of, key } = places[at % places.length]!;
  const target = of as Record<string, unknown>;
  if (what === 'remove' && key !== 'root') {
    if (Array.isArray(of)) of.splice(Number(key), 1);
    else delete target[key];
  } else if (what === 'add' && typeof target[key] === 'object' && target[key] !== null && !Array.isArray(target[key]))
    (target[key] as Record<string, unknown>)[extraFields[at % extraFields.length]!] = by;
  else if (what === 'repeat' && Array.isArray(target[key]))
    target[key] = Array.from({ length: at > 190 ? 1_001 : 40 }, () => (target[key] as unknown[])[0] ?? by);
  else target[key] = by;
  return holder.root;
}

function structuredCloneOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Wanted) return value;
  if (Array.isArray(value)) return value.map(structuredCloneOf);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, structuredCloneOf(one)]));
}
