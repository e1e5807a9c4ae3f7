/** From what a member costs to what a number of members needs. Pure: figures in, figures out. */
import { percentile } from '../theme-day/figures.js';
import { exponential, firstFree, inTurn, randomFrom, served, type Task } from './queue.js';

/** What was measured (bench/results.json). */
export interface Measured {
  serviceMillisecondsOfRequest: number;
  databaseMillisecondsOfRequest: number;
  requestsOfMemberMonth: number;
  storedBytesOfMemberMonth: number;
  binlogBytesOfMemberMonth: number;
  clientBytesOfMemberMonth: number;
  transactionsOfMemberMonth: number;
}

/** What is taken for granted, because no measurement says it. */
export const assumed = {
  /** The part of all members that comes in the burst of a theme day, and how long that lasts. */
  burstPart: 0.2,
  burstSeconds: 600,
  /** What a visit on that day asks for, on average (bench/theme-day/visits.ts). */
  requestsOfVisit: 11,
  /** No core is planned to be busier than this in the burst, so that a bad minute is not the end. */
  utilisation: 0.6,
  /** A MySQL primary: cores, and room for data kept ten years. */
  coresOfPrimary: 16,
  storedBytesOfPrimary: 4e12,
  yearsKept: 10,
} as const;

export interface Plan {
  members: number;
  requestsPerSecond: number;
  serviceCores: number;
  databaseCores: number;
  shards: number;
  storedBytesOfYear: number;
  binlogBytesOfYear: number;
  /** Between people and the service in the burst, both ways, not compressed. */
  bitsPerSecond: number;
  transactionsPerSecond: number;
  /** What the simulated burst of one shard gave. */
  serviceUtilisation: number;
  databaseUtilisation: number;
  p99Milliseconds: number;
}

/** What so many members need on a national theme day. Each shard is a part of its own: nobody waits for another shard. */
export function planFor(members: number, measured: Measured, seed = 1): Plan {
  const { burstPart, burstSeconds, requestsOfVisit, utilisation, coresOfPrimary, yearsKept } = assumed;
  const requestsPerSecond = (members * burstPart * requestsOfVisit) / burstSeconds;
  const busy = (milliseconds: number) => (requestsPerSecond * milliseconds) / 1000;
  const storedBytesOfYear = members * measured.storedBytesOfMemberMonth * 12;
  const shards = Math.max(
    1,
    Math.ceil(busy(measured.databaseMillisecondsOfRequest) / utilisation / coresOfPrimary),
    Math.ceil((storedBytesOfYear * yearsKept) / assumed.storedBytesOfPrimary),
  );
  const cores = (milliseconds: number) => Math.max(1, Math.ceil(busy(milliseconds) / utilisation / shards));
  const [instances, databaseCores] = [
    cores(measured.serviceMillisecondsOfRequest),
    cores(measured.databaseMillisecondsOfRequest),
  ];
  const rate = requestsPerSecond / shards;
  const perRequest = (ofMonth: number) => ofMonth / measured.requestsOfMemberMonth;
  return {
    members,
    requestsPerSecond,
    serviceCores: instances * shards,
    databaseCores: databaseCores * shards,
    shards,
    storedBytesOfYear,
    binlogBytesOfYear: members * measured.binlogBytesOfMemberMonth * 12,
    bitsPerSecond: requestsPerSecond * perRequest(measured.clientBytesOfMemberMonth) * 8,
    transactionsPerSecond: requestsPerSecond * perRequest(measured.transactionsOfMemberMonth),
    serviceUtilisation: (rate * measured.serviceMillisecondsOfRequest) / 1000 / instances,
    databaseUtilisation: (rate * measured.databaseMillisecondsOfRequest) / 1000 / databaseCores,
    p99Milliseconds: percentile(burst({ rate, instances, databaseCores, measured }, randomFrom(seed)), 99),
  };
}

/** Enough for a 99th percentile: a thousand requests are above it. */
const simulatedRequests = 100_000;

/**
 * How long requests take that come at this rate, in milliseconds. Each goes in turn to one of the instances, which does one thing at
 * a time, and then to whichever core of the database is free. Nobody knows of anybody, so gaps and work are exponential: the
 * work of requests differs that much (a page beside an acceptance of thirty sheets).
 */
function burst(
  {
    rate,
    instances,
    databaseCores,
    measured,
  }: { rate: number; instances: number; databaseCores: number; measured: Measured },
  random: () => number,
): number[] {
  const task = (arrivesAt: number, mean: number): Task => ({ arrivesAt, takes: exponential(mean, random) });
  let now = 0;
  const requests = Array.from({ length: simulatedRequests }, () => {
    now += exponential(1000 / rate, random);
    return task(now, measured.serviceMillisecondsOfRequest);
  });
  const calculated = served(requests, instances, inTurn)
    .map((at, index) => ({ at, from: requests[index]!.arrivesAt }))
    .sort((one, other) => one.at - other.at);
  const queries = calculated.map(({ at }) => task(at, measured.databaseMillisecondsOfRequest));
  return served(queries, databaseCores, firstFree).map((at, index) => at - calculated[index]!.from);
}
