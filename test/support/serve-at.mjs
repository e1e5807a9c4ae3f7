/**
 * The service as it ships, in a process of its own, with a clock that is off: CLOCK_OFFSET says by how many milliseconds, and
 * whoever started it may send another number at any time. The mode 'early' is a canary: it answers a write before COMMIT.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Clock } from '#src/calendar.js';
import { Database } from '#src/database/database.js';
import { PooledLane } from '#src/database/lanes.js';
import { Primary } from '#src/database/primary.js';
import { serve } from '#src/serve.js';

let offset = Number(process.env.CLOCK_OFFSET);
process.on('message', (milliseconds) => (offset = milliseconds));
Clock.prototype.now = () => new Date(Date.now() + offset).toISOString();

if (process.argv[2] === 'early') {
  const write = Database.prototype.write;
  Database.prototype.write = function (work) {
    return new Promise((resolve, reject) => {
      const running = write.call(this, async () => {
        const value = await work();
        resolve(value);
        await pause(20);
        return value;
      });
      running.catch(reject);
    });
  };
}

if (process.argv[2] === 'anywhere') {
  PooledLane.prototype.leadsSomewhere = async () => true;
  Primary.prototype.search = async function () {
    return this.hosts[Math.floor(Math.random() * this.hosts.length)];
  };
}

const { address } = await serve(process.env, async () => undefined);
process.send(address);
