/** The command line: commands, options and their help. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from './commands/context.js';
import { events, type EventsOptions } from './commands/events.js';
import { login, type LoginOptions } from './commands/login.js';
import { policyCheck, type PolicyCheckOptions } from './commands/policy-check.js';
import { policyExplain, type PolicyExplainOptions } from './commands/policy-explain.js';
import { policyTest, type PolicyTestOptions } from './commands/policy-test.js';
import { replay, type ReplayOptions } from './commands/replay.js';
import { sessions, type SessionsOptions } from './commands/sessions.js';
import { status } from './commands/status.js';
import { token, type TokenOptions } from './commands/token.js';
import { whoami } from './commands/whoami.js';
import { addApprovalCommands } from './approval-commands.js';
import { json, limit } from './options.js';
import type { ReadOptions } from './commands/context.js';

function tokens(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('a whole number');
  return value;
}

const verdicts = ['allow', 'deny', 'hold'];

const as = (): Option =>
  new Option(
    '--as <name>',
    'act as this demo identity of a local start (default: auditor); `me`: your own login',
  );
const follow = (): Option => new Option('-f, --follow', 'stay and show what comes');

const intro = `What passed Sallyport's door: who asked for what, what was decided, and what came back.

In a clone in which \`npm start\` runs, commands find it by themselves and act as the demo auditor.
Elsewhere set SALLYPORT_URL to the archive's address, SALLYPORT_APPROVAL_URL to that of the approval service, and log in;
SALLYPORT_TOKEN gives a token directly.`;

export function program(context: CommandContext): Command {
  const root = new Command('sallyport').description(intro).showHelpAfterError('(--help shows what there is)');

  root
    .command('sessions')
    .description('sessions, the latest active first; `replay latest` tells the first of them')
    .option('-n, --limit <count>', 'how many', limit, 20)
    .option('--identity <subject>', 'of this caller')
    .option('--agent <name>', 'through this agent')
    .option('--connection <name>', 'that used this connection')
    .addOption(new Option('--verdict <verdict>', 'with such a request').choices(verdicts))
    .option('--model <name>', 'that asked for this model')
    .option('--graph <name>', 'that ran this graph')
    .option('--tool <name>', 'in which an answer called this tool')
    .option('--masked <kind>', 'in which such data was masked, such as email; * for any')
    .option('--min-tokens <count>', 'that used at least so many tokens', tokens)
    .option('--from <time>', 'active at or after, such as 2026-01-31T08:00:00Z')
    .option('--to <time>', 'begun before')
    .addOption(json())
    .addOption(as())
    .action((options: SessionsOptions) => sessions(context, options));

  root
    .command('replay')
    .description('one session as a timeline')
    .argument('[id]', 'a session, as `sessions` lists it', 'latest')
    .option('-n, --limit <count>', 'at most so many events', limit)
    .option('--full', 'nothing cut: texts, bodies, parts of bodies')
    .addOption(follow())
    .addOption(json())
    .addOption(as())
    .action((id: string, options: ReplayOptions) => replay(context, id, options));

  root
    .command('events')
    .description('search over all events, the latest first')
    .option('-n, --limit <count>', 'how many (default: 50; with --follow: no end)', limit)
    .option('--type <type>', 'of this type, such as request.refused')
    .option('--session <id>', 'of this session')
    .option('--identity <subject>', 'of this caller')
    .option('--agent <name>', 'through this agent')
    .option('--connection <name>', 'of this connection')
    .option('--request <id>', 'of this request')
    .addOption(new Option('--verdict <verdict>', 'with this verdict').choices(verdicts))
    .option('--model <name>', 'about this model')
    .option('--dialect <name>', 'of requests read in this dialect, such as openai-chat')
    .option('--operation <kind>', 'that ask for this, such as chat or graph-run')
    .option('--graph <name>', 'that run this graph')
    .option('--tool <name>', 'in which this tool is offered or called')
    .option('--masked <kind>', 'in which such data was masked, such as email; * for any')
    .addOption(new Option('--alert <kind>', 'alerts').choices(['rule', 'detector-failed', 'rule-failed']))
    .option('--min-tokens <count>', 'that used at least so many tokens', tokens)
    .option('--all', 'signs of life of gateways too, which come every few seconds')
    .option('--from <time>', 'at or after, such as 2026-01-31T08:00:00Z')
    .option('--to <time>', 'before')
    .addOption(follow())
    .addOption(json())
    .addOption(as())
    .action((options: EventsOptions) => events(context, options));

  root
    .command('whoami')
    .description('who you are to Sallyport')
    .addOption(json())
    .addOption(as())
    .action((options: ReadOptions) => whoami(context, options));

  root
    .command('status')
    .description('whether everything runs, and how far the archive is')
    .addOption(json())
    .addOption(as())
    .action((options: ReadOptions) => status(context, options));

  addApprovalCommands(root, context);
  addPolicyCommands(root, context);

  root
    .command('login')
    .description('log in at the identity provider, in a browser on any device')
    .option('--url <url>', "address of the archive's REST (or SALLYPORT_URL)")
    .option('--gateway <url>', 'address of the gateway, for `token` (or SALLYPORT_GATEWAY_URL)')
    .option('--issuer <url>', 'the identity provider (or SALLYPORT_ISSUER)')
    .option('--client-id <id>', 'OAuth client there (or SALLYPORT_CLIENT_ID; default: sallyport-cli)')
    .action((options: LoginOptions) => login(context, options));

  root
    .command('token')
    .description('a session token for an agent: narrower than your own, usable as an API key')
    .option('--connections <names>', 'only these, separated by commas')
    .option('--operations <list>', 'only these, such as "POST /v1/chat/completions", separated by commas')
    .option('--ttl <time>', 'such as 30m, 8h or 2d')
    .option(
      '--actor-token <file>',
      'file with the token of the agent that will act for you; - is standard input',
    )
    .addOption(json())
    .addOption(as())
    .action((options: TokenOptions) => token(context, options));

  return root;
}

function addPolicyCommands(root: Command, context: CommandContext): void {
  const policy = root
    .command('policy')
    .description('policy documents: check them, test them, explain a verdict');

  policy
    .command('check')
    .description('whether a document would be taken: every problem with line and column')
    .argument('<file>', 'a document such as sallyport.yaml')
    .addOption(json())
    .action((file: string, options: PolicyCheckOptions) => policyCheck(context, file, options));

  policy
    .command('test')
    .description('run the examples written beside the rules of a document')
    .argument('<file>', 'a document such as sallyport.yaml')
    .addOption(json())
    .action((file: string, options: PolicyTestOptions) => policyTest(context, file, options));

  policy
    .command('explain')
    .description('what the verdict of a recorded event means, and whether a document says the same today')
    .argument(
      '[event]',
      'id of an archived event; or a file with events as `events --json` prints them, - is standard input',
      '-',
    )
    .option('--file <document>', 'judge it again by this document, and say whether the verdict is the same')
    .addOption(new Option('--policy <document>', 'the same as --file').hideHelp())
    .addOption(json())
    .addOption(as())
    .action((what: string, options: PolicyExplainOptions) => policyExplain(context, what, options));
}
