import { deflateRawSync, deflateSync, crc32 } from 'node:zlib';
import sharp from 'sharp';

/** Files as people hand them in, and as people do who mean no good. */

interface Entry {
  name: string;
  text: string | Buffer;
  /** What the directory says of the unpacked size, where it lies. */
  claims?: number;
  encrypted?: boolean;
}

/** A zip, byte by byte: no library writes the ones that are needed here. */
export function zip(entries: readonly Entry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, text, claims, encrypted } of entries) {
    const content = Buffer.from(text);
    const packed = deflateRawSync(content);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(encrypted ? 1 : 0, 2);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(content), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(claims ?? content.length, 18);
    head.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    const made = Buffer.from([20, 0]);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), made, head, tail, Buffer.from(name)]));
    locals.push(local);
    at += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, list, Buffer.from('PK\x05\x06'), end]);
}

const types = (main: string) =>
  `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/x" ContentType="application/vnd.${main}.main+xml"/></Types>`;
const relationships = (inside = '') =>
  `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inside}</Relationships>`;

/** A document with what else is wished for in it. */
export function docx(...more: Entry[]): Buffer {
  return zip([
    { name: '[Content_Types].xml', text: types('openxmlformats-officedocument.wordprocessingml.document') },
    { name: '_rels/.rels', text: relationships() },
    { name: 'word/document.xml', text: '<w:document>社区清雪 2 小时</w:document>' },
    ...more,
  ]);
}

export function xlsx(...more: Entry[]): Buffer {
  return zip([
    { name: '[Content_Types].xml', text: types('openxmlformats-officedocument.spreadsheetml.sheet') },
    { name: '_rels/.rels', text: relationships() },
    { name: 'xl/workbook.xml', text: '<workbook/>' },
    ...more,
  ]);
}

export function pdf(inside = ''): Buffer {
  return Buffer.from(
    `%PDF-1.7\n1 0 obj\n<< /Type /Catalog ${inside} >>\nendobj\nxref\n0 2\ntrailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n`,
    'latin1',
  );
}

/** Objects packed into a stream, as PDF writers of today do. */
export function packedPdf(objects: string): Buffer {
  const packed = deflateSync(Buffer.from(objects)).toString('latin1');
  const stream = `2 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length ${packed.length} >>\nstream\n${packed}\nendstream\nendobj\n`;
  return Buffer.from(`%PDF-1.7\n${stream}startxref\n9\n%%EOF\n`, 'latin1');
}

/** A picture of one colour; the colour tells one from another. */
export function picture(colour: string, format: 'jpeg' | 'png' = 'jpeg', width = 120, height = 80): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: colour } })
    .toFormat(format)
    .toBuffer();
}

/** A telephone's picture: taken upright, and it says where. */
export async function telephonePicture(): Promise<Buffer> {
  return sharp({ create: { width: 120, height: 80, channels: 3, background: '#336699' } })
    .withExif({
      IFD0: { Make: 'SomePhone', Copyright: '张伟' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '43/1 49/1 30/1', GPSLongitudeRef: 'E', GPSLongitude: '87/1 36/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}

/** A picture of 30,000 × 30,000 points in 110 bytes: what it says of itself, and next to nothing behind it. */
export function pictureBomb(): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(30_000, 0);
  header.writeUInt32BE(30_000, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(90_001))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export { relationships };
