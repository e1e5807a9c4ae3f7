import { ref, type Ref } from 'vue';
import { asProblem, call, type ApiProblem } from '../../api';
import { newRequestId } from '../../request-id';
import { type DraftLine } from './draft';
import { filesOf, isWaiting, type DraftFile } from './draft-files';
import { forgetFile, keepFile } from './kept-files';
import { sendKept } from './send-files';

interface Place {
  lines: DraftLine[];
  claim: Ref<DraftLine | null>;
  /** Nobody could be asked: told once, and tried again by whoever tries the rest again. */
  failed: (problem: ApiProblem) => void;
}

/** The files beside the lines of a draft: kept in this browser, sent one after the other, let go when no line names them. */
export function useDraftFiles(owner: { accountId: number; sheetId: number }, { lines, claim, failed }: Place) {
  /** False once the browser refused to keep a file: it has to be sent before the page is closed. */
  const allKept = ref(true);
  const files = () => filesOf(lines, claim.value);
  const places = () => [...lines, ...(claim.value ? [claim.value] : [])];
  const lineOf = (key: number) => (claim.value?.key === key ? claim.value : lines.find((one) => one.key === key));
  let stopped = false;

  let sending: Promise<void> | null = null;
  /** Sends what waits until nothing does or nobody answers. */
  function send(): Promise<void> {
    sending ??= sendAll().finally(() => (sending = null));
    return sending;
  }

  async function sendAll(): Promise<void> {
    for (;;) {
      const file = files().find(isWaiting);
      if (!file || stopped) return;
      try {
        const outcome = await sendKept(owner, file);
        // Taken off the sheet while it was on its way.
        if (!replace(outcome) && outcome.id !== null) drop(outcome.id);
      } catch (error) {
        return failed(asProblem(error));
      }
    }
  }

  function replace(outcome: DraftFile): boolean {
    const line = places().find((one) => one.files.some(({ requestId }) => requestId === outcome.requestId));
    if (!line) return false;
    line.files = line.files.map((file) => (file.requestId === outcome.requestId ? outcome : file));
    return true;
  }

  /** Chosen files for a line: kept here first, then sent. */
  async function add(key: number, chosen: readonly File[]): Promise<void> {
    const added = chosen.map((file) => ({ file, requestId: newRequestId() }));
    for (const { file, requestId } of added)
      if (!(await keepFile(owner.accountId, owner.sheetId, requestId, file))) allKept.value = false;
    const line = lineOf(key);
    if (!line) return;
    const fresh = added.map(({ file, requestId }): DraftFile => {
      const { name: fileName, size: byteCount } = file;
      return { requestId, id: null, fileName, kind: null, byteCount, problem: null };
    });
    line.files = [...line.files, ...fresh];
    await send();
  }

  const going: number[] = [];
  function remove(key: number, requestId: string): void {
    const line = lineOf(key);
    const file = line?.files.find((one) => one.requestId === requestId);
    if (!line || !file) return;
    line.files = line.files.filter((one) => one !== file);
    void forgetFile(requestId);
    if (file.id !== null) going.push(file.id);
  }

  /** The saved sheet names them no more; nor do lines name those of a claim that was given up. */
  function letGo(ofClaim: readonly DraftFile[] = []): void {
    const still = new Set(files().map(({ requestId }) => requestId));
    const given = ofClaim.filter(({ requestId }) => !still.has(requestId));
    for (const id of [...going.splice(0), ...given.flatMap((file) => file.id ?? [])]) drop(id);
    for (const file of given) void forgetFile(file.requestId);
  }

  /** What this doesn't reach, the service's own sweep does later. */
  function drop(id: number): void {
    if (!files().some((file) => file.id === id)) void call('DELETE', `/evidence/${id}`).catch(() => undefined);
  }

  return { allKept, send, add, remove, letGo, stop: () => (stopped = true) };
}
