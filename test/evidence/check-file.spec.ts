import { deflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { checkFile } from '#src/evidence/check-file.js';
import { EvidenceProblem } from '#src/evidence/evidence-problem.js';
import { safeFileName } from '#src/evidence/file-name.js';
import { docx, packedPdf, pdf, picture, pictureBomb, relationships, telephonePicture, xlsx, zip } from './files.js';

const refusalOf = async (bytes: Buffer): Promise<string> => {
  try {
    return `taken as ${(await checkFile(bytes)).kind}`;
  } catch (error) {
    if (!(error instanceof EvidenceProblem)) throw error;
    return error.code;
  }
};

describe('what is taken as evidence', () => {
  test.each([
    ['a document', docx(), 'docx'],
    ['a document with the table behind a chart', docx({ name: 'word/embeddings/Sheet1.xlsx', text: 'PK' }), 'docx'],
    ['a table', xlsx(), 'xlsx'],
    ['a PDF', pdf(), 'pdf'],
    ['a PDF with packed objects', packedPdf('1 0 << /Type /Page >>'), 'pdf'],
  ])('%s, byte for byte', async (_name, bytes, kind) => {
    const checked = await checkFile(bytes);
    expect(checked.kind).toBe(kind);
    expect(Buffer.from(checked.bytes).equals(bytes)).toBe(true);
    expect(checked.digest).toBe(checked.originalDigest);
  });

  test('a picture, turned upright, and without what the telephone wrote beside it', async () => {
    const bytes = await telephonePicture();
    expect((await sharp(bytes).metadata()).exif).toBeDefined();
    const checked = await checkFile(Buffer.concat([bytes, Buffer.from('<script>appended</script>')]));
    const { width, height, exif, xmp, iptc, icc, orientation } = await sharp(checked.bytes).metadata();
    expect({ width, height, exif, xmp, iptc, icc, orientation }).toEqual({ width: 80, height: 120 });
    const text = Buffer.from(checked.bytes).toString('latin1');
    expect(text).not.toMatch(/SomePhone|GPS|Exif|script/);
    expect(checked.digest).not.toBe(checked.originalDigest);
  });

  test('a large picture is made as large as a page needs', async () => {
    const { bytes } = await checkFile(await picture('#112233', 'png', 4000, 3000));
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 2560, height: 1920 });
  });
});

describe('what is refused', () => {
  const bomb = Buffer.alloc(60_000_000);
  const external = (type: string) =>
    relationships(
      `<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="http://x.example/t.dotm" TargetMode="External"/>`,
    );
  test.each<[string, () => Buffer | Promise<Buffer>, string]>([
    ['nothing', () => Buffer.alloc(0), 'empty'],
    ['11 MB', () => Buffer.alloc(11 * 1024 * 1024), 'tooLarge'],
    ['a page renamed .pdf', () => Buffer.from('<!doctype html><script>alert(1)</script>'), 'kindNotAccepted'],
    ['a drawing (SVG) renamed .png', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'kindNotAccepted'],
    ['a GIF', () => Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1'), 'kindNotAccepted'],
    ['a program', () => Buffer.from('MZ\x90\x00' + '\0'.repeat(100), 'latin1'), 'kindNotAccepted'],
    ['any zip', () => zip([{ name: 'a.exe', text: 'MZ' }]), 'kindNotAccepted'],
    ['a .doc of old', () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]), 'oldFormat'],
    [
      'a .docx with a password',
      () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]),
      'encrypted',
    ],
    ['an entry with a password', () => docx({ name: 'word/x.xml', text: 'x', encrypted: true }), 'encrypted'],
    ['macros', () => docx({ name: 'word/vbaProject.bin', text: 'x' }), 'macros'],
    [
      'macros by their content type',
      () =>
        zip([
          {
            name: '[Content_Types].xml',
            text: '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
          },
          { name: '_rels/.rels', text: relationships() },
          { name: 'word/document.xml', text: 'x' },
        ]),
      'macros',
    ],
    ['an embedded program', () => docx({ name: 'word/embeddings/oleObject1.bin', text: 'x' }), 'activeContent'],
    ['a control', () => xlsx({ name: 'xl/activeX/activeX1.xml', text: 'x' }), 'activeContent'],
    [
      'a template fetched from elsewhere',
      () => docx({ name: 'word/_rels/settings.xml.rels', text: external('attachedTemplate') }),
      'activeContent',
    ],
    ['a zip bomb', () => docx({ name: 'word/media/x.xml', text: bomb }), 'zipBomb'],
    [
      'a zip bomb that says it is none',
      () => docx({ name: 'word/media/x.xml', text: bomb.subarray(0, 5_000_000), claims: 900 }),
      'zipBomb',
    ],
    ['a name that climbs out', () => docx({ name: '../../x.xml', text: 'x' }), 'brokenFile'],
    ['half a zip', () => docx().subarray(0, 300), 'brokenFile'],
    ['a PDF with a password', () => pdf('/Encrypt 5 0 R'), 'encrypted'],
    ['a PDF that starts a program', () => pdf('/OpenAction << /S /Launch /F (cmd.exe) >>'), 'activeContent'],
    ['a PDF with a script', () => pdf('/OpenAction << /S /JavaScript /JS (app.alert(1)) >>'), 'activeContent'],
    ['a script spelled in escapes', () => pdf('/OpenAction << /S /J#61vaScript >>'), 'activeContent'],
    ['a script among packed objects', () => packedPdf('3 0 << /S /JavaScript /JS (x) >>'), 'activeContent'],
    ['half a PDF', () => pdf().subarray(0, 60), 'brokenFile'],
    ['30,000 × 30,000 points', pictureBomb, 'tooManyPixels'],
    ['half a picture', async () => (await picture('#445566', 'jpeg', 900, 900)).subarray(0, 700), 'brokenFile'],
    [
      'a picture that is none',
      () => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), deflateRawSync(Buffer.alloc(99))]),
      'kindNotAccepted',
    ],
  ])('%s', async (_name, make, code) => {
    expect(await refusalOf(await make())).toBe(code);
  });
});

test.each([
  ['社区清雪.JPG', 'jpg', '社区清雪.jpg'],
  ['../../etc/passwd', 'pdf', 'passwd.pdf'],
  ['C:\\Users\\张伟\\证书.docx', 'docx', '证书.docx'],
  ['CON.pdf', 'pdf', '_CON.pdf'],
  ['aux.backup.png', 'png', '_aux.backup.png'],
  ['证书\u202Efdp.exe', 'pdf', '证书fdp.pdf'],
  ['a<b>"c"|d?*.pdf', 'pdf', 'a_b__c__d__.pdf'],
  ['photo.png.html', 'png', 'photo.png.png'],
  ['  ...  ', 'jpg', 'evidence.jpg'],
  ['', 'jpg', 'evidence.jpg'],
  ['字'.repeat(300), 'pdf', `${'字'.repeat(80)}.pdf`],
  ['a\r\nSet-Cookie: x', 'pdf', 'aSet-Cookie_ x.pdf'],
] as const)('a file called %j is handed out under a plain name', (given, kind, safe) => {
  expect(safeFileName(given, kind)).toBe(safe);
});
