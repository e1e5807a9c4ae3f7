/** Waiting in line, simulated: whoever comes first at a server is served first. */

export interface Task {
  arrivesAt: number;
  takes: number;
}

/** Who serves the next task, by when each server is free and how many tasks came before. */
type Choice = (freeAt: Float64Array, before: number) => number;

export const firstFree: Choice = (freeAt) => {
  let first = 0;
  for (let server = 1; server < freeAt.length; server += 1) if (freeAt[server]! < freeAt[first]!) first = server;
  return first;
};

export const inTurn: Choice = (freeAt, before) => before % freeAt.length;

/** When each task is done, in the order of arrival, which the tasks must have. */
export function served(tasks: readonly Task[], servers: number, choose: Choice): number[] {
  const freeAt = new Float64Array(servers);
  return tasks.map(({ arrivesAt, takes }, before) => {
    const server = choose(freeAt, before);
    return (freeAt[server] = Math.max(freeAt[server]!, arrivesAt) + takes);
  });
}

/** Numbers in [0, 1), the same ones for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How long something lasts whose end doesn't depend on how long it has lasted already. */
export const exponential = (mean: number, random: () => number): number => -Math.log(1 - random()) * mean;
