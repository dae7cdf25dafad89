/** What the terminal shows when everything runs: the addresses, and commands to copy. */
import { heldExample } from './held-example.js';
import type { RunFile } from './run-file.js';

export interface BannerFacts {
  readonly run: RunFile;
  readonly stateDir: string;
  readonly policyFile: string;
  readonly realOpenAi: boolean;
  readonly demoIssuerAccepted: boolean;
  /** Connections whose bodies are archived. */
  readonly recordedInFull: readonly string[];
  readonly issuer: string;
  /** How to name run.json in a command typed in the clone. */
  readonly runFile: string;
}

function commands({ run, runFile, realOpenAi, demoIssuerAccepted }: BannerFacts): readonly string[] {
  const base = (run.connections['openai'] ?? Object.values(run.connections)[0])?.baseUrl ?? run.gateway.url;
  const standard = runFile === './.sallyport/run.json';
  const own = standard ? '' : `SALLYPORT_RUN_FILE=${runFile} `;
  if (!demoIssuerAccepted || !base.endsWith('/v1')) {
    return [
      '  Call a connection with a token of your identity provider:',
      `    curl -i ${base}/ -H "authorization: Bearer $TOKEN"`,
      '',
      '  See what was recorded (as a member of your auditor group):',
      '    npx --no-install sallyport sessions',
    ];
  }
  const model = realOpenAi ? 'gpt-4o-mini' : 'demo-small';
  const token = `$(node -p "require('${runFile}').identities.agent.token")`;
  const heldBody = JSON.stringify(heldExample(model).body);
  const body = `{"model":"${model}","messages":[{"role":"user","content":"Say hello"}]}`;
  return [
    '  1. A call, as the demo agent:',
    `    curl ${base}/chat/completions -H "authorization: Bearer ${token}" -H "content-type: application/json" -d '${body}'`,
    '',
    '  2. The same with an OpenAI client:',
    `    node deploy/local/demo/openai-client.mjs${standard ? '' : ` ${runFile}`}`,
    '',
    '  3. A LangGraph agent that calls tools, streamed; in Python it is langgraph_agent.py beside it:',
    `    ${own}node deploy/local/demo/langgraph-agent.mjs`,
    '',
    '  4. What was recorded, as the demo auditor:',
    `    ${own}npx --no-install sallyport replay latest`,
    '',
    '  5. A call that policy holds for people:',
    `    curl ${base}/chat/completions -H "authorization: Bearer ${token}" -H "content-type: application/json" -d '${heldBody}'`,
    '     and, in another terminal, what waits and the answer of the demo approver:',
    `    ${own}npx --no-install sallyport approvals`,
    `    ${own}npx --no-install sallyport approve ID`,
  ];
}

/** Lines to print. */
export function banner(facts: BannerFacts): readonly string[] {
  const { run, recordedInFull } = facts;
  const services = Object.entries(run.services).map(([name, { url }]) => {
    const shown = name.startsWith('gateway') ? `${name} (admin)` : name;
    return `  ${shown.padEnd(20)} ${url}`;
  });
  const log =
    run.eventLog.kind === 'kafka' ? `Kafka ${run.eventLog.brokers.join(', ')}` : 'embedded, in PostgreSQL';
  return [
    '',
    'Sallyport runs.',
    '',
    `  ${'gateway'.padEnd(20)} ${run.gateway.urls.join(' ')}   (agents connect here)`,
    ...services,
    `  ${'identity provider'.padEnd(20)} ${facts.issuer}   (demo)`,
    `  ${'event log'.padEnd(20)} ${log}`,
    `  ${'policy'.padEnd(20)} ${facts.policyFile}`,
    `  ${'data and logs'.padEnd(20)} ${facts.stateDir}`,
    '',
    ...Object.entries(run.connections).map(
      ([name, { baseUrl }]) =>
        `  connection ${name}: base URL ${baseUrl}${facts.realOpenAi && name === 'openai' ? '   (the real OpenAI)' : ''}`,
    ),
    ...recordedInFull.map(
      (name) =>
        `  ${name}: prompts and answers are recorded, each in its most masked form, and auditors can read them.`,
    ),
    ...(facts.demoIssuerAccepted
      ? []
      : [`  Your policy does not name the demo's issuer, so the demo identities are not accepted.`]),
    '',
    ...commands(facts),
    '',
    'Ctrl-C stops everything; data stay until `npm start -- --reset`.',
  ];
}
