import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../database/database.js';
import { carriedBy } from '../http/carried.js';
import { sendProblem } from '../http/problem.filter.js';
import { Refusal } from '../http/refusal.js';
import type { Metrics } from '../observation/metrics.js';
import type { Log } from '../observation/service-log.js';
import { LoopDelay } from './loop-delay.js';
import { bearing, isTooMuch, urgencyOf, type Waits } from './overload.js';

const secondsBetweenLines = 10;

/**
 * Turns requests away while there is too much to do, before anything is done for them: a quick 503 with Retry-After is worth more
 * than an answer for which nobody waits any more, and whoever was let in is answered in time. Pages, health and metrics stay.
 */
export function shedLoad(
  server: FastifyInstance,
  {
    database,
    metrics,
    log,
    busyAfterMilliseconds,
  }: { database: Database; metrics: Metrics; log: Log; busyAfterMilliseconds: number },
): void {
  const loop = new LoopDelay();
  const told = { at: -Infinity, turnedAway: 0 };
  server.addHook('onReady', async () => loop.start());
  server.addHook('onClose', async () => loop.stop());

  server.addHook('onRequest', (request, reply, done) => {
    const route = request.routeOptions.url ?? '';
    if (!route.startsWith('/api/v1/')) return done();
    const urgency = urgencyOf({ method: request.method, route, carried: carriedBy(request) });
    // Whoever writes reads first: who it is, and what it is about.
    const lanes = urgency === 'writing' ? (['read', 'write'] as const) : (['read'] as const);
    const waits = { loopMilliseconds: loop.milliseconds, queues: lanes.map((lane) => database.queue(lane)) };
    if (!isTooMuch(urgency, waits, busyAfterMilliseconds)) return done();
    metrics.turnedAway(urgency);
    tell(waits);
    refuse(request, reply, bearing[urgency].retryAfterSeconds);
  });

  /** One line for all that were turned away in a while: a line for each would be one more thing to do. */
  function tell({ loopMilliseconds, queues }: Waits): void {
    told.turnedAway += 1;
    if (performance.now() - told.at < secondsBetweenLines * 1000) return;
    const waits = {
      loopMilliseconds: Math.round(loopMilliseconds),
      queueMilliseconds: Math.round(Math.max(...queues.map(({ waitedMilliseconds }) => waitedMilliseconds))),
      waiting: Math.max(...queues.map(({ waiting }) => waiting)),
    };
    log.warn({ turnedAway: told.turnedAway, ...waits }, 'Requests are turned away.');
    told.at = performance.now();
    told.turnedAway = 0;
  }
}

function refuse(request: FastifyRequest, reply: FastifyReply, retryAfterSeconds: number): void {
  request.refusal = new Refusal('busy', { retryAfterSeconds });
  sendProblem(reply, request.refusal, String(request.id));
}
