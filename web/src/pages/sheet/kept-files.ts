/**
 * Files that were chosen and aren't with the service yet, kept in this browser's database until they are: text goes into
 * localStorage, photographs are too large for it. By account, like everything that is kept.
 */
interface KeptFile {
  requestId: string;
  owner: string;
  blob: Blob;
}

const store = 'files';
/** Where the browser has no database for us (a private window), they last as long as the page. */
const inMemory = new Map<string, KeptFile>();

const ownerOf = (accountId: number, sheetId: number) => `${accountId}.${sheetId}`;

let opening: Promise<IDBDatabase> | null = null;
function open(): Promise<IDBDatabase> {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('pointbook', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: 'requestId' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no database'));
  });
  return opening;
}

async function inStore<T>(mode: IDBTransactionMode, work: (files: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode);
    const request = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error('not kept'));
  });
}

/** False when the browser doesn't keep it: the file then has to be sent before the page is closed. */
export async function keepFile(accountId: number, sheetId: number, requestId: string, blob: Blob): Promise<boolean> {
  const kept = { requestId, owner: ownerOf(accountId, sheetId), blob };
  inMemory.set(requestId, kept);
  try {
    await inStore('readwrite', (files) => files.put(kept));
    return true;
  } catch {
    return false;
  }
}

/** The file as it was chosen; null when it isn't here (any more), or is another account's. */
export async function keptFile(accountId: number, sheetId: number, requestId: string): Promise<Blob | null> {
  const owner = ownerOf(accountId, sheetId);
  const here = inMemory.get(requestId);
  if (here) return here.owner === owner ? here.blob : null;
  try {
    const found = await inStore('readonly', (files) => files.get(requestId) as IDBRequest<KeptFile | undefined>);
    return found?.owner === owner ? found.blob : null;
  } catch {
    return null;
  }
}

export async function forgetFile(requestId: string): Promise<void> {
  inMemory.delete(requestId);
  try {
    await inStore('readwrite', (files) => files.delete(requestId));
  } catch {
    // Then it wasn't kept.
  }
}

/** Takes away everything that this account keeps here. */
export async function forgetFilesOf(accountId: number): Promise<void> {
  const isOf = ({ owner }: KeptFile) => owner.startsWith(`${accountId}.`);
  for (const kept of inMemory.values()) if (isOf(kept)) inMemory.delete(kept.requestId);
  try {
    const all = await inStore('readonly', (files) => files.getAll() as IDBRequest<KeptFile[]>);
    for (const { requestId } of all.filter(isOf)) await inStore('readwrite', (files) => files.delete(requestId));
  } catch {
    // Then nothing was kept.
  }
}
