/**
 * Sheets that were handed in without a network, and whose page isn't open any more: sent as soon as there is one, whatever
 * page is looked at. Sent twice they are handed in once: the service knows the very same submission again.
 */
import { reactive, watch } from 'vue';
import { asProblem, call, network } from '../../api';
import type { SelfLine, Sheet } from '../../api-types';
import { readScheme } from '../../schemes';
import { session } from '../../session';
import { loadToday } from '../../today';
import { draftOf, linesToSend, sameLines, type DraftLine } from './draft';
import { isWaiting } from './draft-files';
import { forget, keep, keptOf, keptSheets, type Kept } from './kept';
import { sendKept } from './send-files';

export const outbox = reactive<{ state: 'idle' | 'sending' | 'sent' | 'failed'; sheetId: number }>({
  state: 'idle',
  sheetId: 0,
});

const retryMilliseconds = 20_000;
/** Sheets whose page is open look after themselves. */
const edited = new Set<number>();

export const beginEditing = (sheetId: number) => void edited.add(sheetId);
export const endEditing = (sheetId: number) => void edited.delete(sheetId);

let sending = false;

/** Called once, when the application starts. */
export function startOutbox(): void {
  watch([() => session.me?.accountId, () => network.online], () => void sendAll(), { immediate: true });
  setInterval(() => void sendAll(), retryMilliseconds);
}

async function sendAll(): Promise<void> {
  const accountId = session.me?.accountId;
  if (accountId === undefined || session.me?.mustChangePassword || sending || !navigator.onLine) return;
  sending = true;
  try {
    for (const sheetId of keptSheets(accountId)) {
      const kept = keptOf(accountId, sheetId);
      if (kept?.submit && !edited.has(sheetId)) await send(accountId, sheetId, kept);
    }
  } finally {
    sending = false;
  }
}

async function send(accountId: number, sheetId: number, kept: Kept): Promise<void> {
  Object.assign(outbox, { state: 'sending', sheetId });
  try {
    const lines = await withFiles(accountId, sheetId, kept);
    if (edited.has(sheetId)) return void (outbox.state = 'idle');
    const now = await call<Sheet>('GET', `/sheets/${sheetId}`);
    const scheme = await readScheme(now.branchMonth.schemeVersionId);
    const holds = linesToSend(draftOf(now), scheme);
    const wanted = linesToSend(lines, scheme);
    if (!now.mayEdit && sameLines(holds, wanted)) return done(accountId, sheetId);
    const refused = lines.some((line) => line.files.some((file) => file.problem));
    if (!now.mayEdit || refused || !isKnown(now, holds, kept)) return giveUp(accountId, sheetId, { ...kept, lines });
    await call('PUT', `/sheets/${sheetId}/submission`, { version: now.version, body: { lines: wanted } });
    done(accountId, sheetId);
  } catch (error) {
    const { code } = asProblem(error);
    // Nobody could be asked: it goes on waiting. Somebody was quicker (stale): the next attempt looks again.
    if (['invalid', 'forbidden', 'notFound', 'wrongState'].includes(code)) giveUp(accountId, sheetId, kept);
    else outbox.state = 'idle';
  }
}

/** The service holds what was written upon, or what was sent and never answered: nobody else has changed anything. */
function isKnown(now: Sheet, holds: SelfLine[], { version, base, attempted }: Kept): boolean {
  return (
    now.version === version ||
    holds.length === 0 ||
    sameLines(holds, base) ||
    (attempted !== null && sameLines(holds, attempted))
  );
}

/** Sends the files first, and keeps what each has become, so that none is sent for nothing. */
async function withFiles(accountId: number, sheetId: number, kept: Kept): Promise<DraftLine[]> {
  const lines = kept.lines.map((line) => ({ ...line, files: [...line.files] }));
  for (const line of lines)
    for (const [index, file] of line.files.entries()) {
      if (!isWaiting(file)) continue;
      line.files[index] = await sendKept({ accountId, sheetId }, file);
      keep(accountId, sheetId, { ...kept, lines });
    }
  return lines;
}

function done(accountId: number, sheetId: number): void {
  forget(accountId, sheetId);
  outbox.state = 'sent';
  void loadToday();
}

/** Kept, and for the member to look at: its page says what is wrong. */
function giveUp(accountId: number, sheetId: number, kept: Kept): void {
  keep(accountId, sheetId, { ...kept, submit: false });
  outbox.state = 'failed';
}
