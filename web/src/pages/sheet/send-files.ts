/** Sends the files of a sheet that wait in this browser, one after the other. */
import { reactive } from 'vue';
import { ApiProblem, asProblem, sendFile } from '../../api';
import type { EvidenceFile } from '../../api-types';
import type { DraftFile } from './draft-files';
import { forgetFile, keptFile } from './kept-files';

/** How far an upload is, from 0 to 1, by its key. What isn't in here waits. */
export const progressOf = reactive(new Map<string, number>());

/** After these another attempt may go well; everything else is said at the file. */
const passing = new Set([
  ...['offline', 'away', 'busy', 'tooManyRequests', 'internal'],
  ...['signInRequired', 'passwordChangeRequired'],
]);

interface Owner {
  accountId: number;
  sheetId: number;
}

/**
 * Sends one file and answers what became of it. The key makes a repeated upload the same file.
 * @throws ApiProblem when nobody knows, or nobody could be asked: it goes on waiting
 */
export async function sendKept({ accountId, sheetId }: Owner, file: DraftFile): Promise<DraftFile> {
  const { requestId, fileName } = file;
  const blob = await keptFile(accountId, sheetId, requestId);
  if (!blob) return { ...file, problem: { code: 'lost', params: {} } };
  progressOf.set(requestId, 0);
  try {
    const stored = await sendFile<EvidenceFile>(`/sheets/${sheetId}/evidence`, blob, { requestId, fileName }, (part) =>
      progressOf.set(requestId, part),
    );
    await forgetFile(requestId);
    const { id, fileName: name, kind, byteCount } = stored;
    return { ...file, id, fileName: name, kind, byteCount, problem: null };
  } catch (error) {
    const problem = asProblem(error);
    if (passing.has(problem.code)) throw problem;
    await forgetFile(requestId);
    return { ...file, problem: whyNotTaken(problem) };
  } finally {
    progressOf.delete(requestId);
  }
}

function whyNotTaken(problem: ApiProblem): NonNullable<DraftFile['problem']> {
  const [first] = problem.errors;
  if (problem.code === 'invalid' && first) return { code: first.code, params: first.params ?? {} };
  return { code: problem.code, params: {} };
}
