import sax from 'sax';
import { SpreadsheetProblem } from './spreadsheet-problem.js';

/** Names come without their namespace prefix: some programs write `<x:row>`, others `<row>`. */
export interface XmlHandlers {
  open?(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
}

const DEPTH_LIMIT = 64;

/** Walks a part of a workbook without ever holding it whole. Document types (and with them entities) are refused. */
export async function readXml(part: string, pieces: AsyncIterable<Uint8Array>, handlers: XmlHandlers): Promise<void> {
  const broken = () => new SpreadsheetProblem('brokenFile', { part });
  // Strict entities are the five of XML, not the hundreds of HTML; the option is missing from the published types.
  const options: sax.SAXOptions & { strictEntities: boolean } = { strictEntities: true, position: false };
  const parser = sax.parser(true, options);
  let depth = 0;
  parser.onerror = () => {
    throw broken();
  };
  parser.ondoctype = () => {
    throw broken();
  };
  parser.onopentag = ({ name, attributes }) => {
    if (++depth > DEPTH_LIMIT) throw broken();
    handlers.open?.(local(name), attributes as Record<string, string>);
  };
  parser.onclosetag = (name) => {
    depth--;
    handlers.close?.(local(name));
  };
  parser.ontext = (text) => handlers.text?.(text);
  parser.oncdata = (text) => handlers.text?.(text);

  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (piece?: Uint8Array) => {
    try {
      return piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
    } catch {
      throw broken();
    }
  };
  for await (const piece of pieces) parser.write(decode(piece));
  parser.write(decode()).close();
}

/** An attribute by its local name, as `r:id` may carry any prefix. */
export function attribute(attributes: Record<string, string>, name: string): string | undefined {
  return attributes[name] ?? Object.entries(attributes).find(([key]) => local(key) === name)?.[1];
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
