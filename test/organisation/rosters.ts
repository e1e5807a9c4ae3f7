import { writeCsv } from '#src/spreadsheets/write-csv.js';
import type { Answer, Client } from '../support/app.js';

export const rosterHead = [
  '支部',
  '党员编号',
  '姓名',
  '党员类别',
  '人员状态',
  '出生年',
  '党小组',
  '考核方式',
  '转入日期',
];
export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** One person of a roster; a test says what matters to it. */
export interface Person {
  branch: string;
  number: string;
  name: string;
  standing: string;
  situation: string;
  birthYear: string;
  group: string;
  profile: string;
  fromDay: string;
}

export function rosterRow(person: Partial<Person>): string[] {
  const { branch = '', number = '', name = '王某', standing = '正式党员', situation = '在职' } = person;
  const { birthYear = '1980', group = '', profile = '全项', fromDay = '' } = person;
  return [branch, number, name, standing, situation, birthYear, group, profile, fromDay];
}

export function rosterCsv(people: readonly Partial<Person>[]): Uint8Array {
  return writeCsv([rosterHead, ...people.map(rosterRow)]);
}

/** A file that is handed in as one person, for one unit. */
export class RosterDesk {
  constructor(
    private readonly client: Client,
    private readonly unitId: number,
  ) {}

  preview(bytes: Uint8Array | string, fileName = '名册.csv', type = 'text/csv'): Promise<Answer> {
    const address = `/api/v1/units/${this.unitId}/roster-previews?fileName=${encodeURIComponent(fileName)}`;
    return this.client.post(address, bytes, { headers: { 'content-type': type } });
  }

  import(bytes: Uint8Array, digest: string, fileName = '名册.csv', type = 'text/csv'): Promise<Answer> {
    const query = `fileName=${encodeURIComponent(fileName)}&digest=${digest}`;
    const address = `/api/v1/units/${this.unitId}/roster-imports?${query}`;
    return this.client.post(address, bytes, { headers: { 'content-type': type } });
  }

  /** Looks first, as everybody does, and imports what was shown. */
  async importAfterPreview(bytes: Uint8Array, fileName = '名册.csv', type = 'text/csv'): Promise<Answer> {
    const preview = await this.preview(bytes, fileName, type);
    if (preview.status !== 200) return preview;
    return this.import(bytes, preview.body.digest, fileName, type);
  }
}

/** Two bytes for each character that GBK has, by asking the decoder what every pair means. */
export function inGbk(text: string): Uint8Array {
  const decoder = new TextDecoder('gbk');
  const pairs = new Map<string, number[]>();
  for (let first = 0x81; first <= 0xfe; first += 1)
    for (let second = 0x40; second <= 0xfe; second += 1) {
      const character = decoder.decode(Uint8Array.of(first, second));
      if ([...character].length === 1 && !pairs.has(character)) pairs.set(character, [first, second]);
    }
  return Uint8Array.from(
    [...text].flatMap((character) => (character < '\x80' ? [character.charCodeAt(0)] : pairs.get(character)!)),
  );
}
