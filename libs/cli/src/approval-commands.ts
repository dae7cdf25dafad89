/** The commands about approvals, grants and locks, and their help. */
import { Argument, Option, type Command } from 'commander';
import { answer, show, type AnswerOptions } from './commands/answer.js';
import { approvals, type ApprovalsOptions } from './commands/approvals.js';
import type { CommandContext, ReadOptions } from './commands/context.js';
import { grants, revoke, type GrantsOptions } from './commands/grants.js';
import { kill, lock, locks, unlock, type LockOptions, type LocksOptions } from './commands/locks.js';
import { limit, json } from './options.js';

const states = ['pending', 'approved', 'denied', 'expired', 'cancelled', 'consumed', 'revoked'];
const targets = ['session', 'identity', 'agent', 'token', 'connection', 'group'];

const as = (usually: string): Option =>
  new Option(
    '--as <name>',
    `act as this demo identity of a local start (default: ${usually}); \`me\`: your own login`,
  );
const reason = (): Option => new Option('--reason <text>', 'why, for those who ask later');

export function addApprovalCommands(root: Command, context: CommandContext): void {
  root
    .command('approvals')
    .description('what waits for people, the latest asked first')
    .option('-w, --watch', 'stay and show what comes and changes')
    .option('--all', 'those that are over too')
    .addOption(new Option('--state <state>', 'those that stand so').choices(states))
    .option('--session <id>', 'of this session')
    .option('-n, --limit <count>', 'how many', limit, 50)
    .addOption(json())
    .addOption(as('approver'))
    .action((options: ApprovalsOptions) => approvals(context, options));

  root
    .command('show')
    .description('one approval, with what would run, masked')
    .argument('<id>', 'an approval, or a request that waits for it')
    .addOption(json())
    .addOption(as('approver'))
    .action((id: string, options: ReadOptions) => show(context, id, options));

  root
    .command('approve')
    .description('say yes to one approval')
    .argument('<id>', 'as `approvals` lists it')
    .addOption(reason())
    .option('--for <time>', 'requests like it may pass for so long, such as 30m')
    .option('--uses <count>', 'at most so many of them', limit)
    .addOption(json())
    .addOption(as('approver'))
    .action((id: string, options: AnswerOptions) => answer(context, 'approve', id, options));

  root
    .command('deny')
    .description('say no to one approval')
    .argument('<id>', 'as `approvals` lists it')
    .addOption(reason())
    .addOption(json())
    .addOption(as('approver'))
    .action((id: string, options: AnswerOptions) => answer(context, 'deny', id, options));

  root
    .command('grants')
    .description('what was permitted beyond one request')
    .option('--all', 'those that ended too')
    .option('-n, --limit <count>', 'how many', limit, 50)
    .addOption(json())
    .addOption(as('approver'))
    .action((options: GrantsOptions) => grants(context, options));

  root
    .command('revoke')
    .description('end a grant, or take an approval back that is not used')
    .argument('<id>', 'a grant or an approval')
    .addOption(json())
    .addOption(as('approver'))
    .action((id: string, options: ReadOptions) => revoke(context, id, options));

  addLockCommands(root, context);
}

function addLockCommands(root: Command, context: CommandContext): void {
  const lasts = (): Option => new Option('--for <time>', 'such as 2h (default: until it is lifted)');

  root
    .command('locks')
    .description('what is locked, and what ended because of it')
    .option('--all', 'lifted ones too')
    .option('-n, --limit <count>', 'how many', limit, 50)
    .addOption(json())
    .addOption(as('admin'))
    .action((options: LocksOptions) => locks(context, options));

  root
    .command('lock')
    .description(
      'refuse everything of a session, identity, agent, token, connection or group, and end what is live',
    )
    .addArgument(new Argument('<target>', 'what is locked').choices(targets))
    .argument('<value>', 'its id, subject, name or `jti`')
    .option('--issuer <url>', 'issuer of the identity or the token')
    .option('--keep-live', 'let end what is live')
    .addOption(lasts())
    .addOption(reason())
    .addOption(json())
    .addOption(as('admin'))
    .action((target: string, value: string, options: LockOptions) => lock(context, target, value, options));

  root
    .command('unlock')
    .description('lift a lock')
    .argument('<id>', 'as `locks` lists it')
    .addOption(json())
    .addOption(as('admin'))
    .action((id: string, options: ReadOptions) => unlock(context, id, options));

  root
    .command('kill')
    .description('end a session: everything live in it, and everything to come')
    .argument('<session>', 'as `sessions` lists it')
    .addOption(lasts())
    .addOption(reason())
    .addOption(json())
    .addOption(as('admin'))
    .action((session: string, options: LockOptions) => kill(context, session, options));
}
