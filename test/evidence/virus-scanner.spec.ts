import { randomUUID } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { readConfig } from '#src/config.js';
import { VirusScanner } from '#src/evidence/virus-scanner.js';
import { type Service, startService } from '../support/app.js';
import { aBranchAtWork, aBureauWithScheme, type BranchAtWork, openMonth, sheetsOf } from '../support/month.js';
import { pdf } from './files.js';

/** As much of clamd as the service asks of it: INSTREAM in pieces, and an answer of one line. Everything it got is kept. */
class Clamd {
  readonly received: Buffer[] = [];
  answer: (bytes: Buffer) => string | null = (bytes) =>
    bytes.includes('ill') ? 'stream: Test.Illness FOUND\0' : 'stream: OK\0';
  private readonly server: Server;

  constructor() {
    this.server = createServer((socket) => this.serve(socket));
  }

  async listen(): Promise<{ host: string; port: number }> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
    return { host: '127.0.0.1', port: (this.server.address() as AddressInfo).port };
  }

  close(): void {
    this.server.close();
  }

  private serve(socket: Socket): void {
    let waiting = Buffer.alloc(0);
    const pieces: Buffer[] = [];
    let command = false;
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      waiting = Buffer.concat([waiting, data]);
      if (!command && waiting.length >= 10) {
        command = waiting.subarray(0, 10).toString('latin1') === 'zINSTREAM\0';
        if (!command) return socket.end('UNKNOWN COMMAND\0');
        waiting = waiting.subarray(10);
      }
      while (command && waiting.length >= 4) {
        const length = waiting.readUInt32BE();
        if (waiting.length < 4 + length) return;
        if (length === 0) return this.finish(socket, Buffer.concat(pieces));
        pieces.push(waiting.subarray(4, 4 + length));
        waiting = waiting.subarray(4 + length);
      }
    });
  }

  private finish(socket: Socket, bytes: Buffer): void {
    this.received.push(bytes);
    const answer = this.answer(bytes);
    if (answer === null) socket.destroy();
    else socket.end(answer);
  }
}

let clamd: Clamd;
let address: { host: string; port: number };
beforeEach(async () => {
  clamd = new Clamd();
  address = await clamd.listen();
});
afterEach(() => clamd.close());

describe('the virus scanner', () => {
  test.each([0, 1, 65_536, 1_000_000])('is given a file of %d bytes whole, piece by piece', async (size) => {
    const bytes = Buffer.alloc(size, 7);
    expect(await new VirusScanner(address).findingIn(bytes)).toBeNull();
    expect(clamd.received.map((received) => received.equals(bytes))).toEqual([true]);
  });

  test('names what it found', async () => {
    expect(await new VirusScanner(address).findingIn(Buffer.from('this is ill'))).toBe('Test.Illness');
  });

  test.each(['stream: OK', 'INSTREAM size limit exceeded. ERROR\0', '', null, 'x'.repeat(2000), ' FOUND\0'])(
    'is away when it answers %j, and never taken for content',
    async (answer) => {
      clamd.answer = () => answer;
      await expect(new VirusScanner(address).findingIn(pdf())).rejects.toThrow(/virus scanner/);
    },
  );

  test('is named by its address, and by nothing else', () => {
    expect(readConfig({ EVIDENCE_SCANNER: 'clamd://scanner:3311' }).scanner).toEqual({ host: 'scanner', port: 3311 });
    expect(readConfig({ EVIDENCE_SCANNER: 'clamd://[::1]' }).scanner).toEqual({ host: '::1', port: 3310 });
    expect(readConfig({}).scanner).toBeNull();
    for (const EVIDENCE_SCANNER of ['127.0.0.1:3310', 'http://x', 'clamd://', 'clamd://x/path'])
      expect(() => readConfig({ EVIDENCE_SCANNER })).toThrow(/EVIDENCE_SCANNER/);
  });
});

describe('evidence where a scanner is set up', () => {
  let service: Service;
  let branch: BranchAtWork;
  let sheetId: number;
  beforeEach(async () => {
    service = await startService({ settings: { scanner: address } });
    branch = await aBranchAtWork(service, await aBureauWithScheme(service));
    const { id } = await openMonth(branch);
    sheetId = (await sheetsOf(branch, id))[4]!.id;
  });
  afterEach(() => service.close());

  const upload = (bytes: Uint8Array) => {
    const query = new URLSearchParams({ requestId: randomUUID(), fileName: '证明.pdf' });
    const headers = { 'content-type': 'application/octet-stream' };
    return branch.members[4]!.post(`/api/v1/sheets/${sheetId}/evidence?${query}`, bytes, { headers });
  };
  const kept = () => service.database.read(() => service.database.rows('SELECT id FROM evidence_files'));

  test('is taken when nothing was found, and refused with its reason when something was', async () => {
    expect((await upload(pdf())).status).toBe(201);
    clamd.answer = () => 'stream: Test.Illness FOUND\0';
    const refused = await upload(pdf());
    expect([refused.status, refused.body.errors]).toEqual([422, [{ path: 'file', code: 'infected' }]]);
    expect(await kept()).toHaveLength(1);
  });

  test('is not taken unseen: while the scanner is away the member is asked to come again', async () => {
    clamd.answer = () => null;
    const refused = await upload(pdf());
    expect([refused.status, refused.body.errors]).toEqual([503, [{ path: 'file', code: 'scannerAway' }]]);
    expect(refused.headers.get('retry-after')).toBe('10');
    expect(await kept()).toEqual([]);
  });
});
