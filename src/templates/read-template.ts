import type { Finding } from './findings.js';
import { type OfficePackage, openPackage } from './office-package.js';
import type { TemplateData } from './template-data.js';
import { TemplateProblem, templateLimits } from './template-problem.js';
import type { TemplateSource } from './vocabulary.js';
import { WordTemplate } from './word-document.js';
import { WorkbookTemplate } from './workbook.js';

/** A file that was looked into and read as a template. */
export interface ReadTemplate {
  file: OfficePackage;
  findings(data: TemplateData | null): Finding[];
  fill(data: TemplateData): void;
}

/** @throws TemplateProblem, and nothing else, for whatever a person may hand in */
export async function readTemplate(bytes: Uint8Array, source: TemplateSource): Promise<ReadTemplate> {
  const file = await openPackage(bytes);
  const template = file.kind === 'xlsx' ? WorkbookTemplate.read(file, source) : new WordTemplate(file, source);
  const findings = (data: TemplateData | null) => {
    const found = template.findings(data);
    if (found.length === 0) throw new TemplateProblem('noPlaceholders');
    if (found.length > templateLimits.placeholders)
      throw new TemplateProblem('tooComplex', { limit: templateLimits.placeholders });
    return found;
  };
  return { file, findings, fill: (data) => template.fill(data) };
}
