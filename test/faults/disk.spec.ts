import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { pdf } from '../evidence/files.js';
import { Client } from '../support/app.js';
import { aGround, faultRounds, type Ground, nothingWrong, roundsMilliseconds } from '../support/fault-run.js';
import { loadNow, OfficeLoad } from '../support/office-load.js';
import { ServiceProcess } from '../support/service-process.js';
import { smallDisk } from '../support/small-disk.js';

/*
 * A disk that has no room: where evidence and exports are kept, and on SQLite the database itself.
 */

const rounds = faultRounds(1);
const megabyte = 1024 * 1024;

const disk = smallDisk(64 * megabyte);
if (!disk) process.stderr.write('No disk may be mounted here: a full disk is tried with a limit on files alone.\n');
const diskTest = disk ? test : test.skip;

let ground: Ground;
beforeAll(async () => (ground = await aGround(disk?.folder)), 300_000);
afterAll(async () => {
  await (ground as Ground | undefined)?.drop(); // the disk goes in any case
  disk?.drop();
});

diskTest(
  `a disk that fills up ${rounds} times under load: what was acknowledged is there, and all goes on when there is room`,
  async () => {
    const ledger = await ground.openLedger();
    const service = await ground.serve({ now: loadNow });
    const load = OfficeLoad.start(ledger, ground.office, [service.origin]);
    for (let round = 0; round < rounds; round += 1) {
      await load.untilAcknowledged(10);
      // At once full, and full in the middle of something, in turns.
      disk!.fill(round % 2 === 0 ? 0 : Math.floor(Math.random() * 200_000));
      await ledger.untilTurnedAway(3);
      disk!.empty();
    }
    await load.untilAcknowledged(10);
    await load.stop();
    await service.close();
    expect(await ground.conclude(`disk full ${rounds} times`, load)).toMatchObject(nothingWrong);
    expect(unfinished()).toEqual([]);
  },
  roundsMilliseconds(rounds),
);

test('a file that finds no room is answered with 503, leaves no row and no half of itself, and is taken when there is room', async () => {
  const service = await ServiceProcess.start({
    config: ground.config,
    now: loadNow,
    // In blocks of 512 bytes: eight megabytes, more than the database needs and less than the file.
    through: ['sh', '-c', 'ulimit -f 16384; exec "$@"', 'sh'],
  });
  const { members, sheetIds } = ground.office.writing;
  const member = new Client(service.origin, members[4]);
  const send = (bytes: Buffer) => {
    const query = new URLSearchParams({ requestId: randomUUID(), fileName: '证明.pdf' });
    const headers = { 'content-type': 'application/octet-stream' };
    return member.post(`/api/v1/sheets/${sheetIds[4]}/evidence?${query}`, bytes, { headers });
  };
  const refused = await send(pdf(`% ${'x'.repeat(9 * megabyte)}`));
  expect([refused.status, refused.body.code]).toEqual([503, 'away']);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(unfinished()).toEqual([]);
  expect((await send(pdf('% small'))).status).toBe(201);
  await service.end('SIGTERM');
}, 120_000);

/** What was begun to be written and not ended. */
function unfinished(): string[] {
  const { evidence } = ground.config;
  if (evidence.kind !== 'folder') return [];
  return readdirSync(evidence.folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'));
}
