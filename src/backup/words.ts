import type { BackupProblem, BackupProblemCode } from './backup-problem.js';

export type Language = 'zh' | 'en';

type Params = Readonly<Record<string, string>>;

const problems: Readonly<Record<BackupProblemCode, Record<Language, (params: Params) => string>>> = {
  foreign: {
    zh: () => '这不是积分册的备份。',
    en: () => 'This is not a backup of Pointbook.',
  },
  cutOff: {
    zh: () => '备份不完整：它在不该结束的地方结束了（或者最末一段被改动过）。请换另一份备份。',
    en: () => 'The backup ends before it should (or its last part was changed). Take another one.',
  },
  changed: {
    zh: () => '备份里面有内容被改动或损坏。请换另一份备份。',
    en: () => 'Something in the backup was changed or damaged. Take another one.',
  },
  unsealed: {
    zh: () => '备份没有封条：它没有做完，不能使用。',
    en: () => 'The backup has no seal: it was never finished.',
  },
  wrongKey: {
    zh: () => '用给出的密钥或口令打不开这份备份。',
    en: () => 'The key or passphrase given does not open this backup.',
  },
  keyMissing: {
    zh: () => '备份是加密的：请用 BACKUP_IDENTITY_FILE 给出密钥，或用 BACKUP_PASSPHRASE_FILE 给出口令。',
    en: () =>
      'The backup is encrypted: give the key in BACKUP_IDENTITY_FILE or the passphrase in BACKUP_PASSPHRASE_FILE.',
  },
  notProtected: {
    zh: () => '没有说用什么加密：请设置 BACKUP_RECIPIENTS 或 BACKUP_PASSPHRASE_FILE；确实要明文，请写 --unencrypted。',
    en: () =>
      'Nothing says how to encrypt: set BACKUP_RECIPIENTS or BACKUP_PASSPHRASE_FILE, or say --unencrypted if it shall lie open.',
  },
  bothProtections: {
    zh: () => 'BACKUP_RECIPIENTS 与 BACKUP_PASSPHRASE 只能用一个。',
    en: () => 'Use BACKUP_RECIPIENTS or BACKUP_PASSPHRASE, not both.',
  },
  recipient: {
    zh: ({ recipient }) => `BACKUP_RECIPIENTS：${recipient} 不是一个完整的收件公钥。`,
    en: ({ recipient }) => `BACKUP_RECIPIENTS: ${recipient} is no whole recipient.`,
  },
  identity: {
    zh: () => 'BACKUP_IDENTITY 不是一个完整的密钥。',
    en: () => 'BACKUP_IDENTITY is no whole key.',
  },
  newer: {
    zh: ({ product }) => `备份由更新的版本（${product}）制作，这个版本读不了。请先升级程序。`,
    en: ({ product }) => `The backup was made by a newer version (${product}). Upgrade the program first.`,
  },
  strangeName: {
    zh: ({ name }) => `备份里有不应出现的文件名 ${name}，已拒绝；什么也没有写入。`,
    en: ({ name }) => `There is a name in the backup that is none of ours: ${name}. Nothing was written under it.`,
  },
  strangeTable: {
    zh: ({ table }) => `备份里的表 ${table} 与它自己说的版本不符，已拒绝。`,
    en: ({ table }) => `The table ${table} in the backup is not as its version has it.`,
  },
  rowsDiffer: {
    zh: ({ table }) => `表 ${table} 的行数或摘要与封条不符：备份已损坏。`,
    en: ({ table }) => `Rows of the table ${table} are not those that were sealed: the backup is damaged.`,
  },
  evidenceDiffers: {
    zh: () => '证明材料的数量或摘要与封条不符：备份已损坏。',
    en: () => 'Evidence files are not those that were sealed: the backup is damaged.',
  },
  evidenceInTheWay: {
    zh: ({ name }) => `证明材料目录里已有同名而内容不同的文件 ${name}。请换一个空的目录。`,
    en: ({ name }) => `The evidence store has another file named ${name}. Restore into an empty one.`,
  },
  notRestored: {
    zh: ({ table }) => `表 ${table} 写入后读回的内容与备份不同，已全部撤回。`,
    en: ({ table }) => `The table ${table} did not arrive as it was sent; everything was taken back.`,
  },
  exists: {
    zh: ({ file }) => `${file} 已经存在。备份从不覆盖文件。`,
    en: ({ file }) => `${file} exists already. A backup never overwrites a file.`,
  },
  noFile: {
    zh: ({ file }) => `找不到文件 ${file}。`,
    en: ({ file }) => `There is no file ${file}.`,
  },
  noFolder: {
    zh: ({ folder }) => `找不到文件夹 ${folder}，或不能写入。`,
    en: ({ folder }) => `There is no folder ${folder}, or it can't be written to.`,
  },
  noSpace: {
    zh: ({ file }) => `磁盘已满，${file} 没有做成；没有留下半份备份。`,
    en: ({ file }) => `The disk is full: ${file} was not made, and nothing of it is left.`,
  },
};

export function problemWords({ code, params }: BackupProblem, language: Language): string {
  return problems[code][language](params);
}

/** What the commands say when they go on or are done. */
export const say = {
  zh: {
    table: (name: string, rows: number) => `表 ${name}：${rows} 行`,
    files: (count: number) => `证明材料：${count} 个`,
    made: (file: string, rows: number, files: number) => `已备份：${file}（${rows} 行，${files} 个证明材料）。`,
    open: '注意：这份备份没有加密，谁拿到谁就能读。',
    removed: (count: number) => `有 ${count} 个证明材料在备份期间被删除，没有收入。`,
    missing: (names: string) => `注意：这些证明材料的内容已丢失或被改动，没有收入：${names}。`,
    deleted: (name: string) => `已删除旧备份：${name}`,
    checked: (at: string, product: string, source: string, rows: number, files: number) =>
      `备份完好：${at} 由 ${product} 版从 ${source} 制作，${rows} 行，${files} 个证明材料。`,
    restored: (at: string) => `已恢复到 ${at} 的状态。所有人需要重新登录。`,
    heads: '留痕到这里为止（印出的码若序号更大，就是在备份之后产生的）：',
    next: '接下来：启动服务前先运行 npm run pointbook -- verify（可加 --head 印出的码）。',
    named: '备份不含证明材料的内容；请确认存储桶里还在：npm run pointbook -- evidence sweep。',
    lost: (count: number) => `备份时已有 ${count} 个证明材料的内容不在，恢复后也没有。`,
    key: (file: string) => `密钥已写入 ${file}（权限 0600）。请抄一份另行保管；没有它，备份打不开。公钥：`,
    usage: '用法见 npm run pointbook -- help。',
    keep: '--keep 要写一个 1 到 10000 的整数，并且只用于文件夹。',
    failed: '没有成功：',
    databaseAway: '数据库没有应答，或者它的磁盘已满。',
  },
  en: {
    table: (name: string, rows: number) => `table ${name}: ${rows} rows`,
    files: (count: number) => `evidence files: ${count}`,
    made: (file: string, rows: number, files: number) => `Backed up: ${file} (${rows} rows, ${files} evidence files).`,
    open: 'Mind: this backup is not encrypted. Whoever has it can read it.',
    removed: (count: number) => `${count} evidence files were deleted while the backup was made, and are not in it.`,
    missing: (names: string) => `Mind: the bytes of these evidence files are gone or changed, and not in it: ${names}.`,
    deleted: (name: string) => `Deleted an old backup: ${name}`,
    checked: (at: string, product: string, source: string, rows: number, files: number) =>
      `The backup is sound: made ${at} by ${product} from ${source}, ${rows} rows, ${files} evidence files.`,
    restored: (at: string) => `Restored to how it was at ${at}. Everybody has to sign in anew.`,
    heads: 'The trail ends here (a printed code with a larger number is newer than this backup):',
    next: 'Next: run npm run pointbook -- verify (with --head and a printed code) before the service is started.',
    named: 'The backup has no bytes of evidence; see that the bucket has them: npm run pointbook -- evidence sweep.',
    lost: (count: number) =>
      `The bytes of ${count} evidence files were missing when the backup was made, and are missing now.`,
    key: (file: string) =>
      `The key is in ${file} (mode 0600). Keep a copy elsewhere: without it no backup opens. Recipient:`,
    usage: 'See npm run pointbook -- help.',
    keep: '--keep takes a whole number from 1 to 10000, and a folder.',
    failed: 'Not done: ',
    databaseAway: 'The database does not answer, or its disk is full.',
  },
} as const satisfies Record<Language, unknown>;
