/** The people and the agent of the demo: who they are at the identity provider, and which groups they are in. */

export type DemoName = 'agent' | 'approver' | 'auditor' | 'admin' | 'stranger';

export interface DemoIdentity {
  /** Stable subject id; for the agent also its OAuth client id. */
  readonly subject: string;
  readonly groups: readonly string[];
  readonly email: string;
  readonly name: string;
}

export const demoIdentities = {
  agent: {
    subject: 'demo-agent',
    groups: ['agents'],
    email: 'agent@sallyport.example',
    name: 'Research Agent',
  },
  approver: {
    subject: 'demo-approver',
    groups: ['approvers'],
    email: 'april@sallyport.example',
    name: 'April Approver',
  },
  auditor: {
    subject: 'demo-auditor',
    groups: ['auditors'],
    email: 'audrey@sallyport.example',
    name: 'Audrey Auditor',
  },
  admin: { subject: 'demo-admin', groups: ['admins'], email: 'adam@sallyport.example', name: 'Adam Admin' },
  stranger: { subject: 'demo-stranger', groups: [], email: 'sam@stranger.example', name: 'Sam Stranger' },
} as const satisfies Record<DemoName, DemoIdentity>;

export const demoNames = Object.keys(demoIdentities) as readonly DemoName[];

/** The demo identity with this subject id. */
export function demoIdentityOf(subject: string): DemoIdentity | undefined {
  return Object.values(demoIdentities).find((identity) => identity.subject === subject);
}
