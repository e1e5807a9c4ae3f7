import { exec } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { onMysql } from '../support/database.js';
import { aGround, faultRounds, nothingWrong, roundsMilliseconds } from '../support/fault-run.js';
import { loadNow, OfficeLoad } from '../support/office-load.js';

/*
 * The MySQL server of DATABASE_URL is killed and started again under load, by a command that only whoever runs the tests knows:
 * FAULTS_MYSQL_RESTART. Without it (the server may be somebody else's) nothing is tried here.
 */

const command = process.env.FAULTS_MYSQL_RESTART;
if (onMysql && !command)
  process.stderr.write('FAULTS_MYSQL_RESTART does not say how to restart the server: that is not tried.\n');
const rounds = faultRounds(2);

(onMysql && command ? test : test.skip)(
  `the server is restarted ${rounds} times under load: everything acknowledged is there once`,
  async () => {
    const ground = await aGround();
    const ledger = await ground.openLedger();
    const service = await ground.serve({ now: loadNow });
    const load = OfficeLoad.start(ledger, ground.office, [service.origin]);
    for (let round = 0; round < rounds; round += 1) {
      await load.untilAcknowledged(10);
      await pause(Math.random() * 400);
      await promisify(exec)(command!);
    }
    await load.untilAcknowledged(10);
    await load.stop();
    await service.close();
    expect(await ground.conclude(`database restarted ${rounds} times`, load)).toMatchObject(nothingWrong);
    await ground.drop();
  },
  roundsMilliseconds(rounds),
);
