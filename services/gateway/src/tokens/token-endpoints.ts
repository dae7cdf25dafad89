/**
 * What the gateway answers itself on the data port around session tokens, by path:
 *
 *     POST /token                                    token exchange (RFC 8693)
 *     GET  /.well-known/jwks.json                    public keys of session tokens (RFC 7517)
 *     GET  /.well-known/oauth-authorization-server   metadata (RFC 8414), where `tokens.publicUrl` is set
 */
import type { Logger } from 'pino';
import type { VerifyToken } from '@sallyport/identity/caller';
import type { TokenSettings } from '@sallyport/policy/document/tokens';
import type { OwnAnswer, OwnEndpoint, OwnRefusal } from '../protocols/http/own-endpoint.js';
import type { PolicyInForce } from '../core/ports/policy-in-force.js';
import { TOKEN_EXCHANGE_GRANT } from './exchange-form.js';
import { errorAnswer, jsonAnswer, oauthError } from './oauth-answer.js';
import type { OauthError } from './oauth-answer.js';
import { exchangeToken } from './token-exchange.js';
import type { IssuedToken } from './token-exchange.js';
import type { TokenKey } from './token-key.js';

/** Two tokens of 16 KiB, percent-encoded at worst, and the lists. */
const FORM_BYTES_MAX = 64 * 1024;

export interface TokenEndpointsOptions {
  readonly verifier: VerifyToken;
  /** What is in force now. */
  readonly snapshot: () => {
    readonly policy: Pick<PolicyInForce, 'connectionNames'>;
    readonly tokens: TokenSettings;
    readonly tokenKey: TokenKey | undefined;
  };
  readonly nowMs: () => number;
  readonly log: Pick<Logger, 'info'>;
}

export function tokenEndpoints(options: TokenEndpointsOptions): ReadonlyMap<string, OwnEndpoint> {
  const { snapshot } = options;
  const get = (answer: () => OwnAnswer): OwnEndpoint => ({
    methods: ['GET', 'HEAD'],
    bodyBytesMax: 0,
    handle: () => Promise.resolve(answer()),
  });
  return new Map<string, OwnEndpoint>([
    ['/token', exchange(options)],
    ['/.well-known/jwks.json', get(() => published(snapshot().tokenKey))],
    ['/.well-known/oauth-authorization-server', get(() => metadata(snapshot().tokens))],
  ]);
}

function exchange({ verifier, snapshot, nowMs, log }: TokenEndpointsOptions): OwnEndpoint {
  return {
    methods: ['POST'],
    bodyBytesMax: FORM_BYTES_MAX,
    async handle({ contentType, body, requestId }) {
      const { policy, tokens, tokenKey } = snapshot();
      if (tokenKey === undefined) {
        const sentence = 'This gateway makes no session tokens: it runs without SALLYPORT_TOKEN_KEY_FILE.';
        return errorAnswer(oauthError('unsupported_grant_type', sentence, { status: 501 }));
      }
      const context = {
        verifier,
        key: tokenKey,
        settings: tokens,
        connectionNames: policy.connectionNames,
        nowMs: nowMs(),
      };
      const result = await exchangeToken(contentType, body, context);
      if (result.kind === 'error') {
        log.info({ requestId, error: result.error, code: result.code }, 'session token refused');
        return { ...errorAnswer(result), refusal: refusalOf(result) };
      }
      const { tokenId, expiresInS, caller } = result;
      const { subject, issuer, agent } = caller;
      log.info({ requestId, tokenId, expiresInS, subject, issuer, agent }, 'session token issued');
      return jsonAnswer(200, issuedBody(result));
    },
  };
}

/** In the words of the record: a bad token says why, a verified caller was refused more than it may have. */
function refusalOf({ code, caller, claimedIssuer = '' }: OauthError): OwnRefusal {
  return { code: code ?? (caller ? 'POLICY_DENIED' : 'REQUEST_MALFORMED'), caller, claimedIssuer };
}

/** RFC 8693 §2.2.1; `scope` because it may differ from what was asked for. */
function issuedBody({ token, type, expiresInS, caller }: IssuedToken): object {
  const operations = caller.narrowing?.operations;
  return {
    access_token: token,
    issued_token_type: type,
    token_type: 'Bearer',
    expires_in: expiresInS,
    ...(operations && { scope: operations.map((operation) => operation.replace(' ', ':')).join(' ') }),
  };
}

function published(key: TokenKey | undefined): OwnAnswer {
  const answer = jsonAnswer(200, key?.published ?? { keys: [] });
  return {
    ...answer,
    headers: { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=300' },
  };
}

function metadata({ publicUrl }: TokenSettings): OwnAnswer {
  if (publicUrl === undefined) {
    const sentence = 'There is no metadata without `tokens.publicUrl` in the policy document.';
    return errorAnswer(oauthError('invalid_request', sentence, { status: 404 }));
  }
  return jsonAnswer(200, {
    issuer: publicUrl,
    token_endpoint: `${publicUrl}/token`,
    jwks_uri: `${publicUrl}/.well-known/jwks.json`,
    grant_types_supported: [TOKEN_EXCHANGE_GRANT],
    token_endpoint_auth_methods_supported: ['none'],
    response_types_supported: [],
  });
}
