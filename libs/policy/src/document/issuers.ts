/** `issuers`: whose tokens are believed, and what their claims mean. */
import { z } from 'zod';
import { filePath, foreignName, ruleName } from './names.js';
import { isSection } from './section.js';
import { isUntrustworthyUrl, plainUrl } from './urls.js';

/** Signatures with a public key only: `none` and HMAC (where the verifier could also sign) cannot be written. */
export const SIGNATURE_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

export type SignatureAlgorithm = (typeof SIGNATURE_ALGORITHMS)[number];

const DEFAULT_ALGORITHMS: SignatureAlgorithm[] = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519'];

export const claimPath = z
  .union([foreignName, z.array(foreignName).min(1).max(8)], {
    error:
      'Write a claim name, a dotted path (`realm_access.roles`) or a list of names (for names with dots).',
  })
  .describe(
    'A claim: its name, a dotted path, or a list of names. A name with `://` or starting with `urn:` is taken whole.',
  );

const claims = z
  .strictObject({
    groups: claimPath.default('groups').describe('Claim with the groups: a list of strings, or one string.'),
    agent: claimPath
      .optional()
      .describe('Claim that names the agent. Without it: `azp`, else `client_id`. `act` always comes first.'),
    email: claimPath.default('email').describe('Claim with the e-mail address; recorded in payloads only.'),
    name: claimPath.default('name').describe('Claim with the full name; recorded in payloads only.'),
    attributes: z
      .record(ruleName, claimPath)
      .refine((map) => Object.keys(map).length <= 32, { error: 'At most 32 attributes.' })
      .default({})
      .describe('Attributes of the caller, by name: the claim each is taken from.'),
  })
  .prefault({});

const UNSAFE_KEYS =
  'Keys are fetched from here: use https, or set `insecureHttp: true` if you accept forgeries.';

export const issuer = z
  .strictObject({
    name: ruleName.describe('Short name, for messages and metrics.'),
    issuer: plainUrl.describe('The `iss` of its tokens, character by character.'),
    audience: z
      .union([foreignName, z.array(foreignName).min(1).max(16)], {
        error: 'Write the audience (`aud`) that tokens for Sallyport carry, or a list of them.',
      })
      .describe('The `aud` that tokens for Sallyport carry; one of several is enough.'),
    algorithms: z
      .array(
        z.enum(SIGNATURE_ALGORITHMS, {
          error: `Use ${SIGNATURE_ALGORITHMS.join(', ')}; \`none\` and HMAC (HS256, …) are never accepted.`,
        }),
      )
      .min(1)
      .default(DEFAULT_ALGORITHMS)
      .describe('Signature algorithms that are accepted.'),
    jwksUri: plainUrl.optional().describe('Where the keys are. Without it: OpenID discovery at the issuer.'),
    insecureHttp: z
      .boolean()
      .default(false)
      .describe('Fetch keys over plain http from another host. Whoever sits between can then forge callers.'),
    clockSkewS: z.int().min(0).max(300).default(30).describe('Tolerance for the issuer’s clock, in seconds.'),
    groupsPrefix: foreignName
      .optional()
      .describe('Put before each group of this issuer, so that two issuers’ groups cannot be confused.'),
    groupsFile: filePath
      .optional()
      .describe(
        'File that adds groups by subject or verified e-mail, for issuers without a groups claim (Google).',
      ),
    claims,
  })
  .refine((value) => value.insecureHttp || value.jwksUri !== undefined || !isUntrustworthyUrl(value.issuer), {
    path: ['issuer'],
    error: UNSAFE_KEYS,
    when: isSection,
  })
  .refine((value) => value.insecureHttp || !isUntrustworthyUrl(value.jwksUri), {
    path: ['jwksUri'],
    error: UNSAFE_KEYS,
    when: isSection,
  });

export type IssuerEntry = z.output<typeof issuer>;
export type ClaimPath = z.output<typeof claimPath>;
