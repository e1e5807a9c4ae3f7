/**
 * The floor of the measurements over HTTP: the service's work written by hand on a bare Fastify and mysql2, in a process of its
 * own, as the service is. Started by beside.ts.
 *
 * What it does for every request, because whoever wrote it honestly would have to: an id for the request, the cookie's digest →
 * session, account, roles and policies of today in one statement, both time-outs, the note of the session's use once a minute,
 * the first password's and the second factor's bars, where the request comes from, the counts of the account and of its address,
 * the rights (the table of rights is the product's rule, and both sides read the same one), the same security headers, errors as
 * problem+json, one line of JSON in the log (level `info` on both sides, to nowhere on both), and the histogram of the metrics.
 * Its connections have the same settings and its transactions the same durability and isolation.
 *
 * What it leaves out: personal tokens, everything that a framework gives (injection, pipes, description of the API, lifecycle),
 * every other route, retries and time limits of transactions, and any structure that would let it grow.
 */
import { createHash, randomUUID } from 'node:crypto';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import mysql, { type Pool, type PoolConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { pino } from 'pino';
import { Histogram, Registry } from 'prom-client';
import type { Action, Holding, Role } from '#src/http/allow.js';
import { type FieldProblem, Refusal } from '#src/http/refusal.js';
import { problemText, refusalOf } from '#src/http/problem.filter.js';
import { may, nowhere } from '#src/identity/rights.js';
import { defaultPolicyValues } from '#src/identity/policies.js';
import { mayComeFrom } from '#src/identity/same-origin.js';
import { mustEnrol } from '#src/identity/second-factor.js';
import { isOver } from '#src/identity/session-times.js';
import { mysqlSession } from '#src/database/connecting.js';
import { registerReads } from './reads.js';
import { registerWrites } from './writes.js';

/** Who makes a request, read for this request. */
export interface FloorActor {
  accountId: number;
  memberId: number | null;
  displayName: string;
  holdings: readonly Holding[];
  requestId: string;
}

export type Value = string | number | null;

/** What the routes stand on. */
export interface Floor {
  rows<T>(sql: string, values?: readonly Value[]): Promise<T[]>;
  /** A transaction as the service's: READ COMMITTED, and 2xx only after COMMIT. */
  write<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** One snapshot for several statements. */
  read<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** @throws Refusal */
  actorOf(request: FastifyRequest): Promise<FloorActor>;
  now(): string;
  today(): string;
}

export interface Connection {
  rows<T>(sql: string, values?: readonly Value[]): Promise<T[]>;
  change(sql: string, values?: readonly Value[]): Promise<ResultSetHeader>;
}

declare module 'fastify' {
  interface FastifyRequest {
    floorActor?: FloorActor;
  }
}

interface StandingRow {
  accountId: number;
  memberId: number | null;
  displayName: string;
  mustChangePassword: 0 | 1;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
  secondFactorElsewhere: 0 | 1 | null;
  enrolledAt: string | null;
  role: Role | null;
  unitPath: string | null;
  branchPath: string | null;
  policyChanges: string | null;
}

const [databaseUrl, port, zone = 'Asia/Shanghai'] = process.argv.slice(2) as [string, string, string?];

const pool = openPool(databaseUrl);
const onDay = new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
const now = (): string => new Date().toISOString();
const today = (): string => onDay.format(new Date());

function openPool(url: string): Pool {
  const opened = mysql.createPool({
    uri: url,
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: ['DATE'],
    supportBigNumbers: true,
    decimalNumbers: true,
    connectionLimit: 15,
  });
  opened.pool.on('connection', (connection) => {
    for (const statement of mysqlSession) connection.query(statement);
  });
  return opened;
}

const rowsOf =
  (source: Pool | PoolConnection) =>
  async <T>(sql: string, values: readonly Value[] = []): Promise<T[]> =>
    (await source.query<RowDataPacket[]>(sql, values as Value[]))[0] as T[];

async function within<T>(begin: readonly string[], work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await pool.getConnection();
  try {
    for (const statement of begin) await connection.query(statement);
    const result = await work({
      rows: rowsOf(connection),
      change: async (sql, values = []) => (await connection.query<ResultSetHeader>(sql, values as Value[]))[0],
    });
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    await connection.query('ROLLBACK');
    throw error;
  } finally {
    connection.release();
  }
}

const standingStatement = `
  SELECT sessions.createdAt, sessions.lastSeenAt, sessions.expiresAt, sessions.secondFactorElsewhere, sessions.accountId,
         accounts.memberId, accounts.displayName, accounts.mustChangePassword, second_factors.confirmedAt AS enrolledAt,
         role_assignments.role, held.path AS unitPath, branches.path AS branchPath,
         (SELECT CAST(JSON_ARRAYAGG(JSON_ARRAY(id, name, value)) AS CHAR) FROM policy_changes) AS policyChanges
    FROM sessions
    JOIN accounts ON accounts.id = sessions.accountId AND accounts.suspendedAt IS NULL
    LEFT JOIN second_factors ON second_factors.accountId = accounts.id AND second_factors.confirmedAt IS NOT NULL
    LEFT JOIN memberships ON memberships.memberId = accounts.memberId
         AND memberships.fromDay <= ? AND (memberships.untilDay IS NULL OR memberships.untilDay > ?)
    LEFT JOIN units branches ON branches.id = memberships.branchId
    LEFT JOIN role_assignments ON role_assignments.accountId = accounts.id
         AND role_assignments.fromDay <= ? AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)
    LEFT JOIN units held ON held.id = role_assignments.unitId
   WHERE sessions.tokenDigest = ?`;

async function actorOf(request: FastifyRequest): Promise<FloorActor> {
  const { method, headers } = request;
  const secFetchSite = headers['sec-fetch-site'] as string | undefined;
  if (!mayComeFrom({ method, host: headers.host, origin: headers.origin, secFetchSite }, null))
    throw new Refusal('forbidden', { because: 'crossSite' });
  count(`address ${request.ip}`, 4_000_000);
  const secret = /(?:^|; )pointbook_session=([A-Za-z0-9_-]{43})(?:;|$)/.exec(headers.cookie ?? '')?.[1];
  if (secret === undefined) throw new Refusal('signInRequired');
  const digest = createHash('sha256').update(secret).digest('hex');
  const day = today();
  const rows = await rowsOf(pool)<StandingRow>(standingStatement, [day, day, day, day, digest]);
  const [first] = rows;
  const at = now();
  const policies = policiesAfter(first?.policyChanges ?? null);
  if (!first || isOver(first, policies, at)) throw new Refusal('signInRequired');
  if (Date.parse(at) - Date.parse(first.lastSeenAt) >= 60_000)
    await pool.query('UPDATE sessions SET lastSeenAt = ? WHERE tokenDigest = ? AND lastSeenAt < ?', [at, digest, at]);
  count(`account ${first.accountId}`, 1_000_000);
  const holdings = holdingsOf(rows, first);
  if (first.mustChangePassword === 1) throw new Refusal('passwordChangeRequired');
  if (first.secondFactorElsewhere !== 1 && mustEnrol(holdings, first.enrolledAt !== null, policies))
    throw new Refusal('secondFactorMissing');
  const { accountId, memberId, displayName } = first;
  request.floorActor = { accountId, memberId, displayName, holdings, requestId: request.id };
  return request.floorActor;
}

function policiesAfter(changes: string | null): typeof defaultPolicyValues {
  if (changes === null) return defaultPolicyValues;
  const inOrder = (JSON.parse(changes) as [number, string, string][]).sort(([one], [other]) => one - other);
  const decided = inOrder.map(([, name, value]) => [name, JSON.parse(value) as unknown]);
  return { ...defaultPolicyValues, ...Object.fromEntries(decided) } as typeof defaultPolicyValues;
}

function holdingsOf(rows: readonly StandingRow[], { memberId, branchPath }: StandingRow): Holding[] {
  const holdings = rows.flatMap(({ role, unitPath }): Holding[] => (role && unitPath ? [{ role, unitPath }] : []));
  if (memberId !== null) holdings.push({ role: 'member', unitPath: branchPath ?? nowhere });
  return holdings;
}

/** Who may not even read what it is about is told that it isn't there. @throws Refusal */
export function requireMay(
  actor: FloorActor,
  action: Action,
  reading: Action,
  target: { unitPath: string; memberId: number | null } | undefined,
): void {
  if (!target) throw new Refusal('notFound');
  if (may(action, actor, target)) return;
  throw new Refusal(may(reading, actor, target) ? 'forbidden' : 'notFound', { because: 'right' });
}

/** An id as it stands in an address. @throws Refusal */
export function idIn(text: string | undefined): number {
  if (!/^[1-9][0-9]{0,9}$/.test(text ?? '') || Number(text) > 2_147_483_647) throw new Refusal('notFound');
  return Number(text);
}

/** @throws Refusal with what is wrong, field by field */
export function refuse(errors: readonly FieldProblem[]): void {
  if (errors.length > 0) throw new Refusal('invalid', { errors: [...errors] });
}

let countedUntil = 0;
let counts = new Map<string, number>();

/** @throws Refusal when this minute's allowance is used up */
function count(who: string, most: number): void {
  const minute = Math.floor(Date.now() / 60_000);
  if (minute !== countedUntil) [countedUntil, counts] = [minute, new Map()];
  const used = counts.get(who) ?? 0;
  if (used >= most) throw new Refusal('tooManyRequests', { retryAfterSeconds: 60, because: 'limit' });
  counts.set(who, used + 1);
}

const log = pino({
  level: 'info',
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
});
const registry = new Registry();
const requests = new Histogram({
  name: 'http_request_seconds',
  help: 'How long answering took.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers: [registry],
});

/** As the service answers over http without a proxy; beside.ts compares them with the service's own. */
const headers = {
  'content-security-policy':
    "default-src 'self';script-src 'self';script-src-attr 'none';style-src 'self';style-src-attr 'unsafe-inline';img-src 'self' data: blob:;connect-src 'self';object-src 'none';frame-src 'none';base-uri 'none';frame-ancestors 'none';form-action 'self'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
  'permissions-policy':
    'accelerometer=(), bluetooth=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()',
  'cache-control': 'no-store',
};

const server = fastify({
  genReqId: () => randomUUID(),
  bodyLimit: 1024 * 1024,
  requestTimeout: 120_000,
  http: { headersTimeout: 20_000, connectionsCheckingInterval: 10_000, maxHeaderSize: 16 * 1024 },
  routerOptions: { ignoreTrailingSlash: false, caseSensitive: true, maxParamLength: 200 },
});
server.addHook('onRequest', (_request, reply, done) => {
  reply.headers(headers);
  done();
});
server.addHook('onResponse', (request, reply, done) => {
  const { method, id, floorActor } = request;
  const route = request.routeOptions.url ?? 'none';
  requests.observe({ method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
  log.info(
    {
      kind: 'request',
      requestId: id,
      method,
      route,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
      ...(floorActor && { account: floorActor.accountId }),
      bytes: Number(reply.getHeader('content-length')),
    },
    'answered',
  );
  done();
});
server.setErrorHandler((error, request, reply) => sendProblem(reply, refusalOf(error) ?? internal(error), request.id));
server.setNotFoundHandler((request, reply) => sendProblem(reply, new Refusal('notFound'), request.id));

function internal(error: unknown): Refusal {
  log.error({ error }, 'request failed');
  return new Refusal('internal');
}

function sendProblem(reply: FastifyReply, refusal: Refusal, requestId: string): void {
  const { retryAfterSeconds } = refusal.more;
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(Math.ceil(retryAfterSeconds)));
  void reply
    .status(refusal.status)
    .type('application/problem+json; charset=utf-8')
    .send(problemText(refusal, requestId));
}

const floor: Floor = {
  rows: rowsOf(pool),
  write: (work) => within(['START TRANSACTION'], work),
  read: (work) =>
    within(
      ['SET TRANSACTION ISOLATION LEVEL REPEATABLE READ', 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY'],
      work,
    ),
  actorOf,
  now,
  today,
};
server.get('/health/live', async () => ({ status: 'ok' }));
registerReads(server, floor);
registerWrites(server, floor);
process.once('SIGTERM', () => process.exit());
await server.listen({ port: Number(port), host: '127.0.0.1' });
