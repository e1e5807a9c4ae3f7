/** What a MySQL server and the process behind it have done so far. All of it is the server's: it must have nothing else to do. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import mysql from 'mysql2/promise';
import { cpuOf } from '../theme-day/instances.js';

export interface Reading {
  cpuMilliseconds: number;
  statements: number;
  commits: number;
  logBytes: number;
  binlogBytes: number;
  /** Between the service and MySQL, both ways. */
  wireBytes: number;
}

export class ServerMeter {
  private constructor(
    private readonly connection: mysql.Connection,
    private readonly schema: string,
    private readonly pid: number,
  ) {}

  static async open(url: string): Promise<ServerMeter> {
    const connection = await mysql.createConnection({ uri: url });
    const [[{ port }]] = (await connection.query('SELECT @@port AS port')) as unknown as [[{ port: number }]];
    return new ServerMeter(connection, new URL(url).pathname.slice(1), listenerOn(port));
  }

  async read(): Promise<Reading> {
    const [rows] = (await this.connection.query('SHOW GLOBAL STATUS')) as unknown as [
      { Variable_name: string; Value: string }[],
    ];
    const status = new Map(rows.map(({ Variable_name: name, Value: value }) => [name, Number(value)]));
    const of = (...names: string[]) => names.reduce((sum, name) => sum + status.get(name)!, 0);
    const [logs] = (await this.connection.query('SHOW BINARY LOGS')) as unknown as [{ File_size: number }[]];
    return {
      cpuMilliseconds: cpuOf(this.pid),
      statements: of('Questions'),
      commits: of('Com_commit'),
      logBytes: of('Innodb_os_log_written'),
      binlogBytes: logs.reduce((sum, { File_size: size }) => sum + Number(size), 0),
      wireBytes: of('Bytes_received', 'Bytes_sent'),
    };
  }

  /** Of the schema's tables and indexes: leaf pages, since what is reserved ahead for small tables would weigh more than what they hold. */
  async storedBytes(): Promise<number> {
    const [tables] = (await this.connection.query(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?',
      [this.schema],
    )) as unknown as [{ name: string }[]];
    const names = tables.map(({ name }) => `\`${this.schema}\`.\`${name}\``).join(', ');
    await this.connection.query(`ANALYZE NO_WRITE_TO_BINLOG TABLE ${names}`);
    const [[{ pages, pageBytes }]] = (await this.connection.query(
      `SELECT SUM(stat_value) AS pages, @@innodb_page_size AS pageBytes FROM mysql.innodb_index_stats
        WHERE database_name = ? AND stat_name = 'n_leaf_pages'`,
      [this.schema],
    )) as unknown as [[{ pages: string; pageBytes: number }]];
    return Number(pages) * pageBytes;
  }

  close(): Promise<void> {
    return this.connection.end();
  }
}

/** The process on this machine that listens on the port. */
function listenerOn(port: number): number {
  const listening = '0A';
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const sockets = ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === listening && local!.endsWith(`:${wanted}`))
    .map((fields) => `socket:[${fields[9]}]`);
  const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && sockets.some((socket) => holds(name, socket)));
  if (pid === undefined)
    throw new Error(`MySQL (port ${port}) must run on this machine, as a process this one may see.`);
  return Number(pid);
}

function holds(pid: string, socket: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === socket);
  } catch {
    return false; // It has ended meanwhile, or is somebody else's.
  }
}
