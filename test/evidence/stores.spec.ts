import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readConfig } from '#src/config.js';
import { EvidenceStoreAway } from '#src/evidence/evidence-store.js';
import { FolderStore } from '#src/evidence/folder-store.js';
import { S3Store } from '#src/evidence/s3-store.js';

/** As much of S3 as the store uses: a bucket in memory that asks for signed requests, and may be told to be away. */
class Bucket {
  readonly objects = new Map<string, Buffer>();
  readonly signatures: string[] = [];
  away = false;
  elsewhere: string | null = null;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      if (this.elsewhere) return void response.writeHead(307, { location: this.elsewhere }).end();
      void this.answer(request).then(([status, body]) => response.writeHead(status).end(body));
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage): Promise<[number, string | Buffer]> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const { authorization = '', 'x-amz-date': date, 'x-amz-content-sha256': content } = request.headers;
    if (
      !/^AWS4-HMAC-SHA256 Credential=KEY\/\d{8}\/cn-north-1\/s3\/aws4_request, /.test(authorization) ||
      !date ||
      !content
    )
      return [403, 'unsigned'];
    this.signatures.push(authorization);
    if (this.away) return [503, 'SlowDown'];
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    if (searchParams.get('list-type') === '2') return [200, this.list(searchParams)];
    if (request.method === 'PUT') this.objects.set(pathname, Buffer.concat(pieces));
    if (request.method === 'DELETE') return [this.objects.delete(pathname) ? 204 : 404, ''];
    const found = this.objects.get(pathname);
    return found ? [200, request.method === 'GET' ? found : ''] : [404, 'NoSuchKey'];
  }

  /** One object a page, so that the store has to turn over. */
  private list(query: URLSearchParams): string {
    const keys = [...this.objects.keys()].map((path) => path.replace('/bucket/', '')).sort();
    const from = Number(query.get('continuation-token') ?? 0);
    const key = keys.filter((one) => one.startsWith(query.get('prefix') ?? ''))[from];
    const more = from + 1 < keys.length ? `<NextContinuationToken>${from + 1}</NextContinuationToken>` : '';
    const entry = key
      ? `<Contents><Key>${key}</Key><LastModified>2026-11-05T02:00:00.000Z</LastModified></Contents>`
      : '';
    return `<?xml version="1.0"?><ListBucketResult>${entry}${more}</ListBucketResult>`;
  }
}

describe('evidence in a bucket', () => {
  const bucket = new Bucket();
  let store: S3Store;
  const name = 'ab'.repeat(24);

  beforeAll(async () => {
    const url = `${await bucket.listen()}/bucket/evidence/`;
    const { evidence } = readConfig({
      EVIDENCE_S3_URL: url,
      EVIDENCE_S3_REGION: 'cn-north-1',
      EVIDENCE_S3_ACCESS_KEY_ID: 'KEY',
      EVIDENCE_S3_SECRET_ACCESS_KEY: 'SECRET',
    });
    if (evidence.kind !== 's3') throw new Error('The bucket was not understood.');
    store = new S3Store(evidence);
  });
  afterAll(() => bucket.close());

  test('is kept, given, listed and removed by signed requests', async () => {
    const bytes = Buffer.from('%PDF-1.7 证明');
    await store.put(name, bytes);
    expect([...bucket.objects.keys()]).toEqual([`/bucket/evidence/${name}`]);
    expect(Buffer.from((await store.get(name))!).equals(bytes)).toBe(true);
    await store.put('cd'.repeat(24), bytes);
    const listed: string[] = [];
    for await (const stored of store.list()) listed.push(stored.name);
    expect(listed).toEqual([name, 'cd'.repeat(24)]);
    await store.remove(name);
    await store.remove(name);
    expect(await store.get(name)).toBeNull();
    expect(bucket.signatures.length).toBeGreaterThan(5);
    expect(bucket.signatures.join()).not.toContain('SECRET');
  });

  test('names that are none of ours never come near an address', async () => {
    await expect(store.put('../../x', Buffer.from('x'))).rejects.toThrow('not a name of ours');
  });

  test('is away when the bucket is, and says so', async () => {
    bucket.away = true;
    for (const work of [() => store.put(name, Buffer.from('x')), () => store.get(name), () => store.remove(name)])
      await expect(work()).rejects.toThrow(EvidenceStoreAway);
    bucket.away = false;
  });

  test('that sends us to another house is not followed there', async () => {
    const stranger = new Bucket();
    bucket.elsewhere = `${await stranger.listen()}/bucket/${name}`;
    await expect(store.put(name, Buffer.from('x'))).rejects.toThrow(EvidenceStoreAway);
    await expect(store.get(name)).rejects.toThrow(EvidenceStoreAway);
    expect([stranger.objects.size, stranger.signatures]).toEqual([0, []]);
    bucket.elsewhere = null;
    stranger.close();
  });
});

test('all mistakes of the evidence settings are told at once, and none repeats a secret', () => {
  const mistakesOf = (env: NodeJS.ProcessEnv): string[] => {
    try {
      readConfig(env);
      return [];
    } catch (error) {
      return (error as { mistakes: string[] }).mistakes;
    }
  };
  expect(readConfig({}).evidence).toEqual({ kind: 'folder', folder: `${process.cwd()}/data/evidence` });
  expect(readConfig({ DATABASE_URL: 'sqlite:/srv/pointbook.sqlite' }).evidence).toEqual({
    kind: 'folder',
    folder: '/srv/evidence',
  });
  expect(mistakesOf({ EVIDENCE_S3_SECRET_ACCESS_KEY: 'SECRET' })).toHaveLength(1);
  const all = mistakesOf({ EVIDENCE_DIR: 'x', EVIDENCE_S3_URL: 'ftp://key:hidden@x/y' });
  expect(all).toHaveLength(4);
  expect(all.join()).not.toContain('hidden');
});

test('a folder that cannot be made refuses the start', async () => {
  const store = new FolderStore(`${process.cwd()}/package.json/evidence`);
  await expect(store.onModuleInit()).rejects.toThrow('EVIDENCE_DIR');
});
