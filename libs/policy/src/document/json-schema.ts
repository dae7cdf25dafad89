/** The document's JSON Schema (draft 2020-12), for editors; published as `sallyport.schema.json`. */
import { z } from 'zod';
import { policyDocument } from './document.js';

export function documentJsonSchema(): object {
  const schema = z.toJSONSchema(policyDocument, { target: 'draft-2020-12', io: 'input' });
  return { ...schema, title: 'sallyport.yaml' };
}
