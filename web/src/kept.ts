/**
 * What the pages keep in this browser until the service has it: by kind and account, `pointbook.draft.7.31`, in its storage,
 * and files in its database. Signing out takes it away, because telephones are borrowed and desks are shared.
 */
import { forgetFilesOf } from './pages/sheet/kept-files';

const isOf = (accountId: number) => (key: string) => new RegExp(`^pointbook\\.[a-z]+\\.${accountId}\\.`).test(key);

function stores(): Storage[] {
  try {
    return [localStorage, sessionStorage];
  } catch {
    return [];
  }
}

/** In how many places something of this account lies here that wasn't sent. */
export function keptPlaces(accountId: number): number {
  return stores().flatMap((store) => Object.keys(store).filter(isOf(accountId))).length;
}

const leaving = 'pointbook.leaving';

/** Notes who signs out. The page being left may still keep something, so it's the next one that takes all of it away. */
export function leave(accountId: number): void {
  for (const store of stores().slice(1)) store.setItem(leaving, String(accountId));
}

/** Takes away what belongs to whoever signed out in this window. Called before a page shows anything. */
export async function forgetWhoLeft(): Promise<void> {
  const accountId = Number(stores()[1]?.getItem(leaving) ?? 0);
  if (accountId === 0) return;
  for (const store of stores()) for (const key of Object.keys(store).filter(isOf(accountId))) store.removeItem(key);
  await forgetFilesOf(accountId);
  stores()[1]?.removeItem(leaving);
}
