import sharp from 'sharp';
import { evidenceLimits } from './evidence-kind.js';
import { EvidenceProblem } from './evidence-problem.js';

// The library reads some forty formats; each is a door. Only these two are open, whatever a file pretends to be.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer'] });
sharp.cache(false);

/** Pictures drawn at the same time: each may take 200 MB while it is drawn. */
const atOnce = 2;
let drawing = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (drawing >= atOnce) await new Promise<void>((go) => waiting.push(go));
  else drawing += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else drawing -= 1;
  }
}

/**
 * Draws a picture anew: turned the right way up, no wider or higher than a page needs, and without anything that was written
 * beside it (place, time, telephone, thumbnails, whatever was appended). Throws EvidenceProblem.
 */
export async function cleanImage(bytes: Uint8Array, kind: 'jpg' | 'png'): Promise<Uint8Array> {
  return inTurn(async () => {
    try {
      const image = sharp(bytes, { limitInputPixels: evidenceLimits.pixels, failOn: 'error' }).timeout({ seconds: 30 });
      const { width, height, format } = await image.metadata();
      if (width * height > evidenceLimits.pixels)
        throw new EvidenceProblem('tooManyPixels', { limit: evidenceLimits.pixels });
      if (format !== (kind === 'jpg' ? 'jpeg' : 'png')) throw new EvidenceProblem('brokenFile');
      const edge = evidenceLimits.edgePixels;
      const drawn = image
        .autoOrient()
        .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
        .toColourspace('srgb');
      return await (kind === 'jpg' ? drawn.jpeg({ quality: 82 }) : drawn.png({ compressionLevel: 8 })).toBuffer();
    } catch (error) {
      if (error instanceof EvidenceProblem) throw error;
      const tooLarge = error instanceof Error && /pixel limit/i.test(error.message);
      throw tooLarge
        ? new EvidenceProblem('tooManyPixels', { limit: evidenceLimits.pixels })
        : new EvidenceProblem('brokenFile');
    }
  });
}
