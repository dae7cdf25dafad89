/** Approvals, grants and locks as the approval service sends them. */

export interface ApprovalView {
  readonly id: string;
  readonly state: string;
  readonly attended: boolean;
  readonly asked: string;
  readonly expires: string;
  readonly identity: { readonly subject: string; readonly agent: string; readonly groups: readonly string[] };
  readonly session: string;
  readonly connection: string;
  readonly rule: string;
  readonly sentence: string;
  readonly method: string;
  readonly path: string;
  readonly tool?: string;
  readonly shape?: string;
  readonly requestSha256: string;
  readonly requirement: {
    readonly anyOf: readonly (readonly { readonly groups: readonly string[]; readonly people: number }[])[];
    readonly reasonRequired: string;
    readonly grant?: { readonly durationMs: number; readonly uses: number };
  };
  readonly agreed?: readonly (readonly number[])[];
  readonly votes: readonly {
    readonly subject: string;
    readonly name: string;
    readonly choice: string;
    readonly reason: string;
    readonly time: string;
  }[];
  readonly said: string;
  readonly grantId?: string;
  readonly content?: { readonly kind: string; readonly text?: string; readonly cut: boolean };
}

export interface GrantView {
  readonly id: string;
  readonly identity: { readonly subject: string };
  readonly connection: string;
  readonly shape: string;
  readonly expires: string;
  readonly uses: number;
  readonly usesMax: number;
  readonly ended?: string;
}

export interface LockView {
  readonly id: string;
  readonly target: string;
  readonly value: string;
  readonly placed: string;
  readonly expires?: string;
  readonly reason: string;
  readonly lifted: boolean;
  readonly applied: readonly { readonly streamsEnded: number; readonly heldRefused: number }[];
}
