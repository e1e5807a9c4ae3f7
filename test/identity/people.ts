import type { Database } from '#src/database/database.js';
import { hashPassword } from '#src/identity/passwords.js';
import { anAccount } from '../support/organisation.js';

export const password = 'correct horse 积分';
let hashed: Promise<string> | undefined;

/** An account that signs in with the password above. */
export async function aPerson(
  database: Database,
  wish: Parameters<typeof anAccount>[1] & { mustChangePassword?: boolean } = {},
) {
  hashed ??= hashPassword(password);
  const passwordHash = await hashed;
  const accountId = await anAccount(database, wish);
  await database.write(() =>
    database.change('UPDATE accounts SET passwordHash = ?, mustChangePassword = ? WHERE id = ?', [
      passwordHash,
      wish.mustChangePassword ? 1 : 0,
      accountId,
    ]),
  );
  return accountId;
}
