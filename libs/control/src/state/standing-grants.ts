/** Grants that stand, found by whom and what they are for. */
import type { Bearer, Grant } from '@sallyport/contracts/generated/sallyport/control/v1/control';

/** "Requests like this": the same identity, agent, connection, rule and operation shape. */
export interface GrantedRequest {
  readonly bearer: Bearer;
  readonly connection: string;
  readonly rule: string;
  readonly shapeSha256: Uint8Array;
}

export class StandingGrants {
  private readonly byId = new Map<string, Grant>();
  private readonly byCover = new Map<string, Map<string, Grant>>();

  all(): readonly Grant[] {
    return [...this.byId.values()];
  }

  get(grantId: string): Grant | undefined {
    return this.byId.get(grantId);
  }

  put(grant: Grant): void {
    this.drop(grant.grantId);
    const cover = coverOf(grant);
    if (cover === undefined) return;
    this.byId.set(grant.grantId, grant);
    this.byCover.set(cover, (this.byCover.get(cover) ?? new Map<string, Grant>()).set(grant.grantId, grant));
  }

  drop(grantId: string): void {
    const grant = this.byId.get(grantId);
    const cover = grant && coverOf(grant);
    if (cover === undefined) return;
    this.byId.delete(grantId);
    const same = this.byCover.get(cover);
    same?.delete(grantId);
    if (same?.size === 0) this.byCover.delete(cover);
  }

  /** Those that cover it, the one that lasts longest first. */
  covering(request: GrantedRequest): readonly Grant[] {
    const found = this.byCover.get(cover(request)) ?? new Map<string, Grant>();
    return [...found.values()].sort((a, b) => b.expiresUs - a.expiresUs);
  }
}

function coverOf({ bearer, connection, rule, shapeSha256 }: Grant): string | undefined {
  return bearer && cover({ bearer, connection, rule, shapeSha256 });
}

function cover({ bearer, connection, rule, shapeSha256 }: GrantedRequest): string {
  return JSON.stringify([
    ...[bearer.issuer, bearer.subject, bearer.agent, connection, rule],
    Buffer.from(shapeSha256).toString('base64'),
  ]);
}
