import sax from 'sax';
import { TemplateProblem, templateLimits } from './template-problem.js';

/** An element of a part with its name as written, prefix and all, so that what isn't touched is written as it was read. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlNode[];
}

/** `raw` is markup that was written already: rows of a filled sheet don't become trees first. */
export type XmlNode = XmlElement | string | { raw: readonly string[] };

/** How many elements and texts may still be read, over all parts of a file together. */
export interface Allowance {
  nodes: number;
}

/**
 * Reads a part as a tree. Document types, and with them entities, are refused; so is what isn't UTF-8. Throws TemplateProblem.
 * @param part its name, for the message
 */
export function parseXml(part: string, bytes: Uint8Array, allowance: Allowance): XmlElement {
  const broken = () => new TemplateProblem('brokenFile', { part });
  // Strict entities are the five of XML, not the hundreds of HTML; the option is missing from the published types.
  const options: sax.SAXOptions & { strictEntities: boolean } = { strictEntities: true, position: false };
  const parser = sax.parser(true, options);
  const top: XmlElement = { name: '', attributes: {}, children: [] };
  const open: XmlElement[] = [top];
  const count = () => {
    if (--allowance.nodes < 0) throw new TemplateProblem('tooComplex', { limit: templateLimits.nodes });
  };
  const addText = (text: string) => {
    const { children } = open.at(-1)!;
    const last = children.at(-1);
    if (typeof last === 'string') children[children.length - 1] = last + text;
    else {
      count();
      children.push(text);
    }
  };
  parser.onerror = () => {
    throw broken();
  };
  parser.ondoctype = () => {
    throw broken();
  };
  parser.onopentag = ({ name, attributes }) => {
    if (open.length > templateLimits.depth) throw broken();
    count();
    const element: XmlElement = { name, attributes: attributes as Record<string, string>, children: [] };
    open.at(-1)!.children.push(element);
    open.push(element);
  };
  parser.onclosetag = () => void open.pop();
  parser.ontext = (text) => {
    if (open.length > 1) addText(text);
  };
  parser.oncdata = addText;
  try {
    parser.write(decoded(bytes)).close();
  } catch (error) {
    throw error instanceof TemplateProblem ? error : broken();
  }
  const [root] = top.children;
  if (open.length !== 1 || top.children.length !== 1 || typeof root !== 'object' || 'raw' in root) throw broken();
  return root;
}

/** Text of a part; throws where it isn't UTF-8, or has zero bytes as UTF-16 would. */
export function decoded(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  if (text.includes('\u0000')) throw new Error('not UTF-8');
  return text;
}

/** The part as it is written into the file. */
export function xmlBytes(root: XmlElement): Buffer {
  const pieces = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'];
  write(root, pieces);
  return Buffer.from(pieces.join(''), 'utf8');
}

export function xmlText(node: XmlNode): string {
  const pieces: string[] = [];
  write(node, pieces);
  return pieces.join('');
}

function write(node: XmlNode, pieces: string[]): void {
  if (typeof node === 'string') {
    pieces.push(escapedText(node));
    return;
  }
  if ('raw' in node) {
    for (const piece of node.raw) pieces.push(piece);
    return;
  }
  pieces.push(openingTag(node.name, node.attributes, node.children.length === 0));
  if (node.children.length === 0) return;
  for (const child of node.children) write(child, pieces);
  pieces.push(`</${node.name}>`);
}

export function openingTag(name: string, attributes: Record<string, string>, isEmpty = false): string {
  let tag = `<${name}`;
  for (const key in attributes) tag += ` ${key}="${escapedAttribute(attributes[key]!)}"`;
  return isEmpty ? `${tag}/>` : `${tag}>`;
}

/** Characters that XML cannot carry at all, and halves of pairs that stand alone. */
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** A text as XML can carry it. */
export function writable(text: string): string {
  return text.toWellFormed().replace(unwritable, '');
}

function escapedText(text: string): string {
  return text.replace(/[&<>\r]/g, (character) => entities[character]!);
}

function escapedAttribute(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (character) => entities[character]!);
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** The name without its prefix: some programs write `<x:row>`, others `<row>`. */
export function localName({ name }: { name: string }): string {
  return name.slice(name.indexOf(':') + 1);
}

/** A name with the same prefix as another element's: what is added belongs to the same namespace. */
export function siblingName({ name }: { name: string }, local: string): string {
  return name.slice(0, name.indexOf(':') + 1) + local;
}

export function isElement(node: XmlNode | undefined): node is XmlElement {
  return typeof node === 'object' && !('raw' in node);
}

export function childrenOf(element: XmlElement): XmlElement[] {
  return element.children.filter(isElement);
}

/** The first child of this local name. */
export function childOf(element: XmlElement, local: string): XmlElement | undefined {
  return childrenOf(element).find((child) => localName(child) === local);
}

/** Every element below, depth first, that has one of these local names; what is inside of one is looked through as well. */
export function* elementsNamed(element: XmlElement, ...locals: string[]): Generator<XmlElement> {
  for (const child of element.children) {
    if (!isElement(child)) continue;
    if (locals.includes(localName(child))) yield child;
    yield* elementsNamed(child, ...locals);
  }
}

/** An attribute by its local name, as `r:id` may carry any prefix. */
export function attributeOf({ attributes }: XmlElement, local: string): string | undefined {
  if (local in attributes) return attributes[local];
  const key = Object.keys(attributes).find((name) => name.slice(name.indexOf(':') + 1) === local);
  return key === undefined ? undefined : attributes[key];
}

export function setAttribute({ attributes }: XmlElement, local: string, value: string): void {
  const key = Object.keys(attributes).find((name) => name.slice(name.indexOf(':') + 1) === local);
  attributes[key ?? local] = value;
}

/** All text below, as one. */
export function textOf(element: XmlElement): string {
  return element.children
    .map((child) => (typeof child === 'string' ? child : isElement(child) ? textOf(child) : ''))
    .join('');
}

export function cloneElement(element: XmlElement): XmlElement {
  return {
    name: element.name,
    attributes: { ...element.attributes },
    children: element.children.map((child) => (isElement(child) ? cloneElement(child) : child)),
  };
}
