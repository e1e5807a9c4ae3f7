/**
 * What the two pages that members open most are made of, asked while the rest of the script is still on its way: each answer says
 * what to ask next, and on a slow line the script takes longer than all of them. A file of its own, and the first that runs
 * (vite.config.ts).
 *
 * As soon as the page asks for the first of them, it goes on by itself from there. An answer is handed out once. What nobody
 * fetched is forgotten with the first thing that is written and the first change of page (`forgetEarly`), so that no older answer
 * is ever taken for the one to a later question.
 */
import type { Me, Today } from './api-types';

const answers = new Map<string, Promise<Response>>();
let isOver = false;

/** The answer to this question, if it was asked early and nobody had it yet. */
export function takeEarly(url: string): Promise<Response> | undefined {
  isOver = true;
  const answer = answers.get(url);
  answers.delete(url);
  return answer;
}

export function forgetEarly(): void {
  isOver = true;
  answers.clear();
}

async function ask<T>(path: string): Promise<T | null> {
  if (isOver) return null;
  const url = `/api/v1${path}`;
  const headers = { accept: 'application/json' };
  const answer = fetch(url, { headers, credentials: 'same-origin', signal: AbortSignal.timeout(20_000) });
  answers.set(url, answer);
  const copy = (await answer).clone();
  return copy.ok ? ((await copy.json()) as T) : null;
}

async function askEarly(page: string): Promise<void> {
  const me = await ask<Me>('/session');
  if (!me || me.mustChangePassword || me.mustEnrol) return;
  const mySheet = (await ask<Today>('/today'))?.mySheet;
  if (!mySheet || page === '/') return;
  await Promise.all([ask(`/sheets/${mySheet.sheetId}`), ask(`/scheme-versions/${mySheet.schemeVersionId}`)]);
}

// Whatever goes wrong here is told by the page, which takes the same answer.
if (['/', '/my-month'].includes(location.pathname)) askEarly(location.pathname).catch(() => undefined);
