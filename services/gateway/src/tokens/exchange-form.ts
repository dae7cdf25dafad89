/**
 * The form of a token exchange, RFC 8693 §2.1, read strictly.
 *
 *     grant_type            urn:ietf:params:oauth:grant-type:token-exchange
 *     subject_token(_type)  the caller's token: from the identity provider, or a session token to narrow further
 *     actor_token(_type)    optional: the agent that acts for the subject
 *     audience              optional, repeatable: the connections the token is for ("logical name of the target")
 *     scope                 optional: the operations, separated by spaces, each `METHOD:/path/pattern`
 *     ttl                   optional, ours: lifetime in seconds; `expires_in` says what it became
 *     connections           the same as `audience`, as a list with commas or spaces
 *     operations            the same as `scope`, as a list with commas, each `METHOD /path/pattern`
 */
import { parseOperation } from '@sallyport/policy/patterns/operation-pattern';
import type { OperationPattern } from '@sallyport/policy/patterns/operation-pattern';
import { oauthError } from './oauth-answer.js';
import type { OauthError } from './oauth-answer.js';

export const TOKEN_EXCHANGE_GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';

const TYPE = 'urn:ietf:params:oauth:token-type:';
export const ACCESS_TOKEN_TYPE = `${TYPE}access_token`;
const TOKEN_TYPES = new Set([ACCESS_TOKEN_TYPE, `${TYPE}id_token`, `${TYPE}jwt`]);
const ISSUED_TYPES = new Set([ACCESS_TOKEN_TYPE, `${TYPE}jwt`]);

/** A token has 16 KiB, of which the operations are only a part. */
const OPERATIONS_MAX = 64;
const CONNECTIONS_MAX = 256;

export interface ExchangeForm {
  readonly kind: 'form';
  readonly subjectToken: string;
  readonly actorToken: string | undefined;
  readonly issuedType: string;
  readonly connections: readonly string[] | undefined;
  readonly operations: readonly OperationPattern[] | undefined;
  readonly ttlS: number | undefined;
}

export function readExchangeForm(contentType: string, body: Buffer): ExchangeForm | OauthError {
  if (!/^application\/x-www-form-urlencoded *(?:;|$)/i.test(contentType)) {
    return oauthError('invalid_request', 'Send a form: content-type application/x-www-form-urlencoded.', {
      status: 415,
    });
  }
  const form = new URLSearchParams(body.toString('utf8'));
  const repeated = [...new Set(form.keys())].find(
    (name) => name !== 'audience' && form.getAll(name).length > 1,
  );
  if (repeated !== undefined)
    return oauthError('invalid_request', 'A parameter is repeated: send each once.');
  if (form.get('grant_type') !== TOKEN_EXCHANGE_GRANT) {
    return oauthError('unsupported_grant_type', `The only grant_type here is ${TOKEN_EXCHANGE_GRANT}.`);
  }
  if (form.has('resource')) {
    return oauthError('invalid_target', 'Name connections by `audience`; `resource` is not used here.');
  }
  const subjectToken = form.get('subject_token');
  if (!subjectToken || !TOKEN_TYPES.has(form.get('subject_token_type') ?? '')) {
    return oauthError(
      'invalid_request',
      'Send subject_token, and subject_token_type access_token, id_token or jwt.',
    );
  }
  const actorToken = form.get('actor_token') || undefined;
  const actorType = form.get('actor_token_type') || undefined;
  if (actorToken === undefined ? actorType !== undefined : !TOKEN_TYPES.has(actorType ?? '')) {
    return oauthError('invalid_request', 'actor_token and actor_token_type go together.');
  }
  const issuedType = form.get('requested_token_type') || ACCESS_TOKEN_TYPE;
  if (!ISSUED_TYPES.has(issuedType)) {
    return oauthError('invalid_request', 'The requested_token_type must be access_token or jwt.');
  }
  const ttlS = readTtl(form.get('ttl'));
  if (ttlS === 'bad') return oauthError('invalid_request', '`ttl` is a whole number of seconds, 1 or more.');
  const connections = readConnections(form);
  if (connections !== undefined && 'kind' in connections) return connections;
  const operations = readOperations(form);
  if (operations !== undefined && 'kind' in operations) return operations;
  return { kind: 'form', subjectToken, actorToken, issuedType, connections, operations, ttlS };
}

function readTtl(text: string | null): number | undefined | 'bad' {
  if (text === null || text === '') return undefined;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 'bad';
}

function readConnections(form: URLSearchParams): readonly string[] | undefined | OauthError {
  const audiences = form.getAll('audience');
  const list = form.get('connections');
  if (audiences.length > 0 && list !== null) {
    return oauthError('invalid_request', 'Name connections by `audience` or by `connections`, not by both.');
  }
  const names = (list === null ? audiences : list.split(/[\s,]+/)).filter((name) => name !== '');
  // An empty list is a list of nothing, not the absence of one.
  if (names.length === 0) {
    return audiences.length === 0 && list === null
      ? undefined
      : oauthError('invalid_target', 'The list of connections is empty: name one, or leave it away.');
  }
  return names.length > CONNECTIONS_MAX
    ? oauthError('invalid_target', `At most ${CONNECTIONS_MAX} connections.`)
    : [...new Set(names)];
}

function readOperations(form: URLSearchParams): readonly OperationPattern[] | undefined | OauthError {
  const scope = form.get('scope');
  const list = form.get('operations');
  if (scope !== null && list !== null) {
    return oauthError('invalid_request', 'Name operations by `scope` or by `operations`, not by both.');
  }
  if (scope === null && list === null) return undefined;
  const entries = list === null ? (scope ?? '').split(' ') : list.split(',').map((entry) => entry.trim());
  const texts = [...new Set(entries.filter((entry) => entry !== ''))];
  if (texts.length === 0)
    return oauthError('invalid_scope', 'The list of operations is empty: name one, or leave it away.');
  if (texts.length > OPERATIONS_MAX)
    return oauthError('invalid_scope', `At most ${OPERATIONS_MAX} operations.`);
  const operations: OperationPattern[] = [];
  for (const text of texts) {
    const result = parseOperation(text);
    if (result.kind === 'refused') return oauthError('invalid_scope', result.message);
    operations.push(result.operation);
  }
  return operations;
}
