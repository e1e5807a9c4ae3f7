/**
 * Tables whose rows are not carried over, and why. They come back empty. Whatever lets somebody in without a password stands
 * here: who steals a backup must not find an open door in it, and what was ended since must not come back to life. Second factors,
 * recovery codes and links to a provider are carried over: none of them opens anything without a password or the provider's
 * word, and without them everybody would have to be let in by hand on the worst day. A name that this database doesn't have, being
 * older, does no harm.
 */
export const leftOut: Readonly<Record<string, string>> = {
  sessions: 'a session that was ended since must not come back to life; everybody signs in anew',
  half_sign_ins: 'a sign-in that waits for its second step waits for minutes',
  provider_requests: 'who is on the way to a provider of sign-ins is so for minutes',
  personal_tokens: 'a token that was revoked since must not come back to life; programs get new ones',
  limit_uses: 'what was counted against an allowance is over by then',
  unknown_names: 'the same',
  kept_exports: 'kept for a day, and made again on request',
  kept_export_parts: 'where the bytes of kept exports lie',
};

/** Columns that come back empty, for the same reason: a one-time code that was used since must open nothing. */
export const leftOutColumns: Readonly<Record<string, readonly string[]>> = {
  accounts: ['oneTimeCodeHash', 'oneTimeCodeUntil'],
};

/** Tables that are about the database itself: a restore makes its own. */
export const ofTheDatabase: readonly string[] = ['migration', 'start_lock'];
