import type { Definitions, JsonSchema } from './scheme-file-forms.js';
import { schemeForm } from './scheme-file-shape.js';
import { sheetForm } from './sheet-file-shape.js';

/*
 * The published JSON Schemas (draft 2020-12), made from the very forms that read the files. They let an editor complete and
 * check while somebody types; what makes no sense in a well-formed file only `scheme check` can tell.
 */

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/** Of scheme files: schemes/scheme.schema.json. */
export function schemeSchema(): JsonSchema {
  const definitions: Definitions = {};
  const { $ref } = schemeForm.schema(definitions);
  const { scheme, ...rest } = definitions;
  return {
    $schema: DRAFT,
    ...scheme,
    title: 'Scheme file · 规则文件',
    description: 'A unit’s rule as data. The language is described in docs/scheme.md.',
    ...($ref === '#/$defs/scheme' ? { $defs: sorted(rest) } : {}),
  };
}

/** Of sheet files: schemes/sheet.schema.json. */
export function sheetSchema(): JsonSchema {
  const definitions: Definitions = {};
  sheetForm.schema(definitions);
  const { sheets, member, ...rest } = definitions;
  return {
    $schema: DRAFT,
    ...sheets,
    title: 'Sheet file · 自评表文件',
    description: 'One sheet, several sheets of a member, or a branch, for the command line: see docs/scheme.md.',
    oneOf: [{ required: ['entries'] }, { required: ['sheets'] }, { required: ['members'] }],
    $defs: sorted({ ...rest, member: { ...member, oneOf: [{ required: ['entries'] }, { required: ['sheets'] }] } }),
  };
}

function sorted(definitions: Definitions): Definitions {
  return Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)));
}
