import type { Asker, Asking, Reply } from './asking.js';
import { inParallel } from './asking.js';
import { type Expected, expected, isRefusal, refusals } from './expectation.js';
import type { Line } from './routes.js';
import type { Principal, Target, World } from './world.js';

/** One question of the matrix: who asks what for which thing, and what must come back. */
export interface Question {
  route: string;
  principal: Principal;
  target: Target;
  expected: Expected;
  asking: Asking;
}

const parameterOf: Partial<Record<Line['on'], string>> = {
  ...{ unit: 'unitId', branch: 'unitId', noGroup: 'unitId', objection: 'objectionKey' },
};

/** The path of a route with the target in its place, and of the rest what the world holds. */
function pathTo(route: string, { on, sends }: Line, target: Target, world: World): string {
  const subject = parameterOf[on] ?? `${on}Id`;
  const path = route.slice(route.indexOf(' ') + 1);
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = name === subject ? target.id : world.rest[name];
    if (value === undefined) throw new Error(`Nothing is known for {${name}} of ${route}.`);
    return encodeURIComponent(value);
  });
  const query = sends?.query ? `?${new URLSearchParams(sends.query)}` : '';
  return `/api/v1${filled}${query}`;
}

/** Who holds nothing is refused alike wherever he asks, so he asks for one thing that is there and one that isn't. */
function asks({ kind }: Line, { holds, cookie }: Principal, target: Target, index: number): boolean {
  // What anybody may do is asked by nobody in particular.
  if (kind === 'anyone') return cookie === undefined;
  return holds.length > 0 || index === 0 || target.place === null;
}

export function questionsOf(routes: Record<string, Line>, world: World): Question[] {
  const all = Object.entries(routes).flatMap(([route, line]) =>
    world.targets[line.on].flatMap((target, index) =>
      world.principals
        .filter((principal) => asks(line, principal, target, index))
        .map((principal) => ({
          ...{ route, principal, target, expected: expected(line, principal, target) },
          asking: {
            method: route.slice(0, route.indexOf(' ')),
            path: pathTo(route, line, target, world),
            cookie: principal.cookie,
            version: line.sends?.version,
            body: typeof line.sends?.body === 'function' ? line.sends.body(target) : line.sends?.body,
            bytes: line.sends?.bytes,
          },
        })),
    ),
  );
  return all.filter(({ route, expected: wanted }) => isRefusal(wanted) || !routes[route]!.isLeaving);
}

/** What an answer is in the matrix's words. */
function saidBy({ status, code }: Reply): Expected | `${number} ${string}` {
  if (status >= 500) return `${status} ${code}`;
  if (status < 300 || [400, 409, 412, 415, 422, 428].includes(status)) return 'in';
  // Asked of whom it was found that he may.
  if (code === 'freshSignInRequired') return 'in';
  return refusals.find((refusal) => refusal === code) ?? `${status} ${code}`;
}

export interface Difference {
  route: string;
  who: string;
  what: string;
  expected: Expected;
  said: string;
}

/** Who may is told to come again while another verification runs: that is let in as well. */
const oneAtATime = ['GET /units/{unitId}/verification'];

const alsoRight: Partial<Record<Expected, readonly string[]>> = {
  inOrMissing: ['in', 'notFound'],
  depends: ['in', 'forbidden'],
};

/** Asks every question; answers where something else came back than must, and the different texts of the refusals. */
export async function ask(
  asker: Asker,
  questions: readonly Question[],
): Promise<{ differences: Difference[]; refusals: Set<string> }> {
  const differences: Difference[] = [];
  const texts = new Set<string>();
  await inParallel(questions, async ({ route, principal, target, expected: wanted, asking }) => {
    const reply = await asker.ask(asking);
    const said = saidBy(reply);
    const isBusy = said === '429 tooManyRequests' && wanted === 'in' && oneAtATime.includes(route);
    const isRight = isBusy || (alsoRight[wanted] ?? [wanted]).includes(said);
    if (!isRight) differences.push({ route, who: principal.name, what: target.name, expected: wanted, said });
    else if (isRefusal(wanted)) texts.add(reply.text);
  });
  return { differences, refusals: texts };
}

/**
 * Of what is allowed, for each route and each who: the first thing and the last. What is allowed is done, which takes long; that
 * nothing more is allowed is asked of everything.
 */
export function aFewOf(questions: readonly Question[]): Question[] {
  const places = new Map<string, Question[]>();
  for (const question of questions) {
    const key = `${question.route}|${question.principal.name}`;
    places.set(key, [...(places.get(key) ?? []), question]);
  }
  return [...places.values()].flatMap((each) => [...new Set([each[0]!, each.at(-1)!])]);
}

/** Of the questions that are alike in this, the first. */
export function firstOf(questions: readonly Question[], like: (question: Question) => string): Question[] {
  const first = new Map<string, Question>();
  for (const question of questions) if (!first.has(like(question))) first.set(like(question), question);
  return [...first.values()];
}
