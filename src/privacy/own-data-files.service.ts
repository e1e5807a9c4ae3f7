import { Injectable, StreamableFile } from '@nestjs/common';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { attachment } from '../http/attachment.js';
import { DocumentExports } from '../documents/document-exports.service.js';
import { workbookOf } from '../documents/description-workbook.js';
import { OwnData } from './own-data.service.js';
import { ownDataDocument } from './own-data-document.js';

const jsonType = 'application/json';

/** What is stored about oneself, to be taken along: as a workbook to read, and as JSON for other programs. */
@Injectable()
export class OwnDataFiles {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly data: OwnData,
    private readonly exports: DocumentExports,
  ) {}

  async workbook(headOnly: boolean, actor: Actor): Promise<StreamableFile> {
    const names = { fileName: `${actor.displayName}个人信息副本`, plainName: `own-data-${this.clock.today()}` };
    return this.exports.file(headOnly, {
      ...(await this.wanted(actor)),
      ...names,
      format: 'xlsx',
      make: async (stamp) => workbookOf(ownDataDocument(await this.data.of(actor), stamp, actor.displayName)),
    });
  }

  async json(headOnly: boolean, actor: Actor): Promise<StreamableFile> {
    const disposition = attachment(`${actor.displayName}个人信息副本.json`, `own-data-${this.clock.today()}.json`);
    if (headOnly) return new StreamableFile(Buffer.alloc(0), { type: jsonType, disposition });
    const bytes = Buffer.from(`${JSON.stringify(await this.data.of(actor), null, 2)}\n`);
    await this.exports.note(await this.wanted(actor), 'json', bytes);
    return new StreamableFile(bytes, { type: jsonType, disposition, length: bytes.length });
  }

  /** Whose trail tells of it: the own branch's, or the organisation's first unit's for an account without a member. */
  private async wanted({ accountId, memberId, ...rest }: Actor) {
    const unitId = await this.database.read(async () => {
      const home = await this.database.row<{ branchId: number }>(
        'SELECT branchId FROM memberships WHERE memberId = ? ORDER BY fromDay DESC LIMIT 1',
        [memberId ?? 0],
      );
      if (home) return home.branchId;
      const root = await this.database.row<{ id: number }>(
        'SELECT id FROM units WHERE parentId IS NULL ORDER BY id LIMIT 1',
      );
      return root?.id ?? 0;
    });
    const about = memberId === null ? { accountId } : { accountId, memberId };
    return { actor: { accountId, memberId, ...rest }, unitId, document: 'ownData', about, action: 'ownData.export' };
  }
}
