import { StreamableFile } from '@nestjs/common';
import { attachment } from '../http/attachment.js';
import type { SchemeFile } from './scheme-versions.service.js';

export const schemeFileType = 'text/yaml';

/** The file of a rule, byte for byte, to be kept. */
export function schemeAttachment({ source, schemeCode, version }: SchemeFile): StreamableFile {
  const bytes = Buffer.from(source, 'utf8');
  const name = [schemeCode, version].filter((part) => part !== '').join(' ') || 'scheme';
  return new StreamableFile(bytes, {
    type: `${schemeFileType}; charset=utf-8`,
    disposition: attachment(`${name}.yaml`, 'scheme.yaml'),
    length: bytes.length,
  });
}
