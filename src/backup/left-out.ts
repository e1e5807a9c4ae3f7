/**
 * Tables whose rows are not carried over, and why. They come back empty. Whatever lets somebody in without a password stands
 * here: who steals a backup must not find an open door in it, and after a restore everybody signs in anew.
 */
export const leftOut: Readonly<Record<string, string>> = {
  sessions: 'A session that was ended since must not come back to life.',
  kept_exports: 'Kept for a day, and made again on request.',
  kept_export_parts: 'Where the bytes of kept exports lie.',
};

/** Tables that are about the database itself: a restore makes its own. */
export const ofTheDatabase: readonly string[] = ['migration', 'start_lock'];
