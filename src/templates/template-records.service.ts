import { Injectable } from '@nestjs/common';
import { Database, marks } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import { digestOf } from './office-package.js';
import { Template, TemplatePiece, TemplateVersion } from './template.entity.js';
import type { TemplateView } from './template.view.js';

/** Bytes of a piece, before base64 makes them a third longer: rows stay well under a million. */
const pieceBytes = 600_000;

export type TemplateOfUnit = Template & { ownerName: string; ownerKind: UnitKind };

/** Templates as rows. Everything here is called inside `write` or `read`. */
@Injectable()
export class TemplateRecords {
  constructor(private readonly database: Database) {}

  /** Templates of a unit and of those above it: the ids are the steps of its path. */
  offeredTo(unitPath: string): Promise<TemplateOfUnit[]> {
    const unitIds = unitPath.split('/').filter(Boolean).map(Number);
    return this.database.rows<TemplateOfUnit>(
      `SELECT templates.*, units.name AS ownerName, units.kind AS ownerKind
         FROM templates JOIN units ON units.id = templates.unitId
        WHERE templates.unitId IN ${marks(unitIds)}
        ORDER BY CASE WHEN templates.retiredAt IS NULL THEN 0 ELSE 1 END, templates.id`,
      unitIds,
    );
  }

  /** @throws notFound where it belongs neither to the unit nor to one above it */
  async offered(unitPath: string, templateId: number): Promise<TemplateOfUnit> {
    const found = (await this.offeredTo(unitPath)).find(({ id }) => id === templateId);
    if (!found) throw new Refusal('notFound');
    return found;
  }

  ofUnit(unitId: number): Promise<Template[]> {
    return this.database.rows<Template>('SELECT * FROM templates WHERE unitId = ?', [unitId]);
  }

  byRequest(requestId: string): Promise<Template | undefined> {
    return this.database.row<Template>('SELECT * FROM templates WHERE requestId = ?', [requestId]);
  }

  async versionOf(templateId: number, number: number): Promise<TemplateVersion> {
    const found = await this.database.row<TemplateVersion>(
      'SELECT * FROM template_versions WHERE templateId = ? AND number = ?',
      [templateId, number],
    );
    if (!found) throw new Refusal('notFound');
    return found;
  }

  /** The file, which is exactly the one that was stored. */
  async bytesOf({ templateId, number, digest }: TemplateVersion): Promise<Buffer> {
    const pieces = await this.database.rows<{ content: string }>(
      'SELECT content FROM template_pieces WHERE templateId = ? AND number = ? ORDER BY place',
      [templateId, number],
    );
    const bytes = Buffer.concat(pieces.map(({ content }) => Buffer.from(content, 'base64')));
    if (digestOf(bytes) !== digest)
      throw new Error(`The file of template ${templateId}, version ${number}, is not the one that was stored.`);
    return bytes;
  }

  async insert(row: Omit<Template, 'id'>): Promise<number> {
    const [id] = await this.database.insert(Template, [row]);
    return id!;
  }

  async insertVersion(row: TemplateVersion, bytes: Uint8Array): Promise<void> {
    await this.database.insert(TemplateVersion, [row]);
    const pieces: TemplatePiece[] = [];
    for (let at = 0; at < bytes.byteLength; at += pieceBytes) {
      const content = Buffer.from(bytes.subarray(at, at + pieceBytes)).toString('base64');
      pieces.push({ templateId: row.templateId, number: row.number, place: pieces.length + 1, content });
    }
    await this.database.insert(TemplatePiece, pieces);
  }

  async views(templates: readonly TemplateOfUnit[]): Promise<TemplateView[]> {
    if (templates.length === 0) return [];
    const ids = templates.map(({ id }) => id);
    const versions = await this.database.rows<TemplateVersion & { addedByName: string }>(
      `SELECT template_versions.*, accounts.displayName AS addedByName
         FROM template_versions JOIN accounts ON accounts.id = template_versions.addedBy
        WHERE templateId IN ${marks(ids)} ORDER BY number DESC`,
      ids,
    );
    return templates.map(({ id, unitId, ownerName, ownerKind, name, source, kind, retiredAt, version }) => ({
      id,
      unit: { id: unitId, name: ownerName, kind: ownerKind },
      ...{ name, source, kind, retiredAt, version },
      versions: versions
        .filter(({ templateId }) => templateId === id)
        .map(({ number, digest, fileName, byteCount, addedByName, addedAt }) => ({
          ...{ number, digest, fileName, byteCount, addedAt },
          addedBy: addedByName,
        })),
    }));
  }
}
