import type { MysqlFacts } from '#src/database/settings.js';

/** What a server says of itself that is taken. */
export const goodMysql: MysqlFacts = {
  version: '8.4.6',
  sql_mode:
    'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,PIPES_AS_CONCAT',
  character_set_connection: 'utf8mb4',
  collation_connection: 'utf8mb4_0900_bin',
  transaction_isolation: 'READ-COMMITTED',
  time_zone: '+00:00',
  innodb_lock_wait_timeout: 5,
  innodb_flush_log_at_trx_commit: 1,
  innodb_doublewrite: 'ON',
  log_bin: 1,
  sync_binlog: 1,
  foreign_key_checks: 1,
};
