import type { OfficePackage } from './office-package.js';
import { childOf, childrenOf, type XmlElement } from './xml.js';

const typesPart = '[Content_Types].xml';
const corePart = 'docProps/core.xml';
const namespaces = {
  'xmlns:cp': 'http://schemas.openxmlformats.org/package/2006/metadata/core-properties',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  'xmlns:dcterms': 'http://purl.org/dc/terms/',
  'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
};

/** Says in the file's properties who had it made, when and from what. What else stands there stays. */
export function stampProperties(
  file: OfficePackage,
  { words, by, at }: { words: string; by: string; at: string },
): void {
  const part = file.partOf('', 'core-properties');
  const root = part ? file.tree(part) : addCore(file);
  set(root, 'dc:description', words);
  set(root, 'cp:lastModifiedBy', by);
  set(root, 'dcterms:modified', `${at.slice(0, 19)}Z`, { 'xsi:type': 'dcterms:W3CDTF' });
}

function set(root: XmlElement, name: string, text: string, attributes: Record<string, string> = {}): void {
  Object.assign(root.attributes, { ...namespaces, ...root.attributes });
  const known = childOf(root, name.slice(name.indexOf(':') + 1));
  if (known) known.children = [text];
  else root.children.push({ name, attributes, children: [text] });
}

function addCore(file: OfficePackage): XmlElement {
  const root: XmlElement = { name: 'cp:coreProperties', attributes: { ...namespaces }, children: [] };
  file.add(corePart, root);
  file.tree(typesPart).children.push({
    name: 'Override',
    attributes: {
      PartName: `/${corePart}`,
      ContentType: 'application/vnd.openxmlformats-package.core-properties+xml',
    },
    children: [],
  });
  const relationships = file.tree('_rels/.rels');
  const used = new Set(childrenOf(relationships).map(({ attributes }) => attributes['Id']));
  let number = 1;
  while (used.has(`rId${number}`)) number++;
  relationships.children.push({
    name: 'Relationship',
    attributes: {
      Id: `rId${number}`,
      Type: 'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties',
      Target: corePart,
    },
    children: [],
  });
  return root;
}
