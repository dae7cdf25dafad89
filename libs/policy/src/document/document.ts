/** The whole of `sallyport.yaml`, version 1. */
import { z } from 'zod';
import { access } from './access.js';
import { approvals } from './approvals.js';
import { connections } from './connections.js';
import { detectors } from './detectors.js';
import { examples } from './examples.js';
import { issuer } from './issuers.js';
import { limits } from './limits.js';
import { prices } from './prices.js';
import { prompts } from './prompts.js';
import { roles } from './roles.js';
import { rules } from './rules.js';
import { session } from './session.js';
import { tokens } from './tokens.js';

export const policyDocument = z
  .strictObject({
    version: z.literal(1, { error: 'Write `version: 1`.' }).describe('Version of this format.'),
    issuers: z.array(issuer).min(1).max(32).describe('Whose tokens are believed.'),
    connections: connections.describe('The upstreams, by name.'),
    access: access.default([]).describe('Who may do what. Default: nobody anything.'),
    rules: rules.default([]).describe('Conditions and what follows from them.'),
    prompts: prompts.default([]).describe('Rules on the words of requests and answers.'),
    detectors: detectors.describe('Which sensitive data is masked.'),
    limits: limits.default([]).describe('How much may be used in a sliding window.'),
    prices: prices.describe('What tokens cost.'),
    examples: examples.describe('Operations with the verdict they must get.'),
    roles: roles.describe('Groups whose members may audit, approve and administer.'),
    approvals: approvals.describe('How requests wait for people.'),
    session: session.describe('What belongs to one session.'),
    tokens: tokens.describe('The session tokens that Sallyport signs.'),
  })
  .describe('Sallyport’s policy document.');

export type PolicyDocument = z.output<typeof policyDocument>;
