import { type Archive, openArchive } from '../spreadsheets/archive.js';
import { SpreadsheetProblem } from '../spreadsheets/spreadsheet-problem.js';
import type { EvidenceKind } from './evidence-kind.js';
import { EvidenceProblem, type EvidenceProblemCode } from './evidence-problem.js';

/** What may lie inside of a document as a document of its own, such as the table behind a chart. */
const harmlessEmbeddings = /\/embeddings\/[^/]+\.(xlsx|docx|pptx)$/i;
const macroParts = /vbaProject|vbaData|(^|\/)macrosheets\//i;
const activeParts = /(^|\/)activeX\/|(^|\/)embeddings\/|oleObject[^/]*\.bin$/i;
const relationship = /<(?:\w+:)?Relationship\b[^>]*>/gi;
/** What Word and Excel fetch from elsewhere by themselves, as soon as the file is opened. A hyperlink is pressed by a person. */
const fetchedFromElsewhere = /\/(attachedTemplate|oleObject|frame|subDocument|externalLinkPath|externalLink)"/i;

const codes: Partial<Record<string, EvidenceProblemCode>> = { encrypted: 'encrypted', zipBomb: 'zipBomb' };

/**
 * Whether a zip is a .docx or .xlsx that may be kept: read by its directory first, then unpacked piece by piece within the
 * limits of every archive, so that one that lies about its sizes is found. Throws EvidenceProblem.
 */
export async function checkOffice(bytes: Uint8Array): Promise<EvidenceKind> {
  try {
    const archive = await openArchive(bytes);
    const kind = kindOf(archive);
    refuseParts(archive.names);
    for (const name of archive.names) await checkPart(archive, name);
    return kind;
  } catch (error) {
    if (!(error instanceof SpreadsheetProblem)) throw error;
    throw new EvidenceProblem(codes[error.code] ?? 'brokenFile');
  }
}

function kindOf({ names }: Archive): EvidenceKind {
  if (names.includes('[Content_Types].xml') && names.includes('_rels/.rels')) {
    if (names.includes('word/document.xml')) return 'docx';
    if (names.includes('xl/workbook.xml')) return 'xlsx';
  }
  if (names.includes('xl/workbook.bin')) throw new EvidenceProblem('oldFormat');
  throw new EvidenceProblem('kindNotAccepted', { looksLike: 'zip' });
}

function refuseParts(names: readonly string[]): void {
  if (names.some((name) => macroParts.test(name))) throw new EvidenceProblem('macros');
  if (names.some((name) => activeParts.test(name) && !harmlessEmbeddings.test(name)))
    throw new EvidenceProblem('activeContent', { what: 'embeddedObject' });
}

/** Unpacks one part and looks into those that say what the others are. */
async function checkPart(archive: Archive, name: string): Promise<void> {
  const isTypes = name === '[Content_Types].xml';
  const kept: Uint8Array[] = [];
  for await (const piece of archive.read(name)) if (isTypes || name.endsWith('.rels')) kept.push(piece);
  const text = Buffer.concat(kept).toString('utf8');
  if (isTypes && /macroEnabled|vbaProject/i.test(text)) throw new EvidenceProblem('macros');
  const links = text.match(relationship) ?? [];
  if (links.some((link) => /TargetMode\s*=\s*["']External/i.test(link) && fetchedFromElsewhere.test(link)))
    throw new EvidenceProblem('activeContent', { what: 'externalContent' });
}
