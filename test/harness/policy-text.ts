/** The policy document of a test system: one issuer, agents may use the connections, auditors may read. */

export interface PolicyOptions {
  readonly issuer: string;
  /** Upstream URL by connection name. */
  readonly connections: Readonly<Record<string, string>>;
  readonly record?: 'full' | 'metadata';
  /** Methods agents may use; default all that tests use. */
  readonly methods?: readonly string[];
  /** More lines for every connection, indented by four spaces. */
  readonly connectionLines?: string;
}

export function policyText({
  issuer,
  connections,
  record = 'full',
  methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
  connectionLines = '',
}: PolicyOptions): string {
  const blocks = Object.entries(connections).map(
    ([name, upstream]) => `  ${name}:
    protocol: http
    upstream: ${upstream}
    record: ${record}
    credential: { header: authorization, scheme: Bearer, value: { env: UPSTREAM_KEY } }
${connectionLines}`,
  );
  return `version: 1
issuers:
  - name: test
    issuer: ${issuer}
    audience: sallyport
connections:
${blocks.join('\n')}
access:
  - name: agents-may-use-everything
    groups: [agents]
    connections: [${Object.keys(connections).join(', ')}]
    methods: [${methods.join(', ')}]
    paths: ['/**']
roles:
  auditor: [auditors]
  approver: [approvers]
  admin: [admins]
`;
}
