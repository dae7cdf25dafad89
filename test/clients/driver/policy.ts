/** The policy document of the suite, without its issuers: everything is judged, and what each rule is for has a name. */

function connection(name: string, upstream: string, credential: string): string {
  return `  ${name}:
    protocol: http
    upstream: ${upstream}
    unlistedTools: strip
    credential: { ${credential}, value: { env: UPSTREAM_KEY } }
`;
}

export function policy(provider: string): string {
  return `connections:
${connection('openai', provider, 'header: authorization, scheme: Bearer')}${connection('azure', provider, 'header: api-key')}${connection('anthropic', provider, 'header: x-api-key')}
access:
  - name: agents
    groups: [agents]
    connections: ['*']
    methods: ['*']
    paths: [/**]
    models: ['demo-*', gpt-x]
    tools: [weather, clock, delete_everything, transfer_money, person, Person, json]
detectors:
  apply:
    - { kinds: [email], with: redact }
    - { kinds: [phone], with: tokenise }
    - { kinds: [iban], with: block, on: [answer] }
rules:
  - { name: no-dropping, when: 'request.text.user.contains("drop table")', action: deny, reasons: [DESTRUCTIVE] }
  - { name: watching, when: 'request.text.user.contains("watch me")', action: deny, mode: monitor }
  - { name: no-deleting, on: tool-call, when: 'tool.name.startsWith("delete_")', action: deny, reasons: [DESTRUCTIVE] }
  - { name: hold-transfers, on: tool-call, when: 'tool.name.startsWith("transfer_")', action: approve }
prompts:
  - { name: secret-projects, check: words, words: [bluebird] }
`;
}
