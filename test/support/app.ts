import { createHash, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream } from 'pino';
import { createApp } from '#src/app.js';
import type { Config, EvidenceConfig } from '#src/config.js';
import { StoppedClock } from '#src/calendar.js';
import { describeApi } from '#src/http/openapi.js';
import { Database } from '#src/database/database.js';
import type { Preparation } from '#src/database/start.js';
import { Session } from '#src/identity/session.entity.js';
import { PolicyChange } from '#src/identity/policy-change.entity.js';
import { freshDatabase, onMysql } from './database.js';
import { Description } from './description.js';
import { watchWrites } from './silent-writes.js';

/** JSON of a shape that the test knows. What the API promises of it is held by `Description`, for every answer. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- A test says what it expects; types would say it twice.
export type Json = any;

/** What came back: the body read as JSON where it is JSON, otherwise as bytes. */
export interface Answer<Body = Json> {
  status: number;
  body: Body;
  headers: Headers;
  /** The version in the ETag, to be sent back with the next change. */
  version: number | undefined;
}

export interface Sending {
  version?: number;
  headers?: Record<string, string>;
}

/** Speaks HTTP to the service as one person (or as nobody). */
export class Client {
  constructor(
    private readonly origin: string,
    private readonly cookie: string | undefined,
    private readonly description?: Description,
  ) {}

  get<Body = Json>(path: string, sending: Sending = {}): Promise<Answer<Body>> {
    return this.send('GET', path, undefined, sending);
  }
  post<Body = Json>(path: string, body?: unknown, sending: Sending = {}): Promise<Answer<Body>> {
    return this.send('POST', path, body, sending);
  }
  put<Body = Json>(path: string, body?: unknown, sending: Sending = {}): Promise<Answer<Body>> {
    return this.send('PUT', path, body, sending);
  }
  delete<Body = Json>(path: string, sending: Sending = {}): Promise<Answer<Body>> {
    return this.send('DELETE', path, undefined, sending);
  }

  /** The answer as it comes, for who reads it line by line. */
  stream(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
    const headers = { ...(this.cookie && { cookie: this.cookie }), 'content-type': 'application/json' };
    return fetch(this.origin + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
  }

  /** Text and bytes go as they are (say what they are in the headers); everything else goes as JSON. */
  async send<Body = Json>(method: string, path: string, body: unknown, sending: Sending): Promise<Answer<Body>> {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(this.origin + path, {
      method,
      headers: {
        ...(this.cookie && { cookie: this.cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(sending.version !== undefined && { 'if-match': `"${sending.version}"` }),
        ...sending.headers,
      },
      redirect: 'manual',
      ...(body !== undefined && { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const type = response.headers.get('content-type') ?? '';
    const json = /json/.test(type);
    const lines = /ndjson/.test(type);
    const version = /^"(\d+)"$/.exec(response.headers.get('etag') ?? '')?.[1];
    const answer = {
      status: response.status,
      body: lines ? linesOf(bytes) : json && bytes.length > 0 ? JSON.parse(bytes.toString('utf8')) : bytes,
      headers: response.headers,
      version: version === undefined ? undefined : Number(version),
    };
    const exchange = {
      method,
      path,
      ifMatch: sending.version !== undefined || 'if-match' in (sending.headers ?? {}),
      sent: body,
      status: answer.status,
      contentType: response.headers.get('content-type'),
      etag: response.headers.get('etag'),
    };
    const bodies: Json[] = lines ? answer.body : [answer.body];
    const differences = bodies.flatMap((each) => this.description?.differences({ ...exchange, body: each }) ?? []);
    if (differences.length > 0) throw new Error(`Not as the API is described:\n${differences.join('\n')}`);
    return answer;
  }
}

let turn = 0;

/** One person whose requests reach several instances in turn, as behind a balancer that keeps nobody to one of them. */
export class ClientOfSeveral extends Client {
  constructor(private readonly clients: readonly Client[]) {
    super('', undefined);
  }

  override send<Body = Json>(method: string, path: string, body: unknown, sending: Sending): Promise<Answer<Body>> {
    turn += 1;
    return this.clients[turn % this.clients.length]!.send<Body>(method, path, body, sending);
  }
}

/** JSON, one value a line; each is held to the description. */
function linesOf(bytes: Buffer): Json[] {
  const texts = bytes.toString('utf8').split('\n');
  if (texts.pop() !== '') throw new Error('The last line does not end.');
  return texts.map((text) => JSON.parse(text));
}

export interface Service {
  app: NestFastifyApplication;
  /** All instances on the database, `app` among them. */
  apps: NestFastifyApplication[];
  origin: string;
  database: Database;
  clock: StoppedClock;
  config: Config;
  anonymous: Client;
  /** A client signed in to this account, through a session row of its own. */
  as(accountId: number): Promise<Client>;
  /** The cookie of a session row of its own, for who speaks HTTP without a Client. */
  cookie(accountId: number): Promise<string>;
  close(): Promise<void>;
}

/**
 * The whole service on a fresh database, listening on a port of its own, at a time that stands still until a test moves it. Two
 * instances have a door each to the same database; a SQLite file is one process's, and there they share the door.
 */
export async function startService({
  now = '2026-11-05T02:00:00.000Z',
  evidence,
  settings = {},
  instances = 1,
  logTo,
  beforeListening,
  on,
  ...preparation
}: {
  now?: string;
  evidence?: EvidenceConfig;
  instances?: number;
  settings?: Partial<Config>;
  /** A database that is there already; otherwise a fresh one. */
  on?: Awaited<ReturnType<typeof freshDatabase>>;
} & Watching &
  Preparation = {}): Promise<Service> {
  const fresh = on ?? (await freshDatabase(preparation));
  const { database } = fresh;
  await forceNobody(database, now);
  const clock = new StoppedClock(now);
  const logLevel = logTo ? ('debug' as const) : ('silent' as const);
  const config = { ...fresh.config, ...(evidence && { evidence }), logLevel, port: 0, ...settings };
  const running: Instance[] = [];
  for (let index = 0; index < instances; index += 1) {
    const own = index > 0 && onMysql ? await Database.open(config.database) : database;
    running.push(await listening(config, own, clock, { logTo, beforeListening }));
  }
  const [{ app, origin, description }] = running as [Instance];
  const cookie = async (accountId: number) => {
    const token = randomBytes(32).toString('base64url');
    const at = clock.now();
    const expiresAt = new Date(Date.parse(at) + 3600_000 * 12).toISOString();
    const tokenDigest = createHash('sha256').update(token).digest('hex');
    await database.write(() =>
      database.insert(Session, [{ tokenDigest, accountId, createdAt: at, lastSeenAt: at, expiresAt }]),
    );
    return `pointbook_session=${token}`;
  };
  return {
    app,
    apps: running.map((one) => one.app),
    origin,
    database,
    clock,
    config,
    anonymous: new Client(origin, undefined, description),
    cookie,
    async as(accountId) {
      const own = await cookie(accountId);
      const clients = running.map((one) => new Client(one.origin, own, one.description));
      return clients.length === 1 ? clients[0]! : new ClientOfSeveral(clients);
    },
    async close() {
      for (const one of running) await one.app.close();
      await fresh.close();
      const silent = running.flatMap((one) => one.silentWrites());
      if (silent.length > 0) throw new Error(`Written without a line in the trail:\n${silent.join('\n')}`);
    },
  };
}

/** No role has to have a second factor, but where a test says so: administrators would do nothing before they have one. */
async function forceNobody(database: Database, changedAt: string): Promise<void> {
  await database.write(async () => {
    const changes = await database.rows('SELECT id FROM policy_changes LIMIT 1');
    if (changes.length > 0) return;
    await database.insert(PolicyChange, [{ version: 1, name: 'secondFactorRoles', value: '[]', changedAt }]);
  });
}

interface Instance {
  app: NestFastifyApplication;
  origin: string;
  description: Description;
  silentWrites: () => string[];
}

/** For a test that looks at a service from within. */
interface Watching {
  /** Gets every line of the log, down to the level of debugging. */
  logTo?: DestinationStream | undefined;
  beforeListening?: ((app: NestFastifyApplication, database: Database) => void) | undefined;
}

/** Every service of one spec describes itself alike, and describing takes longer than starting. */
let description: Description | undefined;

async function listening(
  config: Config,
  database: Database,
  clock: StoppedClock,
  { logTo, beforeListening }: Watching,
): Promise<Instance> {
  const app = await createApp(config, database, clock, logTo);
  const silentWrites = watchWrites(app, database);
  beforeListening?.(app, database);
  await app.listen(config.port, '127.0.0.1');
  const origin = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  description ??= new Description(describeApi(app));
  return { app, origin, description, silentWrites };
}
