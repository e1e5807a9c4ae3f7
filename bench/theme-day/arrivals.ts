/** When people come: by the clock, whether the service keeps up or not, so that no slow answer keeps the next person away. */
import { setTimeout as pause } from 'node:timers/promises';
import { Agent } from 'undici';
import { Figures } from './figures.js';
import { addressOf, type People } from './ground.js';
import { Person } from './person.js';
import { type Day, memberVisit, reviewerVisit, visit } from './visits.js';

/** Of so many who come one is a secretary with sheets to decide. */
const visitsPerReview = 15;

/** The moments of arrival within so many milliseconds, in order: as many as people who don't know of each other make. */
export function arrivals(perSecond: number, seconds: number, random: () => number): number[] {
  const moments: number[] = [];
  for (let at = 0; ;) {
    at += (-Math.log(1 - random()) / perSecond) * 1000;
    if (at > seconds * 1000) return moments;
    moments.push(at);
  }
}

/** Lets people come at this rate for so long, and waits until the last one has gone. */
export async function play(
  people: People,
  { origin, perSecond, seconds }: { origin: string; perSecond: number; seconds: number },
  day: Omit<Day, 'figures'>,
): Promise<{ figures: Figures; seconds: number }> {
  const figures = new Figures();
  const line = new Agent({ connections: 1000, pipelining: 1 });
  const [members, reviewers] = [inTurn(people.members, day.random), inTurn(people.reviewers, day.random)];
  const began = performance.now();
  const visits: Promise<void>[] = [];
  for (const [index, at] of arrivals(perSecond, seconds, day.random).entries()) {
    const arrivesAt = began + at;
    await pause(Math.max(0, arrivesAt - performance.now()));
    const reviewer = index % visitsPerReview === visitsPerReview - 1 ? reviewers.next() : undefined;
    const who = reviewer ?? members.next();
    if (!who) throw new Error('Everybody is there already: the bureau is too small for this rate.');
    const person = new Person(line, origin, who.cookie, addressOf(who.sheetId), figures, arrivesAt);
    const all = { ...day, figures };
    const work = () => (reviewer ? reviewerVisit(all, person, reviewer) : memberVisit(all, person, who));
    visits.push(visit(all, work).finally(() => (reviewer ? reviewers.back(reviewer) : members.back(who))));
  }
  await Promise.all(visits);
  const taken = (performance.now() - began) / 1000;
  await line.close();
  return { figures, seconds: taken };
}

/** Everybody comes in turn, beginning with anybody, and nobody twice at the same time. */
function inTurn<Who>(all: readonly Who[], random: () => number): { next(): Who | undefined; back(who: Who): void } {
  const first = Math.floor(random() * all.length);
  const outside = [...all.slice(first), ...all.slice(0, first)];
  return { next: () => outside.shift(), back: (who) => void outside.push(who) };
}
