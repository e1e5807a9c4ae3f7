import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import { checkOffice } from '../evidence/check-office.js';
import { EvidenceProblem } from '../evidence/evidence-problem.js';
import { type Archive, openArchive } from '../spreadsheets/archive.js';
import { SpreadsheetProblem } from '../spreadsheets/spreadsheet-problem.js';
import { TemplateProblem, templateLimits } from './template-problem.js';
import {
  type Allowance,
  attributeOf,
  childrenOf,
  decoded,
  localName,
  parseXml,
  type XmlElement,
  xmlBytes,
} from './xml.js';

export type TemplateKind = 'xlsx' | 'docx';

export interface Relationship {
  id: string;
  /** The last part of its type: 'worksheet', 'hyperlink'. */
  type: string;
  /** A part of the package, or an address outside. */
  target: string;
  isExternal: boolean;
}

/** An .xlsx or .docx that has been looked into: its parts by name, those that were read as trees, and what is written back. */
export class OfficePackage {
  private readonly trees = new Map<string, XmlElement>();
  private readonly allowance: Allowance = { nodes: templateLimits.nodes };

  constructor(
    readonly kind: TemplateKind,
    private readonly parts: Map<string, Uint8Array>,
  ) {}

  get names(): string[] {
    return [...this.parts.keys()];
  }

  has(name: string): boolean {
    return this.parts.has(name);
  }

  bytesOf(name: string): Uint8Array {
    const bytes = this.parts.get(name);
    if (!bytes) throw new TemplateProblem('brokenFile', { part: name });
    return bytes;
  }

  /** A part as a tree: what is changed in it is written into the file. Throws TemplateProblem. */
  tree(name: string): XmlElement {
    const known = this.trees.get(name);
    if (known) return known;
    const root = parseXml(name, this.bytesOf(name), this.allowance);
    this.trees.set(name, root);
    return root;
  }

  add(name: string, root: XmlElement): void {
    this.parts.set(name, new Uint8Array());
    this.trees.set(name, root);
  }

  /** Takes a part out, with its relationships and what the package says about its kind. */
  remove(name: string): void {
    this.parts.delete(name);
    this.trees.delete(name);
    this.parts.delete(relationshipsPart(name));
    const types = this.tree('[Content_Types].xml');
    types.children = types.children.filter(
      (child) => typeof child !== 'object' || 'raw' in child || attributeOf(child, 'PartName') !== `/${name}`,
    );
  }

  /** The relationships of a part ('' for the package), targets as names in the package. */
  relationshipsOf(part: string): Relationship[] {
    const name = relationshipsPart(part);
    if (!this.has(name)) return [];
    return childrenOf(this.tree(name)).map((element) => {
      const { Id: id = '', Type: type = '', Target: target = '', TargetMode: mode } = element.attributes;
      const isExternal = mode === 'External';
      return {
        id,
        type: type.slice(type.lastIndexOf('/') + 1),
        target: isExternal ? target : resolved(part, target),
        isExternal,
      };
    });
  }

  removeRelationships(part: string, without: (relationship: Relationship) => boolean): void {
    const gone = new Set(
      this.relationshipsOf(part)
        .filter(without)
        .map(({ id }) => id),
    );
    if (gone.size === 0) return;
    const root = this.tree(relationshipsPart(part));
    root.children = root.children.filter(
      (child) => typeof child !== 'object' || 'raw' in child || !gone.has(child.attributes['Id'] ?? ''),
    );
  }

  /** The part that a relationship of the package or of another part names; undefined where there is none. */
  partOf(part: string, type: string): string | undefined {
    return this.relationshipsOf(part).find((each) => each.type === type && !each.isExternal && this.has(each.target))
      ?.target;
  }

  /** The file. Whoever packs the same parts gets the same bytes: entries carry one fixed day. */
  packed(): Buffer {
    const entries: Record<string, [Uint8Array, { level: 0 | 6; mtime: number }]> = {};
    // Some programs look for the list of kinds first.
    const names = [...this.names].sort((one, other) => Number(other === types) - Number(one === types));
    for (const name of names) {
      const tree = this.trees.get(name);
      const isPacked = /\.(png|jpe?g|gif)$/i.test(name);
      entries[name] = [
        tree ? xmlBytes(tree) : this.bytesOf(name),
        { level: isPacked ? 0 : 6, mtime: Date.UTC(2000, 0, 1) },
      ];
    }
    return Buffer.from(zipSync(entries));
  }
}

const types = '[Content_Types].xml';

function relationshipsPart(part: string): string {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  return `${folder}_rels/${part.slice(folder.length)}.rels`;
}

/** 'xl/worksheets/sheet1.xml' and '../drawings/drawing1.xml' → 'xl/drawings/drawing1.xml'. */
function resolved(part: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const steps = part.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  }
  return steps.join('/');
}

/**
 * Looks into a file and opens it as a template: by its directory first, then piece by piece within the limits of every archive.
 * What could do more than be filled and printed is refused, never repaired. Throws TemplateProblem and nothing else.
 */
export async function openPackage(bytes: Uint8Array): Promise<OfficePackage> {
  if (bytes.byteLength === 0) throw new TemplateProblem('empty');
  if (bytes.byteLength > templateLimits.fileBytes)
    throw new TemplateProblem('tooLarge', { limitBytes: templateLimits.fileBytes });
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  refuseOtherKinds(buffer);
  try {
    const archive = await openArchive(buffer);
    if (archive.names.includes('mimetype') && archive.names.includes('content.xml'))
      throw new TemplateProblem('oldFormat');
    const kind = await checkOffice(buffer);
    const opened = new OfficePackage(kind as TemplateKind, await unpacked(archive));
    refuseForeign(opened);
    return opened;
  } catch (error) {
    throw asTemplateProblem(error);
  }
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function asTemplateProblem(error: unknown): unknown {
  if (error instanceof EvidenceProblem) return new TemplateProblem(error.code as TemplateProblem['code'], error.params);
  if (!(error instanceof SpreadsheetProblem)) return error;
  const code = error.code === 'encrypted' || error.code === 'zipBomb' ? error.code : 'brokenFile';
  return new TemplateProblem(code, code === 'brokenFile' ? { part: error.params['part'] ?? 'zip' } : {});
}

function refuseOtherKinds(buffer: Buffer): void {
  const start = buffer.subarray(0, 2).toString('latin1');
  if (start === 'PK') return;
  if (buffer.subarray(0, 4).toString('hex') === 'd0cf11e0') {
    // The container of .doc and .xls; a file with a password is put into one, too.
    const encrypted = buffer.includes(Buffer.from('EncryptedPackage', 'utf16le'));
    throw new TemplateProblem(encrypted ? 'encrypted' : 'oldFormat');
  }
  const words = buffer.subarray(0, 1000).toString('utf8').toLowerCase();
  if (/<html|<table|<!doctype html/.test(words)) throw new TemplateProblem('htmlDisguised');
  if (/^\s*(<\?xml|\{\\rtf|<workbook)/.test(words)) throw new TemplateProblem('oldFormat');
  throw new TemplateProblem('kindNotAccepted', { looksLike: words.startsWith('%pdf') ? 'pdf' : 'unknown' });
}

async function unpacked(archive: Archive): Promise<Map<string, Uint8Array>> {
  const parts = new Map<string, Uint8Array>();
  let length = 0;
  for (const name of archive.names) {
    if (name.endsWith('/')) continue;
    const pieces: Uint8Array[] = [];
    for await (const piece of archive.read(name)) {
      length += piece.length;
      if (length > templateLimits.unpackedBytes) throw new TemplateProblem('zipBomb');
      pieces.push(piece);
    }
    parts.set(name, Buffer.concat(pieces));
  }
  return parts;
}

/** The kinds of main part that are neither templates of the office program's own nor anything with macros. */
const mainTypes: Record<TemplateKind, { part: string; type: RegExp }> = {
  xlsx: { part: 'xl/workbook.xml', type: /spreadsheetml\.sheet\.main\+xml$/ },
  docx: { part: 'word/document.xml', type: /wordprocessingml\.document\.main\+xml$/ },
};
const foreignParts: readonly [RegExp, string][] = [
  [/^xl\/(externalLinks\/|connections\.xml|queryTables\/|webextensions?)|^customUI/i, 'externalContent'],
  [/^xl\/(ctrlProps|dialogsheets|macrosheets|activeX)\//i, 'formControl'],
  [/^xl\/pivot(Tables|Cache)\//i, 'pivotTable'],
  [/\.(html?|mht|mhtml|rtf|exe|js|vbs|swf)$/i, 'foreignPart'],
];
/** Fields that fetch or start something when the file is opened. */
const fetchingFields = /\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|MACROBUTTON|RD)\b/i;
const harmlessAddress = /^(https?:|mailto:|tel:|#)/i;

function refuseForeign(file: OfficePackage): void {
  for (const name of file.names) {
    const what = foreignParts.find(([pattern]) => pattern.test(name))?.[1];
    if (what) throw new TemplateProblem('activeContent', { what, where: name });
    if (!/\.(xml|rels|vml)$/i.test(name)) continue;
    let text: string;
    try {
      text = decoded(file.bytesOf(name));
    } catch {
      throw new TemplateProblem('brokenFile', { part: name });
    }
    if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new TemplateProblem('brokenFile', { part: name });
  }
  const main = mainTypes[file.kind];
  const declared = childrenOf(file.tree(types)).find((element) => attributeOf(element, 'PartName') === `/${main.part}`);
  const contentType = declared && attributeOf(declared, 'ContentType');
  if (!contentType || !main.type.test(contentType))
    throw new TemplateProblem('kindNotAccepted', { looksLike: contentType ?? 'zip' });
  if (file.partOf('', 'officeDocument') !== main.part) throw new TemplateProblem('brokenFile', { part: '_rels/.rels' });
  for (const name of file.names.filter((each) => each.endsWith('.rels'))) refuseRelationships(file, name);
  if (file.kind === 'docx')
    for (const name of file.names.filter((each) => /^word\/[^/]+\.xml$/.test(each))) refuseFields(file, name);
}

/** Anything outside that isn't an address for a person to press: a template from elsewhere, a linked picture, another file. */
function refuseRelationships(file: OfficePackage, name: string): void {
  for (const element of childrenOf(file.tree(name))) {
    const { Type: type = '', Target: target = '', TargetMode: mode } = element.attributes;
    const where = target.slice(0, 100);
    const isHyperlink = /\/hyperlink$/.test(type);
    if (mode === 'External' && !(isHyperlink && harmlessAddress.test(target)))
      throw new TemplateProblem('activeContent', { what: 'externalContent', where });
    if (/\/(attachedTemplate|aFChunk|subDocument|frame|oleObject|control)$/i.test(type))
      throw new TemplateProblem('activeContent', { what: 'externalContent', where });
  }
}

function refuseFields(file: OfficePackage, name: string): void {
  // An instruction may be split over runs as any text is; what stands between the pieces is no part of it.
  let instructions = '';
  const collect = (element: XmlElement): void => {
    const local = localName(element);
    if (local === 'instrText') instructions += element.children.filter((child) => typeof child === 'string').join('');
    else if (local === 'fldSimple') instructions += ` ${attributeOf(element, 'instr') ?? ''} `;
    else if (local === 'fldChar' && attributeOf(element, 'fldCharType') === 'begin') instructions += ' ';
    else if (local === 'altChunk') throw new TemplateProblem('activeContent', { what: 'foreignPart', where: name });
    childrenOf(element).forEach(collect);
  };
  collect(file.tree(name));
  const found = fetchingFields.exec(instructions.replace(/"[^"]*"/g, '""'));
  if (found) throw new TemplateProblem('activeContent', { what: 'field', where: found[0] });
}
