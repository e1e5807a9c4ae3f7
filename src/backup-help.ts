export const backupHelp = `  backup FILE|FOLDER [--keep N] [--without-evidence] [--unencrypted] [--lang zh|en]
                        saves everything while the service runs, encrypted for BACKUP_RECIPIENTS or with
                        BACKUP_PASSPHRASE_FILE; into a folder by name of time, keeping the newest N
  backup check FILE     reads a backup to its end and compares every digest
  backup key FILE       makes a key: FILE opens backups, what is printed goes into BACKUP_RECIPIENTS
  restore FILE          fills the empty database of DATABASE_URL, of either kind, and the evidence store`;
