import type { TokenScope } from '#src/identity/token-scopes.js';
import { unpack } from '../spreadsheets/workbooks.js';
import type { Asked } from './requests.js';
import type { Received } from './wire.js';
import { oddFigures, type World } from './world.js';

/** What no answer ever says: hashes of secrets, the insides of the service, the words of a driver. */
const never: readonly [string, RegExp][] = [
  ['the hash of a password', /\$argon2|passwordHash/],
  ['the digest of a session', /tokenDigest/],
  ['a place in our code', /\bat \S+ \(|node_modules|\/dist\/|\.js:\d+/],
  ['a text as it is sealed', /sealed:[\w.-]+:[\w-]{20}|sealedSecret/],
  ['the words of a database', /SQLITE_|ER_[A-Z]{4}|QueryFailedError|SELECT \S+ FROM|better-sqlite3/],
];

/** Figures of the sealed month, with the place of the sheet they belong to. */
const figures = new Map(
  Array.from({ length: 20 }, (_, place) =>
    Object.values(oddFigures(place)).flatMap((figure) =>
      [String(figure), (figure / 100).toFixed(2)].map((form): [string, number] => [form, place]),
    ),
  ).flat(),
);
const figurePattern =
  /(?<![\d.])(?:7[34]\d{5}|65[0-3]\d{4}|31[78]\d{4}|32\d{5}|92[1-4]\d{4}|7[34]\d{3}\.\d\d|65[0-3]\d\d\.\d\d|31[78]\d\d\.\d\d|32\d{3}\.\d\d|92[1-4]\d\d\.\d\d)(?![\d.]\d|\d)/g;

const readingOffices = [
  'secretary',
  'deputySecretary',
  'organisationCommissioner',
  'disciplineCommissioner',
  'bureauOffice',
  'auditor',
] as const;

/** Says what is wrong with an answer; the first word of each tells its kind. */
export class Judge {
  constructor(private readonly world: World) {}

  async faults(asked: Asked, received: Received): Promise<string[]> {
    const text = textOf(received);
    return [
      ...this.ofStatus(asked, received),
      ...this.ofDescription(asked, received),
      ...ofHeaders(asked, received),
      ...never.filter(([, pattern]) => pattern.test(text.body) && !isOfClient(asked)).map(([what]) => `tells ${what}`),
      ...(await this.world.marks.foreign(asked.actor, text.whole, asked.sent.path)).map(
        (mark) => `tells ${asked.actor.name} a foreign ${mark}`,
      ),
      ...this.ofFigures(asked, text.whole),
      ...ofToken(asked, received, text.body),
    ];
  }

  private ofStatus({ actor, sent, operation }: Asked, { status, bytes, headers }: Received): string[] {
    if (status >= 500) return [`failed ${status} ${bytes.toString('utf8').slice(0, 300)}`];
    const isSignedIn = actor.accountId !== null;
    if (operation && !operation.isPublic && !isSignedIn && status < 400) return [`answered ${status} to ${actor.name}`];
    if (status >= 400 && sent.path.startsWith('/api/v1/') && sent.method !== 'HEAD')
      return ofProblem(status, headers, bytes);
    return [];
  }

  private ofDescription({ sent, operation, json }: Asked, { status, headers, bytes }: Received): string[] {
    if (!operation || status >= 500) return [];
    const contentType = headers['content-type'] ?? null;
    const ifMatch = 'if-match' in sent.headers;
    const exchange = { method: sent.method, path: sent.path, ifMatch, sent: json, status, contentType };
    const bodies = bodiesOf(contentType, bytes);
    if (bodies === undefined) return [`unreadable JSON: ${bytes.toString('utf8').slice(0, 200)}`];
    return bodies
      .flatMap((body) => this.world.description.differences({ ...exchange, etag: headers.etag ?? null, body }))
      .map((difference) => `undescribed: ${difference}`);
  }

  /** Who may not read the sealed month was told a figure of it; nobody is told his own. */
  private ofFigures({ actor }: Asked, text: string): string[] {
    const { branchId, memberIds } = this.world.sealed;
    const places = new Set([...text.matchAll(figurePattern)].flatMap(([figure]) => figures.get(figure) ?? []));
    const reads = this.world.marks.touches(actor, branchId, readingOffices);
    return [...places]
      .filter((place) => !reads || memberIds[place] === actor.memberId)
      .map(
        (place) =>
          `tells ${actor.name} an unpublished figure of ${memberIds[place] === actor.memberId ? 'his own' : 'somebody'}`,
      );
  }
}

/** What each scope may change; everything else is read at most, and none of what is about the account itself. */
const changedByToken: Readonly<Record<TokenScope, RegExp>> = {
  read: /^$/,
  ownSheet: /^\/api\/v1\/(sheets\/\d+\/(draft|submission|evidence|amendment-preview)|evidence\/\d+)$/,
  review:
    /^\/api\/v1\/(branch-months\/\d+\/(review|acceptances|pre-review|agreements)|sheets\/\d+\/(review|return|pre-review|pre-review-return|amendment-preview))$/,
  exports: /^\/api\/v1\/units\/\d+\/exports(\/\d+)?$/,
  roster: /^\/api\/v1\/(units\/\d+\/(members|roster-previews|roster-imports)|members\/\d+(\/transfers)?)$/,
};
const ofAccounts =
  /^\/api\/v1\/(session|sessions|second-factor|personal-tokens|sign-in-links|accounts|account-trail|policies|retention|role-assignments|me)(\/|$)/;

/** However its address is written. */
const makesToken = ({ method, path }: Asked['sent']): boolean =>
  method === 'POST' && /\/api\/v1\/personal-tokens(\?|$)/.test(path);

function ofToken({ actor, sent, operation }: Asked, { status, headers }: Received, body: string): string[] {
  const secret = /pb_[\w-]{43}[0-9a-f]{8}/.test(body) && !makesToken(sent);
  const told = secret ? ['tells the secret of a token'] : [];
  if (!actor.token || !operation || operation.isPublic || status >= 300) return told;
  const path = sent.path.split('?')[0]!;
  const may = sent.method === 'GET' || changedByToken[actor.token.scope].test(path);
  // Whose token it is, and where it may do what, is told to whoever has it.
  const asksWhose = sent.method === 'GET' && path === '/api/v1/session';
  return [
    ...told,
    ...(asksWhose || (may && !ofAccounts.test(path)) ? [] : [`let a token for ${actor.token.scope} do it`]),
    ...(headers['set-cookie'] ? ['gave a token a cookie'] : []),
  ];
}

function textOf({ bytes, headers }: Received): { body: string; whole: string } {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const body = isZip ? unzipped(bytes) : bytes.toString('utf8');
  return { body, whole: `${JSON.stringify(headers)}\n${body}` };
}

function unzipped(bytes: Buffer): string {
  try {
    return Object.values(unpack(bytes)).join('\n');
  } catch {
    return '';
  }
}

/** The web client's files are ours and no answers. */
const isOfClient = ({ sent }: Asked) => !/^\/+api\/v1\//i.test(sent.path);

function bodiesOf(contentType: string | null, bytes: Buffer): unknown[] | undefined {
  const text = bytes.toString('utf8');
  try {
    if (contentType?.includes('ndjson'))
      return text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
    if (contentType?.includes('json') && bytes.length > 0) return [JSON.parse(text)];
  } catch {
    return undefined;
  }
  return [bytes];
}

function ofProblem(status: number, headers: Received['headers'], bytes: Buffer): string[] {
  const type = headers['content-type'];
  if (!type?.startsWith('application/problem+json'))
    return [`problem: ${status} of the type ${type}: ${bytes.toString('utf8').slice(0, 100)}`];
  const problem = JSON.parse(bytes.toString('utf8')) as { status?: number; code?: string; requestId?: string };
  return problem.status === status && problem.code && problem.requestId ? [] : [`problem: ${JSON.stringify(problem)}`];
}

function ofHeaders({ sent }: Asked, { headers, status }: Received): string[] {
  const wanting = [
    headers['x-content-type-options'] !== 'nosniff' && 'x-content-type-options',
    !/frame-ancestors 'none'|default-src 'none'/.test(String(headers['content-security-policy'])) &&
      'content-security-policy',
    headers['x-powered-by'] !== undefined && 'x-powered-by',
    sent.path.startsWith('/api/v1/') &&
      status < 600 &&
      !/no-cache|no-store/.test(String(headers['cache-control'])) &&
      'cache-control',
  ].filter((one) => one !== false);
  return wanting.length > 0 ? [`headers: ${wanting.join(', ')}`] : [];
}
