import { Injectable, StreamableFile } from '@nestjs/common';
import type { Canonical } from '../audit/canonical.js';
import { chainOf, sha256, Trail } from '../audit/trail.service.js';
import { Clock, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { attachment } from '../http/attachment.js';
import type { DocumentDescription } from './description.js';
import { csvOf } from './description-csv.js';
import { wordOf } from './description-word.js';
import { workbookOf } from './description-workbook.js';
import type { Stamp } from './document-words.js';
import { type ExportWish, type FileFormat, mediaTypeOf } from './exported.js';

export interface WantedDocument {
  actor: Actor;
  /** Whose chain of the trail tells of it. */
  unitId: number;
  /** The document's key in the catalogue: 'board', 'registerCard'. */
  document: string;
  /** What it is about: a month, a period, a member. */
  about: Record<string, Canonical>;
  describe: (stamp: Stamp) => DocumentDescription | Promise<DocumentDescription>;
  /** Of documents that had an action of their own before this one: 'board.export'. */
  action?: string;
}

/** A document with a writer of its own: minutes, slips, forms. */
export interface WantedFile extends Omit<WantedDocument, 'describe'> {
  format: FileFormat;
  /** Without its ending: as people read it, and in plain letters. */
  fileName: string;
  plainName: string;
  make: (stamp: Stamp) => Promise<Uint8Array>;
}

const writers: Record<FileFormat, (description: DocumentDescription) => Buffer | Promise<Buffer>> = {
  xlsx: workbookOf,
  docx: wordOf,
  csv: csvOf,
};

/**
 * Hands documents out, in the format that is wished. Every file says in itself which version it is, who took it out and when; the
 * same stands with the digest of its bytes in the unit's trail, so that a file that turns up can be told from one that was made up.
 * A preview (json) and the mere head of an answer take nothing out of the house and leave no line.
 */
@Injectable()
export class DocumentExports {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
  ) {}

  async answer(
    { format, headOnly }: ExportWish,
    wanted: WantedDocument,
  ): Promise<StreamableFile | DocumentDescription> {
    const at = this.clock.now();
    const description = await wanted.describe(await this.stampOf(wanted.actor, wanted.unitId, at));
    if (format === 'json') return preview(description);
    if (headOnly) return fileOf(Buffer.alloc(0), description, format);
    const bytes = await writers[format](description);
    await this.note(wanted, format, bytes, at);
    return fileOf(bytes, description, format);
  }

  /** The same for a document that isn't described as data. */
  async file(headOnly: boolean, wanted: WantedFile): Promise<StreamableFile> {
    if (headOnly) return fileOf(Buffer.alloc(0), wanted, wanted.format);
    const at = this.clock.now();
    const bytes = await wanted.make(await this.stampOf(wanted.actor, wanted.unitId, at));
    await this.note(wanted, wanted.format, bytes, at);
    return fileOf(bytes, wanted, wanted.format);
  }

  /** Who takes something out of a unit's house, and when, under the name of the organisation's first unit. */
  async stampOf(actor: Actor, unitId: number, exportedAt: Instant = this.clock.now()): Promise<Stamp> {
    return this.database.read(async () => {
      const unit = await this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [unitId]);
      const rootId = Number(unit?.path.split('/')[1]);
      const root = await this.database.row<{ name: string }>('SELECT name FROM units WHERE id = ?', [rootId]);
      return { exportedBy: actor.displayName, exportedAt, organisation: root?.name ?? '' };
    });
  }

  /** The line of a file that was taken out; call it before the file is sent, so that none leaves without its line. */
  async note(
    { actor, unitId, document, about, action = 'document.export' }: Omit<WantedDocument, 'describe'>,
    format: string,
    bytes: Uint8Array,
    at: Instant = this.clock.now(),
  ): Promise<void> {
    const line = { chain: chainOf(unitId), at, action, actorAccountId: actor.accountId };
    const fileDigest = sha256(bytes);
    await this.database.write(() => this.trail.append({ ...line, about: { ...about, document, format, fileDigest } }));
  }
}

function fileOf(
  bytes: Uint8Array,
  { fileName, plainName }: Pick<DocumentDescription, 'fileName' | 'plainName'>,
  format: FileFormat,
): StreamableFile {
  return new StreamableFile(bytes, {
    type: format === 'csv' ? `${mediaTypeOf.csv}; charset=utf-8` : mediaTypeOf[format],
    disposition: attachment(`${fileName}.${format}`, `${plainName}.${format}`),
    ...(bytes.length > 0 && { length: bytes.length }),
  });
}

/** Widths are whole numbers in the API; what is half a character wider is no other document. */
function preview(description: DocumentDescription): DocumentDescription {
  return {
    ...description,
    sections: description.sections.map((section) => ({
      ...section,
      parts: section.parts.map((part) =>
        part.kind !== 'table'
          ? part
          : {
              ...part,
              columns: part.columns.map((column) => ({
                ...column,
                widthCharacters: Math.ceil(column.widthCharacters),
              })),
            },
      ),
    })),
  };
}
