// Writes sallyport.schema.json, the JSON Schema of the policy document, from its source. Needs a build.
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { documentJsonSchema } from './dist/document/json-schema.js';

const file = new URL('sallyport.schema.json', import.meta.url);
const text = JSON.stringify(documentJsonSchema());
writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'json' }));
